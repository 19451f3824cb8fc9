"""Answers that hold a piece of a listing instead of a page: HTML without a head, JSON."""

import json
import re
from collections.abc import Iterable, Iterator
from html import escape

_PAGE = re.compile(r"<(?:!doctype|html|head|body|title)\b", re.IGNORECASE)
#: Names under which JSON holds an article's title and its address.
_TITLES = ("title", "name", "tieude", "tieu_de", "tieuDe", "Title", "TieuDe", "Name", "headline")
#: Levels of JSON that are looked into.
_DEEPEST = 8
_ADDRESSES = ("url", "link", "href", "Url", "Link", "slug_url", "permalink", "detailUrl", "DetailUrl")


def is_fragment(html: bytes | str) -> bool:
    """Whether the markup is a piece of a page."""
    return _PAGE.search(_text(html)) is None


def as_html(answer: bytes | str) -> bytes | str:
    """The HTML that an answer in JSON holds, or that says what it says; any other answer as it is.

    {"html": "<li>…</li>"} is "<li>…</li>"; [{"title": "Tin", "url": "/tin-5.htm"}] becomes a link of that title.
    """
    text = _text(answer).lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[", '"')):
        return answer
    try:
        held = json.loads(text)
    except ValueError:
        return answer
    return "".join(_pieces(held, 0))


def _pieces(held: object, depth: int) -> Iterator[str]:
    within: Iterable[object] = ()
    match held:
        case str() if "<a " in held.lower():
            yield held
        case list():
            within = held
        case dict():
            title = next((held[name] for name in _TITLES if isinstance(held.get(name), str)), None)
            address = next((held[name] for name in _ADDRESSES if isinstance(held.get(name), str)), None)
            if title and address:
                yield _linked(address, title)
            else:
                within = held.values()
    for one in within if depth < _DEEPEST else ():
        yield from _pieces(one, depth + 1)


def _linked(address: str, title: str) -> str:
    return f'<div><a href="{escape(address)}">{escape(title)}</a></div>'


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
