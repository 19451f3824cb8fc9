"""Crawls of many nights in one process: a worker that is told, line by line, which night to crawl.

Scrapy's command runs its event loop once in a process; here one loop runs for all nights, so that a night takes the
time of its requests alone. The spider, the settings and the clock are those of the real command.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crawler import portals
from crawler.crawling import reading_processes
from crawler.records.profile import Incremental, Portal, Revisit
from crawler.store.store import Store
from pipelines.workers import Workers
from tests.shards import new_store

#: A small portal's profile: numbers that a few nights and a few articles get through.
REVISIT = Revisit(daily_until=3, weekly_until=20, every_days_then=10)
INCREMENTAL = Incremental(known_in_a_row=3, full_walk_every=3)


def profile() -> Portal:
    """The profile of the nights: nothing is tried twice, so that what fails has failed for the night."""
    town = portals.load("sontay")
    limits = town.limits.model_copy(update={"delay": 0.0, "retries": 0})
    return town.model_copy(update={"limits": limits, "revisit": REVISIT, "incremental": INCREMENTAL})


_WHOLE_PORTAL = re.compile(r"SEARCH (a|articles|missed) .*\(portal=\?\)$")


@dataclass(frozen=True)
class Crawled:
    """What became of a night: why the crawl closed, why it failed, articles by outcome, pages read; `scans` are the
    queries that read a whole table, if they were traced.
    """

    reason: str
    failure: str | None
    articles: dict[str, int]
    pages: int
    scans: list[str] = field(default_factory=list)


class Worker:
    """The process; `crawl` has it crawl a night and waits for the end."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def crawl(self, base_url: str, data: Path, now: datetime, **more: Any) -> Crawled:
        """Crawl at the moment `now`; `stop_after` so many answers, if given, the crawl is shut down.

        `traced` collects the queries that read a whole table, `full` reads all anew, `profile` is the file of another
        profile than `profile()`.
        """
        command = {"base_url": base_url, "data": str(data), "now": now.isoformat(), **more}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()
        return Crawled(**json.loads(self._process.stdout.readline()))


@contextmanager
def worker() -> Iterator[Worker]:
    """A worker for the length of a `with` block."""
    command = [sys.executable, "-m", "tests.crawl.nights"]
    root = Path(__file__).parent.parent.parent
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        yield Worker(process)
        assert process.stdin is not None
        process.stdin.close()


async def _crawl(command: dict[str, Any], readers: Workers) -> Crawled:
    from scrapy import signals
    from scrapy.crawler import AsyncCrawlerRunner

    from crawler.commands.running import run_settings
    from crawler.crawling.arguments import Arguments
    from crawler.spider_loader import spider_class

    os.environ["VNPORTAL_NOW"] = command["now"]
    runner = AsyncCrawlerRunner(run_settings(Path(command["data"])))
    own = portals.load_file(Path(command["profile"])) if "profile" in command else profile()
    crawler = runner.create_crawler(spider_class(own))
    left, stopping = [command.get("stop_after", -1)], []

    def received() -> None:
        left[0] -= 1
        if left[0] == 0:
            assert crawler.engine is not None
            stopping.append(asyncio.ensure_future(crawler.engine.close_spider_async(reason="shutdown")))

    crawler.signals.connect(received, signal=signals.response_received)
    arguments = Arguments(command["base_url"], incremental=True, full=command.get("full", False))
    statements: set[str] = set()
    with Store(new_store(Path(command["data"]), own.name)) as store:
        if command.get("traced"):
            store.database.connection.set_trace_callback(statements.add)
        await runner.crawl(crawler, arguments=arguments, store=store, readers=readers)
        store.database.connection.set_trace_callback(None)
        scans = [text for text in sorted(statements) if _reads_a_whole_table(store, text)]
    spider: Any = crawler.spider
    run = spider.run
    return Crawled(run.reason, run.failure, run.summary.articles, run.summary.pages, scans)


def _reads_a_whole_table(store: Store, statement: str) -> bool:
    if not statement.startswith(("SELECT", "UPDATE", "INSERT", "DELETE")):
        return False
    steps = [row["detail"] for row in store.database.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
    scans = [step for step in steps if step.startswith("SCAN") and "CONSTANT ROW" not in step]
    # All articles of a portal are no less.
    return bool(scans) or any(_WHOLE_PORTAL.match(step) for step in steps)


async def _work() -> None:
    with reading_processes.readers(1) as readers:
        while line := await asyncio.to_thread(sys.stdin.readline):
            crawled = await _crawl(json.loads(line), readers)
            print(json.dumps(crawled.__dict__), flush=True)


def _main() -> None:
    import logging

    from scrapy.utils.defer import deferred_from_coro
    from scrapy.utils.reactor import install_reactor

    logging.disable()
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet.task import react

    react(lambda _reactor: deferred_from_coro(_work()))


if __name__ == "__main__":
    _main()
