"""The identity of a document across articles: its kind, number, year and issuer.

Three plans of three years with one number are three documents, and so are those of two districts. A document whose year
or issuer nobody tells has no identity: two of them may differ.
"""

import re
from functools import lru_cache

from pipelines.documents.kinds import alternation
from pipelines.tables import entries, rows
from pipelines.units.bodies import Body

_PART = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+$")


def document_id(kind: str | None, number: str | None, day: str | None, issuer: Body | None) -> str | None:
    """The id of a document; `None` where number, year or issuer are unknown. `day` is an ISO 8601 date.

    The year is the one in the number, or that of the day. Codes of bodies that are alone in having them name the
    issuers, whatever the text says.

    >>> document_id("Kế hoạch", "027/KH-UBND", "2023-02-03", Body("Ủy ban nhân dân", "01/thixasontay"))
    'Kế hoạch 27/KH-UBND, 2023, Ủy ban nhân dân [01/thixasontay]'
    >>> document_id("Nghị định", "83/2011/NĐ-CP", None, None)
    'Nghị định 83/NĐ-CP, 2011, Chính phủ'
    >>> document_id("Kế hoạch", "27/KH-UBND", "2023-02-03", None)
    """
    if not kind or not number:
        return None
    integer, *codes = _PART.findall(number.upper())
    year = next((code for code in codes if _YEAR.fullmatch(code)), day[:4] if day else None)
    codes = [code for code in codes if code != year]
    name = str(_whole(issuer)) if issuer and _is_identified(issuer) else None
    # A joint circular bears the codes of all who issued it.
    name = " - ".join(filter(None, map(issuer_of_code, codes))) or name
    if year is None or name is None:
        return None
    return f"{kind} {'/'.join([integer.lstrip('0') or '0', *filter(None, ['-'.join(codes)])])}, {year}, {name}"


def issuer_of_code(code: str) -> str | None:
    """The body that is alone in having that code at the end of its documents' numbers.

    >>> issuer_of_code("QH15"), issuer_of_code("UBND")
    ('Quốc hội', None)
    """
    return _issuers().get(_DIGITS.sub("#", code).upper())


def without_office(name: str) -> str:
    """The name of the whole body behind an office or a part of it; empty where the name says no body.

    >>> without_office("Phó Chủ tịch UBND thị xã"), without_office("Ban Thường vụ")
    ('UBND thị xã', '')
    """
    return _offices().sub("", name.partition("(")[0]).strip()


def _whole(issuer: Body) -> Body:
    return issuer._replace(head=without_office(issuer.head))


def _is_identified(issuer: Body) -> bool:
    """Whether the issuer is one body: it has a unit, or the country has it once."""
    whole = _whole(issuer)
    return bool(whole.head) and (issuer.unit_code is not None or whole.head.startswith(_national()))


@lru_cache(maxsize=1)
def _issuers() -> dict[str, str]:
    return {code.upper(): issuer for code, issuer in rows("documents/issuers_by_code")}


@lru_cache(maxsize=1)
def _national() -> tuple[str, ...]:
    return tuple(entries("documents/issuers_national"))


@lru_cache(maxsize=1)
def _offices() -> re.Pattern[str]:
    return re.compile(rf"^(?:(?:{alternation(entries('documents/issuer_offices'))})(?:\s+|$))+", re.IGNORECASE)
