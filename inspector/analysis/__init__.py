"""Questions about states and events that need no store: what differs, who set it."""
