"""A portal without end: a crawl ends cleanly at the profile's limits, and says so."""

import sys
from pathlib import Path

import pytest

from tests import forked

from .portals import Category, items, tables
from .running import arguments, stored
from .server import serving

#: Run in place of the command: the profile has other limits.
LIMITED = """
import shutil
from types import SimpleNamespace
from crawler import portals
from crawler.cli import main
load = portals.load
def limited(*name, **more):
    profile = load(*name, **more)
    return profile.model_copy(update={"limits": profile.limits.model_copy(update=LIMITS)})
portals.load = limited
if FREE:
    shutil.disk_usage = lambda path: SimpleNamespace(total=10**12, used=0, free=FREE)
main()
"""


def crawl(base_url: str, data: Path, *more: str, free: int | None = None, **limits: int) -> str:
    program = LIMITED.replace("LIMITS", repr(limits)).replace("FREE", str(free or 0))
    line = [sys.executable, "-c", program, *arguments(base_url, data, *more)[3:]]
    done = forked.run(line)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("limits", "free"),
    [
        ({"run_articles": 10}, None),
        ({"portal_articles": 10}, None),
        ({"run_bytes": 20_000}, None),
        ({"portal_bytes": 20_000}, None),
        ({"disk_free": 300_000_000}, 299_999_999),
    ],
)
def test_a_crawl_ends_at_a_limit_keeps_what_it_has_and_says_which(
    tmp_path: Path, limits: dict[str, int], free: int | None
) -> None:
    news = Category("tin-tuc", "Tin tức", items(900, 60))
    with serving(tables([news])) as portal:
        said = crawl(portal.base_url, tmp_path, free=free, **limits)
        assert f"limits.{next(iter(limits))} = " in said
        assert "unusual: limits: a limit was reached" in said
        had = len(stored(tmp_path))
        assert 0 < had < 60
        assert "limits" not in crawl(portal.base_url, tmp_path)
    assert len(stored(tmp_path)) == 60
