"""A night with nobody watching: what it does, what it leaves, and how it ends."""

import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from crawler.demo.faults import Faults
from crawler.demo.server import Server, serve
from crawler.demo.site import Site
from crawler.store.store import Store
from tests import forked
from tests.crawl.portals import Category, items
from tests.crawl.server import serving
from tests.shards import shard

from .running import COMMAND, command, contents, environment, is_whole, nightly

SITE = Site(articles=12)
FIRST, SECOND = (f"2026-11-2{day}T02:00:00+07:00" for day in (4, 5))


def stored(data: Path) -> dict[str, str | None]:
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return {article.id: article.pipeline_version for article in store.snapshot.articles()}


class Night(NamedTuple):
    """A first night: its portal, the line it printed, and its data directory, which tests copy before they write."""

    server: Server
    line: str
    data: Path


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    data = tmp_path_factory.mktemp("first") / "data"
    with serve(SITE) as server:
        yield Night(server, nightly(server.base_url, data, moment=FIRST).stdout.strip(), data)


def records(data: Path) -> list[list[tuple[Any, ...]]]:
    tables = ("articles", "versions", "annotations", "observations", "article_categories")
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return [[tuple(row) for row in store.database.connection.execute(f"SELECT * FROM {name}")] for name in tables]


def test_a_night_crawls_annotates_publishes_reports_and_says_so_in_one_line(first: Night) -> None:
    assert re.fullmatch(r"night-20261123T190000Z: done: 12 new; dataset 20261123T190000Z; \d+ s", first.line)
    assert all(stored(first.data).values())
    assert len(stored(first.data)) == SITE.size
    assert is_whole(first.data / "datasets" / "latest")
    assert (first.data / "report.html").stat().st_size > 10_000


def test_a_second_run_changes_nothing(first: Night, tmp_path: Path) -> None:
    data = Path(shutil.copytree(first.data, tmp_path / "data", symlinks=True))
    asked = len(first.server.requests)
    done = nightly(first.server.base_url, data, moment=FIRST)
    again = first.server.targets()[asked:]
    assert "nothing new" in done.stdout
    assert records(data) == records(first.data)
    assert contents(data / "datasets") == contents(first.data / "datasets")
    assert (data / "report.html").read_bytes() == (first.data / "report.html").read_bytes()
    assert not [target for target in again if "/-/" in target], "no article is fetched again before it is due"


def test_a_second_start_answers_75_at_once_and_leaves_the_first_alone(first: Night, tmp_path: Path) -> None:
    data = Path(shutil.copytree(first.data, tmp_path / "data", symlinks=True))
    with serve(SITE) as server:
        options = ["--delay", "0.1"]
        with forked.started(command(server.base_url, data, *options), env=environment(FIRST)) as running:
            assert server.wait_for(3)
            running.send_signal(signal.SIGSTOP)
            second = nightly(server.base_url, data, status=75)
            assert running.poll() is None
            running.send_signal(signal.SIGCONT)
            output, _ = running.communicate(timeout=300)
            assert running.returncode == 0
    assert "in use by another run" in second.stderr
    assert second.stdout == ""
    assert ": done: " in output


def test_a_night_that_was_stopped_is_taken_up_by_the_next(tmp_path: Path) -> None:
    with serve(SITE) as server:
        arguments = command(server.base_url, tmp_path, "--delay", "0.05")
        with forked.started(arguments, env=environment(FIRST)) as process:
            assert server.wait_for(24)
            process.send_signal(signal.SIGTERM)
            output, errors = process.communicate(timeout=300)
        assert process.returncode == 1
        assert "interrupted" in output
        assert errors.strip().splitlines()[-1].startswith("vnportal: stopped in the middle of the crawl")
        assert not (tmp_path / "datasets" / "latest").exists()
        kept = stored(tmp_path)
        asked = len(server.requests)
        nightly(server.base_url, tmp_path, moment=FIRST)
        again = server.targets()[asked:]
    assert kept
    assert len(stored(tmp_path)) == SITE.size
    articles = [target for target in again if "/-/" in target]
    assert len(articles) <= SITE.size - len(kept) + 1, "what was stored is not fetched again"
    assert is_whole(tmp_path / "datasets" / "latest")


