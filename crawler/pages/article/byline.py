"""Who wrote an article and where it was taken from, as its last lines say: `PHẠM HẢO`, `Tin, ảnh: Thu Hà`,
`(Theo Báo Nhân dân)`, `Nguồn: TTXVN`."""

import re
from dataclasses import dataclass

from crawler.pages.article.paragraphs import Paragraph
from crawler.pages.page.label_sets import any_of, any_of_folded
from crawler.pages.page.lexicon import is_known_account
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import folded
from crawler.records.text import CAPITALS
from pipelines.tables import entries

LONGEST_BYLINE = 100
_AND = rf"\s*(?:[,&/+;-]|{any_of('and')})\s*"
_KINDS = rf"{any_of('kinds')}(?:{_AND}{any_of('kinds')}){{0,3}}"
_AUTHORS = rf"{any_of('authors')}|(?!{any_of('pictures')}\W*:){_KINDS}"
_NAMED, _CLOSED = r"[^:：]{2,50}?", r"[\s.)]*$"
_AUTHOR = re.compile(rf"^\W*(?:{_AUTHORS})\s*[:：]\s*(?P<who>[^:]{{2,80}}?){_CLOSED}", re.I)
_BY = re.compile(rf"^\W*[Bb][Yy]\s+(?P<who>[{CAPITALS}][^.:,]{{2,50}})$")
_SOURCE = re.compile(
    rf"^\W*(?:{any_of('sources')}\s*(?P<colon>[:：])|{any_of('sources_without_colon')}\s*[:：]?\s+)"
    rf"\s*(?P<from>.{{2,80}}?)\s*{_CLOSED}",
    re.I,
)
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
#: Below a report of pictures; right below a single one it is that one's credit, and its caption.
_PHOTOGRAPHER = re.compile(rf"^\W*{any_of('photographers')}\s*[:：]\s*(?P<who>{_NAMED}){_CLOSED}", re.I)
#: A label whose value stands behind it in an element of its own
_BARE_LABEL = re.compile(rf"^(?:{any_of('authors', 'sources_in_meta_line')}|{_KINDS})\s*[:：]$", re.I)
_SENTENCE_END = re.compile(r"[.!?;:…][\"”]?$")
_WORD = rf"[{CAPITALS}][^\W\d_{CAPITALS}]*|[{CAPITALS}]{{2,}}|[{CAPITALS}]\."
_NAME = re.compile(rf"^(?:{_WORD})(?:\s(?:{_WORD})){{1,4}}$")
_JOINED = re.compile(rf"\s*(?:[,&/+]|\s[-–—]|-\s|\s{any_of('and')}\s)\s*")
_OF_OFFICE = re.compile(r"(.*?)\s[-–—]\s(.*)", re.S)
_ASIDE = re.compile(rf"\s*\({any_of('asides')}\)$", re.I)
_CREW = re.compile(rf"^{any_of('account_words')}\b.{{0,50}}$", re.I)
_OFFICES = tuple(entry.casefold() + " " for entry in entries("pages/offices"))
_OFFICE_HEADS = re.compile(rf"\b{any_of_folded('office_heads')}\b")
#: Stands where the original bears a signature or a seal
_SIGNED = re.compile(rf"^\W*{any_of('signatures')}(?:[,\s]+(?:{any_of('and')}\s+)?{any_of('seals')})?\W*$", re.I)
#: Begins a signature, on behalf of whom it is given
_ON_BEHALF = re.compile(rf"^(?:TM|KT|TL|TUQ|T/M|K/T|T/L)\b\.?\s*[{CAPITALS}]{{2}}")


@dataclass(slots=True)
class Byline:
    """What the last lines say; all may be `None`. `account` is one of the CMS in the place of a name."""

    author: str | None = None
    source: str | None = None
    account: str | None = None


def take_byline(reading: Reading, paragraphs: list[Paragraph]) -> Byline:
    """Take author and source off the end of the paragraphs, in whichever order they stand."""
    found = Byline()
    for _ in range(4):
        if not paragraphs or paragraphs[-1].row or _heads_picture(reading, paragraphs[-1].line):
            break
        if not _take_last(paragraphs, found, _stands_apart(reading, paragraphs)):
            break
    return found


def is_byline(text: str) -> bool:
    """Whether a line right behind a picture is no caption of it but a labelled byline, or a name alone."""
    return _reads(text, Byline(), styled=False)


def is_labelled_byline(text: str) -> bool:
    """Whether a label of the line ("Bài, ảnh:") says that it names whoever wrote the text."""
    return len(text) <= LONGEST_BYLINE and _AUTHOR.match(text) is not None


def _stands_apart(reading: Reading, paragraphs: list[Paragraph]) -> bool:
    """Whether the last paragraph stands outside the element that holds those before it (the lead left aside)."""
    inner = [paragraph.line.place for paragraph in paragraphs[1:-1]]
    if not inner:
        return False
    holder = reading.shared(inner[0], inner[-1]) if len(inner) > 1 else reading.lines[inner[0]].node.getparent()
    first, behind = reading.span(holder)
    return not first <= paragraphs[-1].line.place < behind


