"""Events become states: reducers, folds, the history of states and the index of all events. No I/O of its own."""
