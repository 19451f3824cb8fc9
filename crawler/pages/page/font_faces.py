"""Text that only a font shows as Vietnamese, in Unicode: pages from the time before it (TCVN3, VNI).

The markup names the font, or the words tell it.
"""

import re
from typing import Any

from lxml import etree

from pipelines.legacy_fonts import SIGNS, UNICODE, Encoding, converted, encoding_of, fits, may_be_legacy, recognised

#: One of these stands in any page that names such a font: ".Vn", "VNI", "VnTime", "VnArial". A pattern that begins with
#: one letter is searched ten times as fast as several words.
_NAMES = re.compile(r"V(?:NI|n(?:Time|Arial|(?<=\.Vn)))")
#: The letter đ of those fonts as markup may write it, beside the letter itself.
_REFERENCES = re.compile("&(?:reg|#174|ntilde|#241|sect|#167);")
#: In linear time: what stands between two of the letters is searched once.
_BESIDE_UNICODE = re.compile(f"[{''.join(SIGNS)}][^<>{''.join(SIGNS)}]*?{UNICODE.pattern}")
_TEXTS = etree.XPath("//text()", smart_strings=False)
_FAMILY = re.compile(r"font(?:-family)?\s*:\s*(?:[^;]*?(?:pt|px|em|%)\S*\s+)?['\"]?([^;,'\"]+)", re.I)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Words of a page from which its encoding is told, in characters.
_MOST_CHARACTERS = 100_000


def to_unicode(root: Any, markup: str) -> None:
    """Convert what stands in such a font, in place. `root` is the tree of `markup`; most pages are left at once."""
    if _NAMES.search(markup):
        _by_faces(root)
    if (may_be_legacy(markup) and not _stands_in_unicode(markup)) or _REFERENCES.search(markup):
        _by_words(root)


def _stands_in_unicode(markup: str) -> bool:
    """Whether one of the letters stands in a text with Unicode's own: then it is a sign, such as that of a brand.

    >>> _stands_in_unicode("<p>® Ghi rõ nguồn</p>"), _stands_in_unicode("<p>®Þa ph\u00ad¬ng</p>")
    (True, False)
    """
    first = min(place for sign in SIGNS if (place := markup.find(sign)) >= 0)
    return _BESIDE_UNICODE.search(markup, first) is not None


def _by_faces(root: Any) -> None:
    """Convert the text of elements whose font's name tells its encoding."""
    encodings: dict[Any, Encoding | None] = {}
    for element in root.iter(etree.Element):
        around = encodings.get(element.getparent())
        face = _face(element)
        own = encodings[element] = encoding_of(face) if face else around
        for name, encoding in (("text", own), ("tail", around)):
            text = getattr(element, name)
            if text and encoding is not None:
                setattr(element, name, _shown(text, encoding))


def _shown(text: str, encoding: Encoding) -> str:
    """The text in Unicode, without control characters, which libxml2 reads and lets nobody write."""
    return _CONTROLS.sub("", converted(text, encoding))


def _face(element: Any) -> str:
    """The first font that an element itself names; empty where it names none."""
    family = _FAMILY.search(element.get("style") or "")
    named = element.get("face", family[1] if family else "")
    return str(named).partition(",")[0].strip()


def _by_words(root: Any) -> None:
    """Convert texts whose words are syllables in an encoding alone, where enough of the page is written so."""
    texts = (text for text in _TEXTS(root) if not text.isascii() and may_be_legacy(text))
    encoding = recognised("\n".join(texts)[:_MOST_CHARACTERS])
    if encoding is None:
        return
    for element in root.iter(etree.Element):
        for name in ("text", "tail"):
            text = getattr(element, name)
            if text and fits(text, encoding):
                setattr(element, name, _shown(text, encoding))
