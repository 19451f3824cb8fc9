"""Cut official Vietnamese prose into sentences.

A line break ends a sentence. Within a line `.`, `!`, `?`, `…` and the end mark `./.` may; whether they do is decided
from the word before and the word after them, with the tables of abbreviations and of words that begin sentences
("language"). Every rule looks a bounded way to either side, so the time is linear in the text's length.
"""

import re
from collections.abc import Iterator

from crawler.records.article import Article, Sentence
from crawler.records.profile import Portal
from crawler.records.text import CAPITALS, SMALL
from pipelines.language.syllables import foreign
from pipelines.tables import entries

_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")  # what lies between the breaks of str.splitlines
_END_MARK = re.compile(r"\.\s?/\s?\.?\Z")
_END_MARK_LENGTH = 5
_LONE_END_MARK = re.compile(r"\.?\s?/\s?\.|\.\s?/")

# A stop with the quotes, brackets, note numbers and emoji that close after it.
_STOP = re.compile(
    r"(?P<stop>\.\s?/\s?\.|[.!?…]+|[。！？])"
    r"(?P<close>(?:[”»’\"')\]}]|\s[”»]|\[\d{1,3}\]|\s?[\U0001f000-\U0001faff][\ufe0f\u200d]?)*)"
)
# Quotes and brackets: a stop inside one that opens in the middle of a sentence does not end it.
_LONGEST_QUOTE = 300
_ENCLOSED = re.compile(
    "|".join(
        rf"{opening}[^{opening}{closing}]{{0,{_LONGEST_QUOTE}}}{closing}"
        for opening, closing in ((r"\(", r"\)"), (r"\[", r"\]"), ("“", "”"), ("«", "»"), ('"', '"'))
    )
)
# What follows the closing quote if the sentence goes on: a comma, semicolon or dash, a word in lower case.
_ATTRIBUTED = re.compile(rf"(?<=[”»\"])\s?[,;–—-]|(?<=[”»\"])\s[{SMALL}]")

#: A longer "sentence" (a line without a stop, a table of numbers) is cut at a blank. The longest enumerations of
#: decrees have 3,000 characters; what comes after works sentence by sentence and should not be asked for a megabyte.
LONGEST_SENTENCE = 5_000

_FAR = 40  # characters that are looked at on either side of a stop; longer words are no abbreviations
_WORD_BEFORE = re.compile(r"\S+\Z")
_NAME_BEFORE = re.compile(rf"([{CAPITALS}][{SMALL}]+)\s(?:([{CAPITALS}][{SMALL}]+)\s)?\Z")
_OPENING = "“\"«‘'([{"
_REMARK = re.compile(r"\((?:SN|sn|sinh|\d|tên|hiện|trú|quê|ở|cựu|nguyên)")  # "Trần Văn T. (SN 1990)": behind a name
_INITIALS = re.compile(rf"(?:[{CAPITALS}]\.)*[{CAPITALS}][bcdđghklmnpqrstvx]{{0,2}}")
_NEXT = re.compile(r"(?:[-–—•*+→●▪■]+\s*)?[“\"«‘'(\[{]*(?P<word>[^\W_]+(?:/[^\W_]+)?)(?:\s(?P<second>[^\W_]+))?")
_ITEM = re.compile(
    r"[“\"(\-–•*+\s]*(?:\d{1,3}(?:\.\d{1,3})*[a-zđ]?|[IVXLC]{1,6}|[a-zđA-ZĐ]|[a-zđ]\.\d{1,2}|[IVX]{1,4}\.\d{1,2})\.\Z"
)
_NUMBERED = re.compile(r"[“\"(]?(\w+(?: \w+)?) (?:\d{1,3}[a-zđ]?(?:\.\d{1,3})*|[IVXLC]{1,6}|[A-ZĐ])\.\Z")
_LONGEST_ITEM = 24
_INLINE_ITEM = re.compile(r"(?P<mark>[:;])\s+(?P<label>\d{1,2}|[IVX]{1,4}|[a-zđ])\Z")
_SECOND_ITEMS = {"1": "2", "I": "II", "a": "b"}
_LONGEST_FIRST_ITEM = 300
_LETTERED = re.compile(r"[a-zđ]\)\s")
_SPACED_DATE = re.compile(r"(?:\A|[^\d.])\d{1,2}\.(?:\s\d{1,2}\.)?\Z")
_REST_OF_DATE = re.compile(r"\d{1,2}\.\s?\d{4}\b|\d{4}\b")
_GLUED_BEFORE = re.compile(rf"(?:(?<![\w./@-])[{CAPITALS}{SMALL}]?[{SMALL}]+|\b\d{{4}}|[)”\"%\s])\Z")
_GLUED_AFTER = re.compile(
    rf"(?!(?:Com|Docx?|Gov|Jpg|Net|Pdf|Png|Rar|Vn|Xlsx?|Zip)\b)[{CAPITALS}][{SMALL}]*(?=[\s,]|\Z)"
)
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

