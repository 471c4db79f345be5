"""One open store, Qt-free: the facade that command line and window both drive."""
