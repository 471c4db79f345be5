"""Fold rules: what events do to a state, declared rather than programmed."""
