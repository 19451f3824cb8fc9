"""Feeds and sitemaps: where pages and robots.txt name them, and which articles they name."""

import re
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import NamedTuple

from crawler.pages.listing.block_entries import Entry
from crawler.pages.page.address import article_address, fetch_url
from crawler.pages.page.tree import Page, read
from crawler.records.profile import Portal

_FEEDS = frozenset({"application/rss+xml", "application/atom+xml"})
_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ITEM = re.compile(r"<(item|entry|url|sitemap)\b.*?</\1>", re.DOTALL)
_LOCATION = re.compile(
    r"<(?:loc|link)>\s*(?:<!\[CDATA\[)?\s*([^<\]]+?)\s*(?:\]\]>)?\s*</|<link\b[^>]*\bhref=\"([^\"]+)\""
)
_TITLE = re.compile(r"<title[^>]*>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</title>", re.DOTALL)
_MOMENT = re.compile(r"<(?:lastmod|pubDate|updated|published)>\s*(?:<!\[CDATA\[)?\s*([^<\]]+)")
_PUBLISHED = re.compile(r"<(?:pubDate|published|dc:date|news:publication_date)\b[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]+)")
_GZIP = b"\x1f\x8b"
#: Bytes to which a compressed sitemap may unpack: the protocol's own limit.
_MOST_BYTES = 50_000_000


class Named(NamedTuple):
    """An article that a feed or a sitemap names; it was published on the day `latest` or before, if that is known."""

    entry: Entry
    latest: date | None


class Feed(NamedTuple):
    """What a feed or a sitemap names: articles, or further sitemaps, the newest first."""

    articles: tuple[Named, ...] = ()
    sitemaps: tuple[str, ...] = ()


def feeds_of(html: bytes | str | Page, url: str, portal: Portal) -> tuple[str, ...]:
    """The feeds on the portal that the head of a page names."""
    page = read(html)
    base = page.base(url)
    named = (
        fetch_url(link.get("href") or "", base, portal)
        for link in page.root.iter("link")
        if "alternate" in (link.get("rel") or "").lower().split() and (link.get("type") or "").lower() in _FEEDS
    )
    return tuple(dict.fromkeys(filter(None, named)))


def sitemaps_of(robots: bytes) -> list[str]:
    """The addresses of the sitemaps that robots.txt names."""
    return _SITEMAP.findall(robots.decode("utf-8", "replace").lstrip("\ufeff"))


def feed(answer: bytes, base: str, portal: Portal) -> Feed:
    """What an answer at the address `base` names; nothing if it is neither a feed nor a sitemap."""
    text = _unpacked(answer).decode("utf-8", "replace")
    articles: dict[str, Named] = {}
    sitemaps: list[tuple[str, str]] = []
    for kind, address, item in _items(text):
        if kind == "sitemap":
            day = _MOMENT.search(item)
            sitemaps.append((day[1] if day else "", address))
            continue
        place, url = article_address(address, portal), fetch_url(address, base, portal)
        if place is not None and url is not None:
            title = _TITLE.search(item)
            shown = unescape(title[1]).strip() or None if title else None
            entry = Entry(url, place.article_id, shown, dated=_published(item))
            articles.setdefault(place.article_id, Named(entry, _latest(item)))
    return Feed(tuple(articles.values()), tuple(address for _, address in sorted(sitemaps, reverse=True)))


def _unpacked(answer: bytes) -> bytes:
    if not answer.startswith(_GZIP):
        return answer
    try:
        return zlib.decompressobj(wbits=31).decompress(answer, _MOST_BYTES)
    except zlib.error:
        return b""


def _items(text: str) -> Iterator[tuple[str, str, str]]:
    """Kind, address and source of the items."""
    for item in _ITEM.finditer(text):
        address = _LOCATION.search(item[0])
        if address is not None:
            yield item[1], unescape(address[1] or address[2] or "").strip(), item[0]


def _published(item: str) -> str | None:
    """The moment of publication that an item prints, in ISO 8601."""
    found = _PUBLISHED.search(item)
    if found is None:
        return None
    text = unescape(found[1]).strip()
    for as_moment in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError):
            return as_moment(text).isoformat()
    return None


def _latest(item: str) -> date | None:
    """The day of the latest moment that an item prints."""
    days = filter(None, map(_day, _MOMENT.findall(item)))
    return max(days, default=None)


def _day(text: str) -> date | None:
    """The day of a moment as sitemaps (ISO 8601) or feeds (RFC 822) print it.

    >>> _day("2025-06-27T09:00:00+07:00"), _day("Fri, 27 Jun 2025 09:00:00 +0700"), _day("hôm nay")
    (datetime.date(2025, 6, 27), datetime.date(2025, 6, 27), None)
    """
    with suppress(ValueError):
        return date.fromisoformat(text.strip()[:10])
    with suppress(ValueError):
        return parsedate_to_datetime(text.strip()).date()
    return None
