"""Event stores as files: the only place where SQL is spoken."""
