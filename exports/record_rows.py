"""Records and rows in the form of `exports.columns`: made once from the store, then passed to every format."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from json.encoder import encode_basestring
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from exports import columns
from exports.columns import Table

if TYPE_CHECKING:
    from crawler.store.snapshot import MissingArticle, Observation

Row = list[Any]

#: Compact JSON; equal values are equal texts.
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def line_of(names: Sequence[str]) -> Callable[[Row], str]:
    """What makes a line of JSON of the values of a row: three times as fast as `encode` with a dict.

    >>> line_of(["id", "views"])(["sontay:1", None])
    '{"id":"sontay:1","views":null}\\n'
    """
    form = "{" + ",".join(f"{encode(name)}:%s" for name in names) + "}\n"
    return lambda row: form % tuple(map(_encoded, row))


def _encoded(value: Any) -> str:
    kind = value.__class__
    if kind is str:
        return encode_basestring(value)
    return "null" if value is None else str(value) if kind is int else encode(value)


class Record(dict[str, Any]):
    """The record of an article, its keys in the order of the columns; `sentences` may still be JSON (`bytes`)."""

    @cached_property
    def sentences(self) -> list[dict[str, Any]]:
        """The sentences, parsed on first use: they are most of a record, and some formats do not need them parsed."""
        found = self["sentences"]
        sentences: list[dict[str, Any]] = json.loads(found) if isinstance(found, bytes) else found
        return sentences

    @cached_property
    def line(self) -> str:
        """The record as a line of `articles.jsonl`, with its line end."""
        found = self.get("sentences")
        if not isinstance(found, bytes):
            return encode(self) + "\n"
        # JSON goes as it is into the place that is held for it.
        before, behind = encode({**self, "sentences": None}).split(_PLACE)
        return f'{before}"sentences":{found.decode()}{behind}\n'

    def of(self, names: Iterable[str]) -> "Record":
        """The record with these columns alone."""
        return Record({name: self[name] for name in names})


def record(article: dict[str, Any]) -> Record:
    """The record of an article in the form of `crawler.records.article.to_dict` or of `Store.snapshot.records`.

    Missing values are `None`, an empty text among them; all moments have the offset of `columns.ZONE`, so that they
    sort as texts, too. The parts are shared with `article`, not copied.

    Raises:
        ValueError: a moment is not ISO 8601.
    """
    body = "\n\n".join(article["paragraphs"])
    made = Record({name: body if name == "body" else article[name] for name in _NAMES})
    for name in _TEXTS:
        if made[name] == "":
            made[name] = None
    for name in _MOMENTS:
        if (text := made[name]) is not None and not text.endswith(_OFFSET):
            made[name] = moment(text)
    for table in columns.PARTS:
        if table.member is None and made[table.name]:
            made[table.name] = [_without_empty(part) for part in made[table.name]]
    made["earlier_versions"] = [
        {**text, "seen_at": text["seen_at"] and moment(text["seen_at"])} for text in made["earlier_versions"]
    ]
    return made


def observation(found: "Observation") -> Row:
    """The row of a reading of a count of visits."""
    return [found.article_id, moment(found.observed_at), found.view_count, found.run_id]


def derived(table: Table, made: Iterable[Any]) -> Iterator[Row]:
    """The rows of a table that is made of all articles together, from its records (see `crawler.records.derived`)."""
    values = attrgetter(*[column.name for column in table.columns])
    for one in made:
        row = list(values(one))
        # Few have an empty text, and `in` looks for it fast.
        yield [None if value == "" else value for value in row] if "" in row else row


def missing_article(found: "MissingArticle") -> Row:
    """The row of an article that no archive has."""
    return list(found._replace(listed_at=moment(found.listed_at)))


def rows(table: Table, made: dict[str, Any]) -> Iterator[Row]:
    """The rows of one of `columns.PARTS` in a record: the article's id, then the table's own columns."""
    key, parts = made["id"], made[table.name]
    if table.member:
        return ([key, part] for part in parts)
    values = _VALUES[table.name]
    return ([key, *values(part)] for part in parts)


def text_of(made: dict[str, Any], field: str, paragraph: int | None) -> str:
    """The text of a record that a span belongs to; empty when the record has no such text."""
    if field == "paragraphs":
        found = made.get("paragraphs") or ()
        return str(found[paragraph]) if paragraph is not None and 0 <= paragraph < len(found) else ""
    if field == "attachment":
        pages = made.get("attachment_texts") or ()
        return pages[paragraph]["text"] or "" if paragraph is not None and 0 <= paragraph < len(pages) else ""
    return made.get(field) or "" if field in ("title", "lead") else ""


def moment(text: str) -> str:
    """A moment with the offset of `columns.ZONE`.

    >>> moment("2020-06-25T12:26:00+00:00")
    '2020-06-25T19:26:00+07:00'
    """
    return text if text.endswith(_OFFSET) else datetime.fromisoformat(text).astimezone(_ZONE).isoformat()


def _without_empty(part: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in part.items()} if "" in part.values() else part


#: The values of a part's own columns.
_VALUES = {
    table.name: itemgetter(*[column.name for column in table.scalars])
    for table in columns.PARTS
    if table.member is None
}
_ZONE, _OFFSET = ZoneInfo(columns.ZONE), "+07:00"
_NAMES = [column.name for column in columns.ARTICLES.columns]
_TEXTS = [column.name for column in columns.ARTICLES.columns if column.type in {"text", "moment"}]
_MOMENTS = [column.name for column in columns.ARTICLES.columns if column.type == "moment"]
#: How a record without sentences shows them. No text holds this: its quotes would be escaped.
_PLACE = '"sentences":null'
