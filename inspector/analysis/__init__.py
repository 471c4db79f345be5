"""Questions about states: what changed, and where."""
