"""The words by which portals name what stands around articles and listings (tables of the stage "pages").

Functions compare whole labels with their tones: "Đồng" is no "Đóng". The patterns are searched in folded texts
(`crawler.pages.page.tree.folded`): menus are written with and without tones.
"""

import re
from collections.abc import Iterable

from crawler.pages.page.label_sets import any_of, any_of_folded, entries_of, one_of
from crawler.pages.page.tree import folded
from crawler.records.text import remembered
from pipelines.tables import entries

#: Longer lines are prose, whatever they begin with.
LONGEST_LABEL = 90
#: Characters of the longest line of buttons, with an address to copy.
_LONGEST_TOOLS = 200
#: Characters of a line that begins with a label.
_LONGEST_LABELLED = 300
#: Characters of texts whose answer is remembered, by each question.
_REMEMBERED = 300
#: How a heading of a text begins: "2. Thảo luận".
_NUMBERED = re.compile(r"(?:\d{1,2}|[IVX]{1,5})[.)]\s")
_COUNT = re.compile(r"\b\d+\b")
_WORD = re.compile(r"\b(?!\d+\b)\w+")
#: Behind a colon an address is whom a text tells to visit: "- Facebook: https://…".
_ADDRESS = re.compile(r"(?<!: )\bhttps?://\S+")
#: An address, or the name of a file, as a text of its own.
_PRINTED = re.compile(r"\S+://\S+|\S+\.[a-z]\S+", re.I)
#: What a rating counts: "(0 phiếu)", "5 sao".
_TALLY = re.compile(rf"\b\d+\s+{any_of('tallies')}\b")
#: The stars of a rating, or how many of them with how many voted: "★★★★☆", "4/5 - 7 phiếu".
_SCORE = re.compile(rf"[★☆⭐✩✭✰]{{3}}|\d\s?/\s?\d{{1,2}}\b.*{_TALLY.pattern}")


@remembered(_REMEMBERED)
def _plain(text: str) -> str:
    """The text's words in small letters. Tones stay: "Đồng" (bronze) is no "Đóng" (close), "the" no "thẻ"."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _first_word(text: str) -> str:
    """The first word that is no number, as `_plain` gives it."""
    found = _WORD.search(text)
    return found[0].casefold() if found else ""


def _starts(entries: Iterable[str]) -> frozenset[str]:
    """The first words of these entries."""
    return frozenset(entry.partition(" ")[0] for entry in entries)


def _entries(name: str) -> list[str]:
    """The table's entries, the longest first."""
    return sorted({_plain(entry) for entry in entries(f"pages/{name}")}, key=lambda entry: (-len(entry), entry))


def _beginning_with(starts: Iterable[str]) -> re.Pattern[str]:
    """Matches a text that begins with one of these words, whole."""
    return re.compile(rf"{one_of(starts)}(?![^\W_])")


def _any_of(name: str) -> re.Pattern[str]:
    """Matches a folded text in which an entry of the table stands, anywhere."""
    return re.compile(one_of(folded(entry) for entry in entries(f"pages/{name}")))


#: Headings of boxes that stand beside any page.
SIDE_BOXES = _any_of("side_boxes")
#: Headings over the rest of a listing's page.
OLDER = _any_of("older")
#: Texts of links that lead to the whole article, or to a whole listing, and do not name it.
MORE = _any_of("more")
#: Names of links to another order or form of the listing that is shown.
VIEWS = _any_of("views")
#: Texts of links to the home page.
HOME = _any_of("home")
#: Texts of links to pages that are never listings of articles.
NO_LISTING = _any_of("no_listing")
#: Texts of links to the page that leads to all others of the portal.
SITE_MAPS = _any_of("site_maps")
#: Descriptions of pictures that do not name what the picture leads to.
PICTURES = _any_of("picture_names")
#: What a page says that a portal serves instead of its own while it is down.
MAINTENANCE = _any_of("maintenance")
#: What stands on a page until a script has filled it.
LOADING = _any_of("loading")
#: How a listing begins to say that it has no articles.
NO_ARTICLES = _any_of("no_articles")
#: What a page says that wants to see a browser or a person first.
CHALLENGE = _any_of("challenge")

