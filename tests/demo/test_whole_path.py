"""The real command line against the demonstration portal, and what it leaves compared with the truth."""

import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest

import exports
from crawler.demo.addresses import article_path, without_prefix
from crawler.demo.faults import KINDS, Faults
from crawler.demo.layouts import LAYOUTS
from crawler.demo.server import Server, serve
from crawler.demo.site import Site
from crawler.store.store import Store
from tests import forked
from tests.demo.truth import by_truth, differences
from tests.pseudo_terminal import on_terminal
from tests.shards import shard

SITE = Site()
COMMAND = [sys.executable, "-c", forked.CRAWLING]


def vnportal(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return forked.run([*COMMAND, *arguments])


def crawling(server: Server, data: Path, *more: str) -> list[str]:
    options = ["--base-url", server.base_url, "--data", str(data), "--delay", "0", "--no-annotate"]
    return ["crawl", "demo", *options, *more]


def exported(data: Path, out: Path) -> list[dict[str, Any]]:
    done = vnportal("export", "--data", data, "--out", out)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in (out / "articles.jsonl").read_text(encoding="utf-8").splitlines()]


def fetches(server: Server) -> Counter[int]:
    """How often each article was asked for."""
    paths = (article_path(without_prefix(urlsplit(target).path)) for target in server.targets())
    return Counter(path.article_id for path in paths if path)


def assert_robots_obeyed(server: Server) -> None:
    assert server.targets()[0] == "/robots.txt"
    for target in server.targets():
        path = without_prefix(urlsplit(target).path)
        assert not path.startswith(("/c/portal/login", "/lich-cong-tac", "/tim-kiem")), target


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_a_crawl_finds_every_article_once_and_reads_it_rightly(layout: str, tmp_path: Path) -> None:
    with serve(SITE, layout) as server:
        done = vnportal(*crawling(server, tmp_path / "data"))
    assert done.returncode == 0, done.stdout + done.stderr
    records = by_truth(SITE, exported(tmp_path / "data", tmp_path / "out"))
    assert sorted(records) == list(range(SITE.size))
    wrong = {index: found for index, record in records.items() if (found := differences(SITE.article(index), record))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)
    assert set(fetches(server).values()) == {1}
    assert_robots_obeyed(server)
    agents = {request.user_agent for request in server.requests}
    assert len(agents) == 1
    assert agents.pop().startswith("vnportal/")


