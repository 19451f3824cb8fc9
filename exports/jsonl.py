"""`articles.jsonl`: one nested record per line, UTF-8."""

import json
from typing import Any

from exports.atomic import FileSet


class JsonLines:
    """Writes records (see `exports.columns.record`) as lines."""

    def __init__(self, files: FileSet) -> None:
        self._file = files.open("articles.jsonl")
        self._encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

    def write(self, record: dict[str, Any]) -> None:
        """Write a record as a line; a value that is JSON already (`bytes`) goes in as it is."""
        pairs = (
            f'"{name}":{value.decode() if isinstance(value, bytes) else self._encode(value)}'
            for name, value in record.items()
        )
        self._file.write(f"{{{','.join(pairs)}}}\n")
