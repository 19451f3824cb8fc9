"""Articles on a terminal: one that can be read, or the hits of a search."""