_BEFORE_NAMES = frozenset(entries("language/name_abbreviations"))
_BEFORE_NUMBERS = frozenset(entries("language/number_abbreviations"))
_ITEM_WORDS = frozenset(entries("language/item_words"))
_ALL_OPENERS = entries("language/sentence_openers")
_OPENERS = frozenset(entry for entry in _ALL_OPENERS if not entry.endswith("*"))
_OPENERS_OR_NAMES = frozenset(entry[:-1].rstrip() for entry in _ALL_OPENERS if entry.endswith("*"))
_LETTER_LABELS = frozenset(entries("language/letter_labels"))


def split_sentences(article: Article, portal: Portal) -> Article:
    """The article with its sentences, which have no tokens yet, in the order of `Article.texts`."""
    sentences = [
        Sentence(field, paragraph, start, end)
        for field, paragraph, text in article.texts()
        for start, end in sentence_spans(text)
    ]
    return article.changed(sentences=sentences)


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The places of the sentences: trimmed, ordered, apart, and together all of the text but blanks.

    A line that holds nothing but the end mark `./.` is left out: it is never a sentence. What would be longer than
    `LONGEST_SENTENCE` characters is cut at a blank.
    """
    return [
        (line.start() + start, line.start() + end)
        for line in _LINE.finditer(text)
        for start, end in _spans(line.group())
    ]


def end_mark(sentence: str) -> int | None:
    """Where the end mark of official text (`./.`, also `. /.` or `./`) begins that ends the sentence, if one does."""
    tail = max(0, len(sentence) - _END_MARK_LENGTH)
    match = _END_MARK.search(sentence, tail)
    return match.start() if match else None


def _spans(line: str) -> list[tuple[int, int]]:
    """The sentences of one line."""
    end = len(line.rstrip())
    start = len(line) - len(line.lstrip())
    if start >= end or _LONE_END_MARK.fullmatch(line, start, end):
        return []
    spans: list[tuple[int, int]] = []
    enclosed = [match.span() for match in _ENCLOSED.finditer(line)]
    passed = 0
    for stop in _STOP.finditer(line, start, end):
        if stop.end() == end:
            break
        while passed < len(enclosed) and enclosed[passed][1] <= stop.end():
            passed += 1
        inside = passed < len(enclosed) and enclosed[passed][0] < stop.start()
        if inside and _embedded(line, start, *enclosed[passed]):
            continue
        if _ends_sentence(line, start, stop):
            spans.append((start, stop.end()))
            start = _next_visible(line, stop.end())
    spans.append((start, end))
    return [piece for span in _without_mere_signs(line, spans) for piece in _pieces(line, *span)]


def _without_mere_signs(line: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans; one without a letter or digit (stray stops, emoji, bullets) joins its neighbour."""
    joined: list[tuple[int, int]] = []
    waiting: int | None = None
    for start, end in spans:
        if _LETTER_OR_DIGIT.search(line, start, end):
            joined.append((start if waiting is None else waiting, end))
            waiting = None
        elif joined:
            joined[-1] = (joined[-1][0], end)
        elif waiting is None:
            waiting = start
    return joined if waiting is None else [(waiting, spans[-1][1])]


