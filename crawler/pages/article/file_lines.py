"""The files that an article's lines link to, and the lines without those that say nothing else."""

import re
from collections.abc import Callable, Iterable

from crawler.pages.page.attachments import attachment, file_name
from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import denies_files, is_address, is_file_label, is_file_pointer, says_no_files
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import Element, holder
from crawler.records.article import Attachment
from crawler.records.text import CAPITALS

#: Links of one line that are looked at.
MOST_LINKS = 2_000
#: Links of one line that are looked at to tell what the line is.
_MOST_ASKED = 200
#: A line longer than this is prose, whatever files it links to.
LONGEST_LABELLED = 1_000
#: What stands beside a button ("Tải về") is the title of its file up to this length.
_LONGEST_TITLE = 150
#: Lines of the head of a table of files ("Tập tin", "Kích thước"), and characters of each.
_MOST_HEADS, _LONGEST_HEAD = 8, 40
#: Characters of the number, the day or the count of a row.
_LONGEST_NUMBER = 20
_SIZE = re.compile(r"\d[\d.,]*\s*(?:bytes?|[kmg]i?b)\b|\b[kmg]b\s*\d[\d.,]*", re.I)
#: What stands beside a file: its type, its size, or both.
_KIND = re.compile(rf"\W*(?:pdf|docx?|xlsx?|pptx?|odt|rtf|zip|rar)?\W*(?:{_SIZE.pattern})?\W*", re.I)
_SENTENCE_END = re.compile(r"[.!?:;,…][\"”’')\]]*$")
#: "tại đây" points to a file from within a sentence; "Tải về" is a button beside its title, and so is "Download … tại
#: đây".
_SENTENCES = re.compile(rf"[.!?] [{CAPITALS}]")
_DOWNLOAD = re.compile(rf"^{any_of('downloads')}\s+", re.I)
_POINTS = re.compile(rf"\b{any_of('this')}$", re.I)


def take_files(lines: list[Line], absolute: Callable[[str], str | None]) -> tuple[dict[str, Attachment], list[Line]]:
    """The files by address, and the lines that say more than which files there are; `absolute` makes addresses whole
    and gives `None` for those that nobody can ask for."""
    found: dict[str, Attachment] = {}
    kept: list[Line] = []
    tables: dict[Element, int] = {}
    titles = _titles_in_rows(lines)
    of_rows = {id(title) for title in titles.values()}
    for line in (line for line in lines if id(line) not in of_rows):
        texts: list[str] = []
        for link, text in line.links[:MOST_LINKS]:
            href = link.get("href") or ""
            name = file_name(link, text)
            url = absolute(href) if name else None
            # A link without words amid a line is one that nobody can see.
            if name is None or url is None or (line.text and not text):
                continue
            texts.append(text)
            shown = line.text.rstrip(" ./") if is_file_pointer(line.text) else _beside_label(line, text)
            shown = titles[id(line)].text if id(line) in titles else shown
            says_title = _DOWNLOAD.match(line.text) or not _POINTS.search(text)
            if shown is not None and says_title and not _SENTENCE_END.search(shown):
                texts.append(shown)
            known = found.get(url)
            if known is None or is_file_label(known.title or "") or known.title == name:
                found[url] = attachment(url, name, shown or text)
        if not texts or not (is_file_pointer(line.text) or _is_only_files(line, texts)):
            kept.append(line)
        elif (table := _table(line)) is not None:
            tables.setdefault(table, line.place)
    kept = [line for line in kept if not (found and _is_size(line))]
    return found, _without_heads(_without_lone_labels(kept), tables)


def _titles_in_rows(lines: list[Line]) -> dict[int, Line]:
    """The titles that stand beside links to files in rows of a table that holds nothing else but heads, numbers and
    sizes, by the line of the link, which says no more than "Tải về" or the name of the file."""
    links = [line for line in lines if offers_file(line) and (is_file_label(line.text) or is_address(line.text))]
    first = {table: line.place for line in reversed(links) if (table := _table(line)) is not None}
    said: dict[Element | None, list[Line]] = {table: [] for table in first}
    for line in lines if first else ():
        said.get(_table(line), []).append(line)
    titles: dict[int, Line] = {}
    for table, place in first.items():
        own = [link for link in links if _table(link) is table]
        of_files = set(map(_row, own))
        likely = [line for line in said[table] if line not in own and _may_be_title(line)]
        words = [line for line in likely if _row(line) in of_files or not _is_head(line, place)]
        rows = {_row(line): line for line in words}
        is_list = len(rows) == len(words) and rows.keys() <= of_files
        titles |= {id(link): rows[_row(link)] for link in own if is_list and _row(link) in rows}
    return titles


