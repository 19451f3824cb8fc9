"""The text of RTF files, each font's text in Unicode."""

import re

from pipelines import legacy_fonts
from pipelines.file_texts.pages import MOST_CHARACTERS, Fault, Page, Reading, damaged

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<sign>[^a-zA-Z'])"
    rb"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+"
)
#: What is no text: tables of fonts and colours, pictures, what a header or a field's code holds.
_SILENT = frozenset(
    b"colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf"
    b" fldinst themedata datastore listtable listoverridetable latentstyles generator xmlnstbl rsidtbl".split()
)
_SIGNS = {
    b"par": "\n", b"line": "\n", b"row": "\n", b"cell": "\n", b"sect": "\n", b"page": "\f", b"tab": " ",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•",
}  # fmt: skip
#: Code pages by the number of a font's character set.
_CHARSETS = {0: "cp1252", 163: "cp1258", 238: "cp1250", 204: "cp1251", 161: "cp1253"}
_DEEPEST = 500


class _Group:
    """What holds within a pair of braces: the font, how many characters stand behind a `\\u`, whether it is no text."""

    def __init__(self, font: int = 0, fallback: int = 1, silent: bool = False, fonts: bool = False) -> None:
        self.font = font
        self.fallback = fallback
        self.silent = silent
        self.fonts = fonts

    def inner(self) -> "_Group":
        """The group that begins within this one."""
        return _Group(self.font, self.fallback, self.silent, self.fonts)


def read(content: bytes) -> Reading:
    """The pages of an RTF file, as far as page breaks were typed.

    Raises:
        NotReadError: it is damaged.
    """
    document = _Document()
    for token in _TOKEN.finditer(content):
        document.take(token)
        if document.length > MOST_CHARACTERS:
            fault = Fault("file_too_long", f"more than {MOST_CHARACTERS} characters, which are read")
            return Reading("partly_read", document.pages(), [fault])
    if not document.length:
        raise damaged("an RTF file without any text")
    return Reading("read", document.pages())


class _Document:
    """An RTF file while it is read."""

    def __init__(self) -> None:
        self.length = 0
        self._groups = [_Group()]
        self._names: dict[int, str] = {}
        self._charsets: dict[int, str] = {}
        self._pieces: list[tuple[int, str]] = []
        #: Characters to be left out: those that stand in for the one that `\u` names.
        self._skip = 0

    def take(self, token: re.Match[bytes]) -> None:
        """Take the next part of the file."""
        group = self._groups[-1]
        if token["brace"] == b"{":
            if len(self._groups) < _DEEPEST:
                self._groups.append(group.inner())
        elif token["brace"] == b"}":
            if len(self._groups) > 1:
                self._groups.pop()
        elif token["word"]:
            self._word(group, token["word"], int(token["number"]) if token["number"] else None)
        elif token["byte"]:
            self._bytes(group, bytes([int(token["byte"], 16)]))
        elif token["sign"]:
            self._sign(group, token["sign"])
        elif token["text"]:
            self._bytes(group, token["text"])

    def pages(self) -> list[Page]:
        """The pages read so far."""
        shown = ""
        run: list[str] = []
        for at, (font, text) in enumerate(self._pieces):
            run.append(text)
            if at + 1 == len(self._pieces) or self._pieces[at + 1][0] != font:
                encoding = legacy_fonts.encoding_of(self._names.get(font, ""))
                whole = "".join(run)
                shown += legacy_fonts.converted(whole, encoding) if encoding else whole
                run = []
        pages = [legacy_fonts.in_unicode(page.split("\n")) for page in shown.split("\f")]
        return [Page(number, "\n".join(lines)) for number, lines in enumerate(pages, 1)]

    def _word(self, group: _Group, word: bytes, number: int | None) -> None:
        if word in _SILENT:
            group.silent = True
        elif word == b"fonttbl":
            group.fonts = True
        elif word == b"f" and number is not None:
            group.font = number
        elif word == b"fcharset" and group.fonts:
            self._charsets[group.font] = _CHARSETS.get(number or 0, "cp1252")
        elif word == b"uc" and number is not None:
            group.fallback = max(0, min(number, 10))
        elif word == b"u" and number is not None:
            code = number + 0x10000 if number < 0 else number
            self._add(group, chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else "")
            self._skip = group.fallback
        elif word in _SIGNS:
            self._add(group, _SIGNS[word])

    def _sign(self, group: _Group, sign: bytes) -> None:
        if sign == b"*":  # a destination that not every reader knows
            group.silent = True
        else:
            self._add(group, {b"~": " ", b"_": "-", b"-": "\u00ad"}.get(sign, sign.decode("latin-1")))

    def _bytes(self, group: _Group, data: bytes) -> None:
        skipped = min(self._skip, len(data))
        self._skip -= skipped
        text = data[skipped:].decode(self._charsets.get(group.font, "cp1252"), "replace")
        if group.fonts and not group.silent:
            self._names[group.font] = self._names.get(group.font, "") + text.rstrip(";")
        else:
            self._add(group, text)

    def _add(self, group: _Group, text: str) -> None:
        if not (group.silent or group.fonts):
            self._pieces.append((group.font, text))
            self.length += len(text)
