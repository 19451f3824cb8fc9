"""A crawl that is told to stop ends at once, whatever a page or a text would still cost."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests import forked

from .portals import Category, article_page, items, tables
from .running import arguments, crawl, problems, stored
from .server import Served, serving

CATEGORY = Category("tin-tuc", "Tin tức", items(800, 3))
STUCK = CATEGORY.items[0]
#: Run in place of the command: reading that article, or annotating it, has no end, and no limit of time.
ENDLESS = """
from crawler.cli import main
from crawler.crawling import reading_processes
from pipelines import annotate_articles, workers
from tests.crawl import stuck
reading_processes.PROCESSOR_SECONDS = reading_processes.CLOCK_SECONDS = 10_000.0
workers.Workers.__init__.__kwdefaults__["time_limit"] = 10_000.0
annotate_articles._ANNOTATE = workers.Task(stuck._annotate)
MODULE.FUNCTION = stuck.FUNCTION
main()
"""


@contextmanager
def portal() -> Iterator[tuple[Served, Event]]:
    """A portal, and what tells that the article was asked for."""
    pages, asked = tables([CATEGORY, Category("thong-bao", "Thông báo", items(300, 2))]), Event()

    def page(_: dict[str, str]) -> str:
        asked.set()
        return article_page(STUCK, CATEGORY)

    with serving(pages | {STUCK.path(CATEGORY): page}) as served:
        yield served, asked


def ended(base_url: str, data: Path, asked: Event, where: str) -> str:
    """What a crawl says that is told to stop when the article was asked for."""
    module, _, function = where.rpartition(".")
    program = ENDLESS.replace("MODULE", module).replace("FUNCTION", function)
    unwanted = {"--no-annotate"} if module == "annotate_articles" else set()
    line = [word for word in arguments(base_url, data)[3:] if word not in unwanted]
    with forked.started([sys.executable, "-c", program, *line]) as process:
        assert asked.wait(300)
        process.send_signal(signal.SIGTERM)
        said = process.communicate()[1]
    assert process.returncode == 1, said
    return said


@pytest.mark.parametrize("where", ["reading_processes._article", "annotate_articles._annotate"])
def test_a_stop_waits_for_no_page_and_no_text(tmp_path: Path, where: str) -> None:
    with portal() as (served, asked):
        said = ended(served.base_url, tmp_path, asked, where)
        assert "interrupted: the same command goes on where it stopped" in said
        assert problems(tmp_path) == []
        crawl(served.base_url, tmp_path)
    assert len(stored(tmp_path)) == 5
    assert max(served.articles().values()) <= 2
