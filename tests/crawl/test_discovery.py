"""The categories that the real command finds where the menu tells them otherwise than by a link with a name."""

from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from tests.crawl.portals import Category, Item, article_page, items, truth
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Answer, Page, serving

Pages = dict[str, "Page | str | Answer"]


def categories() -> list[Category]:
    return [
        Category("nong-nghiep", "Nông nghiệp", items(900, 13)),
        Category("cong-nghiep", "Công nghiệp", items(700, 5)),
        Category("du-lich", "Du lịch", items(600, 8)),
    ]


def titles(category: Category, shown: list[Item]) -> str:
    return "".join(f'<p><a href="{item.path(category)}">{escape(item.title)}</a></p>' for item in shown)


def listing(category: Category, menu: str = "") -> Page:
    def page(query: dict[str, str]) -> str:
        shown = category.page(int(query.get("cur", "1")), 10)
        pages = "".join(f'<a href="?cur={one}">{one}</a> ' for one in range(1, category.pages(10) + 1))
        return f"<html><body>{menu}<h2>{category.name}</h2><div>{titles(category, shown)}</div>{pages}</body></html>"

    return page


def portal_of(found: list[Category], home: str, menu: str = "") -> Pages:
    return {
        "/": f"<html><body>{menu}{home}</body></html>",
        **{f"/{one.slug}": listing(one, menu) for one in found},
        **{item.path(one): article_page(item, one) for one in found for item in one.items},
    }


def menu_of(found: list[Category]) -> str:
    return "<ul>" + "".join(f'<li><a href="/{one.slug}">{one.name}</a></li>' for one in found) + "</ul>"


def only_a_site_map(found: list[Category]) -> Pages:
    pages = portal_of(found, '<p>Kính chào quý vị</p><a href="/so-do-cong">Sơ đồ cổng</a>')
    return {**pages, "/so-do-cong": f"<html><body><h1>Sơ đồ cổng</h1>{menu_of(found)}</body></html>"}


def only_boxes_with_more(found: list[Category]) -> Pages:
    """Neither a menu nor links in the headings."""
    boxes = (
        f'<div><div>{one.name}</div>{titles(one, one.items[:3])}<a href="/{one.slug}">Xem thêm</a></div>'
        for one in found
    )
    return portal_of(found, "".join(boxes))


def one_offered_beside_the_menu(found: list[Category]) -> Pages:
    last = found[-1]
    box = f'<div><h3>{last.name}</h3>{titles(last, last.items[:3])}<a href="/{last.slug}">Xem tất cả</a></div>'
    return portal_of(found, box, menu_of(found[:-1]))


def a_home_page_that_only_leads_on(found: list[Category]) -> Pages:
    pages = portal_of(found, "")
    home = f"<html><body>{menu_of(found)}</body></html>"
    return {**pages, "/": "<script>window.location.href = '/web/guest/home';</script>", "/web/guest/home": home}


@pytest.mark.parametrize(
    "shown", [only_a_site_map, only_boxes_with_more, one_offered_beside_the_menu, a_home_page_that_only_leads_on]
)
def test_finds_all_categories_under_their_names(shown: Callable[[list[Category]], Pages], tmp_path: Path) -> None:
    with serving(shown(categories())) as portal:
        crawl(portal.base_url, tmp_path)
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth(categories())
    assert [target for target, count in portal.asked.items() if count > 1] == []
    assert problems(tmp_path) == []


@pytest.mark.parametrize("linked", [True, False], ids=["linked", "plain"])
def test_a_page_of_other_categories_boxes_is_no_category(linked: bool, tmp_path: Path) -> None:
    found = categories()
    above = Category("kinh-te", "Kinh tế")
    menu = menu_of([above, *found])
    pages = portal_of(found, "", menu)
    names = {one.slug: f'<a href="/{one.slug}">{one.name}</a>' if linked else one.name for one in found}
    boxes = (f"<div><h3>{names[one.slug]}</h3><div>{titles(one, one.items[:4])}</div></div>" for one in found)
    pages["/kinh-te"] = f"<html><body>{menu}{''.join(boxes)}</body></html>"
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth(found)


def test_a_home_page_that_pages_through_all_articles_is_the_listing(tmp_path: Path) -> None:
    only = Category("tin", "Tin", items(900, 23))
    pages = portal_of([only], "")
    pages["/"] = pages.pop("/tin")
    with serving(pages) as portal:
        crawl(portal.base_url, tmp_path)
    assert stored(tmp_path).keys() == truth([only]).keys()
    assert problems(tmp_path) == []
