"""When a portal must be left alone."""

import time

from scrapy import Request


class Patience:
    """When a portal must be left alone: the pause that it asked for, and requests that wait for a failure to pass."""

    def __init__(self) -> None:
        #: Requests that wait, without a place of their own in the downloader, to be tried again.
        self.backing_off: set[Request] = set()
        self._paused_until = 0.0

    @property
    def is_paused(self) -> bool:
        """Whether nothing may be sent now."""
        return time.monotonic() < self._paused_until

    def pause(self, seconds: float) -> None:
        """Send nothing to the portal for so many seconds."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)
