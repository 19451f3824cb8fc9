"""Articles with marked units, and how linking is scored on them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from crawler.records.article import Article, Entity
from crawler.records.profile import Portal, Unit
from pipelines.link_units import link_units
from pipelines.units import load_units

HERE = Path(__file__).parent
_MARK = re.compile(r"\{(PER|ORG|LOC)\|([^{}|]*)\|([^{}|]*)\|([^{}|]*)\}")


class Wanted(NamedTuple):
    """What an entity must get."""

    code: str | None
    status: str | None
    canonical: str


class Score(NamedTuple):
    """Counts of entities: linked rightly, linked wrongly, linkable in all; canonical names right, entities in all."""

    right: int
    wrong: int
    linkable: int
    canonical: int
    entities: int

    @property
    def precision(self) -> float:
        """How many of the links are right."""
        return self.right / (self.right + self.wrong)

    @property
    def coverage(self) -> float:
        """How many of the units that context settles are linked."""
        return self.right / self.linkable


def articles(name: str) -> Iterator[tuple[Article, Portal, list[Wanted]]]:
    """The articles of a set with their portals, and what every entity must get."""
    blocks = re.split(r"^= ", (HERE / name).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for block in blocks:
        head, *lines = block.strip().splitlines()
        home, day = (part.strip() for part in head.split("|"))
        texts, entities, wanted = [], [], []
        for line in lines:
            text, position = "", 0
            for mark in _MARK.finditer(line):
                text += line[position : mark.start()]
                label, surface, code, canonical = mark.groups()
                entities.append(Entity(surface, label, "paragraphs", len(texts), len(text), len(text) + len(surface)))
                wanted.append(_wanted(surface, code, canonical))
                text += surface
                position = mark.end()
            texts.append(text + line[position:])
        published = None if day == "-" else f"{day}T08:00:00+07:00"
        yield Article("p:1", "p", "", paragraphs=texts, entities=entities, published_at=published), portal(home), wanted


def portal(home: str) -> Portal:
    """The portal of a unit, written "phường Viên Sơn < thị xã Sơn Tây < thành phố Hà Nội"; "-" is that of none."""
    names = home.split(" < ")
    unit = None
    if home != "-":
        district = names[1] if len(names) == 3 else None
        unit = Unit(name=names[0], code=None, district=district, province=names[-1])
    return Portal(name="p", title="P", base_url="http://localhost", contact=None, unit=unit)


def _wanted(surface: str, code: str, canonical: str) -> Wanted:
    canonical = surface if canonical == "=" else canonical
    if code == "?":
        return Wanted(None, "ambiguous", canonical)
    if code == "-":
        return Wanted(None, None, canonical)
    return Wanted(code.removeprefix("!"), "former" if code.startswith("!") else "current", canonical)


def outcomes(name: str) -> Iterator[tuple[Entity, Wanted]]:
    """Every entity of a set as it was linked, with what it must get."""
    for article, home, wanted in articles(name):
        yield from zip(link_units(article, home).entities, wanted, strict=True)


def score(name: str) -> Score:
    """The score on a set."""
    pairs = list(outcomes(name))
    return Score(
        right=sum(entity.unit_code is not None and entity.unit_code == want.code for entity, want in pairs),
        wrong=sum(entity.unit_code is not None and entity.unit_code != want.code for entity, want in pairs),
        linkable=sum(want.code is not None for _, want in pairs),
        canonical=sum(entity.canonical == want.canonical for entity, want in pairs),
        entities=len(pairs),
    )


def outside() -> list[tuple[Entity, bool, str | None, str | None]]:
    """The entities of `outside.jsonl` as they were linked; whether to the wanted unit, its full name, the status.

    Its author, who did not know the rules, names units in words: "xã Kim Sơn, thị xã Sơn Tây, thành phố Hà Nội".
    """
    found: list[tuple[Entity, bool, str | None, str | None]] = []
    for line in (HERE / "outside.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, links = row["text"], row["links"]
        entities = [
            Entity(text[link["start"] : link["end"]], link["label"], "paragraphs", 0, link["start"], link["end"])
            for link in links
        ]
        published = f"{row['date']}T08:00:00+07:00" if row["date"] else None
        article = Article("p:1", "p", "", paragraphs=[text], entities=entities, published_at=published)
        home = portal(row["portal_unit"].replace(", ", " < ") if row["portal_unit"] else "-")
        for entity, link in zip(link_units(article, home).entities, links, strict=True):
            right = entity.unit_code is not None and _full_name(entity.unit_code) == link["unit"]
            found.append((entity, right, link["unit"], link["status"]))
    return found


def outside_score() -> Score:
    """The score on `outside.jsonl`, which says nothing of canonical names: a status right counts in their place."""
    pairs = outside()
    return Score(
        right=sum(right for _, right, _, _ in pairs),
        wrong=sum(entity.unit_code is not None and not right for entity, right, _, _ in pairs),
        linkable=sum(unit is not None for _, _, unit, _ in pairs),
        canonical=sum(entity.unit_status == status for entity, _, _, status in pairs),
        entities=len(pairs),
    )


def _full_name(code: str) -> str:
    unit = load_units()[code]
    return ", ".join(name for name in (unit.name, unit.district, unit.province) if name)
