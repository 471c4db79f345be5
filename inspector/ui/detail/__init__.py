"""The event detail pane."""
