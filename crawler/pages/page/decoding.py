"""From bytes to markup that lxml can read in bounded time.

Servers and pages lie about their charset, so the bytes decide: Vietnamese text that is valid UTF-8 is UTF-8 whatever
was declared. Old pages are in windows-1258, which writes tones as combining signs.
"""

import re
from codecs import BOM_UTF8
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from crawler.pages.page.font_faces import to_unicode
from crawler.pages.page.html5 import as_browsers_read
from pipelines.legacy_fonts import recognised

#: lxml carries no types of its own.
Element: TypeAlias = Any

#: Characters of markup that are read; scripts, styles and pictures inside the markup do not count. Pages of the portals
#: have some 0.1 million, the longest pasted from Word some 2 million.
LONGEST = 3_000_000
#: A tag longer than this is cut short: libxml2 needs time quadratic in the number of attributes. Markup that is not
#: longer than the second figure is read as it is, whatever its tags: they cost some tenths of a second at most.
LONGEST_TAG = 10_000
LONGEST_WITH_ANY_TAG = 100_000
#: A file whose head holds more control characters than this share of its bytes is no text.
MOST_CONTROLS = 0.05
#: Levels of markup that stay where a page nests deeper than the 2,048 levels that libxml2 reads.
DEEPEST = 500

_SIGNATURES = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"Rar!",
    b"BM",
    b"RIFF",
)
#: NUL is none: UTF-16 is full of it.
_CONTROLS = bytes({*range(0x01, 0x20), 0x7F} - set(b"\t\n\f\r\x1b"))
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
#: ă, đ, ĩ, ũ, ơ, ư and the letters with two marks as decimal references.
_VIETNAMESE_NUMBERS = re.compile(rb"&#(?:25[89]|27[23]|29[67]|36[01]|41[67]|43[12]|7[89]\d\d);")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.I)
_INLINE_DATA = re.compile(r"data:[\w.+-]{1,40}/[\w.+-]{1,60};base64,[A-Za-z0-9+/=%\s]*+")
_SILENT = re.compile(r"<(script|style|svg)\b", re.I)
_SILENT_ENDS = {name: re.compile(rf"</{name}\s*>", re.I) for name in ("script", "style", "svg")}
_WHOLE_TAG = re.compile(r"""<[A-Za-z][^>"'=]*+(?:(?:=\s*+(?:"[^"]*+"|'[^']*+')?+|["'])[^>"'=]*+)*+>?""")
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)[^>]*>")
_VOID = frozenset(
    {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "param", "source", "wbr", "track"}
)
#: Tags that say what a text is; the others only wrap.
_TEXT_TAGS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "table", "tr", "td", "th", "a", "figure", "figcaption"}
)
_INLINE = frozenset({"span", "font", "b", "i", "u", "em", "strong", "small", "big", "a", "sub", "sup", "label"})
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/octet-stream")


@dataclass(slots=True)
class Markup:
    """Decoded markup; `problems` are (kind, message) of what had to be mended. `refused` says why there is none.

    `came` is a text that came in UTF-8, and its bytes.
    """

    text: str = ""
    came: tuple[str, bytes] = ("", b"")
    problems: list[tuple[str, str]] = field(default_factory=list)
    refused: tuple[str, str] | None = None


def decode(html: bytes | str, content_type: str | None = None) -> Markup:
    """The markup of a page, whatever its bytes are; never raises."""
    markup = Markup()
    refused = None if isinstance(html, str) else _refused(html, content_type)
    if refused is not None:
        return Markup(refused=refused)
    text = html if isinstance(html, str) else _decoded(bytes(html[: 4 * LONGEST * 2]), content_type, markup)
    if len(text) > LONGEST // 4:
        text = _INLINE_DATA.sub("data:,", text)
        text = _without_silent(text)
    if len(text) > LONGEST_WITH_ANY_TAG:
        text = _tags_cut(text)
    if len(text) > LONGEST:
        markup.problems.append(("page_truncated", f"markup of {len(text)} characters, {LONGEST} of them read"))
        text = text[:LONGEST]
    markup.text = _XML_DECLARATION.sub("", text, count=1) if text[:200].lstrip().startswith("<?xml") else text
    return markup


def parse(markup: Markup) -> Element | None:
    """The root element, or `None` where there is no markup at all; what had to be mended joins `markup.problems`."""
    markup.text = as_browsers_read(markup.text)
    came, data = markup.came
    # What was not mended need not be encoded again.
    parser, root = _parsed(data if markup.text is came else _encoded(markup.text))
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 drops what is nested too deep without a word.
        markup.problems.append(("nesting_flattened", f"markup nested too deep, read to level {DEEPEST}"))
        _, root = _parsed(_encoded(_flattened(markup.text)))
    if root is not None:
        to_unicode(root, markup.text)
    return root


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _parsed(data: bytes) -> tuple[etree.HTMLParser, Element | None]:
    parser = etree.HTMLParser(
        encoding="utf-8",
        huge_tree=True,
        recover=True,
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        collect_ids=False,  # nobody asks for an element by its id
    )
    data = data.replace(b"\0", b" ")
    try:
        return parser, etree.fromstring(data, parser) if data.strip() else None
    except (etree.LxmlError, ValueError):
        return parser, None