#: Run in place of the command: the time is up when ten articles are stored, however fast the machine is. No more than
#: twenty are asked for until then: what is asked for is still stored, and all may have been when the tenth is.
TIME_UP = """
from scrapy.extensions import closespider
from crawler.cli import main
from crawler.crawling.live import LiveRun
from crawler.crawling.scheduler import Frontier
settle, next_request, timers, asked = LiveRun.settle, Frontier.next_request, [], []
class Timer:
    def cancel(self):
        pass
def later(_seconds, function, *arguments):
    timers.append(lambda: function(*arguments))
    return Timer()
def counted(run, *outcome):
    saved = settle(run, *outcome)
    if run.done["articles"] == 10:
        timers[0]()
    return saved
def limited(scheduler):
    request = next_request(scheduler) if len(asked) < 20 else None
    asked.extend([request] if request and "/-/" in request.url else [])
    return request
closespider.call_later, LiveRun.settle, Frontier.next_request = later, counted, limited
main()
"""


def test_when_the_time_is_up_what_is_finished_is_published_and_the_next_night_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(articles=36)
    with serve(site) as server:
        with monkeypatch.context() as patch:
            patch.setattr("tests.nightly.running.COMMAND", (sys.executable, "-c", TIME_UP))
            done = nightly(server.base_url, tmp_path, "--max-time", "1h", moment=FIRST)
        assert "time was up for demo" in done.stdout
        few = len(stored(tmp_path))
        assert 0 < few < site.size
        assert is_whole(tmp_path / "datasets" / "latest")
        nightly(server.base_url, tmp_path, moment=FIRST)
    assert len(stored(tmp_path)) == site.size
    assert is_whole(tmp_path / "datasets" / "latest")


def test_a_portal_out_of_reach_fails_the_night_and_publishes_nothing(first: Night, tmp_path: Path) -> None:
    data = Path(shutil.copytree(first.data, tmp_path / "data", symlinks=True))
    files = contents(data / "datasets")
    down = Faults(rules=((".", "404"),), times=None)
    with serve(SITE, faults=down) as server:
        done = nightly(server.base_url, data, moment=SECOND, status=1)
    assert "failed" in done.stdout
    assert "no dataset published" in done.stdout
    assert any(line.startswith("vnportal: demo: ") and "home page" in line for line in done.stderr.splitlines())
    assert contents(data / "datasets") == files


def test_a_night_too_short_for_any_article_says_so(tmp_path: Path) -> None:
    with serve(SITE) as server:
        done = nightly(server.base_url, tmp_path, "--max-time", "1s", "--delay", "0.5", status=1)
    assert done.stderr.splitlines()[-1].endswith("before any article was read: raise --max-time")
    assert "time was up for demo" in done.stdout


def test_a_failed_check_keeps_the_last_version(tmp_path: Path) -> None:
    category = Category("tin-tuc", "Tin tức", items(900, 12))
    undated = {
        item.path(category): f"<html><title>{item.title}</title><body><h1>{item.title}</h1>"
        f"<p>{'Các đại biểu đã thảo luận nhiều nội dung quan trọng. ' * 5}</p></body></html>"
        for item in category.items
    }
    listed = "".join(f'<li><a href="{item.path(category)}">{item.title}</a></li>' for item in category.items)
    menu = '<ul><li><a href="/tin-tuc">Tin tức</a></li></ul>'
    pages = {"/": f"<html><body>{menu}</body></html>", "/tin-tuc": f"<html><body>{menu}<ul>{listed}</ul></body></html>"}
    with serving({**pages, **undated}) as server:
        done = nightly(server.base_url, tmp_path, status=1)
    assert "published_at" in done.stderr
    assert "expected" in done.stderr
    assert not (tmp_path / "datasets" / "latest").exists()


@pytest.mark.parametrize(
    "options, said",
    [
        (["--max-time", "soon"], '--max-time = "soon"'),
        (["--max-time", "0"], "--max-time"),
        (["--portal", "nirgendwo"], "nirgendwo"),
        (["--base-url", "http://127.0.0.1:1"], "--portal"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(tmp_path: Path, options: list[str], said: str) -> None:
    done = forked.run([*COMMAND, "nightly", "--data", str(tmp_path), *options], env=environment())
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert said in done.stderr


@pytest.mark.parametrize("name, value", [("VNPORTAL_NOW", "tonight"), ("VNPORTAL_NOTIFY", "nonsense")])
def test_an_environment_that_cannot_be_is_exit_2_before_anything_is_written(
    tmp_path: Path, name: str, value: str
) -> None:
    done = nightly("http://127.0.0.1:9", tmp_path / "data", status=2, **{name: value})
    assert [line.startswith(f"vnportal: {name}") for line in done.stderr.splitlines()] == [True]
    assert list(tmp_path.iterdir()) == []