def _take_last(paragraphs: list[Paragraph], found: Byline, apart: bool) -> bool:
    last = paragraphs[-1]
    if len(paragraphs) > 1 and _BARE_LABEL.match(paragraphs[-2].text) and len(last.text) <= LONGEST_BYLINE:
        label = paragraphs.pop(-2)  # a field of a form: its value stands in an element of its own
        last.text = f"{label.text.rstrip(':： ')}: {last.text}"
    if is_known_account(last.text.strip(" .()")):
        found.account = found.account or last.text.strip(" .()")
        paragraphs.pop()
        return True
    signed = _is_signed([one.text for one in paragraphs[-5:-1]])
    if signed and not is_labelled_byline(last.text) and not _source_in(last.text):
        return False
    styled = (
        last.line.side == "right"
        or last.line.bold
        or (last.line.italic and last.line.side != "center")
        or _is_left_over(paragraphs)
    )
    before = (found.author, found.source)
    if (
        (apart or last.line.side == "right")
        and found.author is None
        and _is_short_name(last.text)
        and not _source_in(last.text)
    ):
        if not _reads(last.text, found, styled=True) or found.author is None:
            found.author = last.text
        paragraphs.pop()
        return True
    photographer = _PHOTOGRAPHER.match(last.text)
    if photographer and found.author is None and _NAME.match(photographer["who"]):
        found.author = photographer["who"]
        paragraphs.pop()
        return True
    if _reads(last.text, found, styled) and (found.author, found.source) != before:
        paragraphs.pop()
        return True
    return False


def _heads_picture(reading: Reading, line: Line) -> bool:
    """Whether a picture stands right below a line in the middle, which says what it shows."""
    below = reading.lines[line.place + 1 : line.place + 2]
    return line.side == "center" and any(one.picture is not None for one in below)


def _reads(text: str, found: Byline, styled: bool) -> bool:
    """Read the text as a byline into what is not known yet; whether it is one."""
    text = text.strip()
    if not 1 < len(text) <= LONGEST_BYLINE:
        return False
    both = _BOTH.match(text)
    if both and found.author is None and found.source is None:
        source = _source_in(both["source"].lstrip("-–—|;/. "))
        who = _author_in(both["who"], styled)
        if source and who:
            found.source, found.author = source, who
            return True
    if found.source is None and (source := _source_in(text)):
        found.source = source
        return True
    if found.author is None and (who := _author_in(text, styled)):
        found.author = who
        return True
    return False


def _source_in(text: str) -> str | None:
    match = _SOURCE.match(text)
    if match is None:
        return None
    name = _balanced(match["from"], text)
    plain = folded(text)
    if plain.startswith("theo") or (plain.startswith("nguon") and match["colon"] is None):
        closed = text.startswith("(") or not text.rstrip().endswith((".", ";", ":", "!"))
        named = name[:1].isupper() or _SITE.fullmatch(name)
        if not closed or "," in name or not named or len(name) > 60:
            return None
    return name or None


def _author_in(text: str, styled: bool) -> str | None:
    labelled = _AUTHOR.match(text) or _BY.match(text)
    if labelled:
        return _balanced(labelled["who"], text) or None
    if shared := _SHARED.match(text):
        names = [shared["who"].strip(" .-–—()"), shared["other"].strip(" .-–—()")]
        return ", ".join(dict.fromkeys(names)) if all(map(_NAME.match, names)) else None
    if (undivided := _UNDIVIDED.match(text)) and _NAME.match(undivided["who"].strip(" .")):
        return undivided["who"].strip(" .")
    text = text.removesuffix("./.").rstrip()
    name = text.strip("()[]*-–— .").strip() if not _SENTENCE_END.search(text) or text.startswith("(") else ""
    if not name or (text.startswith("(") and not text.endswith((")", ")."))):
        return None
    if len(name) <= 80 and (place := _OF_OFFICE.match(name)):
        who, office = place.groups()
        if _NAME.match(who) and f"{office} ".casefold().startswith(_OFFICES):
            return name
    if is_known_account(name):
        return name
    whole = text.strip("()*-–— .").strip()
    whole += ")" if whole.count("(") > whole.count(")") else ""
    parts = [part for part in _JOINED.split(_ASIDE.sub("", whole)) if part]
    if (
        parts
        and len(parts) <= 4
        and any(_NAME.match(part) for part in parts)
        and all(_is_name(part, len(parts)) for part in parts)
    ):
        return whole if _ASIDE.search(whole) else name
    if _CREW.match(name):
        return whole
    return None


def _balanced(who: str, text: str) -> str:
    """The name without signs around it, but with the bracket that closes one in it: "Thanh Tâm (TH)"."""
    name = who.strip(" .:-–—").removeprefix("(").removesuffix(")").strip(" .:-–—")
    return f"{name})" if name.count("(") > name.count(")") and ")" in text else name


def _is_name(part: str, parts: int) -> bool:
    """Two to five capitalised words; one is enough beside another name."""
    return bool(_NAME.match(part)) or (parts > 1 and part[:1].isupper() and part.isalpha())


def _is_short_name(text: str) -> bool:
    """Whether a line in an element of its own below the text can be whoever wrote it."""
    if not 2 < len(text) <= 60 or _SENTENCE_END.search(text) or not text[:1].isupper() or any(map(str.isdigit, text)):
        return False
    return ":" not in text and len(text.split()) <= 10


def _is_left_over(paragraphs: list[Paragraph]) -> bool:
    """Whether the last line is no sentence and stands behind one: too short for a text, too late for a heading."""
    node = paragraphs[-1].line.node
    return (
        len(paragraphs) > 1
        and not paragraphs[-2].row
        and node.tag != "li"
        and next(node.iterancestors("li"), None) is None
        and bool(_SENTENCE_END.search(paragraphs[-2].text))
        and _is_short_name(paragraphs[-1].text)
    )


def _is_signed(above: list[str]) -> bool:
    """Whether the lines above the last one make it the signature of an official letter: the name belongs to that."""
    if not above:
        return False
    headed = len(above[-1]) <= 80 and above[-1].isupper() and bool(_OFFICE_HEADS.search(folded(above[-1])))
    return headed or bool(_SIGNED.match(above[-1])) or any(len(one) <= 80 and _ON_BEHALF.match(one) for one in above)
