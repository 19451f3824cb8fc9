"""Who wrote an article and where it was taken from, as its last lines say: `PHẠM HẢO`, `Tin, ảnh: Thu Hà`,
`(Theo Báo Nhân dân)`, `Nguồn: TTXVN`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

from crawler.pages.article.paragraphs import Paragraph
from crawler.pages.page.element_names import is_called
from crawler.pages.page.label_sets import any_of, any_of_folded
from crawler.pages.page.lexicon import is_known_account
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.rules import Rule, decide
from crawler.pages.page.tree import MOST_LEVELS, folded, holder
from crawler.records.text import CAPITALS
from pipelines.tables import entries

LONGEST_BYLINE = 100
#: Lines of a byline: author, source, account.
_MOST_LINES = 4
_AND = rf"\s*(?:[,&/+;-]|{any_of('and')})\s*"
_KINDS = rf"{any_of('kinds')}(?:{_AND}{any_of('kinds')}){{0,3}}"
_AUTHORS = rf"{any_of('authors')}|(?!{any_of('pictures')}\W*:){_KINDS}"
_NAMED, _CLOSED = r"[^:：]{2,50}?", r"[\s.)]*$"
_AUTHOR = re.compile(rf"^\W*(?:{_AUTHORS})\s*[:：]\s*(?P<who>[^:!?]{{2,80}}?){_CLOSED}", re.I)
_WORD = rf"[{CAPITALS}][^\W\d_{CAPITALS}]*|[{CAPITALS}]{{2,}}|[{CAPITALS}]\."
_NAME = re.compile(rf"^(?:{_WORD})(?:\s(?:{_WORD})){{1,4}}$")
_BY = re.compile(rf"^\W*(?i:by|{any_of('authors_without_colon')})\s+(?P<who>[{CAPITALS}][^.:,]{{2,50}})$")
#: "Tác giả - Lò Văn Thắng"
_DASHED = re.compile(rf"^\W*(?i:{any_of('authors')})\s+[-–—]\s+(?P<who>(?:{_WORD})(?:\s(?:{_WORD})){{1,4}})$")
_SOURCE = re.compile(
    rf"^\W*(?:{any_of('sources')}\s*(?P<colon>[:：])|{any_of('sources_without_colon')}\s*[:：]?\s+)"
    rf"\s*(?P<from>.{{2,80}}?)\s*{_CLOSED}",
    re.I,
)
#: The address of the page that a text was taken from may be longer than a name.
_FROM_ADDRESS = re.compile(rf"^\W*{any_of('sources')}\s*(?P<colon>[:：])\s*(?P<from>https?://\S{{4,500}})$", re.I)
_FROM = any_of("sources_in_meta_line")
_BOTH = re.compile(
    rf"^(?P<who>.{{2,60}}?)\s*(?:[-–—|;,/]\s*)?(?P<source>\(\s*{_FROM}[^)]{{2,80}}\)|[-–—|;/.]\s*{_FROM}\b.{{2,80}})$",
    re.I,
)
_SITE = re.compile(r"(?:https?://)?[\w-]{1,40}(?:\.[\w-]{1,40}){1,4}/?")
#: "Tin: Thu Hà - Ảnh: Văn Nam"
_SHARED = re.compile(
    rf"^\W*{_KINDS}\s*[:：]\s*(?P<who>{_NAMED})\s*[-–—|;,./]?\s*"
    rf"(?<!\w){any_of('kinds')}\s*[:：]\s*(?P<other>{_NAMED}){_CLOSED}",
    re.I,
)
#: "Tin ảnh Thu Hà"
_UNDIVIDED = re.compile(rf"^(?:{any_of('kinds')}(?:{_AND}|\s+)){{1,3}}(?P<who>\S.{{2,60}})$", re.I)
_SENTENCE_END = re.compile(r"[.!?;:…][\"”]?$")
_BEGINS_NAME = re.compile(rf"(?:{_WORD})\s?(?:{_WORD})")
_JOINED = re.compile(rf"\s*(?:[,&/+]|\s[-–—]|-\s|\s{any_of('and')}\s)\s*")
_OF_OFFICE = re.compile(r"(.*?)\s[-–—]\s(.*)", re.S)
_PROFESSION = re.compile(rf"^(?i:{any_of('professions')}\s+){{1,2}}(?=[{CAPITALS}])")
_ASIDE = re.compile(rf"\s*\({any_of('asides')}\)$", re.I)
_CREW = re.compile(rf"^{any_of('account_words')}\b.{{0,50}}$", re.I)
_OFFICES = tuple(entry.casefold() + " " for entry in entries("pages/offices"))
_OFFICE_HEADS = re.compile(rf"\b{any_of_folded('office_heads')}\b")
#: Stands where the original bears a signature or a seal
_SIGNED = re.compile(rf"^\W*{any_of('signatures')}(?:[,\s]+(?:{any_of('and')}\s+)?{any_of('seals')})?\W*$", re.I)
#: Begins a signature, on behalf of whom it is given
_ON_BEHALF = re.compile(rf"^(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\b\.?\s*[{CAPITALS}]{{2}}")


@dataclass(frozen=True, slots=True)
class Byline:
    """What the last lines say; all may be `None`. `account` is one of the CMS in the place of a name."""

    author: str | None = None
    source: str | None = None
    account: str | None = None


class _Last:
    """The last paragraph of a text, with what was found below it."""

    def __init__(self, reading: Reading, paragraphs: list[Paragraph], found: Byline) -> None:
        self.text = paragraphs[-1].text
        self.line = paragraphs[-1].line
        self.found = found
        self._reading = reading
        self._paragraphs = paragraphs

    @cached_property
    def stands_apart(self) -> bool:
        """Whether it stands at the right, or outside the element that holds those before it (the lead left aside)."""
        inner = [paragraph.line for paragraph in self._paragraphs[1:-1]]
        if self.line.side == "right" or not inner:
            return self.line.side == "right"
        several = len(inner) > 1
        column = self._reading.shared(inner[0].place, inner[-1].place) if several else inner[0].node.getparent()
        first, behind = self._reading.span(column)
        return not first <= self.line.place < behind

    @property
    def is_signed(self) -> bool:
        """Whether the lines above make it the signature of an official letter: the name belongs to that."""
        above = [one.text for one in self._paragraphs[-5:-1]] or [""]
        headed = len(above[-1]) <= 80 and above[-1].isupper() and _OFFICE_HEADS.search(folded(above[-1]))
        on_behalf = any(len(one) <= 80 and _ON_BEHALF.match(one) for one in above)
        return bool(headed or on_behalf or _SIGNED.match(above[-1]))

    @property
    def is_speech(self) -> bool:
        """Whether the label before its colon begins another paragraph, too: an interview names who speaks."""
        label, colon, _ = self.text.partition(":")
        return bool(colon) and any(one.text.startswith(label + colon) for one in self._paragraphs[:-1])

    @property
    def is_set_off(self) -> bool:
        """Whether it looks otherwise than the text, or is no sentence and stands behind one: too short for a text, too
        late for a heading."""
        line = self.line
        looks_otherwise = line.side == "right" or line.bold or (line.italic and line.side != "center")
        above = [one for one in self._paragraphs[-2:-1] if not one.row and _SENTENCE_END.search(one.text)]
        left_over = bool(above) and holder(line.node, {"li"}, MOST_LEVELS) is None and _is_short_name(self.text)
        return looks_otherwise or left_over


def take_byline(reading: Reading, paragraphs: list[Paragraph]) -> Byline:
    """Take author and source off the end of the paragraphs, in whichever order they stand."""
    found, otherwise = Byline(), cast(Reader, _read)
    for _ in range(_MOST_LINES):
        if not paragraphs or paragraphs[-1].row or _heads_picture(reading, paragraphs[-1].line):
            break
        last = _Last(reading, paragraphs, found)
        # Some say below the text again who wrote it.
        given = found if last.text == found.author else decide(BYLINES, last, otherwise)(last)
        if given is None:
            break
        found = given
        paragraphs.pop()
    return found


def is_byline(text: str) -> bool:
    """Whether a line right behind a picture is no caption of it but a labelled byline, or a name alone."""
    return _reads(text, Byline(), styled=False) is not None


def is_labelled_byline(text: str) -> bool:
    """Whether a label of the line ("Bài, ảnh:") says that it names whoever wrote the text."""
    return len(text) <= LONGEST_BYLINE and _AUTHOR.match(text) is not None


def _heads_picture(reading: Reading, line: Line) -> bool:
    """Whether a picture stands right below a line in the middle, which says what it shows."""
    below = reading.lines[line.place + 1 : line.place + 2]
    return line.side == "center" and any(one.picture is not None for one in below)


def _reads(text: str, found: Byline, styled: bool) -> Byline | None:
    """What the text says as a byline beside what was found; `None` where it is none, or says nothing new."""
    text = text.strip()
    if not (1 < len(text) <= LONGEST_BYLINE or _FROM_ADDRESS.match(text)):
        return None
    both = _both_in(text, styled) if found.author is None and found.source is None else None
    if both is not None:
        return replace(found, author=both[0], source=both[1])
    if found.source is None and (source := _source_in(text)):
        return replace(found, source=source)
    who = _author_in(text, styled) if found.author is None else None
    return replace(found, author=who) if who else None


def _both_in(text: str, styled: bool) -> tuple[str, str] | None:
    """Author and source of a line that says both: "Thu Hà (Theo TTXVN)"."""
    both = _BOTH.match(text)
    source = _source_in(both["source"].lstrip("-–—|;/. ")) if both else None
    who = _author_in(both["who"], styled) if both and source else None
    return (who, source) if who and source else None


def _source_in(text: str) -> str | None:
    match = _FROM_ADDRESS.match(text) or _SOURCE.match(text)
    if match is None:
        return None
    name = _balanced(match["from"], text)
    plain = folded(text)
    may_be_prose = plain.startswith("theo") or (plain.startswith("nguon") and match["colon"] is None)
    closed = text.startswith("(") or not text.rstrip().endswith((".", ";", ":", "!"))
    called = name[:1].isupper() or _SITE.fullmatch(name) or name.casefold().startswith(_OFFICES)
    is_name = "," not in name and len(name) <= 60 and called
    return name if name and (not may_be_prose or (closed and is_name)) else None


def _author_in(text: str, styled: bool) -> str | None:
    """Whom a line names that is nothing but a byline."""
    labelled = _AUTHOR.match(text) or _BY.match(text) or _DASHED.match(text)
    if labelled:
        return _balanced(labelled["who"], text) or None
    if shared := _SHARED.match(text):
        names = [shared["who"].strip(" .-–—()"), shared["other"].strip(" .-–—()")]
        return ", ".join(dict.fromkeys(names)) if all(map(_NAME.match, names)) else None
    undivided = _UNDIVIDED.match(text)
    if undivided and _are_people(undivided["who"].strip(" .")):
        return undivided["who"].strip(" .")
    return _names(text) or (_office(text) if styled else None)


def _names(text: str) -> str | None:
    """The names of which the text consists: of people, of a crew, of an account, with an office behind it."""
    text = text.removesuffix("./.").rstrip()
    bracketed = text.startswith(("(", "["))
    name = text.strip("()[]*-–— .").strip()
    if (
        not name
        or (bracketed and not text.endswith((")", ").", "]")))
        or (not bracketed and _SENTENCE_END.search(text))
    ):
        return None
    whole = text.strip("()[]*-–— .").strip()
    whole += ")" if whole.count("(") > whole.count(")") else ""
    people = _are_people(whole)
    if (people and _ASIDE.search(whole)) or (not people and _CREW.match(name)):
        return whole
    return name if people or is_known_account(name) or _is_of_office(name) else None


def _are_people(text: str) -> bool:
    """Whether the text consists of the names of one to four people."""
    parts = [_PROFESSION.sub("", part) for part in _JOINED.split(_ASIDE.sub("", text)) if part]
    named = any(map(_NAME.match, parts)) and all(_is_name(part, len(parts)) for part in parts)
    return len(parts) <= 4 and named


def _office(text: str) -> str | None:
    """The office of which the text consists, or a name with one that its holder has: it signs its notices."""
    name = text.strip("()[]*-–— .").strip()
    is_sentence = _SENTENCE_END.search(text) is not None and not text.startswith("(")
    signs = name.casefold().startswith(_OFFICES) or _is_of_office(name, held=True)
    return name if not is_sentence and len(name) <= 80 and signs else None


def _is_of_office(name: str, *, held: bool = False) -> bool:
    """Whether an office stands behind a name: "Phạm Hảo - Phòng Văn hóa"; with `held`, or what a person is there:
    "Phạm Hảo - Phó Hiệu trưởng". Captions name people so, too.
    """
    found = _OF_OFFICE.match(name) if len(name) <= 80 else None
    named, behind = (found[1], found[2]) if found is not None else ("", "")
    holds = held and _OFFICE_HEADS.match(folded(behind).removeprefix("pho ")) is not None
    return bool(_NAME.match(named)) and (holds or f"{behind} ".casefold().startswith(_OFFICES))


def _balanced(who: str, text: str) -> str:
    """The name without signs around it, but with the bracket that closes one in it: "Thanh Tâm (TH)"."""
    name = who.strip(" .:-–—").removeprefix("(").removesuffix(")").strip(" .:-–—")
    return f"{name})" if name.count("(") > name.count(")") and ")" in text else name


def _is_name(part: str, parts: int) -> bool:
    """Two to five capitalised words; one is enough beside another name."""
    return bool(_NAME.match(part)) or (parts > 1 and part[:1].isupper() and part.isalpha())


def may_sign(text: str) -> bool:
    """Whether a line in an element of its own below the text begins like the name of a person or an office."""
    return _is_short_name(text) and bool(_BEGINS_NAME.match(text) or f"{text} ".casefold().startswith(_OFFICES))


def _is_short_name(text: str) -> bool:
    """Whether a line in an element of its own below the text can be whoever wrote it."""
    words = text.split()
    named = len(words) < 5 or any(word[:1].isupper() for word in words[1:])
    short = 2 < len(text) <= 60 and len(words) <= 12 and text[:1].isupper() and named
    return short and not (":" in text or _SENTENCE_END.search(text) or any(map(str.isdigit, text)))


Reader = Callable[[_Last], Byline | None]


def _account(last: _Last) -> Byline:
    return replace(last.found, account=last.found.account or last.text.strip(" .()"))


def _nothing(_: _Last) -> None:
    return None


def _name_apart(last: _Last) -> Byline:
    said = _reads(last.text, last.found, styled=True) or last.found
    return said if said.author else replace(said, author=last.text)


def _read(last: _Last) -> Byline | None:
    return _reads(last.text, last.found, last.is_set_off)


#: In the order in which they are asked: how the last paragraph is read. No rule: by its words and its look.
BYLINES = (
    Rule[_Last, Reader](
        _account,
        "account",
        lambda last: is_known_account(last.text.strip(" .()")),
        "The CMS signs with the account that put the article on line: no author.",
        996,
    ),
    Rule[_Last, Reader](
        _nothing,
        "signature of a letter",
        lambda last: last.is_signed and not (is_labelled_byline(last.text) or _source_in(last.text)),
        "Whoever signed a letter is no author of the article that prints it.",
        4,
    ),
    Rule[_Last, Reader](
        _nothing,
        "speech of an interview",
        lambda last: last.is_speech,
        '"Phóng viên: Xin cảm ơn ông." ends an interview in which others speak under their labels.',
        0,
    ),
    Rule[_Last, Reader](
        lambda last: replace(last.found, source=_source_in(last.text) or last.text),
        "called the source",
        lambda last: (
            last.found.source is None and is_called(last.line.node, "source_names") and _is_short_name(last.text)
        ),
        "CMSs of newspapers name the element.",
        0,
    ),
    Rule[_Last, Reader](
        lambda last: replace(last.found, author=_author_in(last.text, True) or last.text),
        "called the author",
        lambda last: (
            last.found.author is None
            and is_called(last.line.node, "author_names")
            and may_sign(last.text)
            and not _source_in(last.text)
        ),
        "The same, but a source may stand in its place.",
        0,
    ),
    Rule[_Last, Reader](
        _name_apart,
        "name that stands apart",
        lambda last: (
            last.found.author is None and last.stands_apart and may_sign(last.text) and not _source_in(last.text)
        ),
        "A short line at the right, or in an element of its own, that begins like a name is whoever wrote it.",
        8,
    ),
)
