"""Reading a page for its links takes no more time than its length is worth; some pages were seen to hold a night."""

from collections.abc import Callable

import pytest

from crawler import portals
from crawler.pages.listing.days import lone_date
from crawler.pages.listing.entries import listing
from crawler.pages.listing.navigation import navigation
from tests.ordinary import spent

PORTAL = portals.load("sontay").at("http://127.0.0.1:8080")
URL = "http://127.0.0.1:8080/van-hoa"
#: In ordinary pages. A page here takes as long as 1,000 at most; where time grew faster, it took as long as 8,000.
BOUND = 4_000


def link(number: int) -> str:
    return f'<a href="/van-hoa/-/view_content/{number}-bai.html">Bài số {number}</a>'


def repeated(form: Callable[[int], str], size: int = 200_000) -> str:
    return "".join(form(one) for one in range(size // len(form(1_000))))


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 50_000 + link(1),
        "".join(f"<div>{link(one)}" for one in range(5_000)),
        link(1) * 20_000,
        f"<p {'a=1 ' * 100_000}>{link(1)}",
        "<a href='?cur=2'>2</a>" * 20_000 + link(1),
        "<div onclick=\"location='?cur=2'\">" * 50_000 + link(1),
        "<div onclick='go(2)'>2" * 50_000 + link(1),
        "<select name=cur><option value=2>2" * 20_000 + link(1),
        f"<div>{repeated(lambda _: f'<p>{link(7)}</p>')}</div>",
        repeated(lambda one: f"<h3>Hộp {one}</h3><div class=a>{link(one)}{link(one + 9_000)}</div>"),
        repeated(lambda one: f"<h3>Hộp {one}</h3><p>{link(one)}</p><a href='?a{one}_cur=2'>2</a>"),
        link(1) + repeated(lambda one: f"<button onclick='go({one})'>Xem thêm</button>"),
        link(1) + repeated(lambda one: f"<form method=post><input name=page value={one}><button>Sau</button></form>"),
    ],
)
def test_a_hostile_listing_takes_bounded_time(html: str) -> None:
    assert spent(lambda: listing(html, URL, PORTAL)) < BOUND


@pytest.mark.parametrize(
    "html",
    [
        repeated(lambda one: f'<div><a href="/muc-{one}">Mục {one}</a>'),
        f"<p>{repeated(lambda one: f'<a href=/muc-{one}>Mục {one}</a><b>x</b>')}</p>",
        repeated(lambda one: f"<div onclick=\"location.href='/muc-{one}'\">"),
        f"<select>{repeated(lambda one: f'<option value=/m{one}>Mục {one}')}</select>",
        repeated(lambda one: f"<td><a href=/m{one}><img src=a></a>"),
    ],
)
def test_a_hostile_menu_takes_bounded_time(html: str) -> None:
    assert spent(lambda: navigation(html, URL, PORTAL)) < BOUND


def test_a_long_number_beside_a_date_takes_bounded_time() -> None:
    assert spent(lambda: lone_date(f"{'1' * 90} 25/06/2020 họp")) < BOUND
    assert lone_date(f"Số {'1' * 90}, ngày 25/06/2020") is not None
