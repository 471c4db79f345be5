"""The formats of other producers, one file each."""
