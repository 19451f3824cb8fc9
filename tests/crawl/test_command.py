"""The real command against small portals with the habits and faults of real ones."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawler.store.store import Store
from exports.record_rows import record
from tests import forked
from tests.archive.responses import responses
from tests.crawl.portals import Category, Item, article_page, items, tables, town, truth
from tests.crawl.running import arguments, crawl, problems, stored
from tests.crawl.server import Answer, Page, serving
from tests.shards import shard

Pages = dict[str, "Page | str | Answer"]


def one_listing(count: int = 25, **more: object) -> tuple[Category, Pages]:
    category = Category("tin-tuc", "Tin tức", items(800, count), **more)  # type: ignore[arg-type]
    return category, tables([category, Category("thong-bao", "Thông báo", items(300, 2))])


def failing(page: "Page | str | Answer", times: int, answer: Answer) -> Page:
    """The page, after the answer was given some times."""
    left = [times]

    def shown(query: dict[str, str]) -> "str | Answer":
        left[0] -= 1
        if left[0] >= 0:
            return answer
        return page(query) if callable(page) else page

    return shown


# What is asked for


def test_crawls_the_categories_named_whatever_their_diacritics(tmp_path: Path) -> None:
    with serving(tables(town())) as portal:
        crawl(portal.base_url, tmp_path, "--category", "dang - doan the", "--category", "Y TẾ")
    expected = {number: names for number, names in truth(town()).items() if names & {"Đảng - đoàn thể", "Y tế"}}
    assert stored(tmp_path).keys() == expected.keys()


def test_an_unknown_category_is_wrong_usage_and_lists_those_found(tmp_path: Path) -> None:
    with serving(tables(town())) as portal:
        done = crawl(portal.base_url, tmp_path, "--category", "Thể thao", status=2)
    assert '"Thể thao": no such category' in done.stderr
    assert '"Đảng - đoàn thể"' in done.stderr
    assert "Traceback" not in done.stderr


def test_stores_only_what_was_published_on_the_days_asked_for(tmp_path: Path) -> None:
    category, pages = one_listing()
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path, "--since", "2024-06-10", "--until", "25/06/2024", "--category", "Tin tức")
    expected = {str(item.number) for item in category.items if date(2024, 6, 10) <= item.day <= date(2024, 6, 25)}
    assert stored(tmp_path).keys() == expected
    assert 4 <= len(expected) < 25


def test_paging_ends_early_though_an_old_article_is_pinned_on_every_page(tmp_path: Path) -> None:
    pinned = Item(5, "Quy chế phát ngôn", date(2010, 1, 1))
    category, pages = one_listing(120, pinned=pinned)
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path, "--since", "2024-05-01", "--category", "Tin tức")
    assert stored(tmp_path).keys() == {str(item.number) for item in category.items if item.day >= date(2024, 5, 1)}
    asked = [target for target in portal.asked if target.startswith("/tin-tuc?cur=")]
    assert 2 <= len(asked) <= 5


def test_an_unsorted_listing_is_read_to_its_end(tmp_path: Path) -> None:
    category, _ = one_listing(40)
    category.items = sorted(category.items, key=lambda item: item.number % 7)
    with serving(tables([category])) as portal:
        crawl(portal.base_url, tmp_path, "--since", "2024-06-20")
    assert stored(tmp_path).keys() == {str(item.number) for item in category.items if item.day >= date(2024, 6, 20)}


def test_stops_at_the_limit(tmp_path: Path) -> None:
    _, pages = one_listing()
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path, "--limit", "7")
    assert len(stored(tmp_path)) == 7
    assert sum(portal.articles().values()) == 7


def test_the_last_article_within_the_limit_is_tried_again_too(tmp_path: Path) -> None:
    category, pages = one_listing()
    path = category.items[6].path(category)
    pages[path] = failing(pages[path], 1, Answer("oops", 500))
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path, "--limit", "7", "--category", "Tin tức")
    assert stored(tmp_path).keys() == {str(item.number) for item in category.items[:7]}
    assert portal.articles().total() == 8


def test_fetches_known_articles_again_only_when_due_or_told_to(tmp_path: Path) -> None:
    today = date.today()
    category = Category("tin-tuc", "Tin tức", items(800, 6, newest=today - timedelta(days=400)))
    with serving(tables([category, Category("y-te", "Y tế", items(300, 1))])) as portal:
        crawl(portal.base_url, tmp_path)
        first = portal.articles().total()
        crawl(portal.base_url, tmp_path)
        assert portal.articles().total() == first
        crawl(portal.base_url, tmp_path, "--full")
        assert portal.articles().total() == 2 * first


# What portals do


def test_politeness(tmp_path: Path) -> None:
    category, pages = one_listing(3)
    hidden = category.items[1].path(category)
    pages["/robots.txt"] = Answer(f"User-agent: *\nDisallow: {hidden}\n", headers={"Content-Type": "text/plain"})
    environment = {**os.environ, "VNPORTAL_CONTACT": "mailto:crawl@example.org"}
    with serving(pages) as portal:
        forked.run(arguments(portal.base_url, tmp_path), env=environment).check_returncode()
    assert hidden not in portal.asked
    assert "robots_forbidden" in problems(tmp_path)
    (agent,) = portal.agents
    assert agent.startswith("vnportal/")
    assert agent.endswith("(+mailto:crawl@example.org)")


def test_the_crawl_delay_of_robots_txt_is_kept(tmp_path: Path) -> None:
    _, pages = one_listing(3)
    pages["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 0.2\n", headers={"Content-Type": "text/plain"})
    with serving(pages) as portal:
        begin = time.monotonic()
        crawl(portal.base_url, tmp_path)
        assert time.monotonic() - begin >= 0.2 * (portal.asked.total() - 2)


def test_rules_that_robots_txt_leads_on_to_are_obeyed(tmp_path: Path) -> None:
    category, pages = one_listing(3)
    hidden = category.items[1].path(category)
    pages["/robots.txt"] = Answer(status=302, headers={"Location": "/rules.txt"})
    pages["/rules.txt"] = Answer(f"User-agent: *\nDisallow: {hidden}\n", headers={"Content-Type": "text/plain"})
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert hidden not in portal.asked
    assert len(stored(tmp_path)) == 4


def test_a_portal_that_cannot_say_what_is_allowed_is_not_crawled(tmp_path: Path) -> None:
    _, pages = one_listing(3)
    pages["/robots.txt"] = Answer("oops", 500)
    with serving(pages) as portal:
        done = crawl(portal.base_url, tmp_path, status=1)
    assert set(portal.asked) == {"/robots.txt"}
    assert "robots.txt cannot be had" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "answer",
    [
        Answer("oops", 500),
        Answer("wait", 503, {"Retry-After": "1"}),
        Answer("wait", 429),
        Answer("x" * 1000, drop=True),
        Answer("<p>Hệ thống đang bảo trì, vui lòng quay lại sau.</p>"),
    ],
    ids=["500", "503", "429", "truncated", "maintenance"],
)
def test_what_passes_is_tried_again(answer: Answer, tmp_path: Path) -> None:
    category, pages = one_listing(12)
    for path in ("/trang-chu", "/tin-tuc", category.items[2].path(category), category.items[11].path(category)):
        pages[path] = failing(pages[path], 1 if answer.headers else 2, answer)
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert len(stored(tmp_path)) == 14
    assert problems(tmp_path) == []


def test_redirects_off_the_portal_and_in_circles_are_refused_and_noted(tmp_path: Path) -> None:
    category, pages = one_listing(5)
    with serving({"/": "elsewhere"}) as other:
        away = f"{other.base_url}/quang-cao"
        pages[category.items[0].path(category)] = Answer(status=302, headers={"Location": away})
        circle = category.items[1].path(category)
        pages[circle] = Answer(status=302, headers={"Location": circle})
        with serving(pages) as portal:
            crawl(portal.base_url, tmp_path)
    assert other.asked.total() == 0
    assert {"off_host", "redirect_loop"} <= set(problems(tmp_path))
    assert len(stored(tmp_path)) == 5


def test_an_article_that_the_portal_no_longer_has_is_gone_not_stored(tmp_path: Path) -> None:
    category, pages = one_listing(5)
    path = category.items[0].path(category)
    missing = (
        "<html><head><title>Cổng</title></head><body><div>Bài viết không tồn tại hoặc đã bị xóa.</div></body></html>"
    )
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
        pages[path] = missing
        pages[category.items[1].path(category)] = Answer("<h1>404</h1>", 404)
        crawl(portal.base_url, tmp_path, "--full")
    gone = {number for number, article in stored(tmp_path).items() if article.gone_at}
    assert gone == {"800", "799"}


def test_a_listing_whose_pages_break_off_is_reported_as_incomplete(tmp_path: Path) -> None:
    category, pages = one_listing(35)
    whole = pages["/tin-tuc"]
    assert callable(whole)
    pages["/tin-tuc"] = lambda query: Answer("oops", 500) if query.get("cur") == "3" else whole(query)
    with serving(pages) as portal:
        done = crawl(portal.base_url, tmp_path)
    assert "listing_incomplete" in problems(tmp_path)
    assert "incomplete: Tin tức: page 3 cannot be had: the server answered 500" in done.stdout
    lost = {str(item.number) for item in category.items[20:30]}
    assert stored(tmp_path).keys() == truth([category]).keys() - lost | {"300", "299"}


def test_what_lies_behind_an_empty_page_is_found_and_the_gap_reported(tmp_path: Path) -> None:
    category, pages = one_listing(35)
    whole = pages["/tin-tuc"]
    assert callable(whole)
    pages["/tin-tuc"] = lambda query: "<p>Đang cập nhật</p>" if query.get("cur") == "3" else whole(query)
    with serving(pages) as portal:
        done = crawl(portal.base_url, tmp_path)
    assert "incomplete: Tin tức: page 3 lists no articles" in done.stdout
    assert [line.split()[1] for line in done.stdout.partition("next:\n")[2].splitlines()] == [
        "show",
        "report",
        "export",
    ]
    assert done.stdout.count(f"--data {tmp_path}") == 3, "what to do next can be typed as it stands"
    lost = {str(item.number) for item in category.items[20:30]}
    assert stored(tmp_path).keys() == truth([category]).keys() - lost | {"300", "299"}


def test_a_calendar_without_end_is_not_followed(tmp_path: Path) -> None:
    _, pages = one_listing(5)

    def calendar(query: dict[str, str]) -> str:
        day = date.fromisoformat(query.get("date", "2024-06-01"))
        days = "".join(f'<td><a href="?date={day + timedelta(one)}">{one}</a></td>' for one in range(1, 29))
        return f"<table><tr>{days}</tr></table><a href='?date={day + timedelta(30)}'>Tiếp</a>"

    pages["/hoat-dong"] = calendar
    pages["/trang-chu"] = str(pages["/trang-chu"]).replace("</CENTER>", '<A HREF="/hoat-dong">Hoạt động</A></CENTER>')
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert [target for target in portal.asked if "date=" in target] == []


def test_a_portal_without_listings_is_a_failure(tmp_path: Path) -> None:
    with serving({"/": "<html><body><a href='/a'>Giới thiệu</a></body></html>", "/a": "<p>Chào mừng.</p>"}) as portal:
        done = crawl(portal.base_url, tmp_path, status=1)
    assert "no listing of articles found" in done.stderr


def test_a_portal_out_of_reach_is_a_failure(tmp_path: Path) -> None:
    with serving({}) as portal:
        pass
    done = crawl(portal.base_url, tmp_path, status=1)
    assert "the home page cannot be had" in done.stderr
    assert "Traceback" not in done.stderr


# What happens to a crawl


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=["int", "term", "kill"])
def test_the_same_command_goes_on_where_it_stopped(stop: signal.Signals, tmp_path: Path) -> None:
    _, pages = one_listing(24)
    with serving({path: slowly(page) for path, page in pages.items()}) as portal:
        for wanted in (6, 14):
            with forked.started(arguments(portal.base_url, tmp_path)) as process:
                wait_until(lambda wanted=wanted: portal.articles().total() >= wanted, process)
                process.send_signal(stop)
                _, said = process.communicate()
            assert process.returncode == {signal.SIGINT: 130, signal.SIGTERM: 1, signal.SIGKILL: -signal.SIGKILL}[stop]
            assert stop is signal.SIGKILL or "the same command goes on where it stopped" in said
            assert "Traceback" not in said
        crawl(portal.base_url, tmp_path)
    assert len(stored(tmp_path)) == 26
    # What was under way when the process was killed is asked for again, nothing else.
    again = [target for target, count in portal.articles().items() if count > 1]
    assert len(again) <= (2 * 8 if stop is signal.SIGKILL else 0)
    with Store(shard(tmp_path) / "store.sqlite", read_only=True) as store:
        assert [run.status for run in store.runs.all()] == ["finished"]


def slowly(page: "Page | str | Answer", seconds: float = 0.01) -> Page:
    """The page, a little later: so that there is a middle to stop a crawl in."""

    def shown(query: dict[str, str]) -> "str | Answer":
        time.sleep(seconds)
        return page(query) if callable(page) else page

    return shown


def wait_until(reached: Callable[[], bool], process: forked.Started) -> None:
    deadline = time.monotonic() + 300
    while not reached():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_two_runs_on_one_data_directory_do_not_meet(tmp_path: Path) -> None:
    category, pages = one_listing(3)
    over = threading.Event()

    def held(_query: dict[str, str]) -> str:
        over.wait(300)
        return ""

    pages[category.items[0].path(category)] = held
    with serving(pages) as portal, forked.started(arguments(portal.base_url, tmp_path)) as first:
        wait_until(lambda: portal.asked[category.items[0].path(category)] > 0, first)
        try:
            crawl(portal.base_url, tmp_path, status=75)
        finally:
            over.set()
        first.wait()
    assert first.returncode == 0


def test_every_record_points_to_its_response_in_the_archive(tmp_path: Path) -> None:
    _, pages = one_listing(6)
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    (file,) = (shard(tmp_path) / "archive").iterdir()
    archived = dict(responses(file))
    for article in stored(tmp_path).values():
        assert article.warc_file == file.name
        assert article.warc_offset is not None
        assert article.title in archived[article.warc_offset].body.decode()
    check = subprocess.run([sys.executable, "-m", "warcio.cli", "check", str(file)], capture_output=True, text=True)
    assert check.returncode == 0, check.stdout


def test_scrapy_users_get_what_they_expect(tmp_path: Path) -> None:
    listed = subprocess.run([sys.executable, "-m", "scrapy", "list"], capture_output=True, text=True, check=True)
    assert {"sontay", "vienson"} <= set(listed.stdout.split())
    _, pages = one_listing(6)
    feed = tmp_path / "articles.jsonl"
    with serving(pages) as portal:
        settings = ["-s", f"VNPORTAL_DATA={tmp_path}", "-s", "DOWNLOAD_DELAY=0", "-s", "VNPORTAL_WORKERS=0"]
        command = ["crawl", "sontay", "-a", f"base_url={portal.base_url}", "-a", "limit=4", "-O", str(feed), *settings]
        subprocess.run([sys.executable, "-m", "scrapy", *command], check=True, capture_output=True)
    records = [json.loads(line) for line in feed.read_text(encoding="utf-8").splitlines()]
    assert len(records) == 4
    with Store(shard(tmp_path) / "store.sqlite", read_only=True) as store:
        exported = [json.loads(record(row).line) for row in store.snapshot.records()]
    assert sorted(records, key=lambda one: str(one["id"])) == sorted(exported, key=lambda one: str(one["id"]))


def test_answers_that_are_too_large_are_given_up(tmp_path: Path) -> None:
    category, pages = one_listing(4)
    pages[category.items[0].path(category)] = Answer("<p>x</p>" * 1_500_000)
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert "too_large" in problems(tmp_path)
    assert len(stored(tmp_path)) == 5


def test_an_article_under_several_addresses_is_fetched_once(tmp_path: Path) -> None:
    item = items(800, 1)[0]
    shapes = [
        f"/tin-tuc/-/view_content/{item.number}-ten-cu.html",
        f"/web/guest/tin-tuc/-/view_content/{item.number}-ten-moi.html",
        f"/thong-bao/-/view_content/content/{item.number}/ten",
        f"/tin-chi-tiet/-/chi-tiet/ten-{item.number}-12.html",
    ]
    rest = items(700, 6)
    names = {"tin-tuc": "Tin tức", "thong-bao": "Thông báo", "y-te": "Y tế"}
    menu = "".join(f'<li><a href="/{slug}">{name}</a></li>' for slug, name in names.items())
    pages: Pages = {"/": f"<ul>{menu}</ul>"}
    category = Category("tin-tuc", "Tin tức", [item, *rest])
    for index, (slug, name) in enumerate(names.items()):
        links = [
            shapes[index] + ";jsessionid=1?redirect=x",
            shapes[3] + "?p_p_state=pop_up",
            *[one.path(category) for one in rest[2 * index : 2 * index + 2]],
        ]
        rows = "".join(
            f'<li><a href="{link}">Tin số {number} của mục {name}</a></li>' for number, link in enumerate(links)
        )
        pages[f"/{slug}"] = f"<ul>{menu}</ul><h2>{name}</h2><ul>{rows}</ul>"
    pages |= {path: article_page(item, category) for path in shapes}
    pages |= {one.path(category): article_page(one, category) for one in rest}
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert sum(count for target, count in portal.asked.items() if str(item.number) in target) == 1
    found = stored(tmp_path)
    assert set(found[str(item.number)].categories) == set(names.values())
    assert "jsessionid" not in found[str(item.number)].url
    assert len(found) == 7


def test_names_of_categories_survive_a_wrong_charset_of_the_server(tmp_path: Path) -> None:
    _, pages = one_listing(6)

    def mislabelled(page: "Page | str | Answer") -> Page:
        def shown(query: dict[str, str]) -> Answer:
            made = page(query) if callable(page) else page
            answer = made if isinstance(made, Answer) else Answer(made)
            return replace(answer, headers={**answer.headers, "Content-Type": "text/html; charset=ISO-8859-1"})

        return shown

    with serving({path: mislabelled(page) for path, page in pages.items()}) as portal:
        crawl(portal.base_url, tmp_path)
    assert {name for article in stored(tmp_path).values() for name in article.categories} == {"Tin tức", "Thông báo"}
