"""What the machine-readable parts of a page say of its article: JSON-LD, microdata, `meta` elements.

They confirm or decide what the visible page says. Parts that readers never see are read here, too.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from lxml import etree

from crawler.pages.page.lines import Reading
from crawler.pages.page.tree import Element
from crawler.records.text import normalize

#: Characters of one JSON-LD script, and parts of it that are looked at.
_LONGEST_SCRIPT, _MOST_PARTS = 300_000, 500
_DATES_IN_HEAD = frozenset({"article:published_time", "datepublished", "pubdate", "dc.date.issued", "dc.date"})
_NAMED = etree.XPath("//*[@itemprop or @property or self::meta]")
_AUTHORS = etree.XPath("//*[@itemprop='author'] | //meta[@name='author' or @property='article:author']")
_SECTIONS = etree.XPath("//meta[@property='article:section' or @name='article:section' or @itemprop='articleSection']")
_KINDS, _TRAILS = re.compile(r"(?:Article|BlogPosting|Report)$"), re.compile(r"^BreadcrumbList$")


def structured(reading: Reading, article_id: str | None) -> dict[str, str]:
    """`datePublished` and `headline` of the page's own article as its JSON-LD says them; empty where it has none.

    A page may describe other articles, too: then the one that names the article's id counts.
    """
    found = [part for part in _parts_of(reading, _KINDS) if {"datePublished", "headline"} & part.keys()]
    own = [part for part in found if len(found) == 1 or (article_id is not None and article_id in json.dumps(part))]
    fields = ("datePublished", "headline", "author", "articleSection")
    return {name: value for part in own[:1] for name in fields if (value := _said(part.get(name)))}


def _said(value: Any) -> str:
    """The text of a value: a string, the name of an object, or the first of a list."""
    match value:
        case str():
            return normalize(value)
        case [first, *_]:
            return _said(first)
        case {"name": name}:
            return _said(name)
    return ""


def sections(reading: Reading, named: dict[str, str]) -> list[str]:
    """The categories that the machine-readable parts name: the section of the article, the trail from its end on."""
    trails = (part.get("itemListElement") for part in _parts_of(reading, _TRAILS))
    steps = [step for trail in trails if isinstance(trail, list) for step in reversed(trail) if isinstance(step, dict)]
    printed = [normalize(one.get("content") or "") for one in _SECTIONS(reading.root)]
    return [
        *filter(
            None, (named.get("articleSection"), *printed, *(_said(one.get("name") or one.get("item")) for one in steps))
        )
    ]


def dates_in_head(reading: Reading, has_microdata: bool) -> list[tuple[str, str]]:
    """(name, date as written) of each `meta` element and each microdata that dates the page."""
    elements = _NAMED(reading.root) if has_microdata else reading.root.iter("meta")
    named = ((one.get("property") or one.get("name") or one.get("itemprop") or "", one) for one in elements)
    dated = ((name, _date(element)) for name, element in named if name.lower() in _DATES_IN_HEAD)
    return [(name, date) for name, date in dated if date]


def _date(element: Element) -> str:
    """The date as the element writes it."""
    written: str | None = element.get("content") or element.get("datetime")
    return written or normalize("".join(element.itertext())[:100])


def author_printed(reading: Reading, told: str, first: int, behind: int) -> str | None:
    """The author's name, `told` by JSON-LD or in parts that readers may not see, if one of these lines prints it."""
    shown = [line.text for line in reading.lines[first:behind]]
    written = (element.get("content") or "".join(element.itertext())[:200] for element in _AUTHORS(reading.root))
    names = (name for name in (told, *map(normalize, written)) if 2 < len(name) <= 80)
    return next((name for name in names if any(name in text and len(text) <= len(name) + 30 for text in shown)), None)


def _parts_of(reading: Reading, kinds: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    """The objects of these kinds in the page's JSON-LD."""
    scripts = (one for one in reading.root.iter("script") if "ld+json" in (one.get("type") or "").lower())
    for text in (script.text or "" for script in scripts):
        if len(text) <= _LONGEST_SCRIPT:
            with suppress(ValueError, RecursionError):
                yield from _parts(json.loads(text, strict=False), kinds)


def _parts(data: Any, wanted: re.Pattern[str]) -> Iterator[dict[str, Any]]:
    waiting, seen = [data], 0
    while waiting and seen < _MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        match part:
            case list():
                waiting += part
            case dict():
                kinds = part.get("@type")
                if any(wanted.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                    yield part
                waiting += [value for value in part.values() if isinstance(value, dict | list)]
