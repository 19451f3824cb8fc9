"""`vnportal reprocess`: the archive alone gives what the crawl gave."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.archive.files import Gap, Record, records
from crawler.archive.warc import Stored
from crawler.commands.reprocess import run
from crawler.records.errors import StoreError, UsageError
from crawler.store import lock
from crawler.store.archives import Ledger
from crawler.store.store import Store
from tests import forked
from tests.archive.nights import MAIN, NIGHTS, crawl_nights, exported, reprocess, tables_of, vnportal
from tests.archive.responses import responses
from tests.crawl.portals import Category, items, tables
from tests.crawl.running import arguments, crawl, stored
from tests.crawl.server import Answer, serving
from tests.crawl.test_command import slowly, wait_until
from tests.readers import one_reader
from tests.shards import shard

#: A later parser: other titles, and a version of its own.
LATER_PARSER = """
from crawler.pages.article import parse
parse.PARSER_VERSION = "later"
today = parse.article
def later(*arguments, **more):
    found = today(*arguments, **more)
    if getattr(found, "title", None):
        found.title = "ĐỌC LẠI: " + found.title
    return found
parse.article = later
"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory after three nights; not to be changed."""
    data = tmp_path_factory.mktemp("crawled")
    crawl_nights(data)
    return data


@pytest.fixture
def data(crawled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(crawled, tmp_path / "data"))


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[None]:
    with one_reader():
        yield


def rebuilt(data: Path, since: str | None = None, status: int = 0) -> None:
    """Reprocess in this process, without language work; fails unless the exit status is as expected."""
    assert run(data, date.fromisoformat(since) if since else None, annotate=False) == status


def files(data: Path) -> list[Path]:
    return sorted((shard(data) / "archive").glob("*.warc.gz"))


def test_the_nights_are_worth_repeating(crawled: Path) -> None:
    """What the other tests repeat has versions, observations, articles gone and come back, and answers of all kinds."""
    found = stored(crawled)
    assert Counter(article.version for article in found.values()) == {1: 12, 2: 1, 3: 2}
    assert {number for number, article in found.items() if article.gone_at} == {"797", "791"}
    assert len(tables_of(crawled)["observations"]) > 2 * len(found)
    assert len(files(crawled)) == 3
    statuses = {one.status for path in files(crawled) for _, one in responses(path)}
    assert statuses == {200, 404, 410}


def test_reprocessing_gives_what_the_crawl_gave_byte_for_byte(data: Path) -> None:
    before, rows = exported(data), tables_of(data)
    done = reprocess(data)
    assert done.stdout.startswith("15 articles (0 new, 0 changed, 0 dropped) from 45 answers")
    assert exported(data) == before
    assert tables_of(data) == rows
    assert {path.name for path in shard(data).iterdir()} - {"store.sqlite-wal", "store.sqlite-shm"} == {
        "archive",
        "lock",
        "store.sqlite",
    }


def test_a_lost_store_comes_back_from_the_archive(data: Path) -> None:
    before, rows = exported(data), tables_of(data, lost=True)
    (shard(data) / "store.sqlite").unlink()
    reprocess(data)
    assert exported(data) == before
    assert tables_of(data, lost=True) == rows
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        runs = store.runs.all()
    assert [run.started_at for run in runs] == list(NIGHTS)
    assert {run.arguments["full"] for run in runs} == {False, True}


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-25", "2026-11-26", "2026-12-01"])
def test_from_a_day_on(data: Path, day: str, capsys: pytest.CaptureFixture[str]) -> None:
    before, rows = exported(data), tables_of(data)
    rebuilt(data, day)
    answers = {"2026-11-24": 45, "2026-11-25": 30, "2026-11-26": 15, "2026-12-01": 0}[day]
    assert f"from {answers} answers" in capsys.readouterr().out
    assert exported(data) == before
    assert tables_of(data) == rows


def test_with_a_clock_that_runs(tmp_path: Path) -> None:
    data = tmp_path / "data"
    crawl_nights(data, frozen=False)
    before, rows = exported(data), tables_of(data)
    rebuilt(data)
    assert exported(data) == before
    assert tables_of(data) == rows


def test_annotations_and_near_duplicates_come_out_alike(data: Path) -> None:
    vnportal("reprocess", "--data", str(data))
    before = exported(data)
    assert b'"pipeline_version":"' in before["articles.jsonl"]
    assert b'"near_duplicate_of":"' in before["articles.jsonl"]
    (shard(data) / "store.sqlite").unlink()
    vnportal("reprocess", "--data", str(data))
    assert exported(data) == before


