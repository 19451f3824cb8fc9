"""Find, fetch and parse the articles of a portal."""
