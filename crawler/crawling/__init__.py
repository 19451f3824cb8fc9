"""A crawl: what is asked for, and what becomes of each answer."""
