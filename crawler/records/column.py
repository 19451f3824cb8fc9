"""Columns of the datasets: a field of a record says in its annotation what its column means.

Name and type of the column, whether it may be missing, and the table that a list makes up follow from the field.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

#: "moment" is ISO 8601 with its offset, "day" ISO 8601 without a time; "list" holds texts or the rows of another table.
Type = Literal["text", "integer", "boolean", "moment", "day", "list"]


class Column(NamedTuple):
    """A column of a table.

    `example` is a value as JSON Lines hold it. `of` is the name of the table that the members of a list make up.
    `required`: it is never missing. `few`: it has few values, which come again and again. `volatile`: it changes with
    every look at the page, so its change is no change of the article.
    """

    meaning: str
    example: Any
    type: Type = "text"
    of: str | None = None
    required: bool = False
    few: bool = False
    volatile: bool = False
    name: str = ""


def columns(record: type) -> tuple[Column, ...]:
    """The columns of a record (a data class), in the order of its fields.

    Raises:
        TypeError: a field has no `Column` in its annotation.

    >>> from dataclasses import dataclass
    >>> from typing import Annotated
    >>> @dataclass
    ... class Picture:
    ...     url: Annotated[str, Column("Address", "https://x.vn/a.jpg")]
    ...     width: Annotated[int | None, Column("Pixels", 640)] = None
    >>> [(column.name, column.type, column.required) for column in columns(Picture)]
    [('url', 'text', True), ('width', 'integer', False)]
    """
    return tuple(_column(part.name, part.type) for part in fields(record))


def parts(record: type) -> dict[str, type]:
    """The fields of a record that are lists of other records, each with the data class of its members."""
    members = {part.name: next(iter(get_args(_bare(part.type))), None) for part in fields(record)}
    return {name: member for name, member in members.items() if isinstance(member, type) and is_dataclass(member)}


def tables(record: type) -> Iterator[str]:
    """The names of the tables that the lists in a record make up; a table stands before those within its rows."""
    within = parts(record)
    for column in columns(record):
        if column.of:
            yield column.of
        if column.name in within:
            yield from tables(within[column.name])


def _bare(annotation: Any) -> Any:
    """The type that an annotation annotates."""
    return get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation


def _column(name: str, annotation: Any) -> Column:
    described = next((part for part in getattr(annotation, "__metadata__", ()) if isinstance(part, Column)), None)
    if described is None:
        raise TypeError(f"{name}: expected a column's meaning: write Annotated[…, Column(…)]")
    bare = _bare(annotation)
    kinds = get_args(bare) if get_origin(bare) in {UnionType, Union} else (bare,)
    (kind,) = (each for each in kinds if each is not NoneType)
    if get_origin(kind) is list:
        of = name if is_dataclass(get_args(kind)[0]) else described.of
        return described._replace(name=name, type="list", of=of)
    types: dict[Any, Type] = {int: "integer", bool: "boolean"}
    return described._replace(name=name, type=types.get(kind, described.type), required=NoneType not in kinds)