def _pieces(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence, or what it is cut into if it is too long to be one."""
    while end - start > LONGEST_SENTENCE:
        blank = line.rfind(" ", start, start + LONGEST_SENTENCE)
        cut = blank if blank > start else start + LONGEST_SENTENCE
        yield start, start + len(line[start:cut].rstrip())
        start = _next_visible(line, cut)
    yield start, end


def _embedded(line: str, start: int, opening: int, closing: int) -> bool:
    """Whether what opens here and closes before `closing` stands in the middle of the sentence.

    Speech after a colon or at the beginning does so only if the sentence goes on behind it ("…”, ông nói.").
    """
    if _ATTRIBUTED.match(line, closing):
        return True
    return opening > start and not line[max(start, opening - 3) : opening].rstrip().endswith(":")


def _ends_sentence(line: str, start: int, stop: re.Match[str]) -> bool:
    """Whether the sentence that begins at `start` ends with this stop; text follows it on the line."""
    sign, end = stop["stop"], stop.end()
    if sign in "。！？":
        return True
    before = line[max(start, stop.start() - _FAR) : stop.start()]
    if sign == "." and _is_inline_item(line, before, end):
        return False
    following = _next_visible(line, end)
    if following == end:
        return _glued(line, before, stop)
    if "/" in sign:
        return True
    if stop.start() - start < _FAR and not _LETTER_OR_DIGIT.search(before):
        return False
    after = line[following : following + 2 * _FAR]
    next_words = _NEXT.match(after)
    if next_words is None:
        return after[0] not in "/.,;:%"
    if sign != "." or stop["close"]:
        omission = stop["close"] and before[-1:] in ("(", "[")
        return not omission and not _goes_on(next_words["word"])
    if end - start <= _LONGEST_ITEM and _is_item(line[start:end]):
        return False
    return _full_stop(before, after, next_words)


def _full_stop(before: str, after: str, next_words: re.Match[str]) -> bool:
    """Whether a single `.` between these ends a sentence, rather than an abbreviation, an initial or an ordinal."""
    word: str = next_words["word"]
    if _goes_on(word):
        return _LETTERED.match(after) is not None
    match = _WORD_BEFORE.search(before)
    if match is None:
        return True
    run = match.group().lstrip(_OPENING)
    preceding = before[: match.start()]
    last = re.split(r"[./–-]", run)[-1]
    if _INITIALS.fullmatch(run) and _REMARK.match(after):
        return False
    if word[0].isdigit():
        if _SPACED_DATE.search(f"{before}.") and _REST_OF_DATE.match(after):
            return False
        return not {run, last} & (_BEFORE_NAMES | _BEFORE_NUMBERS) or _ends_name(preceding)
    if _opens_sentence(word, next_words["second"]) or not word[0].isupper():
        return True
    if _INITIALS.fullmatch(run):
        return _ends_name(preceding) or _labelled(preceding)
    if {run, last, *_with_words_before(preceding, run)} & _BEFORE_NAMES:
        return preceding.rstrip()[-1:].isdigit()  # "17 h. Đoàn …": a unit
    return True


def _is_inline_item(line: str, before: str, end: int) -> bool:
    """Whether the stop that ends here stands behind the number of an item within the sentence ("gồm: 1. …; 2. …").

    Behind a colon it must be the first of several: "Số ca mắc: 3." is none.
    """
    label = _INLINE_ITEM.search(before)
    if label is None:
        return False
    if label["mark"] == ";":
        return True
    second = _SECOND_ITEMS.get(label["label"])
    return second is not None and re.search(rf"[;.,]\s{second}\.\s", line[end : end + _LONGEST_FIRST_ITEM]) is not None


def _goes_on(word: str) -> bool:
    """Whether a word in lower case shows that the sentence goes on; "iPhone" and "eKYC" do not."""
    return word[0].islower() and not word[1:2].isupper()


def _is_item(sentence: str) -> bool:
    """Whether it is but the number of an item or heading ("1.", "II.", "Điều 5.")."""
    if _ITEM.match(sentence):
        return True
    heading = _NUMBERED.match(sentence)
    return heading is not None and heading[1] in _ITEM_WORDS


def _ends_name(preceding: str) -> bool:
    """Whether an initial after this is the end of a Vietnamese name ("Đặng Thị N."), as victims are named."""
    name = _NAME_BEFORE.search(preceding)
    return (
        name is not None
        and name[2] is not None
        and not f"{name[1]}{name[2]}".isascii()
        and not foreign(name[2])  # "Ông John F. Kennedy"
    )


def _with_words_before(preceding: str, run: str) -> Iterator[str]:
    """The abbreviation with the one to three words before it: "Công ty CP"."""
    words = preceding.split()[-3:]
    return (" ".join([*words[first:], run]) for first in range(len(words)))


def _labelled(preceding: str) -> bool:
    words = preceding.split()
    return bool(words) and words[-1] in _LETTER_LABELS


def _opens_sentence(word: str, second: str | None) -> bool:
    if word in _OPENERS or f"{word} {second}" in _OPENERS:
        return True
    return word in _OPENERS_OR_NAMES and second is not None and second[0].islower()


def _glued(line: str, before: str, stop: re.Match[str]) -> bool:
    """Whether a sentence follows with the blank forgotten ("trên địa bàn.Việc tổ chức …"), not an address or file."""
    if not _GLUED_AFTER.match(line, stop.end()):
        return False
    if stop["close"]:
        return True
    match = _GLUED_BEFORE.search(before)
    return match is not None and match.group() not in _BEFORE_NAMES


def _next_visible(line: str, index: int) -> int:
    while index < len(line) and line[index].isspace():
        index += 1
    return index
