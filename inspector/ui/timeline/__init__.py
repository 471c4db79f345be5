"""The timeline pane: overview, ruler and lanes."""
