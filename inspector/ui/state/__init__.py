"""The state pane."""
