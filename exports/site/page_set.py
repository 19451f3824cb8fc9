"""Which pages the site has: the data of each, with its place and its template."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from exports.browse.answer_chart import answer
from exports.browse.article_page import article, web
from exports.browse.home_page import home
from exports.browse.labels import KINDS
from exports.browse.name_list import name_list
from exports.browse.query_words import OPERATORS
from exports.browse.questions import questions
from exports.browse.reader import SUBJECTS, Name, Reader
from exports.browse.subject_page import subject
from exports.phrases import LANGUAGES
from exports.site.file_names import TITLES, Places, further
from exports.site.search_files import title_words, tokens

_LISTS = dict(zip(("people", "bodies", "units", "documents"), SUBJECTS, strict=True))
#: Rows of an answer that a page shows.
_ROWS = 100


class Page(NamedTuple):
    """A page in either language: its place, its template and what that shows."""

    place: str
    template: str
    values: dict[str, Any]


class Titles(NamedTuple):
    """A page of a list of articles; `name` is what they have in common, `month` the month that they are of."""

    name: Name | None
    month: str | None
    found: int
    page: int
    pages: list[str]
    hits: list[Any]


def front_pages(reader: Reader, places: Places, names: list[Name], files: Iterable[tuple[str, int]]) -> Iterator[Page]:
    """The home, the page of all articles, the page of the data files (names and bytes), the lists of names, and the
    questions with their answers.
    """
    catalog = reader.catalog
    months = catalog.months(catalog.everything)
    yield Page("index.html", "home.html", {"page": home(reader), "questions": questions()})
    groups = {kind: [name for name in names if name.kind == kind] for kind in ("year", "category", "author")}
    groups["year"].sort(key=lambda name: name.key, reverse=True)
    labels = {language: [(kind, getattr(words, language)) for kind, words in KINDS.items()] for language in LANGUAGES}
    found = {
        "groups": groups,
        "months": months,
        "count": len(catalog.day),
        "operators": dict(OPERATORS),
        "labels": labels,
    }
    yield Page("articles/index.html", "find.html", found)
    yield Page("data.html", "data.html", {"files": list(files)})
    for path, kind in _LISTS.items():
        pages = name_list(reader, kind).pages
        for number in range(1, pages + 1):
            place = places.place(path, page=str(number))
            assert place is not None  # every list has its pages
            shown = name_list(reader, kind, page=number)
            yield Page(place, "names.html", {"page": shown, "searchable": False})
    for question in questions():
        rows = reader.all(question.sql)
        columns, first = list(rows[0].keys()) if rows else [], [tuple(row) for row in rows[:_ROWS]]
        answers = {language: answer(reader, columns, first, language) for language in LANGUAGES}
        values = {"question": question, "answers": answers, "more": len(rows) > _ROWS}
        yield Page(f"question/{question.name}.html", "answer.html", values)


def article_pages(reader: Reader, ids: Iterable[tuple[int, str]], places: Places) -> Iterator[Page]:
    """The pages of articles, each given by its number in the dataset, from 0, and its id."""
    for number, key in ids:
        place, found = places.place("article", key), article(reader, key)
        if place is not None and found is not None:
            yield Page(
                place,
                "row-browse-articles.html",
                {
                    "article": found,
                    "web": web,
                    "place": int(reader.catalog.place[number]),
                    "tokens": f"{tokens(found.marked.values())} {title_words(found.row['title'])}",
                },
            )


def name_pages(reader: Reader, names: Iterable[Name], places: Places) -> Iterator[Page]:
    """The pages of people, bodies, units and documents, and the lists of the articles of any name."""
    for name in names:
        if name.kind in SUBJECTS:
            place, found = places.place(name.kind, name.key), subject(reader, name.kind, name.key)
            if place is not None and found is not None:
                yield Page(place, "subject.html", {"page": found})
        place = places.place("articles", **{name.kind: name.key})
        if place is not None and place.startswith("list/"):
            numbers = reader.catalog.newest(reader.catalog.named([name.number]))
            yield from _titles(reader, place, numbers, name=name)


def month_pages(reader: Reader, places: Places) -> Iterator[Page]:
    """The lists of the articles of each month."""
    catalog = reader.catalog
    for month in catalog.months(catalog.everything):
        place = places.place("articles", month=month)
        assert place is not None  # it has articles
        yield from _titles(reader, place, catalog.newest(catalog.in_month(month)), month=month)


def _titles(
    reader: Reader, place: str, numbers: Any, *, name: Name | None = None, month: str | None = None
) -> Iterator[Page]:
    pages = [further(place, page + 1) for page in range(-(-len(numbers) // TITLES))]
    for page, path in enumerate(pages):
        hits = reader.hits(numbers[page * TITLES : (page + 1) * TITLES])
        shown = Titles(name, month, len(numbers), page + 1, pages, hits)
        yield Page(path, "titles.html", {"page": shown})


def opened(file: Path) -> sqlite3.Connection:
    """A connection to the file, as one that nobody changes."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?immutable=1", uri=True)
