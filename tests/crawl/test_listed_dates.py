"""What listings and feeds print beside an article decides what its own page leaves open: morning or afternoon."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler import portals
from crawler.pages.listing.feeds import feed
from crawler.records.article import Article
from tests.archive.nights import reprocess
from tests.crawl.portals import Category, article_page, items, tables
from tests.crawl.running import crawl, stored
from tests.crawl.server import Answer, Page, serving
from tests.shards import shard

NEWS = Category("tin-tuc", "Tin tức", items(900, 6))
#: What the listing prints beside each article, and what the portal means; its pages print "08:30" with a 12-hour clock.
PRINTED = {
    "900": ("{day} 20:30", "20:30", "listing"),
    "899": ("{day} 08:30 PM", "20:30", "listing"),
    "898": ("({day} 8:30 SA)", "08:30", "listing"),
    "897": ("{day}", "08:30", "page"),
    "896": ("{day} 08:30", "08:30", "page"),
    "895": ("", "08:30", "page"),
}


@dataclass
class Crawled:
    """A portal that was crawled twice, the second time with its listing out of order."""

    data: Path
    first: dict[str, Article]
    second: dict[str, Article]


def listing() -> str:
    """The listing, each entry with its date."""
    rows = "".join(
        f'<li><a href="{item.path(NEWS)}">{item.title}</a>'
        f"<span>{PRINTED[str(item.number)][0].format(day=f'{item.day:%d/%m/%Y}')}</span></li>"
        for item in NEWS.items
    )
    return f"<html><head><title>Tin tức</title></head><body><h2>Tin tức</h2><ul>{rows}</ul></body></html>"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    data = tmp_path_factory.mktemp("listed") / "data"
    pages: dict[str, Page | str | Answer] = tables([NEWS])
    pages["/tin-tuc"] = listing()
    with serving(pages) as portal:
        crawl(portal.base_url, data)
        first = stored(data)
        pages |= {item.path(NEWS): article_page(item, NEWS, views=99) for item in NEWS.items}
        bare = tables([NEWS])["/tin-tuc"]
        pages["/tin-tuc"] = bare
        crawl(portal.base_url, data, "--full")
    yield Crawled(data, first, stored(data))


def times(found: dict[str, Article]) -> dict[str, tuple[str, str | None]]:
    return {number: ((one.published_at or "")[11:16], one.published_evidence) for number, one in found.items()}


EXPECTED = {number: (time, evidence) for number, (_, time, evidence) in PRINTED.items()}


def test_a_listings_clock_decides_between_morning_and_afternoon(crawled: Crawled) -> None:
    assert times(crawled.first) == EXPECTED
    assert not any(one.published_time_inferred for one in crawled.first.values())


def test_a_later_visit_knows_what_the_listing_printed(crawled: Crawled) -> None:
    assert {one.view_count for one in crawled.second.values()} == {99}
    assert times(crawled.second) == EXPECTED


@pytest.mark.parametrize("lost", [False, True], ids=["with the store", "from the archive alone"])
def test_the_archive_holds_the_witness(crawled: Crawled, tmp_path: Path, lost: bool) -> None:
    data = tmp_path / "data"
    shutil.copytree(crawled.data, data)
    if lost:
        for file in shard(data).glob("store.sqlite*"):
            file.unlink()
    reprocess(data)
    assert times(stored(data)) == EXPECTED


@pytest.mark.parametrize(
    ("moment", "read"),
    [
        ("<pubDate>Thu, 25 Jun 2020 19:26:00 +0700</pubDate>", "2020-06-25T19:26:00+07:00"),
        ("<pubDate><![CDATA[Thu, 25 Jun 2020 12:26:00 GMT]]></pubDate>", "2020-06-25T12:26:00+00:00"),
        ("<published>2020-06-25T19:26:00+07:00</published>", "2020-06-25T19:26:00+07:00"),
        ("<pubDate>hôm qua</pubDate>", None),
        ("", None),
    ],
)
def test_a_feed_tells_moments_as_its_standard_writes_them(moment: str, read: str | None) -> None:
    portal = portals.load("demo")
    link = f"{portal.base_url}/tin-tuc/-/view_content/5-tin.html"
    item = f"<item><title>Tin</title><link>{link}</link>{moment}</item>"
    ((entry, _),) = feed(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode(), link, portal).articles
    assert entry.dated == read
