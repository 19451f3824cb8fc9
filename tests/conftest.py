"""Fixtures and settings for tests in any folder."""

from hypothesis import settings

from tests.browser import browser, browser_page

__all__ = ["browser", "browser_page"]

# An example may take any time: on a machine under load, no deadline tells a fault.
settings.register_profile("without_deadline", deadline=None)
settings.load_profile("without_deadline")