_RELATED = frozenset(_entries("related"))
_RELATED_STARTS = _starts(_RELATED)
_AFTER = frozenset(_entries("after_body"))
_AFTER_STARTS = _starts(_AFTER)
#: Long enough that prose does not begin with it.
_LONG_AFTER = _beginning_with(entry for entry in _AFTER if len(entry.split()) >= 4)
_TALK = re.compile(rf"\b{any_of('talk_of_readers')}\b")
_FOOTER = _beginning_with(_entries("footer"))
_FOOTER_STARTS = _starts(_entries("footer"))
_NOTICED = re.compile(rf"(?<!\w){one_of(_entries('notices'))}(?!\w)")
_GONE = tuple(_entries("gone"))
_MAINTENANCE = tuple(_entries("maintenance"))
_NO_CATEGORY = frozenset(_entries("no_category"))
#: "Trang chi tiết", "Xem nội dung bài viết": words for showing and for what is shown, and no others.
_ANY_DETAIL = re.compile(
    rf"(?=.*\b{any_of('words_of_detail')}\b)(?:\b{any_of('words_of_detail', 'words_of_article')}\b\s?)+", re.I
)
_FILE_LABELS = frozenset(_entries("file_labels"))
_NO_FILES = frozenset(_entries("no_files"))
_ACCOUNTS = frozenset(entry.replace(" ", "") for entry in _entries("accounts"))
_ACCOUNT_STARTS = frozenset(account[:end] for account in _ACCOUNTS for end in range(len(account) + 1))
#: What accounts of one name are told apart by.
_NUMBERING = "0123456789_"
_FAMILY, _GIVEN = (
    frozenset(entry.split("\t")[0].casefold() for entry in entries(f"entities/{name}"))
    for name in ("family_names", "given_names")
)
#: Words that no name of a person holds: "HOẠT ĐỘNG CỦA LÃNH ĐẠO".
_IN_NO_NAME = frozenset(entries_of("in_no_name"))
_PLACES = frozenset(entry.split("\t")[0].casefold() for entry in entries("entities/places_known"))
_JOINED = re.compile(r"\s+[-–—]\s+|\s*[,&]\s*")
#: A user name: small letters and digits in one piece, an address of mail.
_USER = re.compile(r"[a-z\d][a-z\d._-]{2,40}(?:@[\w.-]{3,60})?")
_FILE_POINTERS = frozenset(_entries("file_pointers"))
#: Words of the shortest line that points to a file.
_LEAST_POINTED = 4
_ALSO_PROSE = frozenset(_entries("also_prose"))
_ALSO_STARTS = frozenset(start for entry in _ALSO_PROSE for start in (entry[:2], entry[:2].title(), entry[:2].upper()))
_LONGEST_ALSO = max(map(len, _ALSO_PROSE)) + 5
_TAG_LABELS = frozenset(_entries("tag_labels"))
#: The site's own name with whom to reach there: "Cổng thông tin điện tử xã - Điện thoại: 024 3333 4444".
_CONTACT = re.compile(
    rf"^{any_of('contact_of_site')}\b.*(?:{any_of('contacts')}|\d{{3,4}}[ .-]?\d{{3,4}}[ .-]?\d{{3,4}})", re.I
)
#: The site's own name, as it stands in capitals above its licence.
_SITE_NAME = re.compile(rf"^{any_of_folded('site_names')}\b")
_TOOL_STARTS = _starts(_entries("tools"))
_TOOLS = re.compile(rf"(?<!\w){one_of(_entries('tools'))}(?!\w)")


def is_related_heading(text: str) -> bool:
    """Whether the line heads a box of other articles ("Các tin khác:", "Tin liên quan (5)")."""
    return len(text) <= 60 and _heads_related(text)


