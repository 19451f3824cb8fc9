"""Pages that lead to articles: entries of listings, their further pages, menus."""
