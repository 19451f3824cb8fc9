"""Pages are read in a process beside the crawl, under limits: what a page costs is borne by that page alone."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import HtmlResponse

from crawler import portals
from crawler.archive.warc import Stored
from crawler.crawling import outcome, reading, reading_processes
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.crawling.reading import Reader
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.pages.listing.entries import Theme, listing
from crawler.records.article import Problem
from pipelines.workers import Workers, WorkersError
from tests import forked
from tests.nightly.killing import Changing, ground, trial
from tests.nightly.running import contents, environment
from tests.shards import shard

from . import costly
from .portals import article_page, items, tables, town

SONTAY = portals.load("sontay")
MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
ARGUMENTS = Arguments(SONTAY.base_url)
CATEGORY = town()[0]
#: The command where some answers take longer to read than others.
SLOWLY = """
import asyncio
from crawler import cli
from crawler.crawling.reading import Reader
article, read = Reader.article, []
def slow(self, answer):
    read.append(answer)
    async def late(number):
        for _ in range(number % 3 * 20):
            await asyncio.sleep(0)
        return await article(self, answer)
    return asyncio.ensure_future(late(len(read)))
Reader.article = slow
cli.main()
"""
AS_IT_IS = "from crawler import cli; cli.main()"


def given() -> list[Stored]:
    return [
        Stored(
            f"{SONTAY.base_url}{item.path(CATEGORY)}",
            200,
            [("Content-Type", "text/html; charset=UTF-8")],
            article_page(item, CATEGORY).encode(),
            MOMENT,
            f"sontay:{item.number}",
        )
        for item in items(900, 6)
    ]


def expected() -> list[Outcome]:
    found = [outcome.of(answer, SONTAY, ARGUMENTS) for answer in given()]
    assert all(one.article is not None for one in found)
    return found


def reading_with(workers: Workers, work: Callable[[Reader], Awaitable[None]]) -> None:
    async def begun() -> None:
        await work(Reader(workers, SONTAY, ARGUMENTS))

    with workers:
        asyncio.run(begun())


def test_a_process_reads_as_the_parser_does() -> None:
    page = tables(town())[f"/{CATEGORY.slug}"]
    text = str(page({}) if callable(page) else page)
    response = HtmlResponse(f"{SONTAY.base_url}/tin-tuc", body=text.encode(), encoding="utf-8")

    async def work(reader: Reader) -> None:
        begun = [reader.article(answer) for answer in given()]
        assert [await one for one in begun] == expected()
        same = listing(response.body, response.url, SONTAY, name="Tin tức", number=1, theme=Theme())
        assert await reader.listing(response, "Tin tức", 1, Theme()) == same

    reading_with(reading_processes.readers(1), work)


@pytest.mark.parametrize(
    ("cost", "kind", "message"),
    [
        ("time", "page_too_costly", "took more processor time than allowed"),
        ("wait", "page_too_costly", "took more than 0.5 s"),
        ("memory", "page_too_costly", "MemoryError"),
        ("fault", "internal_error", "RecursionError: too deep"),
        ("death", "internal_error", "SIGKILL"),
    ],
)
def test_a_page_that_costs_too_much_is_its_own_problem(
    monkeypatch: pytest.MonkeyPatch, cost: str, kind: str, message: str
) -> None:
    monkeypatch.setattr(reading_processes, "_article", costly.article)
    first, second, *_ = given()

    async def work(reader: Reader) -> None:
        poisonous = first._replace(body=cost.encode())
        before = reader.article(first)
        with monkeypatch.context() as only:  # the others may take any time, on a machine under load
            only.setattr(pool, "_time_limit", 0.5 if cost == "wait" else 300.0)
            lost = reader.article(poisonous)
        after = reader.article(second)
        assert [await before, await after] == expected()[:2]
        found = await lost
        assert (found.kind, found.article) == ("failed", None)
        assert found.problem is not None
        assert (found.problem.kind, found.problem.url) == (kind, first.url)
        assert message in found.problem.message

    pool = Workers(1, prepare=costly.limited, time_limit=300.0, processor_limit=1.0, tries=1, ahead=1)
    reading_with(pool, work)


def test_the_event_loop_goes_on_while_pages_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each page is read only when the loop has gone on: one that was read by the loop would never end."""
    monkeypatch.setattr(reading_processes, "_article", costly.article)
    monkeypatch.setattr(reading, "_listing", costly.other)

    async def work(reader: Reader) -> None:
        sign = tmp_path / "sign"
        body = f"until {sign}".encode()
        response = HtmlResponse(f"{SONTAY.base_url}/tin-tuc", body=body, encoding="utf-8")
        begun = [reader.article(given()[0]._replace(body=body)), reader.listing(response, "Tin tức", 2, Theme())]
        for _ in range(100):
            await asyncio.sleep(0)
        assert not any(one.done() for one in begun)
        sign.touch()
        await asyncio.gather(*begun)

    reading_with(Workers(1, time_limit=300.0, tries=1), work)


