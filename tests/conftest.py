"""Fixtures for tests in any folder."""

from tests.browser import browser, browser_page

__all__ = ["browser", "browser_page"]
