"""Feeds and sitemaps that a portal names by itself: what they name and no listing does is fetched, and counted."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from crawler import portals
from crawler.pages.listing.feeds import feed, feeds_of, sitemaps_of
from crawler.store.store import Store
from tests.crawl.portals import Category, Item, all_of, article_page, tables, town
from tests.crawl.server import Answer, Page, serving
from tests.demo.test_whole_path import vnportal
from tests.shards import shard

PORTAL = portals.load("sontay")
HOST = "https://sontay.hanoi.gov.vn"
_ARTICLE = "/van-hoa/-/view_content/{}-tin.html"


def _sitemap(*numbers: int) -> str:
    found = "".join(
        f"<url><loc>{HOST}{_ARTICLE.format(one)}</loc><lastmod>2024-06-30T08:00:00+07:00</lastmod></url>"
        for one in numbers
    )
    return f'<?xml version="1.0"?><urlset>{found}<url><loc>{HOST}/gioi-thieu</loc></url></urlset>'


_INDEX = (
    f"<sitemapindex><sitemap><loc>{HOST}/bai-9.xml</loc><lastmod>2023-01-01</lastmod></sitemap>"
    f"<sitemap><loc>{HOST}/bai-10.xml.gz</loc><lastmod>2024-06-30</lastmod></sitemap></sitemapindex>"
)
_RSS = (
    "<rss><channel><title>Tin</title><item><title><![CDATA[Tin &amp; bài]]></title>"
    f"<link>{_ARTICLE.format(5)}</link><pubDate>Sun, 30 Jun 2024 08:00:00 +0700</pubDate></item></channel></rss>"
)


def test_a_sitemap_names_articles_and_an_index_its_newest_sitemaps_first() -> None:
    ((entry, latest),) = feed(_sitemap(7).encode(), HOST, PORTAL).articles
    assert (entry.url, entry.article_id, latest) == (HOST + _ARTICLE.format(7), "7", date(2024, 6, 30))
    assert feed(gzip.compress(_sitemap(7).encode()), HOST, PORTAL).articles[0].entry == entry
    assert feed(_INDEX.encode(), HOST, PORTAL).sitemaps == (f"{HOST}/bai-10.xml.gz", f"{HOST}/bai-9.xml")


@pytest.mark.parametrize(
    "broken", [b"", b"<html><a href='/x'>x</a></html>", gzip.compress(b"<urlset>" * 99, mtime=0)[:30]]
)
def test_anything_else_names_nothing(broken: bytes) -> None:
    assert feed(broken, HOST, PORTAL) == ((), ())


def test_a_feed_names_articles_with_their_titles() -> None:
    ((entry, latest),) = feed(_RSS.encode(), HOST, PORTAL).articles
    assert (entry.title, entry.article_id, latest) == ("Tin & bài", "5", date(2024, 6, 30))


def test_heads_name_feeds_and_robots_txt_sitemaps() -> None:
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/rss"><link rel="alternate" hreflang="en" href="/en">'
        '<link rel="alternate" type="application/atom+xml" href="https://example.com/atom">'
    )
    assert feeds_of(f"<html><head>{head}</head></html>", f"{HOST}/", PORTAL) == (f"{HOST}/rss",)
    robots = b"\xef\xbb\xbfSitemap: https://a.vn/1.xml\r\nUser-agent: *\r\nDisallow:\r\nsitemap:/2.xml"
    assert sitemaps_of(robots) == ["https://a.vn/1.xml", "/2.xml"]


def test_what_no_listing_names_is_fetched_once_and_counted(tmp_path: Path) -> None:
    categories = town()
    hidden = {
        number: Item(number, f"Tin không nằm trong mục nào, số {number}", date(2024, 6, 1)) for number in (5, 7, 8)
    }
    pages: dict[str, Page | str | Answer] = dict(tables(categories))
    box = Category("van-hoa", "Văn hóa - Thể thao")
    pages |= {_ARTICLE.format(number): article_page(item, box) for number, item in hidden.items()}
    known = [one.number for one in categories[0].items]
    text = {"Content-Type": "text/plain"}
    pages |= {
        "/robots.txt": Answer(f"User-agent: *\nDisallow: /cam\nSitemap: {HOST}/sitemap.xml", headers=text),
        "/sitemap.xml": Answer(_INDEX, headers={"Content-Type": "application/xml"}),
        "/bai-9.xml": Answer(_sitemap(7, *known), headers={"Content-Type": "text/xml"}),
        "/bai-10.xml.gz": Answer(gzip.compress(_sitemap(8).encode()), headers={"Content-Type": "application/gzip"}),
        "/rss": Answer(_RSS, headers={"Content-Type": "application/rss+xml"}),
    }
    home = pages["/trang-chu"]
    assert isinstance(home, str)
    pages["/trang-chu"] = '<link rel="alternate" type="application/rss+xml" href="/rss">' + home
    with serving(pages) as served:
        arguments = ("--data", tmp_path, "--delay", "0", "--no-annotate")
        done = vnportal("crawl", "sontay", "--base-url", served.base_url, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "in no listing: 3 articles, named by feeds and sitemaps alone" in done.stdout
    with Store(shard(tmp_path) / "store.sqlite", read_only=True) as store:
        found = {article.title for article in store.snapshot.articles()}
    assert found == {one.title for category in all_of(categories) for one in [*category.items, *hidden.values()]}
    assert set(served.articles().values()) == {1}
