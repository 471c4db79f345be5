"""Events from a file of JSON lines or CSV, on their way into a native store."""
