"""Parquet, one file for each table of `exports.columns`: real types, zstd, in row groups of bounded size.

`articles.parquet` has the lists of texts as list columns; the other lists are files of their own. Texts of few values
are dictionaries, which pandas reads as categories. Moments are microseconds with their time zone. The fields carry
their meaning as metadata.

Records come as JSON (the line that JSON Lines hold) and go through pyarrow's own JSON reader: but for the sentences'
texts no value becomes a Python object.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.json
import pyarrow.parquet as pq

from exports import columns
from exports.atomic import FileSet
from exports.columns import Column, Table
from exports.formats.base import Format
from exports.record_rows import Record, Row, text_of
from exports.shape import IN_PATH, WHOLE, Shape

#: Rows of a row group: readers skip groups by their statistics and hold one group at a time.
ARTICLES_IN_GROUP = 10_000
ROWS_IN_GROUP = 100_000
#: Where texts are long a group of articles is smaller, so that memory stays bounded.
_GROUP_BYTES = 32_000_000
#: Records are read in batches of so many characters of JSON, at the least one record.
_BATCH = 2_000_000

_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "moment": pa.timestamp("us", tz=columns.ZONE),
    "day": pa.date32(),
}
_FEW = pa.dictionary(pa.int32(), pa.string())


class Files(Format):
    """Writes records into the files of all tables."""

    TITLE = "Parquet, zstd"
    MEDIA_TYPE = "application/vnd.apache.parquet"

    def __init__(self, files: FileSet, *, excel: bool = False, shape: Shape = WHOLE) -> None:
        self._shape = shape
        self._groups = {table.name: _Groups(table, files, shape.in_path) for table in shape.tables}
        self._records: list[Record] = []
        self._waiting = 0
        self._rows: dict[str, list[Row]] = {table.name: [] for table in shape.apart}

    def write(self, record: Record) -> None:
        """Add a record's rows to all tables."""
        self._records.append(record)
        self._waiting += len(record.line)
        if self._waiting >= _BATCH:
            self._flush()

    def add(self, table: Table, rows: Sequence[Row]) -> None:
        """Add rows of a table that does not come with the articles."""
        self._rows[table.name] += rows
        if len(self._rows[table.name]) >= ROWS_IN_GROUP:
            self._flush()

    def close(self) -> None:
        """Finish the files."""
        self._flush()
        for groups in self._groups.values():
            groups.close()

    def abandon(self) -> None:
        """Release the files after a failure."""
        for groups in self._groups.values():
            groups.abandon()

    @classmethod
    def place(cls, table: Table) -> str | None:
        """Every table but the facets, which `vnportal browse` alone needs."""
        return f"`{table.name}.parquet`" if table in columns.TABLES else None

    def _flush(self) -> None:
        if self._records:
            form = pa.schema([(column.name, _json_type(column)) for column in self._shape.articles.columns])
            read = _read("".join(record.line for record in self._records).encode(), form)
            for name, table in _tables(read, self._records, self._shape).items():
                self._groups[name].add(table)
            self._records, self._waiting = [], 0
        for table in self._shape.apart:
            if rows := self._rows[table.name]:
                of_columns = zip(table.flat, zip(*rows, strict=True), strict=True)
                arrays = {column.name: _array(column, values) for column, values in of_columns}
                self._groups[table.name].add(pa.table(arrays))
                rows.clear()


class _Groups:
    """A table's file, written one full row group after the other."""

    def __init__(self, table: Table, files: FileSet, in_path: frozenset[str]) -> None:
        self._schema = schema(table, in_path)
        self._writer = pq.ParquetWriter(files.path(f"{table.name}.parquet"), self._schema, compression="zstd")
        self._rows = ARTICLES_IN_GROUP if table.name == columns.ARTICLES.name else ROWS_IN_GROUP
        self._waiting: list[pa.Table] = []

    def add(self, rows: pa.Table) -> None:
        self._waiting.append(rows)
        while sum(map(len, self._waiting)) >= self._rows:
            joined = pa.concat_tables(self._waiting)
            self._write_full(joined.slice(0, self._rows))
            # A copy: a slice would keep all of what it is cut from.
            self._waiting = [joined.slice(self._rows).combine_chunks()]
        if sum(table.nbytes for table in self._waiting) >= _GROUP_BYTES:
            self._write_full(pa.concat_tables(self._waiting))
            self._waiting = []

    def close(self) -> None:
        if rows := sum(map(len, self._waiting)):
            self._write(pa.concat_tables(self._waiting).slice(0, rows))
        self._writer.close()

    def abandon(self) -> None:
        with suppress(OSError, pa.ArrowException):
            self._writer.close()

    def _write_full(self, rows: pa.Table) -> None:
        """Write a large group, and give its memory back; for small files that would take longer than the writing."""
        self._write(rows)
        pa.default_memory_pool().release_unused()

    def _write(self, rows: pa.Table) -> None:
        values = [_typed(rows.column(field.name).combine_chunks(), field.type) for field in self._schema]
        self._writer.write_table(pa.Table.from_arrays(values, schema=self._schema), row_group_size=len(rows))


