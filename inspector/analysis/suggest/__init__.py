"""Fold rules suggested from what a store holds: its payloads, and the states that its producer stored."""
