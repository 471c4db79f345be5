"""Dialogs: forms, previews, logs."""
