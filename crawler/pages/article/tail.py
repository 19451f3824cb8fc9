"""The end of an article's lines: a meta line below the text, and labels that say nothing any more."""

import re

from crawler.pages.article.facts import Facts
from crawler.pages.article.meta_line import Meta, is_meta, is_piece
from crawler.pages.article.meta_lines import is_day_of_text, read_around, read_line
from crawler.pages.page.lexicon import is_file_label
from crawler.pages.page.lines import Line, Reading

#: Characters of a meta line below the text; a longer one may be prose.
_LONGEST_META = 120
_SENTENCE = re.compile(r"(?:(?<!\.\.)[.!?;]|/\.)[\"”’')\]]*$")


def drop_tail(facts: Facts, lines: list[Line], dated: bool) -> Meta | None:
    """Take the meta line, whole or in pieces, and empty labels off the end, where they are no text; what the meta line
    says. Files may stand below it. `dated`: the head has a day.
    """
    if lines and _is_lone_heading(facts.reading, lines):
        lines.pop()
    spot = None
    while lines and lines[-1].text:
        line = lines[-1]
        meta = read_line(line)
        pure = is_meta(meta) and len(line.text) < _LONGEST_META
        says = meta.author or meta.source or (dated and is_day_of_text(meta)) or facts.in_table(line)
        if says or not (pure or is_piece(line.text) or (is_file_label(line.text) and not line.links)):
            break
        if pure and (spot is None or meta.raw):
            spot = line.place
        lines.pop()
    return read_around(facts.reading, spot)[0]


def _is_lone_heading(reading: Reading, lines: list[Line]) -> bool:
    """Whether the last line is a heading that heads nothing and stands outside of what holds the text: that of an empty
    box."""
    last = lines[-1]
    texts = [line.place for line in lines if line.text]
    first, behind = reading.span(reading.shared(texts[0], texts[-2])) if len(texts) > 1 else (0, 0)
    heads_nothing = bool(last.heading) and not last.links and not _SENTENCE.search(last.text)
    return heads_nothing and not first <= last.place < behind
