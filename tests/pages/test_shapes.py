"""The shape of articles' addresses on a platform that nobody has declared, told by the links of a few pages."""

import pytest

from crawler import portals
from crawler.crawling.recognition import Guess
from crawler.pages.listing.link_groups import links
from crawler.pages.listing.shapes import infer
from crawler.records.platform import Platform

BASE = "http://cong.example.vn"
PORTAL = portals.unnamed(BASE)
CATEGORIES = {"Tin tức": "tin-tuc", "Cải cách hành chính": "cai-cach-hanh-chinh", "An ninh - Quốc phòng": "an-ninh"}
TITLES = (
    "Xã tổ chức lễ phát động trồng cây",
    "Hội Phụ nữ xã tập huấn kỹ năng sống",
    "Lịch tiếp công dân tháng sáu",
    "Trường tiểu học khai giảng năm học",
)


def page(slug: str, address: str) -> str:
    """A category's page: a menu that all pages have, and articles of its own."""
    menu = "".join(f'<li><a href="/{one}">{name}</a></li>' for name, one in CATEGORIES.items())
    shown = "".join(
        f'<div><a href="{address.format(category=slug, slug=title.lower().replace(" ", "-") + f"-{slug}")}">{title}</a>'
        " <i>12/06/2025</i></div>"
        for title in TITLES
    )
    return f"<html><body><ul>{menu}</ul><main>{shown}</main></body></html>"


def inferred(address: str) -> str:
    shown = [links(page(slug, address), f"{BASE}/{slug}", PORTAL) for slug in CATEGORIES.values()]
    found = infer(shown)
    assert found is not None
    return found.shape


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("/{category}/{slug}", "/{path}/{title:2}"),
        ("/{category}/bai/{slug}.html", "/{path}/{title:2}.html"),
        ("/{slug}", "/{title:5}"),
        ("/bai-viet/{slug}", "/bai-viet/{title:2}"),
        ("/tin/2025/06/{slug}-12345.html", "/tin/{year}/{month}/{slug}-{id}.html"),
        ("/{category}/2025/{slug}.12345.vnp", "/{path}/{slug}.{id}.vnp"),
    ],
)
def test_names_in_a_menu_are_no_articles_however_many_words_they_have(address: str, shape: str) -> None:
    assert inferred(address) == shape


def test_a_short_title_is_an_article_where_no_listing_has_such_an_address() -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": ["/{path}/{title:2}"]})
    portal = Guess((platform,), ()).of(PORTAL)
    assert portal.place("/tin-tuc/lich-hop") is not None
    assert portal.place("/cai-cach-hanh-chinh") is None


def test_the_words_of_an_address_without_a_number_tell_the_title() -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": ["/{path}/{title}"]})
    place = platform.place("/tin-tuc/ubnd-xa-hop-ban-ke-hoach-he")
    assert place is not None
    assert (place.slug, place.page) == ("ubnd-xa-hop-ban-ke-hoach-he", "tin-tuc")