def schema(table: Table, in_path: frozenset[str] = frozenset()) -> pa.Schema:
    """The schema of a table's file; the columns `in_path` are told by the path of the file."""
    return pa.schema([_field(column) for column in in_file(table, in_path)])


def in_file(table: Table, in_path: frozenset[str] = IN_PATH) -> list[Column]:
    """The columns that stand in the file of a part; its path tells the others."""
    return [column for column in columns_of(table) if column.name not in in_path]


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns of a table's file: its single values and, of the articles, the lists of texts."""
    return table.outer + tuple(column for column in table.columns if column.type != "list" or _is_texts(column))


def _field(column: Column) -> pa.Field:
    if column.type == "list":
        kind: pa.DataType = pa.list_(pa.string())
    else:
        kind = _FEW if column.few else _TYPES[column.type]
    return pa.field(column.name, kind, metadata={"description": column.meaning})


def _is_texts(column: Column) -> bool:
    return column.type == "list" and (column.of is None or _BY_NAME[column.of].member is not None)


def _typed(values: pa.Array, kind: pa.DataType) -> pa.Array:
    if values.type == kind:
        return values
    # Text to dictionary is no cast that pyarrow has for every layout of chunks.
    return values.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else values.cast(kind)


def _array(column: Column, values: Sequence[Any]) -> pa.Array:
    """The values of a column that is no list, as rows have them: moments and days are texts."""
    as_text = column.type in {"text", "moment", "day"}
    return pa.array(values, pa.string() if as_text else _TYPES[column.type])


def _read(lines: bytes, form: pa.Schema) -> pa.Table:
    reading = pa.json.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    parsing = pa.json.ParseOptions(explicit_schema=form, unexpected_field_behavior="error")
    return pa.json.read_json(pa.py_buffer(lines), reading, parsing)


def _tables(read: pa.Table, records: list[Record], shape: Shape) -> dict[str, pa.Table]:
    """The tables that are nested in records."""
    ids = read.column("id").combine_chunks()
    found = {"articles": read.select([column.name for column in columns_of(shape.articles)])}
    for table in shape.nested:
        parents, members = _flatten(read.column(table.name).combine_chunks())
        inner = {table.member: members} if table.member else _fields(members, table)
        found[table.name] = pa.table({"id": ids.take(parents), **inner})
    if columns.SENTENCES not in shape.tables:
        return found
    lists = read.column("sentences").combine_chunks()
    parents, members = _flatten(lists)
    sentence_ids, numbers = ids.take(parents), _numbers(lists)
    inner = _fields(members, columns.SENTENCES)
    texts = _texts(records, parents.to_numpy(), inner)
    found["sentences"] = pa.table({"id": sentence_ids, "sentence": numbers, "text": texts, **inner})
    for table in (columns.TOKENS, columns.WORDS):
        parents, words = _flatten(members.field(table.name))
        found[table.name] = pa.table(
            {"id": sentence_ids.take(parents), "sentence": numbers.take(parents), **_fields(words, table)}
        )
    return found


def _flatten(lists: pa.ListArray) -> tuple[pa.Array, pa.Array]:
    """Of each member the number of the list that it is in, and the members."""
    return pc.list_parent_indices(lists), lists.flatten()


def _numbers(lists: pa.ListArray) -> pa.Array:
    """The number of each member in its list, from 0."""
    lengths = lists.value_lengths().to_numpy()
    firsts = np.cumsum(lengths) - lengths
    return pa.array(np.arange(lengths.sum()) - np.repeat(firsts, lengths), pa.int64())


def _fields(members: pa.StructArray, table: Table) -> dict[str, pa.Array]:
    return {column.name: members.field(column.name) for column in table.scalars}


def _texts(records: list[Record], parents: np.ndarray, spans: dict[str, pa.Array]) -> pa.Array:
    columns_needed = [spans[name].to_pylist() for name in ("field", "paragraph", "start", "end")]
    return pa.array(
        [
            text_of(records[parent], field, paragraph)[start:end]
            for parent, field, paragraph, start, end in zip(parents.tolist(), *columns_needed, strict=True)
        ],
        pa.string(),
    )


def _nested(table: Table) -> pa.DataType:
    """The type of a table's rows as JSON holds them; days are texts there."""
    if table.member:
        return pa.string()
    return pa.struct([(column.name, _json_type(column)) for column in table.columns])


def _json_type(column: Column) -> pa.DataType:
    if column.type == "list":
        return pa.list_(_nested(_BY_NAME[column.of]) if column.of else pa.string())
    return pa.string() if column.type == "day" else _TYPES[column.type]


_BY_NAME = {table.name: table for table in columns.TABLES}