def test_a_costly_listing_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_listing", costly.other)
    response = HtmlResponse(f"{SONTAY.base_url}/tin-tuc", body=b"time", encoding="utf-8")

    async def work(reader: Reader) -> None:
        found = await reader.listing(response, "Tin tức", 2, Theme())
        assert isinstance(found, Problem)
        assert (found.kind, found.url) == ("page_too_costly", response.url)

    reading_with(Workers(1, processor_limit=0.5, tries=1), work)


def test_a_process_that_cannot_start_ends_the_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("subprocess.Popen.__init__", refused)

    async def work(reader: Reader) -> None:
        reader.begin()
        with pytest.raises(WorkersError, match="Cannot allocate memory"):
            await reader.article(given()[0])

    reading_with(reading_processes.readers(1), work)


def test_a_process_that_is_killed_between_two_answers_is_replaced() -> None:
    async def work(reader: Reader) -> None:
        first, *rest = given()
        found = [await reader.article(first)]
        (process,) = reader._workers._processes
        os.kill(process._process.pid, signal.SIGKILL)
        process._process.wait()
        lost, *others = [await reader.article(answer) for answer in rest]
        assert lost.problem is not None
        assert lost.problem.kind == "internal_error"
        assert [*found, *others] == [expected()[0], *expected()[2:]]

    reading_with(reading_processes.readers(1), work)


def test_the_same_archive_and_the_same_dataset_however_long_reading_takes(tmp_path: Path) -> None:
    with serve(Site(articles=60)) as server:
        server.application = Changing(server.application)  # type: ignore[assignment] # answers as an application does
        slowly = left_by(SLOWLY, server.base_url, tmp_path / "slowly")
        as_it_is = left_by(AS_IT_IS, server.base_url, tmp_path / "as_it_is")
    assert sum(len(data) for name, data in as_it_is.items() if name.endswith(".warc.gz")) > 30_000
    assert slowly == as_it_is


def left_by(program: str, base_url: str, data: Path) -> dict[str, bytes]:
    """Archive and exported files of a crawl."""
    ran(program, "crawl", "demo", "--base-url", base_url, "--delay", "0", "--no-annotate", "--data", str(data))
    ran(program, "export", "--data", str(data), "--out", str(data / "out"))
    return contents(shard(data) / "archive") | contents(data / "out")


def ran(program: str, *arguments: str) -> None:
    command = [sys.executable, "-c", program, *arguments]
    moment = environment("2026-11-24T02:00:00+07:00")
    done = forked.run(command, env=moment)
    assert done.returncode == 0, done.stderr


def test_a_night_whose_answers_take_long_to_read_may_be_killed_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.nightly.running.COMMAND", (sys.executable, "-c", SLOWLY))
    with ground(tmp_path, articles=20) as on:
        one = trial(on, tmp_path / "killed", round(on.steps * 0.4))
    assert one.killed
    assert one.good, one


def test_the_process_that_crawls_does_not_load_the_parser_of_articles() -> None:
    loaded = "{one for one in sys.modules if one.startswith('crawler.pages.article')}"
    program = f"import sys, crawler.commands.crawl; print({loaded})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
