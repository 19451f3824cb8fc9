"""How much a crawl takes of a portal and of the disk before it ends: a portal may have no end."""

import shutil
from pathlib import Path

from crawler.records.article import Problem
from crawler.records.profile import Portal
from crawler.store.archives import Ledger
from crawler.store.store import Store

#: Why a crawl was closed that reached a limit; it counts as finished.
LIMIT_REACHED = "limit_reached"
#: Pages between two looks at the limits.
EVERY = 10
#: A disk of less than so many times `limits.disk_free` is not watched: it is small on purpose, and full is an error.
_LARGE_DISK = 10


def reached(store: Store, articles: int, portal: Portal, run_id: str, data: Path) -> Problem | None:
    """The first limit of the profile that the run or the portal has reached, as a problem; `None` without one.

    Args:
        store: the store of the run, which lies in `data`.
        articles: how many articles the run has had.
        portal: whose limits hold.
        run_id: the run.
        data: the data directory.
    """
    limits = portal.limits
    files = [file for file in Ledger(store).files(portal.name) if file.removed_at is None]
    disk = shutil.disk_usage(data)
    seen = (
        ("run_articles", articles, "articles in this run"),
        ("portal_articles", store.articles.count(portal.name), "articles of this portal"),
        ("run_bytes", sum(file.length for file in files if file.run_id == run_id), "bytes archived in this run"),
        ("portal_bytes", sum(file.length for file in files), "bytes archived of this portal"),
    )
    for name, number, what in seen:
        most = getattr(limits, name)
        if number >= most:
            return _problem(portal, f"{number} {what}, and limits.{name} = {most}")
    if disk.free < limits.disk_free and disk.total >= _LARGE_DISK * limits.disk_free:
        return _problem(portal, f"{disk.free} bytes are free on the disk, and limits.disk_free = {limits.disk_free}")
    return None


def _problem(portal: Portal, told: str) -> Problem:
    message = f"{told}: the crawl ends here; see whether the portal makes up pages without end, or raise the limit"
    return Problem("crawl", "limit_reached", message, portal.base_url)
