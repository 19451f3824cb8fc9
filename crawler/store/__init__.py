"""The stores of the portals, and what belongs to all of them: every SQL statement about them is in this package."""
