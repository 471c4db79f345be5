"""A JSON value as a tree: its nodes, the Qt model over them, and how they are shown."""
