"""The store, `DATA/store.sqlite`: every SQL statement about it is in this package."""