def _may_be_title(line: Line) -> bool:
    return bool(line.text) and not (is_file_label(line.text) or _is_number(line) or _is_size(line))


def _row(line: Line) -> Element | None:
    return holder(line.node, {"tr"}, 8)


def _is_size(line: Line) -> bool:
    """Whether the line says nothing but the type and the size of a file."""
    return bool(line.text) and not line.links and _KIND.fullmatch(line.text) is not None


def offers_file(line: Line) -> bool:
    """Whether one of the line's links leads to a file."""
    return bool(line.links) and any(file_name(link, text) for link, text in line.links[:_MOST_ASKED])


def _beside_label(line: Line, text: str) -> str | None:
    """What the line says beside a link whose text names no file: the file's title, if it can be one."""
    if not is_file_label(text) or len(line.text) > LONGEST_LABELLED or line.linked >= 0.9:
        return None
    labels = [shown for _, shown in line.links[:_MOST_ASKED] if shown != text and is_file_label(shown)]
    left = line.text.replace(text, "")
    for label in sorted(labels, key=len, reverse=True):
        left = left.replace(label, "", 1)
    left = _DOWNLOAD.sub("", left.strip(" :-–—()[].,|/"))
    named = 3 < len(left) <= _LONGEST_TITLE and not is_file_label(left) and not _SENTENCES.search(left)
    return left if named else None


def _is_only_files(line: Line, texts: Iterable[str]) -> bool:
    """Whether nothing but links to files, their titles, labels and sizes stands in the line."""
    left = line.text
    if len(left) > LONGEST_LABELLED:
        return False
    for text in texts:
        left = left.replace(text, " ", 1)
    words = [part for part in _SIZE.sub(" ", left).replace(":", " : ").split() if any(sign.isalpha() for sign in part)]
    rest = " ".join(words)
    return not rest or is_file_label(rest)


def _without_lone_labels(lines: list[Line]) -> list[Line]:
    """The lines without labels ("Tệp đính kèm:") whose files are gone from below them, or that say "Không có"."""
    labels = [_is_lone_label(line) for line in lines]
    rows = zip(lines, labels, [False, *labels], strict=False)
    return [line for line, is_label, below in rows if not (is_label or (below and says_no_files(line.text)))]


def _is_lone_label(line: Line) -> bool:
    label, _, value = line.text.partition(":")
    is_label = is_file_label(line.text) or (is_file_label(label) and says_no_files(value)) or denies_files(line.text)
    return not line.links and any(map(str.isalnum, line.text)) and is_label


def _without_heads(lines: list[Line], tables: dict[Element, int]) -> list[Line]:
    """The lines without the heads and numbers of tables that hold nothing else but files; `tables` are those of files,
    each with the place of the first."""
    rest: dict[Element, list[Line]] = {table: [] for table in tables}
    for line in lines if tables else ():
        rest.get(_table(line), []).append(line)
    # Pictures beside the files are icons of their types.
    said = {table: [line for line in left if line.text and not _is_number(line)] for table, left in rest.items()}
    heads = {id(line) for line in lines if tables and _is_of_heads(line)}
    without = heads | {
        id(line) for table, left in rest.items() if _are_heads(said[table], tables[table]) for line in left
    }
    return [line for line in lines if id(line) not in without]


def _is_of_heads(line: Line) -> bool:
    """Whether the line stands in a table of heads alone: some set those of a table into one of their own."""
    table = _table(line)
    return table is not None and holder(line.node, {"th"}, 2) is not None and table.find(".//td") is None


def _is_number(line: Line) -> bool:
    """Whether the line is the number, the day or the count of a row: "40 lượt tải"."""
    return line.text[:1].isdigit() and len(line.text) <= _LONGEST_NUMBER


def _are_heads(lines: list[Line], first: int) -> bool:
    """Whether the lines are a caption and the heads of columns beside each other, above the file at `first`."""
    rows = [line.node.getparent() for line in lines[:_MOST_HEADS] if line.node.tag == "td"]
    are_few = len(lines) <= _MOST_HEADS and all(_is_head(line, first) for line in lines)
    return are_few and all(rows.count(row) > 1 for row in rows)


def _is_head(line: Line, first: int) -> bool:
    """Whether the line may head a column of the files whose first stands at `first`."""
    return (
        line.place < first
        and 0 < len(line.text) <= _LONGEST_HEAD
        and not line.links
        and (is_file_label(line.text) or not _SENTENCE_END.search(line.text))
        and line.node.tag in {"td", "th", "caption"}
    )


def _table(line: Line) -> Element | None:
    """The table that the line's block stands in, near enough to be a table of files."""
    return holder(line.node, {"table"}, 8)
