"""Pure functions from a page to what stands on it. Nothing in here knows Scrapy."""
