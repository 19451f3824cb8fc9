"""The query of an address. Its parameters are parted by "&", on older portals by ";"."""

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, quote_plus, unquote_plus

#: A "&" that was escaped twice is read as "&" and "amp;".
_PARTED = re.compile(r"[&;](?:amp;)*")


def parameters(query: str) -> list[tuple[str, str]]:
    """Names and values of the parameters that have a value.

    >>> parameters("mod=tin;ma=5&amp;nhom=")
    [('mod', 'tin'), ('ma', '5')]
    """
    return parse_qsl(_PARTED.sub("&", query), max_num_fields=None) if query else []


def only(query: str, names: Collection[str]) -> str:
    """The query with no other parameters than those of `names`, which are in small letters; spelled as it was.

    >>> only("Mod=tin;in=1;ma=5", {"mod", "ma"})
    'Mod=tin;ma=5'
    """
    return _mark(query).join(part for part in _PARTED.split(query) if _name(part).lower() in names)


def with_value(query: str, name: str, value: str) -> str:
    """The query with the parameter set, behind all others.

    >>> with_value("mod=tin;trang=2;sx=", "trang", "3")
    'mod=tin;sx=;trang=3'
    """
    kept = [part for part in _PARTED.split(query) if part and _name(part) != name]
    return _mark(query).join([*kept, f"{quote_plus(name)}={quote_plus(value)}"])


def _name(part: str) -> str:
    return unquote_plus(part.partition("=")[0])


def _mark(query: str) -> str:
    """What parts the parameters of the query."""
    return ";" if ";" in query and "&" not in query else "&"
