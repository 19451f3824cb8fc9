"""Answers in JSON that hold a piece of a listing."""

import json

import pytest

from crawler import portals
from crawler.crawling.recognition import Guess
from crawler.pages.listing.entries import listing
from crawler.records.platform import Platform

BASE = "http://cong.example.vn"
RECORD = {"id": 57, "slug": "xa-hop-ban-ve-thuy-loi", "title": "Xã họp bàn về thủy lợi", "category": {"slug": "tin"}}


@pytest.mark.parametrize(
    ("shape", "address"),
    [
        ("/bai-viet/{title:2}", "/bai-viet/xa-hop-ban-ve-thuy-loi"),
        ("/tin/{slug}-{id}.html", "/tin/xa-hop-ban-ve-thuy-loi-57.html"),
        ("/xem?ma={id}", "/xem?ma=57"),
        ("/{path}/{slug}-{id}.html", None),
        ("/bai/{year}/{key}", None),
    ],
)
def test_a_record_without_an_address_is_found_by_the_shape_that_it_fills(shape: str, address: str | None) -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": [shape]})
    portal = Guess((platform,), ()).of(portals.unnamed(BASE))
    answer = json.dumps({"data": [RECORD], "meta": {"current_page": 2, "title": "Tin tức của xã"}})
    found = listing(answer, f"{BASE}/api/tin?page=2", portal, number=2).entries
    assert [entry.url for entry in found] == ([BASE + address] if address else [])


@pytest.mark.parametrize(
    ("record", "address"),
    [
        ({"tieu_de": "Xã họp", "anh": "/anh/57.jpg", "duong_dan": "/xem?ma=57"}, "/xem?ma=57"),
        ({"TieuDe": "Xã họp", "Anh": "/anh/57.JPG", "Xem": "/xem?ma=57"}, "/xem?ma=57"),
        ({"name": "Nguyễn An", "title": "Xã họp", "detail_url": "/xem?ma=57"}, "/xem?ma=57"),
        (
            {"title": "Tin tức của xã", "tiep": "/xem?ma=9", "tin": [{"title": "Xã họp", "url": "/xem?ma=57"}]},
            "/xem?ma=57",
        ),
    ],
)
def test_names_of_a_record_are_told_in_any_spelling_and_an_address_by_what_it_is(
    record: dict[str, object], address: str
) -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": ["/xem?ma={key}"]})
    portal = Guess((platform,), ()).of(portals.unnamed(BASE))
    found = listing(json.dumps([record]), f"{BASE}/api/tin", portal, number=2).entries
    assert [(entry.url, entry.title) for entry in found] == [(BASE + address, "Xã họp")]


def test_an_address_of_its_own_counts_more_than_the_shape() -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": ["/xem?ma={id}"]})
    portal = Guess((platform,), ()).of(portals.unnamed(BASE))
    answer = json.dumps([{**RECORD, "url": "/xem?ma=58"}])
    assert [entry.article_id for entry in listing(answer, f"{BASE}/api/tin", portal, number=2).entries] == ["58"]