def test_faults_that_pass_lose_nothing(tmp_path: Path) -> None:
    site = Site(articles=60)
    broken = Faults(rate=0.12, seed=4, rules=((r"^/y-te$", "503_date"), (r"^/thong-bao$", "truncated")))
    with serve(site, "soup", broken) as server:
        done = vnportal(*crawling(server, tmp_path / "data"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert {request.fault for request in server.requests} >= {None, "500", "503", "429", "dropped", "truncated"}
    records = by_truth(site, exported(tmp_path / "data", tmp_path / "out"))
    assert sorted(records) == list(range(site.size))
    wrong = {index: found for index, record in records.items() if (found := differences(site.article(index), record))}
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


def test_answers_that_can_never_be_used_are_problems_and_cost_no_other_article(tmp_path: Path) -> None:
    site = Site(articles=60)
    kinds = ("404", "huge", "bomb", "error_text", "off_host", "redirect_loop")
    spoilt = {site.article(index).id: kind for index, kind in zip(range(5, 60, 9), kinds, strict=False)}
    rules = tuple((rf"/{article_id}-|-{article_id}-|/{article_id}/", kind) for article_id, kind in spoilt.items())
    with serve(site, "liferay7", Faults(rules=rules, times=None)) as server:
        done = vnportal(*crawling(server, tmp_path / "data"))
    assert done.returncode == 0, done.stdout + done.stderr
    records = by_truth(site, exported(tmp_path / "data", tmp_path / "out"))
    missing = {site.article(index).id for index in range(site.size) if index not in records}
    assert missing == set(spoilt)
    assert not [target for target in server.targets() if "://" in target]


@pytest.mark.parametrize("signal_number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_crawl_goes_on_where_it_stopped(signal_number: signal.Signals, tmp_path: Path) -> None:
    with serve(SITE, "retro") as server:
        arguments = [*COMMAND, *crawling(server, tmp_path / "data")]
        with forked.started(arguments) as process:
            assert server.wait_for(50)
            process.send_signal(signal_number)
            process.wait()
        assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 1}.get(signal_number, -signal_number)
        with Store(shard(tmp_path / "data") / "store.sqlite") as store:
            saved = {int(record["id"].removeprefix("demo:")) for record in store.snapshot.records()}
        assert 0 < len(saved) < SITE.size
        done = vnportal(*crawling(server, tmp_path / "data"))
    assert done.returncode == 0, done.stdout + done.stderr
    records = by_truth(SITE, exported(tmp_path / "data", tmp_path / "out"))
    assert sorted(records) == list(range(SITE.size))
    # What was asked for but not yet saved when the crawl stopped is asked for again; what was saved is not.
    times = fetches(server)
    assert {times[article_id] for article_id in saved} == {1}
    assert all(times[article_id] <= 2 for article_id in times)


def test_a_portal_whose_robots_txt_fails_is_not_crawled(tmp_path: Path) -> None:
    with serve(SITE, faults=Faults(rules=((r"^/robots\.txt$", "503_bare"),), times=None)) as server:
        done = vnportal(*crawling(server, tmp_path / "data"))
    assert done.returncode == 1
    assert set(server.targets()) == {"/robots.txt"}


def test_a_portal_without_robots_txt_is_crawled(tmp_path: Path) -> None:
    site = Site(articles=20)
    with serve(site, faults=Faults(rules=((r"^/robots\.txt$", "404"),), times=None)) as server:
        done = vnportal(*crawling(server, tmp_path / "data"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(exported(tmp_path / "data", tmp_path / "out")) == site.size


def test_one_category_by_name_whatever_its_diacritics(tmp_path: Path) -> None:
    with serve(SITE, "semantic") as server:
        done = vnportal(*crawling(server, tmp_path / "data", "--category", "dang - DOAN the"))
    assert done.returncode == 0, done.stdout + done.stderr
    records = by_truth(SITE, exported(tmp_path / "data", tmp_path / "out"))
    assert sorted(records) == list(SITE.indices("dang-doan-the"))


def test_days_of_publication_limit_a_crawl_in_spite_of_a_pinned_article(tmp_path: Path) -> None:
    with serve(SITE, "liferay6") as server:
        done = vnportal(*crawling(server, tmp_path / "data", "--since", "2022-01-01", "--until", "31/12/2023"))
    assert done.returncode == 0, done.stdout + done.stderr
    records = by_truth(SITE, exported(tmp_path / "data", tmp_path / "out"))
    wanted = [index for index in range(SITE.size) if 2022 <= SITE.article(index).published.year <= 2023]
    assert sorted(records) == wanted


def test_the_demo_crawls_annotates_exports_and_says_where(tmp_path: Path) -> None:
    out = tmp_path / "files"
    done = vnportal("demo", "--data", tmp_path / "data", "--out", out)
    assert done.returncode == 0, done.stdout + done.stderr
    # It can be run again on what it left. On a terminal it offers to open a report; the browser here writes down what.
    command = [*COMMAND, "demo", "--data", str(tmp_path / "data"), "--out", str(out)]
    browser = f"/bin/sh -c 'echo \"$1\" >{tmp_path}/opened' sh %s"
    again = on_terminal(command, typed="y\n", BROWSER=browser)
    assert again.status == 0, again.printed
    for printed in (done.stdout, again.printed):
        assert f"Articles found: {SITE.size}" in printed
        assert f'exports.load("{out}")' in printed
        assert "synthetic" in printed
        assert "next:" not in printed
        assert printed.count("Hoạt động chính quyền") == 1, "the summary stands once"
    assert "open it in the browser?" not in done.stdout
    report = tmp_path / "data" / "report.html"
    assert report.is_file()
    assert (tmp_path / "opened").read_text().strip() == report.as_uri()
    tables = exports.load(out)
    assert len(tables.articles) == SITE.size
    assert str(tables.articles["published_at"].dtype).endswith("Asia/Ho_Chi_Minh]")
    assert tables.articles["pipeline_version"].notna().all()
    assert len(tables.entities) > SITE.size
    assert set(tables.entities["label"]) == {"PER", "ORG", "LOC"}
    assert tables.articles["view_count"].sum() > 0
    csv = pd.read_csv(out / "articles.csv")
    assert list(csv["id"]) == list(tables.articles["id"])


def test_an_unknown_layout_is_wrong_usage_and_the_known_ones_are_named(tmp_path: Path) -> None:
    done = vnportal("demo", "--data", tmp_path, "--layout", "frames")
    assert done.returncode == 2
    assert all(name in done.stderr for name in LAYOUTS)
    assert len(done.stderr.splitlines()) == 1


def test_a_taken_port_is_wrong_usage(tmp_path: Path) -> None:
    with serve(Site(articles=1)) as server:
        port = str(urlsplit(server.base_url).port)
        done = vnportal("demo", "--serve", "--port", port, "--data", tmp_path)
    assert done.returncode == 2
    assert f"--port {port}" in done.stderr


def test_serving_alone_stops_on_interrupt() -> None:
    command = [*COMMAND, "demo", "--serve", "--layout", "retro"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "retro: http://127.0.0.1:" in process.stdout.readline()
        assert process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=300) == 0


def test_an_unknown_fault_is_wrong_usage_and_the_known_ones_are_named(tmp_path: Path) -> None:
    done = vnportal("demo", "--serve", "--fault", "5OO", "--data", tmp_path)
    assert done.returncode == 2
    assert all(name in done.stderr for name in KINDS)
    assert len(done.stderr.splitlines()) == 1


def test_the_portal_served_misbehaves_and_means_harm_on_demand() -> None:
    command = [*COMMAND, "demo", "--serve", "--faults", "1", "--fault", "500", "--fault", "wrong_charset", "--hostile"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        base_url = process.stdout.readline().split()[-1]
        assert requests_of(f"{base_url}/trang-chu", 30) == {"500", "ISO-8859-1"}
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=300) == 0


def requests_of(address: str, count: int) -> set[str]:
    """What so many requests came to: the charset of good answers, the status of others."""
    seen = set()
    for _ in range(count):
        try:
            with urllib.request.urlopen(address, timeout=300) as answer:
                seen.add(answer.headers.get_content_charset().upper())
                assert "169.254.169.254" in answer.read().decode()
        except urllib.error.HTTPError as error:
            seen.add(str(error.code))
    return seen
