"""Any other table, read as events by a mapping."""
