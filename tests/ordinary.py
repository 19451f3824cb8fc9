"""Bounds on time that hold on any machine: the unit is an ordinary page, read by this process."""

import time
from collections.abc import Callable
from functools import cache

from crawler import portals
from crawler.pages.article.parse import article
from tests.pages.themes import Theme


def spent(work: Callable[[], object]) -> float:
    """The processor time that `work` takes, in ordinary pages. One takes 2.5 ms on a machine that nobody else uses.

    Both are processor time of this process alone, so that neither a busy nor a slow machine changes the number much.
    """
    unit = _ordinary()
    begin = time.process_time()
    work()
    return (time.process_time() - begin) / unit


@cache
def _ordinary() -> float:
    """Seconds that an ordinary page takes, once it is known."""
    html, truth = Theme(0).article()
    portal, times = portals.load("sontay"), []
    for _ in range(20):
        begin = time.process_time()
        article(html.encode(), truth.url, portal)
        times.append(time.process_time() - begin)
    return min(times)
