"""Trails to the page ("Trang chủ » Tin tức » Lễ hội làng Vân"), which lead from the home page to the article.

They are known by their first part, wherever they stand.
"""

import re
from collections.abc import Sequence
from itertools import dropwhile

from crawler.pages.page.label_sets import any_of
from crawler.pages.page.lexicon import HOME
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import folded
from crawler.records.text import remembered

#: Characters of the longest trail, and parts of the longest that is set as a list.
_LONGEST, _MOST_PARTS = 400, 6
_ARROWS = re.compile(r"\s*[»›>→❯▸▶⟩\\]+\s*|\s+/\s+|\s*::\s*")
#: Between the parts of a menu, too, which is longer.
_BARS, _MOST_BARRED = re.compile(r"\s+\|\s+"), 3
LABEL = re.compile(rf"^{any_of('trails')}\s*:\s*", re.I)


@remembered(_LONGEST)
def is_home(text: str) -> bool:
    """Whether the text is that of a link to the home page."""
    return HOME.fullmatch(folded(text)) is not None


def parts_of_trail(line: Line) -> list[str]:
    """The parts of a trail on one line, behind the home page; none of any other line."""
    may_be = bool(line.links) and len(line.text) <= _LONGEST and is_home(line.links[0][1])
    text = LABEL.sub("", line.spaced) if may_be else ""
    first, *others = _ARROWS.split(text)
    first, *barred = _BARS.split(first)
    others += barred if len(barred) <= _MOST_BARRED else []
    return [part for part in others if part] if may_be and is_home(first) else []


def before_title(lines: Sequence[Line], title: str | None) -> list[str]:
    """The parts of a trail set as a list, its last item the title: those between the home page and the title."""
    ends = (place for place, line in enumerate(lines) if line.text == title)
    trails = ([line.text for line in lines[max(0, end - _MOST_PARTS) : end]] for end in ends)
    begun = (list(dropwhile(lambda text: not is_home(text), texts)) for texts in trails)
    return next((texts[1:] for texts in begun if len(texts) > 1), [])
