"""A user's reducers and commands: declared, loaded with consent, run in a process that can be killed."""