@remembered(_REMEMBERED)
def _heads_related(text: str) -> bool:
    # The first word tells most that do not.
    return _first_word(text) in _RELATED_STARTS and _COUNT.sub("", _plain(text)).strip() in _RELATED


def is_after_body(text: str) -> bool:
    """Whether the line begins what stands below an article: comments, rating, tags ("Từ khóa: di tích, lễ hội").

    "2. Thảo luận" does not: it is a heading of minutes.
    """
    return len(text) <= _LONGEST_LABELLED and _begins_after(text)


@remembered(_REMEMBERED)
def _begins_after(text: str) -> bool:
    label = text.partition(":")[0]
    may_begin = _first_word(label) in _AFTER_STARTS or _COUNT.search(label) is not None
    if not may_begin or len(label) > LONGEST_LABEL or _NUMBERED.match(label):
        return False
    plain = _COUNT.sub("", _TALLY.sub("", _plain(label))).strip()
    is_score = not plain and _SCORE.search(label) is not None
    # A short line may go on behind a long label.
    return is_score or plain in _AFTER or (len(text) <= LONGEST_LABEL and _LONG_AFTER.match(plain) is not None)


def also_heads_prose(label: str) -> bool:
    """Whether texts use the words, which head what stands below articles, as a heading or label, too."""
    return label[:2] in _ALSO_STARTS and len(label) <= _LONGEST_ALSO and _also_heads(label)


@remembered(_REMEMBERED)
def _also_heads(label: str) -> bool:
    return _plain(label) in _ALSO_PROSE


def is_talk(text: str) -> bool:
    """Whether the line heads what readers say of an article ("Ý kiến bạn đọc (1)")."""
    return len(text) <= LONGEST_LABEL and _TALK.search(_plain(text)) is not None


def is_footer(text: str) -> bool:
    """Whether the line belongs to the foot of the page: a label of it with a value."""
    return text.startswith(("©", "®")) or (len(text) <= 200 and _begins_footer(text))


@remembered(_REMEMBERED)
def _begins_footer(text: str) -> bool:
    may_be_label = ":" in text or len(text) <= 40 or any(map(str.isdigit, text))
    labelled = may_be_label and _first_word(text) in _FOOTER_STARTS and _FOOTER.match(_plain(text)) is not None
    named = text.isupper() and _SITE_NAME.match(folded(text)) is not None
    return labelled or named or (may_be_label and _CONTACT.match(text) is not None)


def is_notice(text: str) -> bool:
    """Whether the site may speak to its readers in the line: of its channels, of reprints, of their letters."""
    return 0 < len(text) <= 250 and _NOTICED.search(_plain(text)) is not None


def is_tool(text: str) -> bool:
    """Whether the line is made of buttons alone: "A- A A+ | In bài viết | Chia sẻ"."""
    return len(text) <= _LONGEST_TOOLS and _is_tool(text)


@remembered(_REMEMBERED)
def _is_tool(text: str) -> bool:
    return bool(text) and without_tools(text) == "" and not _NUMBERED.match(text)


def without_tools(text: str) -> str:
    """The line, or nothing where it holds but names of buttons and counts of them."""
    if _first_word(text) not in _TOOL_STARTS:  # soon told of most lines
        return text
    left = _COUNT.sub(" ", _TOOLS.sub(" ", _plain(_ADDRESS.sub(" ", text)))).split()
    return text if left else ""


def is_address(text: str) -> bool:
    """Whether the text is an address, or the name of a file, and nothing else: what a text prints as itself."""
    return _PRINTED.fullmatch(text) is not None


def is_numbered(text: str) -> bool:
    """Whether the line begins as a heading of a text does: "2. Thảo luận"."""
    return _NUMBERED.match(text) is not None


def is_file_label(text: str) -> bool:
    """Whether the line or link text names no file: "Tệp đính kèm:", "Tải về"."""
    return len(text) <= 60 and _labels_file(text)


