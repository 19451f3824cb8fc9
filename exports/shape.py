"""Which tables and columns the files of a dataset have: all of `exports.columns`, or fewer."""

from collections.abc import Iterable
from typing import NamedTuple

from exports import columns
from exports.columns import Table

#: The columns of an article without which its rows say nothing.
_KEYS = frozenset({"id", "portal"})
#: The tables that stand in the column `sentences` of the articles.
_IN_SENTENCES = (columns.SENTENCES, columns.TOKENS, columns.WORDS)


class Shape(NamedTuple):
    """Tables with the columns that are wanted, in the order of `exports.columns`.

    `in_path` are columns that the path of a file tells (`portal=sontay`). Parquet, whose readers take them from there,
    leaves them out of the file.
    """

    tables: tuple[Table, ...]
    in_path: frozenset[str] = frozenset()

    @property
    def articles(self) -> Table:
        """The table of the articles."""
        return next(table for table in self.tables if table.name == columns.ARTICLES.name)

    @property
    def csv(self) -> tuple[Table, ...]:
        """The tables that CSV has."""
        return tuple(table for table in self.tables if table.csv)

    @property
    def nested(self) -> tuple[Table, ...]:
        """The tables that are lists in the articles' records, each a column of theirs."""
        return tuple(table for table in self.tables if table in columns.PARTS)

    @property
    def apart(self) -> tuple[Table, ...]:
        """The tables whose rows do not come with an article's record."""
        return tuple(table for table in self.tables if not table.nested)

    def of(self, names: Iterable[str]) -> "Shape":
        """The same with these columns and tables alone, out of `CHOICE`; the keys of the articles stay."""
        wanted = frozenset(names) | _KEYS
        in_sentences = {table.name for table in _IN_SENTENCES} if "sentences" in wanted else set()
        kept = {columns.ARTICLES.name} | wanted | in_sentences
        tables = tuple(table for table in self.tables if table.name in kept)
        return self._replace(tables=tables).without({column.name for column in self.articles.columns} - wanted)

    def without(self, names: Iterable[str]) -> "Shape":
        """The same without some columns of the articles."""
        dropped = frozenset(names)
        kept = tuple(column for column in self.articles.columns if column.name not in dropped)
        return self._replace(
            tables=tuple(table._replace(columns=kept) if table is self.articles else table for table in self.tables)
        )


#: What Parquet leaves to the paths of its files.
IN_PATH = frozenset({"portal"})
#: All tables with all their columns.
WHOLE = Shape(columns.TABLES)
#: What can be asked for: columns of the articles, and tables that do not come with them.
CHOICE = tuple(column.name for column in columns.ARTICLES.columns) + tuple(table.name for table in columns.APART)


def chosen(names: Iterable[str]) -> Shape:
    """The shape with these columns and tables out of `CHOICE`; the keys of the articles are always there.

    >>> [table.name for table in chosen(["title", "entities"]).tables]
    ['articles', 'entities']
    >>> [column.name for column in chosen(["title", "entities"]).articles.columns]
    ['id', 'portal', 'title', 'entities']
    """
    return WHOLE.of(names)


def text_shape(shape: Shape) -> Shape:
    """Of a shape what the articles' parts hold: nothing that changes with every visit."""
    nested = tuple(table for table in shape.tables if table.nested)
    volatile = [column.name for column in shape.articles.columns if column.volatile]
    return Shape(nested, IN_PATH).without(volatile)
