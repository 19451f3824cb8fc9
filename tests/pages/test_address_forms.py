"""How records in JSON make the addresses of their articles, learnt where both are seen."""

import json

import pytest

from crawler import portals
from crawler.pages.listing.address_forms import filled, form_of
from crawler.pages.listing.entries import listing
from crawler.pages.listing.fragments import as_html
from crawler.records.platform import Platform
from crawler.records.profile import Age


def record(number: int, **more: object) -> dict[str, object]:
    slug = f"hoi-nghi-lan-{'abcdefgh'[number]}"
    return {"_id": f"64e{number}f", "slug": slug, "title": f"Hội nghị lần {number}", "views": number, **more}


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/bai-viet/{slug}-{_id}", "/bai-viet/{slug}-{_id}"),
        ("/bai/{_id}/{slug}.html", "/bai/{_id}/{slug}.html"),
        ("/{category.slug}/{slug}", "/{category.slug}/{slug}"),
        ("/xem?ma={_id}", "/xem?ma={_id}"),
    ],
)
def test_a_form_is_learnt_where_records_and_addresses_are_seen(address: str, form: str) -> None:
    records = [record(number, category={"slug": "tin-xa", "name": "Tin xã"}) for number in range(1, 5)]
    addresses = [f"http://cong.example.vn{filled(address, one)}" for one in records]
    assert form_of([json.dumps({"data": records})], [*addresses, "http://cong.example.vn/gioi-thieu"]) == form


def test_one_record_tells_no_form_and_neither_does_what_is_no_json() -> None:
    addresses = ["/bai-viet/hoi-nghi-lan-b-64e1f", "/bai-viet/hoi-nghi-lan-c-64e2f"]
    assert form_of([json.dumps([record(1)])], addresses) is None
    assert form_of(["<ul><li>Tin</li></ul>"], addresses) is None


def test_a_field_that_holds_a_whole_address_is_no_part_of_one() -> None:
    records = [{"url": f"/tin/{name}", "title": "Tin"} for name in ("le-hoi", "khai-giang")]
    assert form_of([json.dumps(records)], [str(one["url"]) for one in records]) is None


def test_a_known_form_alone_makes_the_addresses_of_records() -> None:
    answer = json.dumps({"data": [record(1), {"title": "Không có địa chỉ", "slug": "khong-co"}]})
    made = as_html(answer, ["/bai-viet/{title:2}"], "/bai-viet/{slug}-{_id}")
    assert made == '<div><a href="/bai-viet/hoi-nghi-lan-b-64e1f">Hội nghị lần 1</a></div>'


def test_a_page_with_its_records_in_json_tells_what_its_script_joins_and_how_addresses_are_made() -> None:
    """`concat` joins as `+` does; names mean what the JSON of the page says."""
    shape = Platform.model_validate({"name": "thu", "title": "Thu", "articles": ["/bai-viet/{title:2}"]})
    portal = portals.unnamed("http://cong.example.vn").model_copy(
        update={"ages": [Age.model_validate({"platform": shape})]}
    )
    records = [record(number) for number in range(1, 6)]
    entries = "".join(f'<li><a href="/bai-viet/{one["slug"]}-{one["_id"]}">{one["title"]}</a></li>' for one in records)
    held = json.dumps({"pageProps": {"categoryId": "64e0b1", "page": 1, "posts": records}})
    script = 'function g(){p++;return fetch("/api/posts?category=".concat(d.categoryId,"&page=").concat(p,"&limit=5"))}'
    html = (
        f"<html><body><h1>Tin</h1><ul>{entries}</ul><button>Xem thêm</button>"
        f'<script type="application/json">{held}</script></body></html>'
    )
    found = listing(html, "http://cong.example.vn/chuyen-muc/tin", portal, script=script)
    assert [(one.ask(0).url, one.address) for one in found.continuation.recipes] == [
        ("http://cong.example.vn/api/posts?category=64e0b1&page=1&limit=5", "/bai-viet/{slug}-{_id}")
    ]
