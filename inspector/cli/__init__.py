"""Argument parsing, printing and exit codes; one file a family of verbs."""
