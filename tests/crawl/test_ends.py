"""Where a listing ends: behind a link that leads nowhere, and short of what it says that it holds."""

from pathlib import Path

import pytest

from tests.crawl.portals import Category, article_page, items
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Answer, Page, Served, serving

PAGE = 5


def portal(*, listed: int, counted: int | None = None, missing: int | None = None) -> dict[str, "Page | str | Answer"]:
    """A listing whose every page leads to a next one, also the last; `missing` is a page that there is not."""
    tin = Category("tin", "Tin tức", items(900, listed))

    def listing(query: dict[str, str]) -> "str | Answer":
        number = int(query.get("page", "1"))
        shown = tin.items[(number - 1) * PAGE : number * PAGE]
        if not shown or number == missing:
            return Answer("<h1>404</h1>", 404)
        entries = "".join(f'<li><a href="{one.path(tin)}">{one.title}</a> {one.day:%d/%m/%Y}</li>' for one in shown)
        total = f"<p>Hiển thị {number * PAGE - 4}-{number * PAGE} của {counted}</p>" if counted else ""
        return (
            f"<html><body><h1>Tin tức</h1><ul>{entries}</ul>{total}"
            f'<a href="/tin?page={number + 1}">Trang tiếp</a></body></html>'
        )

    articles = {one.path(tin): article_page(one, tin) for one in tin.items}
    return {"/": '<html><body><a href="/tin">Tin tức</a></body></html>', "/tin": listing, **articles}


def crawled(pages: dict[str, "Page | str | Answer"], data: Path) -> tuple[str, Served]:
    with serving(pages) as served:
        return crawl(served.base_url, data).stdout, served


@pytest.mark.parametrize("counted", [None, 12, 13])
def test_a_next_page_that_is_not_there_is_the_end_where_none_is_behind_it(counted: int | None, tmp_path: Path) -> None:
    _, served = crawled(portal(listed=12, counted=counted), tmp_path)
    assert len(stored(tmp_path)) == 12
    assert problems(tmp_path) == []
    assert (served.asked["/tin?page=4"], served.asked["/tin?page=5"]) == (1, 1)


def test_a_next_page_that_is_not_there_is_a_gap_where_one_is_behind_it(tmp_path: Path) -> None:
    said, _ = crawled(portal(listed=17, missing=3), tmp_path)
    assert len(stored(tmp_path)) == 12
    assert problems(tmp_path) == ["listing_incomplete"]
    assert "Tin tức: page 3 lists no articles" in said


def test_a_listing_that_brings_less_than_it_says_is_incomplete_with_both_numbers(tmp_path: Path) -> None:
    said, _ = crawled(portal(listed=12, counted=25), tmp_path)
    assert problems(tmp_path) == ["listing_incomplete"]
    assert "incomplete: Tin tức: its pages bring 12 of the 25 articles that it says it has" in said
