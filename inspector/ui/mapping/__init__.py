"""The dialog that maps a table of any SQLite file to events."""
