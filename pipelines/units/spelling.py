"""Full official spellings: abbreviations expanded, headlines in capitals brought back to usual case."""

import re
import unicodedata
from functools import lru_cache

from pipelines.tables import rows
from pipelines.units.unit_names import LEVELS, SHORT_TYPES

_SHORT_TYPE = re.compile(r"(?<![^\W_])(TP|Tp|TX|Tx|TT|Q|P|H)(?:\.\s*|\s+)(?=[^\W\d_])")
_CLOSING_TYPE = re.compile(r"(?<=\s)(TP|Tp|TX|Tx)\.?$")
# "oà", "oè", "uỳ" at the end of a syllable; in "quý" the u belongs to the q.
_OLD_TONES = re.compile(r"(?<!q)([ou])([àáảãạèéẻẽẹỳýỷỹỵ])(?![^\W_])", re.IGNORECASE)
_TYPE_WORD = re.compile(rf"(?<=\s)({'|'.join(word.capitalize() for word in LEVELS)}|Thành Phố|Thị Xã)(?=\s+(?!hội)|$)")


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    return dict(rows("units/abbreviations"))


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_table(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])")


@lru_cache(maxsize=1)
def _form_of() -> dict[str, str]:
    return {form.casefold(): form for form in _table().values()}


@lru_cache(maxsize=1)
def _forms() -> re.Pattern[str]:
    words = "|".join(re.escape(form) for form in sorted(_form_of().values(), key=len, reverse=True))
    return re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE)


def expanded(name: str) -> str:
    """The name of a body with its usual abbreviations written out.

    >>> expanded("Ban CHQS TP Hà Nội")
    'Ban Chỉ huy quân sự thành phố Hà Nội'
    """
    name = _pattern().sub(lambda match: _table()[match[0]], new_toned(" ".join(name.split())))
    name = _SHORT_TYPE.sub(_spelled, name)
    name = _CLOSING_TYPE.sub(lambda match: SHORT_TYPES[match[1].lower()], name)
    return _TYPE_WORD.sub(lambda match: match[0].lower(), name)


def new_toned(name: str) -> str:
    """The name with the tone marks of "oa", "oe" and "uy" on their first letter, as in the tables: "Uỷ ban", "Hoà".

    >>> new_toned("Uỷ ban nhân dân tỉnh Khánh Hoà")
    'Ủy ban nhân dân tỉnh Khánh Hòa'
    """
    return _OLD_TONES.sub(_moved, name)


def is_capitals(name: str) -> bool:
    """Whether a name stands in capitals because its line does: several words, none with a small letter."""
    return name.isupper() and " " in name.strip()


def with_known_forms(name: str) -> str:
    """The name with the usual case of the forms that the tables know.

    >>> with_known_forms("Ban Chỉ huy Quân sự"), with_known_forms("Sở Giáo Dục và Đào Tạo")
    ('Ban Chỉ huy quân sự', 'Sở Giáo dục và Đào tạo')
    """
    return _forms().sub(lambda match: _form_of()[match[0].casefold()], name)


def usual_case(name: str) -> str:
    """The name of a body in capitals, with small letters: those of the known forms, else a capital first letter.

    >>> usual_case("ỦY BAN NHÂN DÂN THỊ XÃ")
    'Ủy ban nhân dân thị xã'
    """
    return with_known_forms(name[:1] + name[1:].lower())


def title_case(name: str) -> str:
    """A name in capitals as names are usually written: "PHẠM HẢO" is "Phạm Hảo"."""
    return " ".join(word[:1] + word[1:].lower() for word in name.split())


def _moved(match: re.Match[str]) -> str:
    letter, mark = tuple(unicodedata.normalize("NFD", match[2]))
    return unicodedata.normalize("NFC", match[1] + mark + letter)


def _spelled(match: re.Match[str]) -> str:
    return f"{SHORT_TYPES[match[1].lower()]} "
