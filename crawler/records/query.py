"""The query of an address. Its parameters are parted by "&", on older portals by ";"."""

import re
from collections.abc import Collection
from urllib.parse import parse_qsl, unquote_plus

#: A "&" that was escaped twice is read as "&" and "amp;".
_PARTED = re.compile(r"[&;](?:amp;)*")


def parameters(query: str) -> list[tuple[str, str]]:
    """Names and values of the parameters that have a value.

    >>> parameters("mod=tin;ma=5&amp;nhom=")
    [('mod', 'tin'), ('ma', '5')]
    """
    return parse_qsl(_PARTED.sub("&", query), max_num_fields=None)


def only(query: str, names: Collection[str]) -> str:
    """The query with no other parameters than those of `names`, which are in small letters; spelled as it was.

    >>> only("Mod=tin;in=1;ma=5", {"mod", "ma"})
    'Mod=tin;ma=5'
    """
    kept = [part for part in _PARTED.split(query) if unquote_plus(part.partition("=")[0]).lower() in names]
    return (";" if ";" in query and "&" not in query else "&").join(kept)
