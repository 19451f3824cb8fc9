"""The lead (sapo): the paragraph under an article's head that says what it is about.

Usually it is the first paragraph. A lead beside a picture looks like a caption. It is the lead where the CMS names
its element so, or where it ends like a sentence.
"""

import re
from itertools import takewhile

from crawler.pages.article.file_lines import offers_file
from crawler.pages.article.paragraphs import Paragraph
from crawler.pages.page.element_names import is_called
from crawler.pages.page.line_ends import ends_clause, ends_sentence, is_numbered
from crawler.pages.page.lines import Line, Reading
from crawler.pages.page.tree import MOST_LEVELS, Element, around, holder

#: Lines of text behind the head among which the lead stands.
_AMONG = 4
#: Characters of the shortest lead that only its look tells from a caption.
_SHORTEST = 60
#: Characters behind which a line is no caption though no sentence ends it.
_LONGEST_CAPTION = 150
#: Words of the longest kind of a document: "Kế hoạch", "Thông báo tuyển dụng".
_MOST_WORDS_OF_KIND = 4
#: Elements around a line that may carry the name of the lead.
_AROUND = 3
_BRACKETS = re.compile(r"\s*\(.*\)[\s.;/]*")
_CAPTION_TAGS = frozenset({"figure", "figcaption", "table"})
_BOUNDS = _CAPTION_TAGS | {"body", "html"}


def lead_lines(reading: Reading, lines: list[Line]) -> list[Line]:
    """The lines among the first of the body that are the lead though a picture stands beside them; often none."""
    texts = [line for line in lines if line.text][:_AMONG]
    named = next((line for line in texts if is_named_lead(line.node)), None)
    if named is not None:
        holder = _named_around(named.node)
        held = [line for line in lines if holder in (line.node, *line.node.iterancestors())]
        boxes = {line.node for line in held if line.picture is not None} - {holder}
        texts = [line for line in held if line.text]
        # What stands right below the picture, in a box of both, is its caption beside a sentence in none.
        outside = [line for line in texts if boxes.isdisjoint(around(line.node, _AROUND))]
        sentences = [line for line in texts if line in outside or ends_sentence(line.text)]
        return outside if any(ends_sentence(line.text) for line in outside) else sentences or texts
    if len(texts) > 1 and lines[0].picture is not None and _is_beside(texts[0], texts[1]):
        return texts[:1]
    return []


def is_named_lead(element: Element) -> bool:
    """Whether the markup calls the element, or a small one around it, the lead: `sapo`, `hometext`, `description`."""
    return _named_around(element) is not None


def _named_around(element: Element) -> Element | None:
    near = takewhile(lambda one: one.tag not in _BOUNDS, around(element, _AROUND))
    # "body with summary" is the name of a text; "sapo-note" stands in a "sapo".
    named = [one for one in near if is_called(one, "lead_names") and not is_called(one, "text_names")]
    return named[-1] if named else None


def _is_beside(line: Line, following: Line) -> bool:
    """Whether a line right behind the picture above the text is the lead beside it rather than its caption."""
    apart = line.italic or line.side in {"center", "right"} or line.linked > 0 or len(line.text) < _SHORTEST
    again = following.text == line.text
    dressed = (following.bold or following.heading) and not (line.bold or line.heading)
    is_above_lead = dressed and not again and len(following.text) >= _SHORTEST
    in_caption = apart or _is_held_as_caption(line, following)
    looks_like_lead = ends_sentence(line.text) or len(line.text) > _LONGEST_CAPTION or line.bold
    return looks_like_lead and not in_caption and not is_above_lead


def _is_held_as_caption(line: Line, following: Line) -> bool:
    """Whether the line stands in an element of captions: a figure, a table. A table's cell that holds the next
    paragraph, too, lays the page out."""
    held = holder(line.node, _CAPTION_TAGS, MOST_LEVELS)
    cell = holder(line.node, frozenset({"td"}), MOST_LEVELS)
    is_text = len(following.text) >= _SHORTEST and ends_sentence(following.text)
    lays_out = is_text and cell is not None and holder(following.node, frozenset({"td"}), MOST_LEVELS) is cell
    return held is not None and not (held.tag == "table" and lays_out)


def lead_and_rest(made: list[Paragraph], named: list[Line], pinned: str | None) -> tuple[str | None, list[str]]:
    """The lead and the paragraphs behind it; a lead that the body says again counts once."""
    texts = [paragraph.text for paragraph in made]
    if pinned:
        return pinned, [text for text in texts if text != pinned]
    if not made or made[0].row or _heads_text(made, named):
        return None, texts
    of_lead = {line.place for line in named}
    first = [paragraph.text for paragraph in made if paragraph.line.place in of_lead] or texts[:1]
    rest = [paragraph for paragraph in made if paragraph.line.place not in of_lead] if of_lead else made[1:]
    lead = " ".join(first)
    return lead, [paragraph.text for paragraph in rest if not _says_again(paragraph, lead)]


def _heads_text(made: list[Paragraph], named: list[Line]) -> bool:
    """Whether the first paragraph is a heading of what follows: a numbered one ("I. MỤC ĐÍCH, YÊU CẦU"), or one in the
    middle that says what kind of document it is ("QUYẾT ĐỊNH")."""
    first, line = made[0].text, made[0].line
    is_kind = line.side == "center" and (first.isupper() or len(first.split()) <= _MOST_WORDS_OF_KIND)
    dressed = bool(line.bold or line.heading) or first.isupper()
    return dressed and len(made) > 1 and not named and not ends_clause(first) and (is_kind or is_numbered(first))


def _says_again(paragraph: Paragraph, lead: str) -> bool:
    """Whether the paragraph says the lead, and behind it in brackets at most which file says more."""
    starts, behind = paragraph.text.startswith(lead), paragraph.text[len(lead) :]
    return starts and (not behind or (_BRACKETS.fullmatch(behind) is not None and offers_file(paragraph.line)))
