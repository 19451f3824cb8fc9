"""An article, and lists of articles, as text for a terminal. What is no terminal gets the same without colour."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.text import Text as Styled

from crawler.store.snapshot import Text
from exports.browse.labels import KINDS
from exports.browse.marks import marks, pieces
from exports.browse.search import excerpt
from exports.facets import facets
from exports.phrases import number
from exports.record_rows import Record

#: Columns of a line of text: longer lines are hard to read.
WIDTH = 88
#: Colours of the marks in a text, by kind.
_COLOURS = {"person": "yellow", "body": "cyan", "place": "green", "document": "magenta"}
#: Signs that would command the terminal, or turn the direction of what follows.
_COMMANDS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def harmless(text: str | None) -> str:
    """A text whose signs cannot command the terminal.

    >>> harmless("a\\x1b[31mb")
    'a�[31mb'
    """
    return _COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text or "")


def article(record: Record) -> RenderableType:
    """The whole article: where and when, title, lead, text with its names coloured, files, names, address."""
    marked = marks(record["entities"], record["documents"])
    text = [_marked(record["title"], marked["title", None], "bold")]
    if record["lead"]:
        text.append(_marked(record["lead"], marked["lead", None], "italic"))
    text += [_marked(each, marked["paragraphs", place]) for place, each in enumerate(record["paragraphs"])]
    signed = " · ".join(filter(None, (record["author"], record["source"])))
    parts: list[RenderableType] = [Styled(harmless(_where(record)), "dim"), *_apart(text)]
    if signed:
        parts.append(Styled(harmless(f"\n{signed}"), "bold", justify="right"))
    for page in record["attachment_texts"]:
        if page["text"]:
            parts.append(Styled(harmless(f"\n{page['member'] or page['file']}, {page['page']}"), "bold"))
            parts.append(Styled(harmless(page["text"])))
    parts.append(Styled())
    parts += _facts(record)
    return Group(*parts)


def hits(count: int, found: Iterable[Text], query: str) -> RenderableType:
    """The number of hits, and of each its title, day, category, id and the place of the words."""
    parts: list[RenderableType] = [Styled(f"{number(count)} {'article' if count == 1 else 'articles'}", "dim")]
    for text in found:
        about = Styled(" · ").join(
            Styled(harmless(each), "dim") for each in (_day(text.published_at), text.category, text.article_id) if each
        )
        body = f"{text.lead or ''}\n{text.body}".strip()
        place = Styled.assemble(
            *((harmless(piece.text), "reverse" if piece.hit else "") for piece in excerpt(body, query))
        )
        parts += [Styled(), Styled(harmless(text.title or text.url), "bold"), about]
        parts.append(Styled(" ").join(place.split("\n", allow_blank=False)))
    return Group(*parts)


def show(console: Console, what: RenderableType) -> None:
    """Print it: in lines of a readable length on a terminal, with a line a paragraph elsewhere."""
    width = min(console.width, WIDTH) if console.is_terminal else None
    console.print(what, width=width, soft_wrap=width is None, markup=False, highlight=False, emoji=False)


def _marked(text: str | None, found: Any, style: str = "") -> Styled:
    made = Styled(style=style)
    for piece in pieces(text, found):
        made.append(harmless(piece.text), _COLOURS.get(piece.marks[0].kind) if piece.marks else None)
    return made


def _apart(texts: Iterable[Styled]) -> Iterator[Styled]:
    """The paragraphs, an empty line before each."""
    for text in texts:
        yield Styled()
        yield text


def _where(record: Record) -> str:
    views = f"{number(record['view_count'])} views" if record["view_count"] is not None else None
    gone = f"gone since {_day(record['gone_at'])}" if record["gone_at"] else None
    version = f"version {record['version']}" if record["version"] > 1 else None
    found = (record["portal"], record["category"], _day(record["published_at"]), views, gone, version)
    return " · ".join(filter(None, found))


def _facts(record: Record) -> Iterator[Styled]:
    """A line for each kind of name, then files, problems, near duplicate and address."""
    values: dict[str, list[str]] = {kind: [] for kind in _COLOURS}
    for _, kind, value, _ in facets(record):
        if kind in values:
            values[kind].append(value)
    for kind, names in values.items():
        if names:
            yield _fact(KINDS[kind].en, "; ".join(names), _COLOURS[kind])
    for file in record["attachments"]:
        yield _fact("File", " ".join(filter(None, (file["title"], file["url"]))))
    for problem in record["problems"]:
        yield _fact("Problem", f"{problem['kind']}: {problem['message']}", "red")
    if record["near_duplicate_of"]:
        yield _fact("Near duplicate of", record["near_duplicate_of"])
    yield _fact("Address", record["url"])
    yield _fact("Id", record["id"])


def _fact(name: str, value: str, style: str = "") -> Styled:
    return Styled.assemble((f"{name}: ", "dim"), (harmless(value), style))


def _day(moment: str | None) -> str | None:
    """A day as both languages write it: 25/06/2020."""
    return f"{moment[8:10]}/{moment[5:7]}/{moment[:4]}" if moment else None