@remembered(_REMEMBERED)
def _labels_file(text: str) -> bool:
    return _COUNT.sub("", _plain(text)).strip() in _FILE_LABELS or not _plain(text)


def says_no_files(text: str) -> bool:
    """Whether the text says below a label of files that there are none: "Không có"."""
    return len(text) <= LONGEST_LABEL and (_plain(text) in _NO_FILES or denies_files(text))


def denies_files(text: str) -> bool:
    """Whether the text says by itself that there are no files: "Chưa có tệp đính kèm"."""
    plain = _plain(text) if len(text) <= LONGEST_LABEL else ""
    return any(plain.startswith(f"{none} ") and plain.removeprefix(f"{none} ") in _FILE_LABELS for none in _NO_FILES)


def is_file_pointer(text: str) -> bool:
    """Whether the line points to a file and says nothing else: "Chi tiết xem văn bản tại đây"."""
    words = _plain(text).split() if len(text) <= LONGEST_LABEL else []
    return len(words) >= _LEAST_POINTED and _FILE_POINTERS.issuperset(words)


def labels_tags(label: str) -> bool:
    """Whether the text labels tags or topics, where links stand behind it."""
    return len(label) <= 30 and _plain(label) in _TAG_LABELS


def names_account(text: str) -> bool:
    """Whether the text names an account of the CMS and no person: "admin admin", "Ad Min", "btv01"."""
    return _USER.fullmatch(text) is not None or is_known_account(text)


def is_known_account(text: str) -> bool:
    """Whether the text is an account of the table, with blanks, numbers or said twice: "admin admin", "Ad Min 2"."""
    return len(text) <= 60 and _is_account(text)


@remembered(_REMEMBERED)
def _is_account(text: str) -> bool:
    may_be_account = _first_word(text).rstrip(_NUMBERING) in _ACCOUNT_STARTS  # soon told of most lines
    words = dict.fromkeys(_COUNT.sub("", _plain(text)).split()) if may_be_account else ()
    return "".join(words).rstrip(_NUMBERING) in _ACCOUNTS


def names_writer(text: str) -> bool:
    """Whether the text is the name of one or two people, or an account: what a line may hold beside a clock."""
    return 0 < len(text) <= 60 and _is_writer(text)


@remembered(_REMEMBERED)
def _is_writer(text: str) -> bool:
    may_be_name = len(text) > 1 and ":" not in text and not any(map(str.isdigit, text))
    is_name = may_be_name and all(map(_names_person, _JOINED.split(text)))
    return (is_name and not is_tool(text)) or is_known_account(text)  # "Email Lưu": two buttons, and "Lưu" a family


def _names_person(text: str) -> bool:
    words = text.split()
    plain = [word.casefold() for word in words]
    looks_like_name = 2 <= len(words) <= 5 and all(word[:1].isupper() and word.isalpha() for word in words)
    is_name = looks_like_name and (plain[0] in _FAMILY or plain[-1] in _GIVEN) and _IN_NO_NAME.isdisjoint(plain)
    return is_name and " ".join(plain) not in _PLACES


def names_no_category(text: str) -> bool:
    """Whether the text stands above articles without saying their category: "Trang chủ", "Chi tiết tin"."""
    return len(text) <= LONGEST_LABEL and _says_no_category(text)


@remembered(_REMEMBERED)
def _says_no_category(text: str) -> bool:
    plain = _plain(text)
    return plain in _NO_CATEGORY or _ANY_DETAIL.fullmatch(plain) is not None


def says_gone(text: str) -> bool:
    """Whether a short text says that there is no such article."""
    return len(text) <= 300 and _holds(_plain(text), _GONE)


def says_maintenance(text: str) -> bool:
    """Whether a short text says that the portal cannot serve anybody now."""
    return len(text) <= 300 and _holds(_plain(text), _MAINTENANCE)


def _holds(plain: str, words: tuple[str, ...]) -> bool:
    """Whether one of these words stands in the text."""
    return any(map(plain.__contains__, words))
