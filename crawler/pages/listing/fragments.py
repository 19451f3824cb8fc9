"""Answers that hold a piece of a listing instead of a page: HTML without a head, JSON."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from urllib.parse import quote

from crawler.pages.listing.address_forms import filled
from pipelines.tables import rows

_PAGE = re.compile(r"<(?:!doctype|html|head|body|title)\b", re.IGNORECASE)
#: The names under which JSON holds a part of an article, the best last.
_PARTS = [*reversed([*rows("pages/json_names")])]
#: Levels of JSON that are looked into.
_DEEPEST = 8
#: The parts that fill a placeholder of a shape, the best first.
_HELD = {"id": ("id",), "slug": ("slug",), "title": ("slug",), "key": ("slug", "id")}
_PLACEHOLDER = re.compile(r"\{(\w+)(?::\d)?\}")
#: Where a record names no address: a text that is one, and no picture's.
_ADDRESS = re.compile(r"(?:https?:/)?/[^\s<>\"]+(?<!\.jpg)(?<!\.png)(?<!\.gif)(?<!\.jpeg)(?<!\.webp)", re.IGNORECASE)


def is_fragment(html: bytes | str) -> bool:
    """Whether the markup is a piece of a page."""
    return _PAGE.search(_text(html)) is None


def put_within(answer: bytes | str, url: str) -> bytes | str:
    """The markup with the address of the page into which a script puts it, where it is a piece of a page."""
    base = f'<base href="{escape(url)}">' if is_fragment(answer) else ""
    return base.encode() + answer if isinstance(answer, bytes) else base + answer


def as_html(answer: bytes | str, shapes: Sequence[str] = (), form: str | None = None) -> bytes | str:
    """The HTML that an answer in JSON holds, or that says what it says; any other answer as it is.

    {"html": "<li>…</li>"} is "<li>…</li>"; [{"title": "Tin", "url": "/tin-5.htm"}] becomes a link of that title. Where
    a record holds no address, one of the `shapes` makes it: {"title": "Tin", "id": 5} by "/tin-{id}.htm". Where it is
    known by which `form` they make their addresses, that alone counts.
    """
    text = _text(answer).lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[", '"')):
        return answer
    try:
        held = json.loads(text)
    except ValueError:
        return answer
    return "".join(_pieces(held, shapes, form, 0))


def _pieces(held: object, shapes: Sequence[str], form: str | None, depth: int) -> Iterator[str]:
    within: Iterable[object] = ()
    match held:
        case str() if "<a " in held.lower():
            yield held
        case list():
            within = held
        case dict():
            title = _part(held, "title")
            guessed = _part(held, "address") or (_made(held, shapes) or _unnamed(held) if title else None)
            address = filled(form, held) if form else guessed
            if title and address:
                yield _linked(str(address), str(title))
            else:
                within = held.values()
    for one in within if depth < _DEEPEST else ():
        yield from _pieces(one, shapes, form, depth + 1)


def _made(record: Mapping[str, object], shapes: Iterable[str]) -> str | None:
    """The address of an article by the first shape whose placeholders the record fills; `None` where none does."""
    for shape in shapes:
        needed = set(_PLACEHOLDER.findall(shape))
        held = {place: (_part(record, part) for part in _HELD.get(place, ())) for place in needed}
        values = {place: next(filter(None, parts), None) for place, parts in held.items()}
        if "[" not in shape and all(values.values()):
            return _PLACEHOLDER.sub(lambda one: quote(str(values[one[1]])), shape)  # noqa: B023
    return None


def _part(record: Mapping[str, object], part: str) -> str | int | None:
    """The part of an article that a record holds under one of the names for it; `None` where it holds none."""
    held = {re.sub("[_-]", "", name.lower()): value for name, value in record.items() if value}
    found = [value for name, of in _PARTS if of == part and isinstance(value := held.get(name), str | int)]
    return found[-1] if found else None


def _unnamed(record: Mapping[str, object]) -> str | None:
    """The address that a record without lists holds under a name that says nothing; `None` where it holds none."""
    is_flat = not any(isinstance(value, list | dict) for value in record.values())
    texts = (value for value in record.values() if is_flat and isinstance(value, str))
    return next((text for text in texts if _ADDRESS.fullmatch(text)), None)


def _linked(address: str, title: str) -> str:
    return f'<div><a href="{escape(address)}">{escape(title)}</a></div>'


def _text(answer: bytes | str) -> str:
    return answer if isinstance(answer, str) else answer.decode("utf-8", "replace")
