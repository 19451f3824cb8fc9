"""Answers that hold a piece of a listing instead of a page: HTML without a head, JSON, a feed, a sitemap."""

import json
import re
from collections.abc import Iterator
from html import escape, unescape

_PAGE = re.compile(r"<(?:!doctype|html|head|body|title)\b", re.IGNORECASE)
#: Characters at the beginning of an answer in which its root element stands.
_HEAD = 1_000
_FEED = re.compile(r"<(?:rss|feed|urlset|sitemapindex)\b")
_ITEM = re.compile(r"<(item|entry|url)\b.*?</\1>", re.DOTALL)
_LOCATION = re.compile(
    r"<(?:loc|link)>\s*(?:<!\[CDATA\[)?\s*([^<\]]+?)\s*(?:\]\]>)?\s*</|<link\b[^>]*\bhref=\"([^\"]+)\""
)
_TITLE = re.compile(r"<title[^>]*>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*</title>", re.DOTALL)
#: Names under which JSON holds an article's title and its address.
_TITLES = ("title", "name", "tieude", "tieu_de", "tieuDe", "Title", "TieuDe", "Name", "headline")
_ADDRESSES = ("url", "link", "href", "Url", "Link", "slug_url", "permalink", "detailUrl", "DetailUrl")


def is_fragment(html: bytes | str) -> bool:
    """Whether the markup is a piece of a page."""
    return _PAGE.search(_text(html)) is None


def as_html(answer: bytes | str) -> bytes | str:
    """The HTML that an answer in JSON holds, or that says what a feed or a sitemap says; any other answer as it is.

    {"html": "<li>…</li>"} is "<li>…</li>"; [{"title": "Tin", "url": "/tin-5.htm"}] becomes a link of that title.
    """
    text = _text(answer).lstrip("\ufeff \t\r\n")
    if _FEED.search(text[:_HEAD]) is not None:
        return "".join(_linked(address, title) for address, title in _items(text))
    if not text.startswith(("{", "[", '"')):
        return answer
    try:
        held = json.loads(text)
    except ValueError:
        return answer
    return "".join(_pieces(held, 0))


def _pieces(held: object, depth: int) -> Iterator[str]:
    if depth > 8:
        return
    if isinstance(held, str):
        if "<a " in held.lower():
            yield held
    elif isinstance(held, list):
        for one in held:
            yield from _pieces(one, depth + 1)
    elif isinstance(held, dict):
        title = next((held[name] for name in _TITLES if isinstance(held.get(name), str)), None)
        address = next((held[name] for name in _ADDRESSES if isinstance(held.get(name), str)), None)
        if title and address:
            yield _linked(address, title)
        else:
            for one in held.values():
                yield from _pieces(one, depth + 1)


def sitemaps_in(answer: bytes) -> list[str]:
    """The addresses of the sitemaps that an index of sitemaps names."""
    text = _text(answer)
    return [unescape(found[1]) for found in _LOCATION.finditer(text)] if "<sitemapindex" in text[:_HEAD] else []


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Address and title of what a feed or a sitemap names."""
    if "<sitemapindex" in text[:_HEAD]:
        return
    for item in _ITEM.finditer(text):
        address, title = _LOCATION.search(item[0]), _TITLE.search(item[0])
        if address is not None:
            url = unescape(address[1] or address[2] or "").strip()
            yield url, unescape(title[1]).strip() if title is not None and title[1].strip() else url


def _linked(address: str, title: str) -> str:
    return f'<div><a href="{escape(address)}">{escape(title)}</a></div>'


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
