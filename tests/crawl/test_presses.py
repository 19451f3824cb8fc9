"""Listings whose page numbers call a function are followed, whether it stands in the page or in a file of its own."""

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.crawl.portals import Category, article_page, items
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Answer, Page, serving

PAGE = 5
GOES = "function toi(nhom, p) { window.location.href = window.location.pathname + '?trang=' + p; return false; }"
POSTS = """
var goc = 'tai/';
function toi(nhom, p) { $.post(goc + 'ds.php', { nhom: nhom, trang: p }, function (h) { $('#ds').html(h); }); }
"""
COMPUTES = "function toi(nhom, p) { $.post('tai/ds.php', { nhom: nhom, trang: p, khoa: ky(p) }); }"


def portal(script: str, *, in_file: bool, lost: int = 0) -> tuple[list[Category], dict[str, "Page | str | Answer"]]:
    """Three listings of several pages, whose articles have relative addresses; page `lost` is empty."""
    counts = {"tin": ("Tin tức", 900, 13), "van-hoa": ("Văn hóa", 700, 8), "y-te": ("Y tế", 500, 3)}
    categories = [Category(slug, name, items(first, count)) for slug, (name, first, count) in counts.items()]
    by_number = dict(enumerate(categories, 2))

    def piece(place: int, number: int) -> str:
        category = by_number[place]
        shown = category.items[(number - 1) * PAGE : number * PAGE] if number != lost else []
        listed = "".join(
            f'<li><a href="{one.path(category)[1:]}">{one.title}</a> {one.day:%d/%m/%Y}</li>' for one in shown
        )
        last = -(-len(category.items) // PAGE)
        others = (f'<a href="#" onclick="return toi({place},{n})">{n}</a>' for n in range(2, last + 1))
        return f"<ul>{listed}</ul><p class=so><b>1</b> {' '.join(others)}</p>"

    def listing(place: int, number: int) -> str:
        own = f'<script src="/js/trang.js"></script>{"" if in_file else f"<script>{script}</script>"}'
        name = by_number[place].name
        return f"<html><head><title>{name}</title>{own}</head><body>{menu}<h1>{name}</h1>{piece(place, number)}</body>"

    def more(sent: dict[str, str]) -> str:
        said = {name: values[0] for name, values in parse_qs(sent["body"]).items()}
        return piece(int(said["nhom"]), int(said["trang"]))

    menu = "".join(f'<a href="/{one.slug}">{one.name}</a> ' for one in categories)
    articles = {one.path(category): article_page(one, category) for category in categories for one in category.items}
    return categories, {
        "/": f"<html><body>{menu}</body></html>",
        **{
            f"/{one.slug}": lambda query, place=place: listing(place, int(query.get("trang", "1")))
            for place, one in by_number.items()
        },
        "POST /tai/ds.php": more,
        "/js/trang.js": Answer(script if in_file else "", headers={"Content-Type": "application/javascript"}),
        **articles,
    }


@pytest.mark.parametrize("in_file", [False, True], ids=["page", "file"])
@pytest.mark.parametrize("script", [GOES, POSTS], ids=["goes", "posts"])
def test_numbers_that_call_a_function_are_followed(script: str, *, in_file: bool, tmp_path: Path) -> None:
    categories, pages = portal(script, in_file=in_file)
    with serving(pages) as served:
        crawl(served.base_url, tmp_path)
    truth = {str(item.number): {one.name} for one in categories for item in one.items}
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth
    assert problems(tmp_path) == []


@pytest.mark.parametrize("script", [COMPUTES, ""], ids=["computed", "no function"])
def test_what_a_function_does_not_tell_leaves_the_listing_incomplete(script: str, tmp_path: Path) -> None:
    _, pages = portal(script, in_file=False)
    with serving(pages) as served:
        crawl(served.base_url, tmp_path)
    assert len(stored(tmp_path)) == 13
    assert problems(tmp_path) == ["listing_incomplete"] * 2


def test_an_empty_page_that_the_numbers_name_is_told(tmp_path: Path) -> None:
    _, pages = portal(POSTS, in_file=False, lost=3)
    with serving(pages) as served:
        said = crawl(served.base_url, tmp_path).stdout
    assert "incomplete: Tin tức: page 3 lists no articles" in said
