"""Articles that a portal's listings link to on another host are counted, and whoever looks is told what to do."""

import sys
from pathlib import Path

import pytest

from crawler import portals
from crawler.crawling.other_hosts import OtherHosts, messages
from crawler.crawling.recognition import Guess
from crawler.pages.listing.entries import listing
from crawler.records.platform import Platform
from crawler.store.frontier import Queue
from crawler.store.store import Store
from tests import forked
from tests.crawl.portals import Category, article_page, items
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Page, serving

OTHER = "thixa.example"


@pytest.fixture(scope="module")
def pages() -> dict[str, "Page | str"]:
    """A listing of two pages with 14 articles: every fourth is linked under the portal's other name."""
    tin = Category("tin", "Tin", items(900, 14))

    def listing(query: dict[str, str]) -> str:
        shown = [(place, tin.items[place]) for place in range(14)]
        shown = shown[10:] if query.get("cur") == "2" else shown[:10]
        links = (
            f'<p><a href="{f"https://{OTHER}" * (place % 4 == 1)}{item.path(tin)}">{item.title}</a></p>'
            for place, item in shown
        )
        turning = '<a href="?cur=1">1</a> <a href="?cur=2">2</a>'
        return f"<html><body><h2>Tin</h2><div>{''.join(links)}</div>{turning}</body></html>"

    articles = {item.path(tin): article_page(item, tin) for item in tin.items}
    return {"/": '<html><body><a href="/tin">Tin</a></body></html>', "/tin": listing, **articles}


def vnportal(*arguments: str) -> str:
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *arguments]
    return forked.run(command).stdout


def test_a_crawl_its_summary_and_the_status_name_the_host(pages: dict[str, "Page | str"], tmp_path: Path) -> None:
    with serving(pages) as portal:  # type: ignore[arg-type]
        said = crawl(portal.base_url, tmp_path).stdout
    assert len(stored(tmp_path)) == 10
    assert problems(tmp_path) == ["other_host"]
    message = (
        f"missed: 4 articles are linked at {OTHER} and left out: if that host serves this portal, too, add it to the"
        f' profile: aliases = ["{OTHER}"]'
    )
    assert message in said
    assert message in vnportal("status", "--data", str(tmp_path))


def test_the_count_outlives_the_process(tmp_path: Path) -> None:
    with Store(tmp_path / "store.sqlite") as store:
        frontier = Queue(store, store.runs.start("sontay", {}).run_id)
        for articles in ({(OTHER, "1"), (OTHER, "2")}, {(OTHER, "2"), (OTHER, "3"), ("a.example", "3")}):
            with store.transaction():
                OtherHosts(frontier).note(articles)
        shown = [problem.message for problem in OtherHosts(frontier).problems("http://p")]
    assert [message.partition(" and left")[0] for message in shown] == [
        f"3 articles are linked at {OTHER}",
        "1 article is linked at a.example",
    ]


def test_a_look_at_the_portal_names_the_host(pages: dict[str, "Page | str"]) -> None:
    with serving(pages) as portal:  # type: ignore[arg-type]
        said = vnportal("probe", portal.base_url, "--delay", "0")
    assert f"left out: 3 articles are linked at {OTHER}" in said


def test_articles_under_folders_that_the_shape_does_not_name_are_counted_by_their_page() -> None:
    platform = Platform.model_validate(
        {"name": "a", "title": "A", "articles": ["/dong-ha/xem.aspx?ma={id}&nhom={any}"]}
    )
    portal = Guess((platform,), ()).of(portals.unnamed("http://p.example"))
    addresses = ("/dong-ha/xem.aspx?ma=1", "/tay-ha/xem.aspx?ma=1&nhom=5", "/en/xem.aspx?ma=2", "/tay-ha/ds.aspx?ma=3")
    html = "".join(f'<p><a href="{one}">Xã họp bàn về thủy lợi</a></p>' for one in addresses)
    page = listing(html, "http://p.example/dong-ha/ds.aspx", portal, name="Tin")
    assert page.elsewhere == {("/tay-ha/xem.aspx", "1")}
    (message,) = messages({"/tay-ha/xem.aspx": {"1"}})
    assert message.startswith(
        "1 article is linked at /tay-ha/xem.aspx and left out: if that site belongs to the portal"
    )
