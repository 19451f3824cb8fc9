"""The pages of a PDF: their text layer in reading order, and which of them are scans."""

import ctypes
from collections.abc import Iterator
from contextlib import closing, contextmanager

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from pipelines import legacy_fonts
from pipelines.file_texts.pages import MOST_CHARACTERS, MOST_PAGES, Fault, NotReadError, Page, Reading, damaged
from pipelines.file_texts.reading_order import Piece, paragraphs

#: A page that a picture covers to this share is a scan, unless it has more characters than the second figure: a
#: digital signature prints its own text over a scan.
_COVERED, _LONGEST_STAMP = 0.5, 400
#: A page without a picture and with fewer visible characters says nothing.
_LEAST_CHARACTERS = 3
#: Objects of a page that are looked at.
_MOST_OBJECTS = 20_000
#: Dots per inch at which a page is drawn for recognition, and the most dots of one page: A3 at that resolution.
DPI, _MOST_DOTS = 300, 18_000_000
#: What of the red channel is black and what is paper; shades between them stay in proportion.
_BLACK, _WHITE = 40, 180
_PAPER = np.clip((np.arange(256) - _BLACK) * 255 // (_WHITE - _BLACK), 0, 255).astype(np.uint8)
#: What PDFium gives for a hyphen at a line's end.
_HYPHEN = "\x02"


def read(content: bytes) -> Reading:
    """The pages of a PDF.

    Raises:
        NotReadError: it has a password, or is damaged.
    """
    pages: list[Page] = []
    scans: list[int] = []
    with _opened(content) as document:
        count, characters, done = len(document), 0, 0
        while done < min(count, MOST_PAGES) and characters <= MOST_CHARACTERS:
            text, is_scan = _page(document, done)
            done += 1
            characters += len(text)
            if is_scan:
                scans.append(len(pages))
            if is_scan or text:
                pages.append(Page(done, text or None))
    if done == count:
        return Reading("read", pages, scans=scans)
    fault = Fault("file_too_long", f"{count} pages, of which the first {done} are read")
    return Reading("partly_read", pages, [fault], scans)


def drawn(content: bytes, number: int) -> bytes:
    """The page of that number as a grey picture (PGM), in which red stamps have vanished.

    Raises:
        NotReadError: the page cannot be drawn.
    """
    with _opened(content) as document, closing(document[number - 1]) as page:
        width, height = page.get_size()
        scale = DPI / 72
        scale = min(scale, scale * (_MOST_DOTS / max(1.0, width * height * scale * scale)) ** 0.5)
        bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
        # What is red is light in the red channel, as paper is; black letters stay black.
        red = _PAPER[bitmap.to_numpy()[:, :, 0]]
        return b"P5 %d %d 255\n%b" % (red.shape[1], red.shape[0], red.tobytes())


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == c.FPDF_ERR_PASSWORD:
            raise NotReadError("encrypted", "file_encrypted", "the PDF opens with a password alone") from None
        raise damaged(f"no PDF that can be opened: {error}") from None
    with closing(document):
        yield document


def _page(document: pdfium.PdfDocument, index: int) -> tuple[str, bool]:
    """The text of a page, and whether it is the picture of one."""
    try:
        page = document[index]
    except pdfium.PdfiumError:  # one page that is broken costs no other
        return "", False
    with closing(page), closing(page.get_textpage()) as layer:
        visible = sum(not sign.isspace() for sign in layer.get_text_range()) if layer.count_chars() else 0
        if visible < _LONGEST_STAMP and _covered(page) >= _COVERED:
            return "", True
        if visible < _LEAST_CHARACTERS:
            return "", False
        lines = paragraphs(_pieces(layer))
    return "\n".join(legacy_fonts.in_unicode(lines)), False


def _covered(page: pdfium.PdfPage) -> float:
    """The share of a page that its largest picture covers."""
    width, height = page.get_size()
    largest = 0.0
    for number, found in enumerate(page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=3)):
        left, bottom, right, top = found.get_bounds()
        largest = max(largest, (right - left) * (top - bottom))
        if number > _MOST_OBJECTS:
            break
    return float(largest / max(1.0, width * height))


class _Letters:
    """The characters of a page's text layer, one by one."""

    def __init__(self, layer: pdfium.PdfTextPage) -> None:
        self._raw = layer.raw
        self.count = layer.count_chars()
        self._left, self._right, self._bottom, self._top = (ctypes.c_double() for _ in range(4))
        self._name = ctypes.create_string_buffer(200)
        self._flags = ctypes.c_int()
        #: The box of a letter as its font has it: its height is that of the line, whatever the letter.
        self._box = c.FS_RECTF()

    def letter(self, index: int) -> str:
        """The character; NUL characters and halves of pairs are left out."""
        code = c.FPDFText_GetUnicode(self._raw, index)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else ""

    def box(self, index: int) -> tuple[float, float, float, float] | None:
        """Left, right, bottom and top of the character; `None` where it has no place."""
        if not c.FPDFText_GetLooseCharBox(self._raw, index, self._box):
            return None
        return self._box.left, self._box.right, self._box.bottom, self._box.top

    def font(self, index: int) -> str:
        """The name of its font."""
        length = c.FPDFText_GetFontInfo(self._raw, index, self._name, len(self._name), self._flags)
        return self._name.raw[: max(0, min(length, len(self._name)) - 1)].decode("utf-8", "replace")


def _pieces(layer: pdfium.PdfTextPage) -> Iterator[Piece]:
    """Runs of characters of one font that stand side by side, converted to Unicode where the font's name tells how."""
    letters = _Letters(layer)
    text = ""
    font = ""
    left = right = bottom = top = 0.0
    for index in range(letters.count):
        letter = letters.letter(index)
        box = letters.box(index)
        if box is None or letter in "\r\n":
            continue
        its_font = letters.font(index)
        height = max(top - bottom, 0.1)
        same_line = bottom - 0.3 * height <= (box[2] + box[3]) / 2 <= top + 0.3 * height
        beside = -0.5 * height < box[0] - right < (0.15 if not text.endswith(" ") else 0.6) * height
        if text and not (same_line and beside and its_font == font):
            yield Piece(_shown(text, font), left, right, bottom, top)
            text = ""
        if not text:
            if letter.isspace():
                continue
            left, bottom, top, font = box[0], box[2], box[3], its_font
        text += letter
        right, bottom, top = box[1], min(bottom, box[2]), max(top, box[3])
    if text:
        yield Piece(_shown(text, font), left, right, bottom, top)


def _shown(text: str, font: str) -> str:
    encoding = legacy_fonts.encoding_of(font)
    return legacy_fonts.converted(text, encoding) if encoding else text.replace(_HYPHEN, "-")
