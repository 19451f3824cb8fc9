"""The text of word processors' files that are packages of XML: DOCX and ODT."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, TypeAlias

from pipelines import legacy_fonts
from pipelines.file_texts.packages import opened, tree
from pipelines.file_texts.pages import Page, Reading

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
#: The paragraphs of an ODT.
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")
#: Text that was deleted while changes were tracked, and what a picture's fallback repeats.
_DELETED = frozenset({f"{_W}del", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"})
#: A soft hyphen is a letter in TCVN3.
_SEPARATORS = {
    f"{_W}tab": " ",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}softHyphen": "\u00ad",
}
_ODT_SEPARATORS = {f"{_TEXT}s": " ", f"{_TEXT}tab": " ", f"{_TEXT}line-break": "\n"}
#: Pieces of one paragraph that are read.
_MOST_PIECES = 100_000
#: Levels of styles that build on each other.
_DEEPEST = 20

#: lxml carries no types of its own.
_Element: TypeAlias = Any
#: A font's name, and text in it.
_Piece = tuple[str, str]


def read_docx(content: bytes) -> Reading:
    """The pages of a DOCX, as far as the word processor noted where they began.

    Raises:
        NotReadError: it is damaged, or too large.
    """
    with opened(content) as package:
        fonts = _Fonts(tree(package, "word/styles.xml") if "word/styles.xml" in package.namelist() else None)
        body = tree(package, "word/document.xml")
    pages: list[list[str]] = [[]]
    for paragraph in body.iter(f"{_W}p"):
        if next(paragraph.iterancestors(*_DELETED), None) is not None:
            continue
        for number, text in enumerate(_parts(paragraph, fonts)):
            if number:  # a page begins within the paragraph
                pages.append([])
            pages[-1] += text.split("\n")
    return _reading(pages)


def read_odt(content: bytes) -> Reading:
    """The text of an ODT as one page.

    Raises:
        NotReadError: it is damaged, or too large.
    """
    with opened(content) as package:
        body = tree(package, "content.xml")
        styles = [tree(package, "styles.xml")] if "styles.xml" in package.namelist() else []
    fonts = _odt_fonts([*styles, body])
    lines: list[str] = []
    for block in body.iter(*_BLOCKS):
        lines += _in_unicode(_odt_pieces(block, fonts)).split("\n")
    return _reading([lines])


def _odt_fonts(trees: list[_Element]) -> dict[str | None, str]:
    """The font of each style; a style that names none has that of its parent."""
    found = {style.get(f"{_STYLE}name"): style for root in trees for style in root.iter(f"{_STYLE}style")}
    fonts: dict[str | None, str] = {}
    for name in found:
        style, font = found[name], ""
        for _ in range(_DEEPEST):
            properties = style.find(f"{_STYLE}text-properties")
            if properties is not None:
                font = properties.get(f"{_STYLE}font-name") or properties.get(f"{_FO}font-family") or ""
            style = found.get(style.get(f"{_STYLE}parent-style-name"))
            if font or style is None:
                break
        fonts[name] = font
    return fonts


def _odt_pieces(block: _Element, fonts: dict[str | None, str]) -> list[_Piece]:
    """The text of a block by fonts, without that of blocks within it."""
    pieces: list[_Piece] = []

    def add(element: _Element, around: str) -> None:
        font = fonts.get(element.get(f"{_TEXT}style-name")) or around
        pieces.append((font, _ODT_SEPARATORS.get(str(element.tag), element.text or "")))
        for child in element:
            if child.tag not in _BLOCKS and len(pieces) < _MOST_PIECES:
                add(child, font)
            pieces.append((font, child.tail or ""))

    add(block, "")
    return pieces


def _parts(paragraph: _Element, fonts: "_Fonts") -> list[str]:
    """The text of a paragraph, cut where a page begins, each font's text in Unicode."""
    pieces: list[_Piece] = []
    for run in paragraph.iter(f"{_W}r"):
        if next(run.iterancestors(f"{_W}p"), None) is not paragraph:
            continue  # of a text box within
        if next(run.iterancestors(*_DELETED), None) is not None:
            continue
        font = fonts.of(run, paragraph)
        pieces += [(font, text) for node in run for text in _text_of(node)]
    return _in_unicode(pieces).split("\f")


def _in_unicode(pieces: list[_Piece]) -> str:
    """Pieces one after the other, those of each font in Unicode."""
    shown = ""
    for font, group in groupby(pieces, key=lambda piece: piece[0]):
        text = "".join(text for _, text in group)
        encoding = legacy_fonts.encoding_of(font)
        shown += legacy_fonts.converted(text, encoding) if encoding else text
    return shown


def _text_of(node: _Element) -> Iterator[str]:
    if node.tag == f"{_W}t":
        yield node.text or ""
    elif node.tag == f"{_W}lastRenderedPageBreak":
        yield "\f"
    elif node.tag == f"{_W}sym":
        # Fonts of symbols have their characters in a private range.
        yield chr(int(node.get(f"{_W}char") or "20", 16) & 0xFF)
    elif node.tag in _SEPARATORS and node.get(f"{_W}type") != "page":
        yield _SEPARATORS[str(node.tag)]


class _Fonts:
    """Which font a run is set in: its own, or that of a style."""

    def __init__(self, styles: _Element | None) -> None:
        found = styles.iter(f"{_W}style") if styles is not None else ()
        self._styles = {style.get(f"{_W}styleId"): style for style in found}
        self._usual = _font(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr") if styles is not None else None)
        usual = (style for style in self._styles.values() if style.get(f"{_W}default") == "1")
        self._plain = next(
            (style.get(f"{_W}styleId") for style in usual if style.get(f"{_W}type") == "paragraph"), None
        )

    def of(self, run: _Element, paragraph: _Element) -> str:
        """The name of a run's font; empty where the document does not say."""
        properties = run.find(f"{_W}rPr")
        own = _font(properties)
        if own:
            return own
        named = properties.find(f"{_W}rStyle") if properties is not None else None
        around = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style = named.get(f"{_W}val") if named is not None else None
        block = around.get(f"{_W}val") if around is not None else self._plain
        return self._of_style(style) or self._of_style(block) or self._usual

    def _of_style(self, name: str | None) -> str:
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return ""
            font = _font(style.find(f"{_W}rPr"))
            if font:
                return font
            base = style.find(f"{_W}basedOn")
            name = base.get(f"{_W}val") if base is not None else None
        return ""


def _font(properties: _Element | None) -> str:
    fonts = properties.find(f"{_W}rFonts") if properties is not None else None
    if fonts is None:
        return ""
    return str(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "")


def _reading(pages: list[list[str]]) -> Reading:
    lines = [(number, line) for number, page in enumerate(pages, 1) for line in page]
    shown = legacy_fonts.in_unicode([line for _, line in lines])
    texts: dict[int, list[str]] = {}
    for (number, _), line in zip(lines, shown, strict=True):
        texts.setdefault(number, []).append(line)
    return Reading("read", [Page(number, "\n".join(found)) for number, found in texts.items()])
