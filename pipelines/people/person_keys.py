"""Names of persons: which of them are one, and which name nobody."""

from collections.abc import Iterable
from functools import cache

from pipelines.tables import rows
from pipelines.units import fold


def key(name: str) -> str | None:
    """The name as it is compared, another name of a well-known person replaced; `None` for initials ("Đặng Thị N.").

    >>> key("Bác Hồ") == key("HỒ CHÍ MINH")
    True
    >>> key("Đặng Thị N.")
    """
    if name.endswith(".") or any(len(word.rstrip(".")) == 1 for word in name.split()):
        return None
    folded = fold(name)
    return _known().get(folded, folded)


def known_name(folded: str) -> str | None:
    """The usual name of the person of that key, if everybody knows the person."""
    return _names().get(folded)


def full_names(keys: Iterable[str]) -> dict[str, str | None]:
    """Of each key in an article the key that it is short for: itself, or the only longer one that ends alike.

    A name of one syllable that is short for none, or may be for several, is nobody's: `None`.

    >>> full_names(["nguyễn huy khánh", "khánh", "huy khánh", "hoa"])["khánh"]
    'nguyễn huy khánh'
    """
    found = set(keys)
    whole = [name for name in found if name.count(" ") > 1]
    full: dict[str, str | None] = {}
    for name in found:
        longer = [other for other in whole if other.endswith(f" {name}")] if name.count(" ") < 2 else []
        full[name] = longer[0] if len(longer) == 1 else name if " " in name and not longer else None
    return full


def joined(name: str) -> str:
    """A name in small letters, its words joined by hyphens. Marks stay: names that differ in them alone are two.

    >>> joined("Đinh Thị Sen")
    'đinh-thị-sen'
    """
    return "-".join(name.lower().split())


@cache
def _known() -> dict[str, str]:
    """The key of a well-known person by every name."""
    found = {fold(name): fold(name) for name, _ in rows("people/aliases")}
    return found | {fold(alias): fold(name) for name, alias in rows("people/aliases") if alias != "-"}


@cache
def _names() -> dict[str, str]:
    return {fold(name): name for name, _ in rows("people/aliases")}