def _refused(html: bytes, content_type: str | None) -> tuple[str, str] | None:
    kind = (content_type or "").split(";")[0].strip().lower()
    head = html[:2048]
    size, controls, zeros = len(head), len(head) - len(head.translate(None, _CONTROLS)), head.count(0)
    of_text = not kind or kind.startswith(_TEXT_TYPES) or "html" in kind
    unmarked = head[:2] not in _UTF16_MARKS
    faults = (
        (not of_text and b"<" not in head, f"content type {kind[:60]}"),
        (
            head.startswith(_SIGNATURES) and b"<html" not in head.lower(),
            f"begins with the signature {head[:4]!r} of a file",
        ),
        (
            unmarked and controls > size * MOST_CONTROLS,
            f"{controls} control characters among the first {size} bytes",
        ),
        (unmarked and zeros > size // 3 and _utf16(head) is None, f"{zeros} NUL bytes among the first {size}"),
    )
    kind = "binary"
    return next(((kind, reason) for holds, reason in faults if holds), None)


def _decoded(html: bytes, content_type: str | None, markup: Markup) -> str:
    encoding = _UTF16_MARKS.get(html[:2]) or _utf16(html[:2048])
    if encoding:
        return html.decode(encoding, "replace").removeprefix("\ufeff")
    html = html.removeprefix(BOM_UTF8)
    try:
        markup.came = html.decode(), html
        return markup.came[0]
    except UnicodeDecodeError as error:
        if error.start >= len(html) - 4:  # only the last character is cut off
            return html[: error.start].decode()
    mended = html.decode("utf-8", "replace")
    foreign = len(mended) - len(mended.encode("ascii", "ignore"))
    broken = mended.count("\ufffd")
    if broken * 4 <= foreign:
        markup.problems.append(("bytes_replaced", f"{broken} places are not valid UTF-8"))
        return mended
    said = (_charset(content_type), _meta_charset(html), "windows-1258")
    for declared in (one for one in said if one and one not in {"utf-8", "utf8", "us-ascii", "ascii"}):
        # Pages in windows-1258 are often declared as its western sister, which has no Vietnamese tones. Pages whose
        # font makes western letters Vietnamese are in the latter.
        western = declared in {"windows-1252", "iso-8859-1", "latin1"}
        plain = _spells_out(html) or recognised(html.decode("windows-1252", "replace")) is not None
        name = declared if not western else "windows-1252" if plain else "windows-1258"
        with suppress(LookupError, UnicodeDecodeError):
            text = html.decode(name, "replace")
            markup.problems.append(("charset_guessed", f"not UTF-8, read as {name}"))
            return text
    return mended


def _spells_out(html: bytes) -> bool:
    """Whether the markup writes Vietnamese letters as numbers, which the western code page does not have."""
    return len(_VIETNAMESE_NUMBERS.findall(html[:200_000])) >= 3


def _utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of the markup's Latin letters is NUL."""
    head = head if b"\0" in head else b""  # soon told of most
    half = len(head) // 2
    zeros = {"utf-16-be": head[::2].count(0), "utf-16-le": head[1::2].count(0)}
    most = max(zeros, key=lambda name: zeros[name])
    is_utf16 = half >= 8 and zeros[most] > half * 0.4 and min(zeros.values()) < half * 0.05
    return most if is_utf16 else None


def _charset(content_type: str | None) -> str | None:
    found = _CHARSET.search(content_type or "")
    return found[1].lower() if found else None


def _meta_charset(html: bytes) -> str | None:
    found = _DECLARED.search(html[:4096])
    return found[1].decode("ascii", "ignore").lower() if found else None


def _without_silent(text: str) -> str:
    """The markup without scripts, styles and drawings; one that does not end stays. Each is looked for once."""
    kept: list[str] = []
    done = 0
    endless: set[str] = set()
    for start in _SILENT.finditer(text):
        name = start[1].lower()
        if start.start() < done or name in endless:
            continue
        end = _SILENT_ENDS[name].search(text, start.end())
        if end is None:
            endless.add(name)
            continue
        kept.append(text[done : start.start()])
        done = end.end()
    return " ".join([*kept, text[done:]])


def _tags_cut(text: str) -> str:
    """The markup with overlong tags cut; a tag ends at the first `>` outside quotes."""
    kept: list[str] = []
    done = 0
    for tag in _WHOLE_TAG.finditer(text):
        if tag.end() - tag.start() > LONGEST_TAG:
            cut = text.rfind(" ", tag.start(), tag.start() + LONGEST_TAG)
            kept += [text[done : cut if cut > tag.start() else tag.start() + LONGEST_TAG], ">"]
            done = tag.end()
    return "".join([*kept, text[done:]])


def _flattened(text: str) -> str:
    """The markup without the wrappers below level `DEEPEST`, and without any tag below three times that level."""
    depth = end = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth, end
        name = tag[2].lower()
        if name in _VOID or tag[0].endswith("/>"):
            return tag[0]
        dropped = depth > DEEPEST and (name not in _TEXT_TAGS or depth > 3 * DEEPEST)
        if dropped:
            beside, end = tag.start() == end, tag.end()
            return "" if beside or name in _INLINE else "<br>"
        depth = max(0, depth - 1) if tag[1] else depth + 1
        return tag[0]

    return _TAG.sub(kept, text)
