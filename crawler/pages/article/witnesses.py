"""What the machine-readable parts of a page say of its article: JSON-LD, microdata, `meta` elements.

They confirm or decide what the visible page says. Parts that readers never see are read here, too.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from lxml import etree

from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element
from crawler.records.text import normalize

#: Characters of one JSON-LD script, and parts of it that are looked at.
_LONGEST_SCRIPT, _MOST_PARTS = 300_000, 500
_DATES_IN_HEAD = frozenset({"article:published_time", "datepublished", "pubdate", "dc.date.issued", "dc.date"})
_TRAILED = etree.XPath("//*[contains(@class, 'readcrumb') or contains(@itemtype, 'BreadcrumbList')]//a")
_NAMED = etree.XPath("//*[@itemprop or @property or self::meta]")
#: How a `meta` element names the author and the section, as pairs of an attribute and its value.
_AUTHOR = frozenset({("itemprop", "author"), ("name", "author"), ("property", "article:author")})
_SECTION = frozenset({("property", "article:section"), ("name", "article:section"), ("itemprop", "articleSection")})
_KEYS = ("property", "name", "itemprop")
_KINDS, _TRAILS = re.compile(r"(?:Article|BlogPosting|Report)$"), re.compile(r"^BreadcrumbList$")


class Parts:
    """The machine-readable parts of a page: the `objects` of its JSON-LD, and the `elements` that are
    `meta` or microdata, each with the names that its attributes give. `trail` are the links of elements that the markup
    calls a breadcrumb trail, those that a script will show among them."""

    def __init__(self, reading: Reading, markup: str) -> None:
        self.objects = list(_objects(reading))
        elements = _NAMED(reading.root) if "itemprop" in markup else reading.elements("meta")
        self.trail: list[Element] = _TRAILED(reading.root) if "readcrumb" in markup else []
        self.elements = [([(key, value) for key in _KEYS if (value := one.get(key))], one) for one in elements]


def structured(parts: Parts, article_id: str | None) -> dict[str, str]:
    """Date, headline, author and section of the page's own article as its JSON-LD says them; empty where it has none.

    A page may describe other articles, too: then the one that names the article's id counts.
    """
    found = [part for part in _of_kind(parts, _KINDS) if {"datePublished", "headline"} & part.keys()]
    own = [part for part in found if len(found) == 1 or (article_id is not None and article_id in json.dumps(part))]
    fields = ("datePublished", "headline", "author", "articleSection")
    return {name: value for part in own[:1] for name in fields if (value := _said(part.get(name)))}


def _said(value: Any) -> str:
    """The text of a value: a string, the name of an object, or the first of a list. Organizations wrote nothing."""
    match value:
        case {"@type": "Organization"}:
            return ""
        case str():
            return normalize(value)
        case [first, *_]:
            return _said(first)
        case {"name": name}:
            return _said(name)
    return ""


def sections(parts: Parts, named: dict[str, str]) -> list[str]:
    """The categories that the machine-readable parts name: the section of the article, the trail from its end on."""
    trails = (part.get("itemListElement") for part in _of_kind(parts, _TRAILS))
    steps = [step for trail in trails if isinstance(trail, list) for step in reversed(trail) if isinstance(step, dict)]
    elements = (one for names, one in parts.elements if one.tag == "meta" and not _SECTION.isdisjoint(names))
    printed = [normalize(one.get("content") or "") for one in elements]
    trail = (_said(one.get("name") or one.get("item")) for one in steps)
    links = (normalize("".join(link.itertext())) for link in reversed(parts.trail))
    return [*filter(None, (named.get("articleSection"), *printed, *trail, *links))]


def dates_in_head(parts: Parts) -> list[tuple[str, str]]:
    """(name, date as written) of each `meta` element and each microdata that dates the page."""
    named = ((names[0][1], one) for names, one in parts.elements if names)
    dated = ((name, _date(element)) for name, element in named if name.lower() in _DATES_IN_HEAD)
    return [(name, date) for name, date in dated if date]


def _date(element: Element) -> str:
    """The date as the element writes it."""
    written: str | None = element.get("content") or element.get("datetime")
    return written or normalize("".join(element.itertext())[:100])


def author_printed(parts: Parts, told: str, lines: list[Line]) -> str | None:
    """The author's name, `told` by JSON-LD or in parts that readers may not see, if one of these lines prints it."""
    elements = [one for names, one in parts.elements if _names_author(one, names)]
    written = (one.get("content") or "".join(one.itertext())[:200] for one in elements)
    names = (name for name in (told, *map(normalize, written)) if 2 < len(name) <= 80)
    shown = [line.text for line in lines]
    return next((name for name in names if any(name in text and len(text) <= len(name) + 30 for text in shown)), None)


def _names_author(element: Element, names: list[tuple[str, str]]) -> bool:
    return (element.tag == "meta" and not _AUTHOR.isdisjoint(names)) or ("itemprop", "author") in names


def _of_kind(parts: Parts, kinds: re.Pattern[str]) -> list[dict[str, Any]]:
    """The objects of these kinds in the page's JSON-LD."""
    types = ((one, one.get("@type")) for one in parts.objects)
    return [
        one
        for one, said in types
        if any(kinds.search(str(kind)) for kind in (said if isinstance(said, list) else [said]))
    ]


def _objects(reading: Reading) -> Iterator[dict[str, Any]]:
    scripts = (one for one in reading.elements("script") if "ld+json" in (one.get("type") or "").lower())
    for text in (script.text or "" for script in scripts):
        if len(text) <= _LONGEST_SCRIPT:
            with suppress(ValueError, RecursionError):
                yield from _nested(json.loads(text, strict=False))


def _nested(data: Any) -> Iterator[dict[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        match part:
            case list():
                waiting += part
            case dict():
                yield part
                waiting += [value for value in part.values() if isinstance(value, dict | list)]
