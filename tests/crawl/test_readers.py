"""Answers are read alike by the crawl itself and by a process beside it, and a process that dies loses none."""

import asyncio
import os
import pickle
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE, Popen
from subprocess import run as run_process

import pytest

from crawler import portals
from crawler.archive.warc import Stored
from crawler.crawling import outcome, readers
from crawler.crawling.arguments import Arguments
from crawler.crawling.outcome import Outcome
from crawler.crawling.readers import Readers
from crawler.demo.server import serve
from crawler.demo.site import Site
from tests.nightly.killing import Changing, ground, killed_once
from tests.nightly.running import contents, environment

from .portals import article_page, items, town

SONTAY = portals.load("sontay")
MOMENT = datetime(2026, 11, 24, tzinfo=UTC)
ARGUMENTS = Arguments(SONTAY.base_url)
CATEGORY = town()[0]
#: The command where a process reads all answers, slowly, some slower than others, and says at the end how many; and
#: where none ever reads.
BESIDE = """
import asyncio, atexit, sys
from crawler import cli
from crawler.crawling.readers import Readers
from crawler.spiders.portal import PortalSpider
start, taken, beside = PortalSpider.start, Readers._taken, []
async def late(self):
    self.readers._start()
    await self.readers._process.ready.wait()
    async for request in start(self):
        yield request
async def slow(self, answer, submitted):
    beside.append(submitted is not None)
    await asyncio.sleep(0.01 * (len(beside) % 3))
    return await taken(self, answer, submitted)
PortalSpider.start, Readers._taken = late, slow
atexit.register(lambda: print("beside:", sum(beside), file=sys.stderr))
cli.main()
"""
ALONE = "from crawler import cli; from crawler.crawling import readers; readers.WORTH_SECONDS = 1e9; cli.main()"


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


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A process starts with the first answer."""
    monkeypatch.setattr(readers, "WORTH_SECONDS", 0.0)
    monkeypatch.setattr(readers, "WORTH_SHARE", 0.0)
    yield


def reading(work: Callable[[Readers], Awaitable[list[Outcome]]]) -> list[Outcome]:
    """What comes of work with readers whose process can read."""

    async def begun() -> list[Outcome]:
        with closing(Readers(SONTAY, ARGUMENTS)) as own:
            first = await own.read(given()[0])
            assert own._process is not None
            await own._process.ready.wait()
            return [first, *await work(own)]

    return asyncio.run(begun())


def read_by_itself() -> list[Outcome]:
    found = [outcome.of(answer, SONTAY, ARGUMENTS) for answer in given()]
    assert all(taken.article is not None for taken in found)
    return found


@pytest.mark.usefixtures("eager")
def test_a_process_reads_as_the_crawl_does(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = read_by_itself()

    async def work(own: Readers) -> list[Outcome]:
        monkeypatch.setattr(outcome, "of", lambda *_: pytest.fail("read by the crawl"))
        return [await taken for taken in list(map(own.read, given()[1:]))]

    assert reading(work) == expected


@pytest.mark.usefixtures("eager")
def test_what_a_dead_process_had_is_read_by_the_crawl(caplog: pytest.LogCaptureFixture) -> None:
    async def work(own: Readers) -> list[Outcome]:
        assert own._process is not None
        submitted = list(map(own.read, given()[1:4]))
        os.kill(own._process._process.pid or 0, signal.SIGKILL)
        return [*[await taken for taken in submitted], *[await own.read(answer) for answer in given()[4:]]]

    assert reading(work) == read_by_itself()
    assert [record.message for record in caplog.records] == [
        "answers are read by the crawl itself from now on: their process has died"
    ]


@pytest.mark.usefixtures("eager")
def test_what_a_process_does_not_read_in_time_is_read_by_the_crawl(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(readers, "PATIENCE", 0.05)

    async def work(own: Readers) -> list[Outcome]:
        assert own._process is not None
        stopped = own._process._process
        os.kill(stopped.pid, signal.SIGSTOP)
        found = [await taken for taken in list(map(own.read, given()[1:4]))]
        assert stopped.poll() == -signal.SIGKILL
        return [*found, *[await own.read(answer) for answer in given()[4:]]]

    assert reading(work) == read_by_itself()
    assert [record.message for record in caplog.records] == [
        "answers are read by the crawl itself from now on: their process does not answer"
    ]


@pytest.mark.usefixtures("eager")
def test_a_process_that_cannot_start_is_missed_by_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr("subprocess.Popen.__init__", refused)

    async def work() -> list[Outcome]:
        with closing(Readers(SONTAY, ARGUMENTS)) as own:
            return [await own.read(answer) for answer in given()]

    assert asyncio.run(work()) == read_by_itself()
    assert "Cannot allocate memory" in caplog.text


@pytest.mark.usefixtures("eager")
def test_a_fault_of_ours_in_the_process_is_told_as_one_of_that_answer() -> None:
    broken = given()[1]._replace(body=None)  # type: ignore[arg-type] # what no answer has

    async def work(own: Readers) -> list[Outcome]:
        before, fault, after = list(map(own.read, (given()[1], broken, given()[2])))
        found = [await before]
        with pytest.raises(RuntimeError, match="Error"):
            await fault
        return [*found, await after]

    assert reading(work) == read_by_itself()[:3]


def test_a_crawl_that_waits_between_requests_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "WORTH_SECONDS", 0.0)
    now = iter(range(1000))
    monkeypatch.setattr("crawler.crawling.readers.time.monotonic", lambda: next(now))

    async def work() -> list[Outcome]:
        with closing(Readers(SONTAY, ARGUMENTS)) as own:
            found = [await own.read(answer) for answer in given()]
            assert own._process is None
            return found

    assert asyncio.run(work()) == read_by_itself()


@pytest.mark.parametrize("given_up", [b"", pickle.dumps((SONTAY, ARGUMENTS))[:-9], b"\0\0"])
def test_a_process_whose_crawl_is_gone_goes_without_a_word(given_up: bytes) -> None:
    own, other = socket.socketpair()
    command = [sys.executable, "-m", "crawler.crawling.reader", str(other.fileno())]
    with Popen(command, pass_fds=[other.fileno()], stderr=PIPE, cwd=Path(readers.__file__).parent.parent) as process:
        other.close()
        own.sendall(given_up)
        own.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_the_same_archive_and_the_same_dataset_whoever_reads(tmp_path: Path) -> None:
    with serve(Site(articles=100)) as server:
        server.application = Changing(server.application)  # type: ignore[assignment] # answers as an application does
        beside, said = left_by(BESIDE, server.base_url, tmp_path / "beside")
        alone, _ = left_by(ALONE, server.base_url, tmp_path / "alone")
    assert int(said.rpartition("beside:")[2]) >= 75, "the fifth of the articles that are gone aside"
    assert sum(len(data) for name, data in alone.items() if name.endswith(".warc.gz")) > 50_000
    assert beside == alone


def left_by(program: str, base_url: str, data: Path) -> tuple[dict[str, bytes], str]:
    """Archive and exported files of a crawl, and what it said."""
    options = ("--base-url", base_url, "--delay", "0", "--no-annotate", "--data", str(data))
    said = ran(program, "crawl", "demo", *options)
    ran(program, "export", "--data", str(data), "--out", str(data / "out"))
    return contents(data / "archive") | contents(data / "out"), said


def ran(program: str, *arguments: str) -> str:
    command = [sys.executable, "-c", program, *arguments]
    moment = environment("2026-11-24T02:00:00+07:00")
    done = run_process(command, env=moment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_night_whose_answers_a_process_reads_may_be_killed_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.nightly.running.COMMAND", (sys.executable, "-c", BESIDE))
    with ground(tmp_path, articles=20) as on:
        one = killed_once(on, tmp_path / "killed", on.seconds * 0.4)
    assert one.killed
    assert one.good, one
