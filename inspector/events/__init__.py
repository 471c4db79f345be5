"""The vocabulary: frozen values and protocols that every other package speaks; no I/O."""
