"""Answers that hold a piece of a listing instead of a page: HTML without a head, JSON."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from urllib.parse import quote

_PAGE = re.compile(r"<(?:!doctype|html|head|body|title)\b", re.IGNORECASE)
#: Names under which JSON holds an article's title and its address.
_TITLES = ("title", "name", "tieude", "tieu_de", "tieuDe", "Title", "TieuDe", "Name", "headline")
#: Levels of JSON that are looked into.
_DEEPEST = 8
#: Names under which it holds what an address may be made of, by the placeholder of the shape.
_SLUGS = ("slug", "Slug", "alias", "Alias", "seoName", "SeoName", "friendlyUrl", "titleUrl")
_IDS = ("id", "Id", "ID", "newsId", "NewsId", "postId", "articleId", "ArticleId", "_id")
_HELD = {"id": _IDS, "slug": _SLUGS, "title": _SLUGS, "key": (*_SLUGS, *_IDS)}
_PLACEHOLDER = re.compile(r"\{(\w+)(?::\d)?\}")
_ADDRESSES = ("url", "link", "href", "Url", "Link", "slug_url", "permalink", "detailUrl", "DetailUrl")


def is_fragment(html: bytes | str) -> bool:
    """Whether the markup is a piece of a page."""
    return _PAGE.search(_text(html)) is None


def as_html(answer: bytes | str, shapes: Sequence[str] = ()) -> bytes | str:
    """The HTML that an answer in JSON holds, or that says what it says; any other answer as it is.

    {"html": "<li>…</li>"} is "<li>…</li>"; [{"title": "Tin", "url": "/tin-5.htm"}] becomes a link of that title. Where
    a record holds no address, one of the `shapes` makes it: {"title": "Tin", "id": 5} by "/tin-{id}.htm".
    """
    text = _text(answer).lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[", '"')):
        return answer
    try:
        held = json.loads(text)
    except ValueError:
        return answer
    return "".join(_pieces(held, shapes, 0))


def _pieces(held: object, shapes: Sequence[str], depth: int) -> Iterator[str]:
    within: Iterable[object] = ()
    match held:
        case str() if "<a " in held.lower():
            yield held
        case list():
            within = held
        case dict():
            title = next((held[name] for name in _TITLES if isinstance(held.get(name), str)), None)
            address = next((held[name] for name in _ADDRESSES if isinstance(held.get(name), str)), None)
            address = address or (_made(held, shapes) if title else None)
            if title and address:
                yield _linked(address, title)
            else:
                within = held.values()
    for one in within if depth < _DEEPEST else ():
        yield from _pieces(one, shapes, depth + 1)


def _made(record: Mapping[str, object], shapes: Iterable[str]) -> str | None:
    """The address of an article by the first shape whose placeholders the record fills; `None` where none does."""
    for shape in shapes:
        needed = set(_PLACEHOLDER.findall(shape))
        values = {
            place: next((record[one] for one in _HELD.get(place, ()) if record.get(one)), None) for place in needed
        }
        if "[" not in shape and all(isinstance(value, str | int) for value in values.values()):
            return _PLACEHOLDER.sub(lambda one: quote(str(values[one[1]])), shape)  # noqa: B023
    return None


def _linked(address: str, title: str) -> str:
    return f'<div><a href="{escape(address)}">{escape(title)}</a></div>'


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