@pytest.mark.parametrize("since", [None, "2026-11-25"])
def test_a_later_parser_rewrites_every_version_and_invents_none(data: Path, since: str | None) -> None:
    before = stored(data)
    numbers = {number: article.version for number, article in before.items()}
    done = reprocess(data, *(["--since", since] if since else []), before=LATER_PARSER)
    after = stored(data)
    assert {number: article.version for number, article in after.items()} == numbers
    # This one was gone from the second night on: nothing since then says what it is.
    kept = {"797"} if since else set()
    assert f"(0 new, {15 - len(kept)} changed, 0 dropped)" in done.stdout
    assert {number for number, article in after.items() if article.parser_version != "later"} == kept
    for number in after.keys() - kept:
        article = after[number]
        assert article.title == f"ĐỌC LẠI: {before[number].title}"
        assert article.first_seen_at == before[number].first_seen_at
    if since is None:
        with sqlite3.connect(shard(data) / "store.sqlite") as connection:
            (old,) = connection.execute("SELECT count(*) FROM versions WHERE title NOT LIKE 'ĐỌC LẠI%'").fetchone()
        assert old == 0


def test_who_settles_what_processes_read_loads_neither_scrapy_nor_the_parser() -> None:
    program = "import sys, crawler.commands.reprocess; print({'scrapy', 'lxml'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_parser_that_refuses_a_page_drops_its_article_and_says_so(data: Path) -> None:
    refusing = (
        "from crawler.pages.article import parse\nfrom crawler.records.article import NotAnArticle\n"
        "today = parse.article\n"
        "parse.article = lambda body, url, *more, **most: NotAnArticle('unknown', 'not today')"
        " if '/800-' in url else today(body, url, *more, **most)\n"
    )
    assert "1 dropped" in reprocess(data, before=refusing).stdout
    assert "800" not in stored(data)
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        kinds = Counter(noted.problem.kind for noted in store.snapshot.problems() if noted.article_id == "sontay:800")
    assert kinds == {"not_an_article_unknown": 3}
    rebuilt(data)
    assert "800" in stored(data)


@pytest.mark.parametrize(
    ("fault", "kind"), [("raise RecursionError('too deep')", "internal_error"), ("while True: pass", "page_too_costly")]
)
def test_a_page_that_cannot_be_read_stays_as_it_was(data: Path, fault: str, kind: str) -> None:
    before = tables_of(data, lost=True)
    failing = (
        "from crawler.crawling import reading_processes\nfrom crawler.pages.article import parse\n"
        "reading_processes.PROCESSOR_SECONDS = 0.5\ntoday = parse.article\n"
        "def article(body, url, *more, **most):\n"
        f"    while '/800-' in url:\n        {fault}\n"
        "    return today(body, url, *more, **most)\n"
        "parse.article = article\n"
    )
    reprocess(data, before=failing)
    assert tables_of(data, lost=True) == before
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        kinds = [noted.problem.kind for noted in store.snapshot.problems() if noted.article_id == "sontay:800"]
    assert kinds.count(kind) == 3


def test_what_a_crawl_could_not_read_is_archived_and_read_later(tmp_path: Path) -> None:
    news = Category("tin-tuc", "Tin tức", items(800, 4))
    failing = (
        "from crawler.pages.article import parse\ntoday = parse.article\n"
        "def article(body, url, *more, **most):\n"
        "    if '/799-' in url:\n        raise RecursionError('too deep')\n"
        "    return today(body, url, *more, **most)\n"
        "parse.article = article\n"
    )
    with serving(tables([news, Category("y-te", "Y tế", items(300, 1))])) as portal:
        words = arguments(portal.base_url, tmp_path)[3:]
        # The process that reads begins with this module, too.
        (tmp_path / "sitecustomize.py").write_text(failing)
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        command = [sys.executable, "-c", MAIN, *words]
        forked.run(command, env=environment).check_returncode()
    assert "799" not in stored(tmp_path)
    rebuilt(tmp_path)
    assert stored(tmp_path)["799"].categories == ["Tin tức"]


# What the archive has lost


def spoil(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset : offset + 60] = bytes(60)
    path.write_bytes(content)


def test_what_stood_in_damaged_bytes_stays_and_is_named(data: Path) -> None:
    before, rows = exported(data), tables_of(data, lost=True)
    second = files(data)[1]
    # The first and the last article of the night: an edit of the former stood there.
    places = [offset for offset, one in responses(second) if one.article_id in {"sontay:800", "sontay:300"}]
    for place in places:
        spoil(second, place + 120)
    done = reprocess(data, status=1)
    assert "from 43 answers" in done.stdout
    for place in places:
        assert f"{second}: no whole record in bytes {place} to" in done.stderr
    assert exported(data) == before
    assert tables_of(data, lost=True) == rows


