"""How the address of an article is made of the fields of its record in JSON, learnt where both are seen.

Some portals send records without addresses, and their script makes these: {"slug": "le-hoi", "_id": "64a1f9"} stands at
"/bai-viet/le-hoi-64a1f9" by the form "/bai-viet/{slug}-{_id}". No name of a field tells that.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import quote, unquote, urlsplit

#: Addresses that tell a form; records and addresses that are compared; characters of a value that stands in one.
_TELL, _MOST, _LONGEST = 2, 100, 300
#: Levels of JSON that are looked into for records, and levels of a record.
_DEEPEST, _WITHIN = 12, 2
#: What is no part of an address: a whole one, and a name that a form cannot hold.
_NO_PART = re.compile(r"[{}]|^(?:https?:)?/")
_FIELD = re.compile(r"\{([^{}]+)\}")


def form_of(texts: Iterable[str], addresses: Iterable[str]) -> str | None:
    """The form by which records make most of the addresses; `None` where no form makes two of them.

    `texts` are JSON; a text that is none says nothing.
    """
    paths = {unquote(_path(address)) for address in islice(addresses, _MOST)}
    makes: dict[str, set[str]] = {}
    for fields in islice((fields for text in texts for fields in _records(_read(text), 0)), _MOST):
        for path in paths:
            makes.setdefault(_form(path, fields), set()).add(path)
    best = max(makes, key=lambda form: len(makes[form]), default="")
    return best if _FIELD.search(best) and len(makes[best]) >= _TELL else None


def filled(form: str, record: Mapping[str, object]) -> str | None:
    """The address that the form makes of a record; `None` where the record lacks a field of it."""
    fields = _fields(record)
    is_whole = fields.keys() >= set(_FIELD.findall(form))
    return _FIELD.sub(lambda field: quote(fields[field[1]]), form) if is_whole else None


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _records(held: object, depth: int) -> Iterator[dict[str, str]]:
    """The fields of each record, those within others as well."""
    yield from [_fields(held)] if isinstance(held, dict) else ()
    within = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
    for one in within if depth < _DEEPEST else ():
        yield from _records(one, depth + 1)


def _fields(record: Mapping[str, object], before: str = "", depth: int = 1) -> dict[str, str]:
    """The texts and numbers of a record by their names, those of a record in it as "category.slug"."""
    found: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict) and depth < _WITHIN:
            found |= _fields(value, f"{before}{name}.", depth + 1)
        elif isinstance(value, str | int) and not isinstance(value, bool) and 0 < len(str(value)) <= _LONGEST:
            found[f"{before}{name}"] = str(value)
    return found


def _form(path: str, fields: Mapping[str, str]) -> str:
    """The path with the fields' names for what it holds of them as a whole, the longest first."""
    pieces = [path]
    for name, value in sorted(fields.items(), key=lambda field: (-len(field[1]), field[0])):
        if value in path and not (_NO_PART.search(name) or _NO_PART.search(value)):
            whole = re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])")
            pieces = [part for piece in pieces for part in _parted(piece, whole, f"{{{name}}}")]
    return "".join(pieces)


def _parted(piece: str, whole: re.Pattern[str], name: str) -> list[str]:
    found = whole.search(piece) if not piece.startswith("{") else None
    return [piece[: found.start()], name, piece[found.end() :]] if found is not None else [piece]
