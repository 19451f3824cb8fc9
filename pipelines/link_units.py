"""Link places and bodies to administrative units, and give every entity its canonical name.

A place that is a unit, and the unit inside a body's name, get the unit's code and its status on the article's day:
"current" while the unit exists, "former" once it has ended, "ambiguous" where several units fit and none was chosen;
a unit that has ended by now, by the article's day or since, also gets the codes of its successors.
`docs/linking.md` says how a name is resolved; the table of units with their successors is `pipelines.units`.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from crawler.records.article import Article, Entity, TextField
from crawler.records.profile import Portal
from pipelines.tables import entries
from pipelines.units import Unit, Units, fold, load_units
from pipelines.units.mentions import PROVINCE, UnitMention, in_body, in_place
from pipelines.units.resolution import (
    AMBIGUOUS,
    NOTHING,
    RANK,
    UNDATED,
    Evidence,
    Home,
    Resolution,
    candidates,
    codes_for,
    home_of,
    lying_in,
    resolve,
)
from pipelines.units.spelling import expanded, is_capitals, title_case, usual_case
from pipelines.units.unit_names import LEVELS

_Place = tuple[TextField, int | None]

# What stands between a unit and the larger one that it lies in: "xã Cổ Đông, thị xã Sơn Tây", "… (Hà Nội)".
_INTO_LARGER = re.compile(r"\s*[,(–-]?\s*(?:(?:thuộc|của|ở|tại|nay\s+là)\s+)?")
_AND = re.compile(r"\s*(?:,|;|và|,\s*và|hoặc)\s*")
_SEVERAL = re.compile(r"(?<![^\W_])(?:các|những|hai|ba|bốn|năm|\d+)\s+$", re.IGNORECASE)
# "số 68", "185", "5/2", but no "3 phường": a number right before a bare name is that of a house.
_STREET_BEFORE = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(map(re.escape, entries('units/street_words')))}|\d+[A-Za-z]?(?:/\d+[A-Za-z]?)*)\s+$",
    re.IGNORECASE,
)
# "Lê Lợi - Quang Trung", "từ Hàng Trống đến Hàng Khay"
_ALONG = re.compile(r"\s*[-–]\s*|\s+(?:đến|tới)\s+")
_TYPE_BEFORE = re.compile(rf"(?<![^\W_])({'|'.join(sorted(LEVELS, key=len, reverse=True))}):?\s+$", re.IGNORECASE)
_OTHER_TYPE = re.compile(
    rf"(?<![^\W_])(?:{'|'.join(sorted(LEVELS, key=len, reverse=True))})\s*(?:,|và|/)\s*$", re.IGNORECASE
)


@dataclass(slots=True)
class _Named:
    """An entity's unit on its way to being resolved; `index` is the entity's place in the article."""

    index: int
    mention: UnitMention
    found: list[Unit]
    place: _Place
    adjacent: list[str]
    resolution: Resolution | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        """Type and name, as mentions of one unit are compared."""
        return self.mention.type, fold(self.mention.bare_name or "")


def link_units(article: Article, portal: Portal) -> Article:
    """The article whose entities carry `canonical`, `unit_code` and `unit_status`."""
    if not article.entities:
        return article
    units = load_units()
    day = article.published_at[:10] if article.published_at else UNDATED
    published = date.fromisoformat(day) if article.published_at else None
    home = home_of(portal.unit_on(published, article.url), units, day)
    texts = {(field, paragraph): text for field, paragraph, text in article.texts()}
    named = _named_units(article.entities, texts, units, day)
    _resolve_all(named, day, home)

    chosen: dict[int, _Named] = {}
    for one in named:
        chosen.setdefault(one.index, one)
    usual = {
        " ".join(entity.text.split()).casefold(): entity.text
        for entity in article.entities
        if not is_capitals(entity.text)
    }
    return article.changed(
        entities=[_linked(entity, chosen.get(index), usual, day) for index, entity in enumerate(article.entities)],
    )


def _named_units(entities: list[Entity], texts: dict[_Place, str], units: Units, day: str) -> list[_Named]:
    """The units that the entities name, in order, each with the larger ones right behind it."""
    named: list[_Named] = []
    types: dict[int, str | None] = {}  # of the members of lists: "các xã Kim Sơn, Sơn Đông và Cổ Đông"
    streets: set[int] = set()
    for index, entity in enumerate(entities):
        if entity.label == "PER":
            continue
        place = (entity.field, entity.paragraph)
        if entity.label == "LOC":
            mention = in_place(entity.text)
            if mention.type is None and _is_street(entities, index, texts[place], streets):
                streets.add(index)
                continue
            if mention.type is None and fold(entity.text) in _sights():
                continue
            if mention.type is None:
                types[index] = _type_of_list(entities, index, texts[place], types)
                mention = replace(mention, type=types[index])
            elif _SEVERAL.search(texts[place], max(0, entity.start - 16), entity.start):
                types[index] = mention.type
            mentions = [mention]
        else:
            mentions = list(in_body(entity.text, units))
        for mention in mentions:
            found = candidates(units, mention.bare_name, mention.type, day) if mention.bare_name else []
            if found or mention.how == "typed":
                named.append(_Named(index, mention, found, place, []))
    for this, following in pairwise(named):
        if following.mention.how != "typed" and _lies_behind(this, following, entities, texts):
            larger = {code for unit in following.found if _is_larger(unit, this.found) for code in codes_for(unit, day)}
            # Behind "xã Cổ Đông", "thị xã Sơn Tây" is the larger unit in any case, "Sơn Tây" only if it can be.
            if following.mention.type or lying_in(this.found, larger):
                this.adjacent = sorted(larger)
    return named


def _is_street(entities: list[Entity], index: int, text: str, streets: set[int]) -> bool:
    """Whether a bare name is a street: behind a house number, "tuyến" and the like, or behind another street."""
    start = entities[index].start
    if _STREET_BEFORE.search(text, max(0, start - 24), start):
        return True
    return index - 1 in streets and _ALONG.fullmatch(text, entities[index - 1].end, start) is not None


@lru_cache(maxsize=1)
def _sights() -> frozenset[str]:
    return frozenset(map(fold, entries("units/sights")))


def _type_of_list(entities: list[Entity], index: int, text: str, types: dict[int, str | None]) -> str | None:
    """The type that a bare name has from the words before it, or from the list that it stands in."""
    entity = entities[index]
    before = _TYPE_BEFORE.search(text, max(0, entity.start - 16), entity.start)
    if before:
        # "các huyện, thị xã: Quốc Oai, Sơn Tây": which is which is open.
        several = _OTHER_TYPE.search(text, max(0, before.start() - 16), before.start())
        return None if several else " ".join(before[1].lower().split())
    previous = entities[index - 1] if index else None
    if previous and (previous.field, previous.paragraph) == (entity.field, entity.paragraph):
        between = text[previous.end : entity.start]
        if len(between) < 12 and _AND.fullmatch(between):
            return types.get(index - 1)
    return None


def _lies_behind(this: _Named, following: _Named, entities: list[Entity], texts: dict[_Place, str]) -> bool:
    if this.place != following.place:
        return False
    start = entities[this.index].start + this.mention.end
    end = entities[following.index].start + following.mention.start
    return 0 <= end - start <= 12 and _INTO_LARGER.fullmatch(texts[this.place][start:end]) is not None


def _is_larger(unit: Unit, than: list[Unit]) -> bool:
    return bool(than) and RANK[unit.level] < max(RANK[other.level] for other in than)


def _resolve_all(named: list[_Named], day: str, home: Home) -> None:
    """Resolve provinces, then names with a larger unit behind them, then districts, then the rest."""
    near: dict[_Place, set[str]] = defaultdict(set)
    everywhere: set[str] = set()
    around: set[str] = set()
    said: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    by_code: dict[str, Unit] = {}

    def settle(one: _Named, resolution: Resolution) -> None:
        one.resolution = resolution
        if resolution.unit:
            codes = codes_for(resolution.unit, day)
            by_code[resolution.unit.code] = resolution.unit
            if resolution.unit.level != "commune":
                near[one.place].update(codes)
                everywhere.update(codes)
                around.update(resolution.unit.within)

    def evidence(one: _Named) -> Evidence:
        return Evidence(one.adjacent, near[one.place], everywhere, around)

    def rest(level: str) -> list[_Named]:
        return [one for one in named if one.resolution is None and any(unit.level == level for unit in one.found)]

    for one in rest("province"):
        settle(one, resolve(one.found, one.mention.type is not None, day, evidence(one), home))
    for one in reversed([one for one in named if one.resolution is None and one.adjacent]):
        settle(one, resolve(one.found, one.mention.type is not None, day, evidence(one), home))
        if one.resolution and one.resolution.unit:
            said[one.key].add(one.resolution.unit.code)
            said[None, one.key[1]].add(one.resolution.unit.code)
    for level in ("district", "commune"):
        # A name with its type first: "Sơn Tây" alone then means what "thị xã Sơn Tây" means.
        for one in sorted(rest(level), key=lambda one: one.mention.type is None):
            codes = said[one.key]
            if len(codes) == 1:
                settle(one, Resolution(by_code[next(iter(codes))]))
                continue
            settle(one, resolve(one.found, one.mention.type is not None, day, evidence(one), home))
            if one.mention.type and one.resolution and one.resolution.unit:
                said[None, one.key[1]].add(one.resolution.unit.code)
    _resolve_types(named, home)


def _resolve_types(named: list[_Named], home: Home) -> None:
    """Resolve what is named by its type alone: "UBND thị xã", "Huyện ủy".

    It means the portal's unit of that type, unless the text has just spoken of another one and the article never of
    the portal's; where the portal has none, the only one that the article names.
    """
    by_type: dict[str, dict[str, Unit]] = defaultdict(dict)
    first: dict[tuple[str, _Place], int] = {}
    for one in named:
        if one.resolution and one.resolution.unit:
            unit = one.resolution.unit
            by_type[unit.type][unit.code] = unit
            first.setdefault((unit.type, one.place), one.index)
            if unit.level == PROVINCE:
                by_type[PROVINCE][unit.code] = unit
    for one in named:
        if one.resolution is not None:
            continue
        type_word = one.mention.type or ""
        others = by_type.get(type_word, {})
        own = home.of_type(type_word)
        if own and type_word == PROVINCE:
            one.resolution = Resolution(own)
        elif own:
            before = first.get((type_word, one.place), one.index) < one.index
            one.resolution = AMBIGUOUS if before and own.code not in others else Resolution(own)
        elif len(others) == 1:
            one.resolution = Resolution(next(iter(others.values())))
        else:
            one.resolution = AMBIGUOUS if others else NOTHING


def _linked(entity: Entity, one: _Named | None, usual: dict[str, str], day: str) -> Entity:
    resolution = one.resolution if one and one.resolution else NOTHING
    unit = resolution.unit
    status = None
    if unit:
        status = "current" if unit.exists_on(day) else "former"
    elif resolution.ambiguous:
        status = "ambiguous"
    return replace(
        entity,
        canonical=_canonical(entity, one.mention if one else None, unit, usual),
        unit_code=unit.code if unit else None,
        unit_status=status,
        unit_successors=" ".join(unit.successors) or None if unit else None,
    )


def _canonical(entity: Entity, mention: UnitMention | None, unit: Unit | None, usual: dict[str, str]) -> str:
    """The entity's full name in usual case, with its unit's official one."""
    text = entity.text
    in_capitals = is_capitals(text)
    if entity.label == "PER" or (entity.label == "LOC" and unit is None):
        text = title_case(text) if in_capitals else " ".join(text.split())
        return f"{mention.type} {mention.bare_name}" if mention and mention.how == "named" and not in_capitals else text
    if entity.label == "LOC" and unit:
        return unit.name
    if in_capitals:
        written = usual.get(" ".join(text.split()).casefold())
        text = (
            written if written and len(written) == len(text) else usual_case(expanded(text)) if unit is None else text
        )
    if unit is None or mention is None:
        return expanded(text)
    head = text[: mention.start]
    head = usual_case(expanded(head)) if is_capitals(head) else expanded(head)
    only_name = (
        mention.how != "bare"
        and mention.type != PROVINCE
        and text[mention.start : mention.end] in ("", mention.bare_name)
    )
    name = unit.bare_name if only_name else unit.name
    tail = text[mention.end :]
    return " ".join(f"{head} {name}{tail[: len(tail) - len(tail.lstrip())]}{expanded(tail)}".split())
