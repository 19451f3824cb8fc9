"""The same listing in another order or form: no category of its own."""

from datetime import date, timedelta

import pytest

from crawler.pages.listing.block_entries import Entry
from crawler.pages.listing.entries import Listing
from crawler.pages.listing.pager import Paging
from crawler.pages.listing.views import Shown, is_view

URL = "http://cong.example.vn/ds?nhom=5"


def page(numbers: range, last: int | None = 4, *, dated: bool = True) -> Listing:
    """A listing's first page with these articles: one of a higher number is newer."""
    days = {number: date(2025, 1, 1) + timedelta(number) for number in numbers}
    entries = [Entry(f"/xem?ma={one}", str(one), day=days[one] if dated else None) for one in numbers]
    return Listing(tuple(entries), Paging(f"{URL}&trang=2" if last else None, last))


NEWEST = page(range(40, 30, -1))


@pytest.mark.parametrize(
    ("name", "url", "shown"),
    [
        ("Từ đầu", f"{URL}&sx=cu", page(range(1, 11))),
        ("Cũ nhất", f"{URL}&sx=cu", page(range(1, 11), dated=False)),
        ("Gọn", f"{URL}&kieu=luoi", page(range(40, 30, -1))),
        ("Hiển thị nhiều", f"{URL}&so=20", page(range(40, 20, -1), last=2)),
    ],
)
def test_the_same_articles_with_a_parameter_more_are_a_view(name: str, url: str, shown: Listing) -> None:
    assert is_view(Shown(name, url, shown), Shown("Tin tức", URL, NEWEST), on_home=True)


#: Pairs of a listing and a page of it that the home page does not link to.
PLACES = [
    (URL, "http://cong.example.vn/ds?nhom=6"),
    ("http://cong.example.vn/tin-tuc", "http://cong.example.vn/tin-tuc/kieu/o"),
    ("http://cong.example.vn/tin-tuc.html", "http://cong.example.vn/tin-tuc/o.html"),
]


@pytest.mark.parametrize(("of", "url"), PLACES)
@pytest.mark.parametrize(
    ("name", "shown", "repeated"),
    [
        ("Ô", page(range(40, 30, -1)), False),
        ("Từ đầu", page(range(1, 11)), False),
        ("Bạn đọc thích", page(range(1, 11), dated=False), True),
        ("Bạn đọc thích", page(range(1, 6), last=None), True),
        ("Cũ nhất", page(range(1, 3), last=None), False),
    ],
)
def test_another_value_or_more_of_a_path_is_a_view_where_the_home_page_does_not_link_to_it(
    of: str, url: str, name: str, shown: Listing, *, repeated: bool
) -> None:
    listed = Shown("Tin tức", of, NEWEST)
    assert is_view(Shown(name, url, shown), listed, repeated=repeated)
    in_words_below = name == "Cũ nhất" and "?" not in url
    assert is_view(Shown(name, url, shown), listed, on_home=True, repeated=repeated) == in_words_below


@pytest.mark.parametrize(
    ("name", "url", "shown"),
    [
        ("Xã đảo", f"{URL}&con=2", page(range(39, 20, -2), last=2)),
        ("Xã đảo", f"{URL}&con=2", page(range(1, 11), last=2)),
        ("Xã đảo", "http://cong.example.vn/ds?nhom=7", page(range(40, 20, -2))),
        ("Xã đảo", "http://cong.example.vn/ds/xa-dao?nhom=5", page(range(40, 20, -2))),
        ("Cũ nhất", "http://cong.example.vn/khac?nhom=5&sx=cu", page(range(1, 11))),
        ("Cũ nhất", "http://cong.example.vn/ds?nhom=7&sx=cu", page(range(1, 11))),
        ("Xã đảo", f"{URL}&con=2", page(range(40, 37, -1), last=None)),
    ],
)
def test_a_part_of_a_listing_is_a_category(name: str, url: str, shown: Listing) -> None:
    assert not is_view(Shown(name, url, shown), Shown("Tin tức", URL, NEWEST))


@pytest.mark.parametrize(("of", "url"), PLACES)
def test_so_is_one_that_each_listing_has_under_the_same_name(of: str, url: str) -> None:
    part = page(range(39, 20, -2), last=4)
    assert not is_view(Shown("Xã đảo", url, part), Shown("Tin tức", of, NEWEST), repeated=True)