@pytest.mark.parametrize("night", [0, 1, 2])
@pytest.mark.parametrize("share", [0.0, 0.6])
def test_what_stood_in_a_missing_end_or_file_stays(
    data: Path, night: int, share: float, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = tables_of(data, lost=True)
    path = files(data)[night]
    content = path.read_bytes()
    if share:
        path.write_bytes(content[: int(len(content) * share)])
    else:
        path.unlink()
    rebuilt(data, status=1)
    assert str(path) in capsys.readouterr().err
    assert tables_of(data, lost=True) == rows


@pytest.mark.parametrize("nights", [(0,), (0, 1), (0, 1, 2)])
def test_what_came_from_removed_files_stays(data: Path, nights: tuple[int, ...]) -> None:
    before = exported(data)
    with Store(shard(data) / "store.sqlite") as store:
        for path in [files(data)[night] for night in nights]:
            path.unlink()
            Ledger(store).removed(path.name, datetime.now(UTC))
    rows = tables_of(data)
    rebuilt(data)
    assert exported(data) == before
    assert tables_of(data) == rows


def test_a_file_of_something_else_is_named_and_left_alone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = tables_of(data, lost=True)
    strange = shard(data) / "archive" / "other.warc.gz"
    strange.write_bytes(b"not even gzip")
    rebuilt(data, status=1)
    assert f"{strange}: no archive file of vnportal" in capsys.readouterr().err
    assert tables_of(data, lost=True) == rows
    assert strange.read_bytes() == b"not even gzip"


# How it ends


@pytest.mark.parametrize("step", ["rebuilding.reprocess.Rebuild._replay", "store.rebuild.Previous.settle"])
def test_a_killed_reprocess_changes_nothing(data: Path, step: str) -> None:
    room, module, name = step.split(".", 2)
    killing = (
        f"import os, signal\nfrom crawler.{room} import {module}\n"
        f"def die(*_):\n    os.kill(os.getpid(), signal.SIGKILL)\n{module}.{name} = die\n"
    )
    rows = tables_of(data)
    reprocess(data, before=killing, status=-signal.SIGKILL)
    assert tables_of(data) == rows
    rebuilt(data)
    assert tables_of(data) == rows
    assert not list(shard(data).glob("*.rebuilding*"))


def test_waits_for_nobody(data: Path) -> None:
    with lock.hold(shard(data)):
        reprocess(data, status=75)


def test_says_what_it_needs(tmp_path: Path, data: Path) -> None:
    with pytest.raises(StoreError, match="no store and no archive"):
        rebuilt(tmp_path / "empty")
    (shard(data) / "store.sqlite").unlink()
    with pytest.raises(UsageError, match="leave --since away"):
        rebuilt(data, "2026-11-25")
    assert not (shard(data) / "store.sqlite").exists()


# What a crawl archives


def test_every_answer_is_archived_once_with_its_request(tmp_path: Path) -> None:
    news = Category("tin-tuc", "Tin tức", items(800, 15))
    pages = tables([news, Category("y-te", "Y tế", items(300, 2))])
    pages["/robots.txt"] = Answer("User-agent: *\nDisallow: /private\n", headers={"Content-Type": "text/plain"})
    pages[news.items[0].path(news)] = Answer("<h1>403</h1>", 403)
    pages["/gioi-thieu"] = Answer("<h1>500</h1>", 500)
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    (path,) = files(tmp_path)
    got = [one.url.removeprefix(portal.base_url) for _, one in responses(path)]
    redirected = {"/"}
    assert sorted(got) == sorted(portal.asked.keys() - redirected)
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(path)], capture_output=True, text=True)
    assert (check.returncode, check.stdout) == (0, "")


@pytest.mark.parametrize("moments", [(3, 12), (14, 15, 24)])
def test_a_crawl_that_is_killed_and_taken_up_makes_one_good_file(tmp_path: Path, moments: tuple[int, ...]) -> None:
    news = Category("tin-tuc", "Tin tức", items(800, 22))
    pages = tables([news, Category("y-te", "Y tế", items(300, 2))])
    with serving({path: slowly(page) for path, page in pages.items()}) as portal:
        for wanted in moments:
            with forked.started(arguments(portal.base_url, tmp_path)) as process:
                wait_until(lambda wanted=wanted: portal.asked.total() >= wanted, process)
        crawl(portal.base_url, tmp_path)
    (path,) = files(tmp_path)
    found = list(records(path))
    assert not [one for one in found if isinstance(one, Gap)]
    articles = Counter(
        one.content.article_id for one in found if isinstance(one, Record) and isinstance(one.content, Stored)
    )
    del articles[None]
    assert set(articles.values()) == {1}
    assert len(articles) == 24
    assert sum(one.url.endswith("/robots.txt") for _, one in responses(path)) == 1
    rows = tables_of(tmp_path, lost=True)
    rebuilt(tmp_path)
    assert tables_of(tmp_path, lost=True) == rows
