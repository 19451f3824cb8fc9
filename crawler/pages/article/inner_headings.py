"""Lines amid a text whose words could as well begin what stands below it: "Đánh giá" over a paragraph of minutes."""

from itertools import islice

from crawler.pages.page.lexicon import also_heads_prose
from crawler.pages.page.line_ends import ends_clause
from crawler.pages.page.lines import Line
from crawler.pages.page.tree import Element

#: Lines of the text, the last ones, whose form is asked for
_ASKED = 12
_Form = tuple[Element | None, str, str | None]


def stands_amid(lines: list[Line], line: Line, taken: list[Line]) -> bool:
    """Whether the line is one of the text `taken` so far: a label with a sentence behind it in the form of the text's
    lines, or a heading over a sentence in that form.
    """
    label = line.text.partition(":")[0] if len(line.text) > 2 else ""
    if not also_heads_prose(label) or line.links:
        return False
    forms = {form for one in islice(reversed(taken), _ASKED) if _is_sentence(one) for form in _forms(one)}
    if label != line.text.rstrip(": "):
        return _is_sentence(line) and not forms.isdisjoint(_forms(line))
    below = next((one for one in lines[line.place + 1 : line.place + 3] if one.text), None)
    return below is not None and _is_sentence(below) and not forms.isdisjoint(_forms(below))


def _is_sentence(line: Line) -> bool:
    return not line.links and len(line.text.split()) >= 4 and ends_clause(line.text)


def _forms(line: Line) -> tuple[_Form, _Form]:
    """The block that holds the line (others stand in it behind breaks), and how it stands in the block around."""
    node = line.node
    return (node, "", None), (node.getparent(), str(node.tag), node.get("class"))
