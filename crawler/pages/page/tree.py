"""A page as a tree and as a stream of its texts, for whatever reads links rather than articles.

Nothing here raises on bad markup: a page that cannot be read is an empty tree.
"""

import re
import unicodedata
from collections.abc import Container, Iterator
from itertools import chain, islice
from typing import NamedTuple
from urllib.parse import urljoin

from lxml import etree

from crawler.pages.page.decoding import Element as Element
from crawler.pages.page.decoding import decode, parse
from crawler.records.text import normalize, remembered

#: Not the head: libxml2 takes `<nav>` and `<main>` for a part of it where no `<body>` begins.
_SILENT = frozenset({"script", "style", "noscript", "template", "textarea", "title"})
_BLANK = re.compile(r"[\s\u00a0\u200b\u200c\u200d\u2060\ufeff\u00ad]+")
_WORD = re.compile(r"\w+")
#: Characters of a text whose forms are remembered.
_SHORT = 200
#: Levels of markup climbed at the most: hostile pages nest deeper than that, pages that people read do not.
MOST_LEVELS = 100
#: Combining marks, which is what NFD makes of tones; the stroke of đ is none.
_MARKS = re.compile("[\u0300-\u036f]+")
#: ASCII in small letters, with blanks for what stands between words.
_IN_WORDS = bytes(ord(sign.lower()) if _WORD.match(sign) else 0x20 for sign in map(chr, range(256)))


class Text(NamedTuple):
    """A text node: its place in reading order, the element it stands in, and the text with single blanks."""

    place: int
    element: Element
    text: str


class Page(NamedTuple):
    """A page: its elements in order (`places` counts in the same numbers as `Text.place`), texts and title."""

    root: Element
    places: dict[Element, int]
    texts: list[Text]
    title: str

    def base(self, url: str) -> str:
        """What the page's relative links are relative to, when `url` is its address."""
        for element in self.root.iter("base"):
            href = (element.get("href") or "").strip()
            try:
                return str(urljoin(url, href))
            except ValueError:
                return url
        return url


def read(html: bytes | str | Page) -> Page:
    """The page that `html` is; bytes are decoded by what they are. A page that was read already is given back."""
    if isinstance(html, Page):
        return html
    root = parse(decode(html))
    root = etree.Element("html") if root is None else root
    stream = list(enumerate(_stream(root)))
    places = {element: place for place, (element, _, starts) in stream if starts}
    texts = [Text(place, element, shown) for place, (element, text, _) in stream if text and (shown := squeeze(text))]
    titles = (squeeze("".join(element.itertext())) for element in root.iter("title"))
    return Page(root, places, texts, next(filter(None, titles), ""))


@remembered(_SHORT)
def squeeze(text: str) -> str:
    """The text as records hold it (`crawler.records.text.normalize`), but for a blank where zero width parts words."""
    return normalize(_BLANK.sub(" ", text))


@remembered(_SHORT)
def folded(text: str) -> str:
    """The text for comparing: without diacritics, case, `đ` and anything but letters and digits.

    >>> folded("Đảng - Đoàn thể")
    'dang doan the'
    """
    parts = unicodedata.normalize("NFD", text).replace("đ", "d").replace("Đ", "D")
    plain = parts.encode("ascii", "ignore")
    if len(plain) == len(text):  # nothing but marks is left out: so it is with most texts, and soon done
        return b" ".join(plain.translate(_IN_WORDS).split()).decode()
    return " ".join(_WORD.findall(_MARKS.sub("", parts).casefold()))


def words_of(element: Element) -> str:
    """All text of the element that a reader sees, squeezed."""
    return squeeze(" ".join(element.itertext()))


def around(element: Element, levels: int = MOST_LEVELS) -> Iterator[Element]:
    """The element and its ancestors, `levels` of them at most."""
    return chain((element,), islice(element.iterancestors(), levels - 1))


def holder(element: Element, tags: Container[str], levels: int) -> Element | None:
    """The nearest element of one of these tags among the element and its ancestors, `levels` of them at most."""
    while levels and element is not None and element.tag not in tags:
        element = element.getparent()
        levels -= 1
    return element if levels else None


_LOCATION = re.compile(r"location(?:\.href)?\s*(?:=|\.(?:replace|assign|href)\s*\()\s*['\"]([^'\"]{1,2000})['\"]")


def scripted_address(element: Element) -> str | None:
    """Where the element leads by the script that it holds, or is."""
    scripts = (element.get("onclick"), element.get("href"), element.text if element.tag == "script" else None)
    found = next(filter(None, (_LOCATION.search(script) for script in scripts if script)), None)
    return found[1] if found else None


def _stream(root: Element) -> Iterator[tuple[Element, str | None, bool]]:
    """(element, text, whether the element starts here) in reading order; a tail belongs to the parent."""
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end" and element.tail:
            yield element.getparent(), element.tail, False
        elif event == "start" and element.tag in _SILENT:
            walk.skip_subtree()
        elif event == "start":
            yield element, element.text, True
