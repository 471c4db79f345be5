"""Events become states: reducers, folds, checkpoints and the narrow index; pure, no I/O."""
