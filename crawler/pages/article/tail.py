"""The end of an article's lines: a meta line below the text, and labels that say nothing any more."""

import re

from crawler.pages.article.byline import is_byline
from crawler.pages.article.facts import Facts
from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.meta_line import Meta, is_meta, is_piece
from crawler.pages.article.meta_lines import is_day_of_text, read_around, read_line
from crawler.pages.page.lexicon import is_file_label
from crawler.pages.page.lines import Line, Reading

#: Characters of a meta line below the text; a longer one may be prose.
_LONGEST_META = 120
#: Characters of a line that links to a file and says little else.
_LONGEST_FILE = 150
LONGEST_HEADING = 60
_SENTENCE = re.compile(r"(?:(?<!\.\.)[.!?;]|/\.)[\"”’')\]]*$")


def drop_tail(facts: Facts, lines: list[Line], dated: bool) -> Meta | None:
    """Take the meta line, whole or in pieces, and empty labels off the end, where they are no text; what the meta line
    says. Files may stand below it. `dated`: the head has a day.
    """
    _drop_lone_heading(facts.reading, lines)
    spot = files = None
    dropped: list[int] = []
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if not line.text:
            break
        if offers_file(line) and len(line.text) < _LONGEST_FILE:
            files = len(dropped) if files is None else files
            continue
        meta = read_line(line)
        if meta.author or meta.source or (dated and is_day_of_text(meta)):
            break
        pure = is_meta(meta) and len(line.text) < _LONGEST_META
        if not (pure or is_piece(line.text) or (is_file_label(line.text) and not line.links)):
            break
        if facts.in_table(line):
            break
        if pure and (spot is None or meta.raw):
            spot = line.place
        dropped.append(index)
    if spot is None and files is not None:
        del dropped[files:]  # numbers and labels above files are text
    for index in dropped:
        del lines[index]
    return read_around(facts.reading, spot)[0]


def _drop_lone_heading(reading: Reading, lines: list[Line]) -> None:
    """Take a heading off the end that heads nothing and stands outside of what holds the text: that of an empty box."""
    last = lines[-1] if lines else None
    if last is None or not last.heading or not last.text or last.links or _SENTENCE.search(last.text):
        return
    texts = [line.place for line in lines if line.text]
    if len(last.text) > LONGEST_HEADING or is_byline(last.text):
        return
    if len(texts) > 1:
        holder = reading.shared(texts[0], texts[-2])
        first, behind = reading.span(holder)
        if first <= last.place < behind:
            return
    del lines[-1]
