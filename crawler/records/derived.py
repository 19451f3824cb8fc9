"""Tables that are made of all articles together, and the promise of what makes them.

A row is a data class here, its fields in the order of the exported columns; `exports.columns` reads what they mean.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Protocol

from crawler.records.column import Column


class Deriver(Protocol):
    """Makes tables of all articles. One serves for one dataset."""

    def see(self, record: Mapping[str, Any]) -> None:
        """Take note of an article: its record as it is exported. Articles come in the order of the dataset.

        `record["sentences"]` may still be JSON (`bytes`).
        """

    def tables(self) -> Iterator[tuple[str, Iterator[Any]]]:
        """The names of the tables, each with its rows. Called once, behind the last article."""


@dataclass(slots=True)
class Unit:
    """An administrative unit that the articles name, or one that such a unit refers to."""

    unit_code: Annotated[str, Column("Its code: that of `entities.unit_code`", "01/thixasontay")]
    statistics_code: Annotated[str | None, Column(
        "Its code in the lists of the General Statistics Office, for joins with a census; missing where no source "
        "with a free licence has it",
        "269",
    )]  # fmt: skip
    name: Annotated[str, Column("Its official name", "thị xã Sơn Tây")]
    level: Annotated[str, Column("Its level: province, district or commune", "district", few=True)]
    parent_code: Annotated[str | None, Column("Code of the unit that it lies or lay in; missing for a province", "01")]
    since: Annotated[
        str | None, Column("Its first day; missing where no reform known to us made it", "2025-07-01", type="day")
    ]
    until: Annotated[str | None, Column("The first day without it; missing while it lasts", "2025-07-01", type="day")]
    successors: Annotated[str | None, Column(
        "Codes of the units that took its place, the principal first, divided by blanks; missing while it lasts",
        "01/phuongsontay@2025 01/phuongtungthien@2025 01/xadoaiphuong@2025",
    )]  # fmt: skip
    predecessors: Annotated[str | None, Column(
        "Codes of the units whose place it took, whole or in part, divided by blanks",
        "01/thixasontay/phuongvienson 01/thixasontay/phuongphuthinh",
    )]  # fmt: skip
    mentions: Annotated[int, Column(
        "Entities that name it; 0 for a unit that is here because another refers to it", 12
    )]  # fmt: skip
    articles: Annotated[int, Column("Articles that name it", 5)]


@dataclass(slots=True)
class Body:
    """A body that the articles name, or one before or behind such a body."""

    body_id: Annotated[str, Column(
        "Its name without its unit's, and the code of that unit", "Ủy ban nhân dân [01/thixasontay]"
    )]  # fmt: skip
    name: Annotated[str, Column(
        "Its full name: one of `entities.canonical`, where it is named", "Ủy ban nhân dân thị xã Sơn Tây"
    )]  # fmt: skip
    unit_code: Annotated[str | None, Column(
        "Code of the unit in its name; missing for a body of the country, and where its unit is unknown",
        "01/thixasontay",
    )]  # fmt: skip
    level: Annotated[str | None, Column("Level of that unit: province, district or commune", "district", few=True)]
    until: Annotated[str | None, Column(
        "The first day without it or its unit, as far as known", "2025-07-01", type="day"
    )]  # fmt: skip
    successors: Annotated[str | None, Column(
        "Ids of the bodies that took its place in the reforms of 2025, divided by semicolons",
        "Ủy ban nhân dân [01/phuongsontay@2025]; Ủy ban nhân dân [01/phuongtungthien@2025]",
    )]  # fmt: skip
    predecessors: Annotated[str | None, Column(
        "Ids of the bodies whose place it took then, divided by semicolons", "Ủy ban nhân dân [01/thixasontay]"
    )]  # fmt: skip
    mentions: Annotated[int, Column("Entities that name it; 0 for one that is here because of another", 12)]
    articles: Annotated[int, Column("Articles that name it", 5)]


#: The form of every table's rows, by the table's name.
FORMS: dict[str, type] = {"units": Unit, "bodies": Body}
