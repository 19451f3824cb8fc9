"""The texts of the demonstration portal: hand-written articles, and a generator for any number more.

All are synthetic; the people in them are invented. They stand in `texts/` and use placeholders in braces:
`{khi}` and `{ngay}` are the day of the event, `{truoc}` and `{sau}` days about two weeks before and after it,
`{nam}`, `{nam_truoc}`, `{nam_sau}` and `{thang}` year and month; any other name is a list of the generator's.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from crawler.demo.leaders import REFORM, leading

TEXTS = Path(__file__).parent / "texts"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LINK = re.compile(r"\[\[([^|\]]+)\|([^\]]+)\]\]")


@dataclass(frozen=True, slots=True)
class Draft:
    """A text without a date and a look: what a writer hands in."""

    section: str
    title: str
    lead: str | None
    paragraphs: tuple[str, ...]
    captions: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    heading: str | None = None
    author: str | None = None
    source: str | None = None
    file: str | None = None
    language: str = "vi"


@cache
def written() -> tuple[Draft, ...]:
    """The hand-written articles, in the order of their files."""
    found: list[Draft] = []
    for path in sorted((TEXTS / "articles").glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["article"]:
            found.append(_draft(entry))
    return tuple(found)


@cache
def seed() -> Draft:
    """The one real article, of the portal of Sơn Tây town, without what its page prints round it."""
    lines = [line for line in (TEXTS / "seed.txt").read_text(encoding="utf-8").splitlines() if line.strip()]
    start = next(i for i, line in enumerate(lines) if line.startswith("Ngày đăng"))
    lead, caption, *paragraphs, author = lines[start + 1 :]
    texts = tuple(text.replace("\u00a0", " ") for text in paragraphs)
    return Draft("dang-doan-the", lines[start - 1], lead.replace("\u00a0", " "), texts, (caption,), author=author)


def generated(section: str, rng: Random, day: date) -> Draft:
    """A made-up article of a section: a subject of the section and the time, its sentences in a random choice.

    Where a subject names an office, one of the leaders holds it on `day`.
    """
    reformed = day >= REFORM
    every = _generator()["subject"]
    timely = [subject for subject in every if subject.get("reformed", False) == reformed]
    fitting = [
        subject for subject in every if subject["section"] == section and (subject in timely or "language" in subject)
    ]
    subject = rng.choice(fitting or timely)
    pick = _picker(rng, leading(day) if "{chuc_vu}" in str(subject) else {})
    title = fill(rng.choice(subject["titles"]), pick)
    lead = fill(rng.choice(subject["leads"]), pick)
    sentences = rng.sample(subject["sentences"], k=min(len(subject["sentences"]), rng.randint(3, 9)))
    filled = [fill(sentence, pick) for sentence in sentences]
    paragraphs: list[str] = []
    while filled:
        size = rng.randint(1, 3)
        paragraphs.append(" ".join(filled[:size]))
        del filled[:size]
    count = min(len(subject["captions"]), rng.choice((0, 1, 1, 2)))
    captions = [fill(caption, pick) for caption in rng.sample(subject["captions"], k=count)]
    return Draft(
        section,
        title[0].upper() + title[1:],
        lead,
        tuple(paragraphs),
        tuple(captions),
        author=pick("but_danh") if rng.random() < 0.7 else None,
        language=subject.get("language", "vi"),
    )


def static(slug: str) -> list[str]:
    """The lines of a page of text; none where nobody has written one."""
    words = TEXTS / "static" / f"{slug}.txt"
    lines = words.read_text(encoding="utf-8").splitlines() if words.is_file() else []
    return [line for line in lines if line.strip()]


def part(name: str, rng: Random) -> str:
    """One of the generator's parts that any article may get: "headings", "sources" or "files"."""
    return str(rng.choice(_generator()[name]))


def table(rng: Random) -> tuple[tuple[str, ...], ...]:
    """A made-up table of figures by ward, its header first."""
    pick = _picker(rng)
    cells: list[str] = _generator()["table_row"]
    rows = [(str(number), *(fill(cell, pick) for cell in cells)) for number in range(1, rng.randint(3, 5))]
    return (tuple(_generator()["table_header"]), *rows)


def _picker(rng: Random, given: Mapping[str, str] | None = None) -> Callable[[str], str | None]:
    """Fills the names of the generator's lists, and those that are given; of some it keeps its first choice."""
    lists: Mapping[str, list[str]] = _generator()["lists"]
    told = given or {}
    kept: dict[str, str] = {}

    def pick(name: str) -> str | None:
        if name in kept or name not in lists:
            return kept.get(name, told.get(name))
        # Drawn in any case: what is drawn next is the same whoever leads.
        drawn = fill(rng.choice(lists[name]), pick)
        chosen = told.get(name, drawn)
        if name in _generator()["kept"]:
            kept[name] = chosen
        return chosen

    return pick


def fill(text: str, value: Callable[[str], str | None]) -> str:
    """The text with every placeholder that `value` knows replaced."""

    def one(match: re.Match[str]) -> str:
        found = value(match[1])
        return match[0] if found is None else found

    return _PLACEHOLDER.sub(one, text)


def dates(when: str, day: date) -> dict[str, str]:
    """The placeholders of time for an event on `day`; `when` is its wording, such as "Chiều ngày 25/6"."""
    before, after = day - timedelta(days=15), day + timedelta(days=15)
    return {
        "khi": when,
        "khi_thuong": when[0].lower() + when[1:],
        "ngay": f"{day.day}/{day.month}",
        "ngay_day_du": f"{day:%d/%m/%Y}",
        "truoc": f"{before.day}/{before.month}/{before.year}",
        "sau": f"{after.day}/{after.month}/{after.year}",
        "thang": str(day.month),
        "nam": str(day.year),
        "nam_truoc": str(day.year - 1),
        "nam_sau": str(day.year + 1),
        "date": f"{day:%B} {day.day}, {day.year}",
    }


def without_links(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text as read, and its links as (words, path): `[[words|/path]]` marks one."""
    return _LINK.sub(lambda match: match[1], text), _LINK.findall(text)


@cache
def _generator() -> Mapping[str, Any]:
    return tomllib.loads((TEXTS / "generator.toml").read_text(encoding="utf-8"))


def _draft(entry: Mapping[str, Any]) -> Draft:
    values = dict(entry)
    for name in ("paragraphs", "captions", "bullets"):
        values[name] = tuple(entry.get(name, ()))
    values["table"] = tuple(tuple(row) for row in entry.get("table", ()))
    return Draft(**{"lead": None, **values})
