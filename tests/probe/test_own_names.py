"""A copy of a portal whose pages link to the host that it was copied from: that host is another name of the copy."""

from pathlib import Path

import pytest

from crawler import portals
from crawler.pages.listing.own_names import own_names
from crawler.store.store import Store
from tests.crawl.portals import all_of, tables, town
from tests.crawl.server import Answer, Page, serving
from tests.demo.test_whole_path import vnportal
from tests.shards import shard

OFFICIAL = "https://thixa.example.vn"


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ('<link rel="canonical" href="https://thixa.example.vn/">', ["thixa.example.vn"]),
        ('<meta property="og:url" content="https://thixa.example.vn/">', ["thixa.example.vn"]),
        ('<link rel="canonical" href="https://thixa.example.vn/tin-chung">', []),
        ('<link rel="canonical" href="/">', []),
        ("".join(f'<a href="https://thixa.example.vn/{one}">Tin</a>' for one in range(3)), ["thixa.example.vn"]),
        ('<a href="https://thixa.example.vn/1">Tin</a><a href="/2">Tin</a><a href="/3">Tin</a>', []),
    ],
)
def test_what_a_page_says_of_where_it_stands(html: str, names: list[str]) -> None:
    assert (
        own_names(f"<html><body>{html}</body></html>", "http://ban.sao.vn/", portals.unnamed("http://ban.sao.vn"))
        == names
    )


def _linking_there(pages: dict[str, Page | str | Answer]) -> dict[str, Page | str | Answer]:
    """The pages with every second link to an article leading to the official host."""

    def there(html: str) -> str:
        first, *parts = html.split('HREF="/')
        return first + "".join(
            (f'HREF="{OFFICIAL}/' if place % 2 else 'HREF="/') + one for place, one in enumerate(parts)
        )

    def page(shown: Page | str | Answer) -> Page | str | Answer:
        if callable(shown):
            return lambda query: answer if isinstance(answer := shown(query), Answer) else there(answer)
        return there(shown) if isinstance(shown, str) else shown

    return {path: page(shown) for path, shown in pages.items()}


def test_a_copy_is_crawled_whole_from_its_address_alone(tmp_path: Path) -> None:
    categories = town()
    with serving(_linking_there(tables(categories))) as served:
        done = vnportal("crawl", served.base_url, "--data", tmp_path, "--delay", "0", "--no-annotate")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "assumed: other name: thixa.example.vn" in done.stdout
    assert "other_host" not in done.stdout
    with Store(shard(tmp_path) / "store.sqlite", read_only=True) as store:
        found = {article.title for article in store.snapshot.articles()}
    assert found == {one.title for category in all_of(categories) for one in category.items}
    assert "thixa.example.vn" in next((tmp_path / "portals").glob("*.toml")).read_text(encoding="utf-8")


def test_another_portal_that_pages_link_to_is_none_of_its_names(tmp_path: Path) -> None:
    pages = tables(town())
    links = "".join(
        f'<a href="https://huyen.example.vn/tin/{one}">Huyện tổ chức hội nghị lần {one}</a>' for one in range(5)
    )
    home = pages["/trang-chu"]
    assert isinstance(home, str)
    with serving({**pages, "/trang-chu": home + links}) as served:
        done = vnportal("probe", served.base_url, "--delay", "0")
    assert "other name" not in done.stdout
