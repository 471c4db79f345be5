"""The producer's own code: their aggregates fold their events, in their interpreter, after the user has agreed."""
