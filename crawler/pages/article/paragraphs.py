"""Paragraphs from lines: lines joined over mere line breaks, and each row of a data table as one paragraph.

A row's cells are joined by " | ". A table is data when most of its rows hold two or more cells of text; other tables
only lay out the page, and their cells are paragraphs of their own.
"""

import re
from dataclasses import dataclass

from crawler.pages.page.line_ends import begins_item, ends_clause
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import Element, holder
from crawler.records.text import CAPITALS

CELL_SEPARATOR = " | "
_CELLS = frozenset({"td", "th"})
#: Levels above a line in which its row and its table are looked for.
_NEAR = 12
#: Lines of prose that were broken by hand are longer.
LONGEST_VERSE = 60
_FRESH = re.compile(rf"^(?:[-–—+•*●▪◦✓\"“‘'(\[]|\d|[{CAPITALS}])")


@dataclass(slots=True)
class Paragraph:
    """A paragraph; `line` is its last line, which tells how it looks."""

    text: str
    line: Line
    row: bool = False


def paragraphs(reading: Reading, lines: list[Line], head: list[Line]) -> list[Paragraph]:
    """The paragraphs of the lines; `head` are lines of the article's head, which no data table holds."""
    made: list[Paragraph] = []
    outer = frozenset(table for line in head for table in line.node.iterancestors("table"))
    last_row: Element | None = None
    verse = _verse(lines)
    for line in lines:
        row = _data_row(reading, line, outer)
        in_row = row is not None and row is last_row
        in_text = row is None and bool(made) and not made[-1].row and line.place not in verse
        if in_row or (in_text and _goes_on(made[-1], line)):
            made[-1].text += (CELL_SEPARATOR if in_row and not _same_cell(made[-1].line, line) else " ") + line.text
            made[-1].line = line
        else:
            made.append(Paragraph(line.text, line, row=row is not None))
        last_row = row
    return made


def _verse(lines: list[Line]) -> set[int]:
    """The places of lines that stay apart though nothing but a break is between them: three and more short ones in
    which each begins like a sentence, as those of verse and of signatures do."""
    found: set[int] = set()
    run: list[Line] = []
    for line in lines:
        goes_on = line.broken == 1 and run and line.node is run[-1].node and _is_short(line)
        if not goes_on or not (len(run) > 1 or _is_short(run[0])):
            run = [line]
            continue
        run.append(line)
        if len(run) >= 3:
            found.update(one.place for one in run)
    return found


def _is_short(line: Line) -> bool:
    return len(line.text) <= LONGEST_VERSE and _FRESH.match(line.text) is not None


def _goes_on(paragraph: Paragraph, line: Line) -> bool:
    """Whether a line behind a mere line break continues the paragraph."""
    before = paragraph.line
    follows = line.broken == 1 and line.node is before.node and line.place == before.place + 1
    alike = follows and (line.bold, line.side) == (before.bold, before.side)
    ended = ends_clause(before.text) or before.text.endswith(",")
    return alike and not begins_item(line.text) and not (ended and _FRESH.match(line.text))


def _same_cell(one: Line, other: Line) -> bool:
    return holder(one.node, _CELLS, _NEAR) is holder(other.node, _CELLS, _NEAR)


def _data_row(reading: Reading, line: Line, outer: frozenset[Element]) -> Element | None:
    row = holder(line.node, {"tr"}, _NEAR)
    table = holder(row, {"table"}, _NEAR) if row is not None else None
    return row if table is not None and table not in outer and is_data_table(reading, table) else None


def in_data_table(reading: Reading, line: Line) -> bool:
    """Whether the line stands in a table of data."""
    table = holder(line.node, {"table"}, _NEAR)
    return table is not None and is_data_table(reading, table)


def is_data_table(reading: Reading, table: Element) -> bool:
    """Whether most rows of the table hold two or more cells of text, and none a picture."""
    if table not in reading.tables:
        reading.tables[table] = _holds_data(reading, table)
    return reading.tables[table]


def _holds_data(reading: Reading, table: Element) -> bool:
    rows = table.findall("./tr") + table.findall("./tbody/tr") + table.findall("./thead/tr")
    wide = filled = 0
    for row in rows:
        spans = [reading.span(cell) for cell in row if cell.tag in {"td", "th"}]
        if any(reading.pictures[behind] > reading.pictures[first] for first, behind in spans):
            return False
        cells = sum(reading.length(first, behind) > 0 for first, behind in spans)
        filled += cells > 0
        wide += cells > 1
    return filled >= 2 and wide * 2 > filled
