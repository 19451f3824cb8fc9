"""Run the real command as a process of its own, and read back what it stored."""

import subprocess
import sys
from pathlib import Path

from crawler.records.article import Article
from crawler.store.store import Store
from tests import forked
from tests.shards import shard

COMMAND = (sys.executable, "-c", forked.CRAWLING, "crawl", "sontay")


def arguments(base_url: str, data: Path, *more: str) -> list[str]:
    """The command line of a crawl without delay and without language work."""
    return [*COMMAND, "--base-url", base_url, "--data", str(data), "--delay", "0", "--no-annotate", *more]


def crawl(base_url: str, data: Path, *more: str, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Crawl to the end; fails unless the exit status is as expected."""
    done = forked.run(arguments(base_url, data, *more))
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def stored(data: Path) -> dict[str, Article]:
    """The articles in the store, by the number in their id."""
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return {article.id.partition(":")[2]: article for article in store.snapshot.articles()}


def problems(data: Path) -> list[str]:
    """The kinds of the problems noted, in order; those of reading an article's text aside."""
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return [noted.problem.kind for noted in store.snapshot.problems() if noted.problem.stage != "parse"]
