"""What the pages show is what queries of the dataset give: names, counts, searches, conditions, and languages."""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.records.article import to_dict
from exports import columns
from exports.browse.answer_chart import chart
from exports.browse.answers import cells, column_names
from exports.browse.article_list import Conditions, article_list, matching
from exports.browse.catalog import Catalog
from exports.browse.column_list import TABLES, column_list
from exports.browse.home_page import home
from exports.browse.labels import KINDS
from exports.browse.name_list import name_list
from exports.browse.phrasebook import phrases
from exports.browse.questions import questions
from exports.browse.reader import SUBJECTS, Reader
from exports.browse.subject_page import subject
from exports.browse.template_engine import TEMPLATES, render
from exports.browse.web_paths import addresses
from exports.phrases import LANGUAGES
from exports.publish.browsable import browsable
from exports.write import write

from ..store.samples import article
from .dataset import COUNT, EVIL, HOSTILE, PEOPLE, example


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    version = example(tmp_path_factory.mktemp("pages") / "data")
    with closing(sqlite3.connect(browsable(version, version.parent))) as opened:
        yield opened


@pytest.fixture(scope="module")
def reader(connection: sqlite3.Connection) -> Reader:
    return Reader(connection, Catalog(connection))


def ids(connection: sqlite3.Connection, sql: str, *values: str) -> set[str]:
    return {key for (key,) in connection.execute(sql, values)}


def listed(reader: Reader, conditions: Conditions) -> list[str]:
    """The ids of the whole list, in its order."""
    pages = article_list(reader, conditions).pages
    return [hit.id for page in range(1, pages + 1) for hit in article_list(reader, replace(conditions, page=page)).hits]


@pytest.mark.parametrize("kind", SUBJECTS)
def test_every_name_has_a_page_that_counts_as_its_table(
    reader: Reader, connection: sqlite3.Connection, kind: str
) -> None:
    table, key = {
        "person": ("people", "person_id"),
        "body": ("bodies", "body_id"),
        "unit": ("units", "unit_code"),
        "document": (None, None),
    }[kind]
    sql = f"SELECT {key}, articles, mentions FROM {table} WHERE articles > 0"
    if table is None:
        sql = "SELECT document_id, count(DISTINCT id), count(*) FROM documents WHERE document_id IS NOT NULL GROUP BY 1"
    rows = connection.execute(sql).fetchall()
    assert rows
    for found, articles, mentions in rows:
        page = subject(reader, kind, found)
        assert page is not None, found
        assert (page.name.articles, page.mentions, sum(page.months.values()) <= articles) == (articles, mentions, True)


def test_a_person_has_offices_company_and_days_as_the_tables_have_them(
    reader: Reader, connection: sqlite3.Connection
) -> None:
    key, first, last = connection.execute(
        "SELECT person_id, first_day, last_day FROM people WHERE first_day IS NOT NULL ORDER BY articles DESC LIMIT 1"
    ).fetchone()
    page = subject(reader, "person", key)
    assert page is not None
    assert page.days == (first, last)
    own = "SELECT id FROM appearances WHERE person_id = ?"
    assert {hit.id for hit in page.articles} <= ids(connection, own, key)
    assert all(any(piece.hit for piece in hit.excerpt) for hit in page.articles)
    roles = ids(connection, "SELECT role || coalesce(body, '') FROM positions WHERE person_id = ?", key)
    assert {position.role + (position.body or "") for position in page.positions} == roles
    together = {
        other: articles
        for one, two, articles in connection.execute("SELECT person_id, other_id, articles FROM cooccurrence")
        for other in ([two] if one == key else [one] if two == key else [])
    }
    company = {name.key: name.articles for name in page.company["person"]}
    assert company.items() <= together.items()
    assert max(company.values()) == max(together.values())


def test_a_unit_stands_between_those_before_and_behind_it(reader: Reader, connection: sqlite3.Connection) -> None:
    page = subject(reader, "unit", "01/thixasontay")
    assert page is not None
    row = connection.execute("SELECT successors, until FROM units WHERE unit_code = '01/thixasontay'").fetchone()
    assert ([one.key for one in page.behind], page.until) == (row[0].split(), row[1])
    successor = subject(reader, "unit", "01/phuongsontay@2025")
    assert successor is not None
    assert "thị xã Sơn Tây" in [one.title for one in successor.before]


@pytest.mark.parametrize("kind", KINDS)
def test_a_facet_counts_what_its_table_has(reader: Reader, connection: sqlite3.Connection, kind: str) -> None:
    page = article_list(reader, Conditions(whole=kind))
    (facet,) = (facet for facet in page.facets if facet.kind == kind)
    sql = "SELECT key, count(DISTINCT id) FROM facets WHERE kind = ? GROUP BY key"
    assert {name.key: name.articles for name in facet.names} == dict(connection.execute(sql, (kind,)))
    key = facet.names[0].key
    found = listed(reader, Conditions(names=((kind, key),)))
    assert len(found) == len(set(found)) == facet.names[0].articles
    assert set(found) == ids(connection, "SELECT id FROM facets WHERE kind = ? AND key = ?", kind, key)


def test_conditions_together_give_the_articles_that_meet_all(reader: Reader, connection: sqlite3.Connection) -> None:
    found = listed(reader, Conditions(names=(("person", PEOPLE[0]), ("year", "2019"))))
    sql = "SELECT id FROM facets WHERE value = ? INTERSECT SELECT id FROM facets WHERE value = '2019'"
    assert set(found) == ids(connection, sql, PEOPLE[0]) != set()
    assert set(listed(reader, Conditions(month="2018-01"))) == ids(
        connection, "SELECT id FROM articles WHERE substr(published_at, 1, 7) = '2018-01'"
    )


def test_a_list_begins_with_the_newest_and_ends_with_what_has_no_day(
    reader: Reader, connection: sqlite3.Connection
) -> None:
    days = dict(connection.execute("SELECT id, published_at FROM articles"))
    found = [days[key] or "" for key in listed(reader, Conditions())]
    assert found == sorted(days_or_none := [day or "" for day in days.values()], reverse=True) and "" in days_or_none


TEXTS = [
    ("so tai chinh va cac so khac", "Sổ tai chính vá các số khác: ghi chép."),
    ("Tin về tài chính", "Các sở, ngành họp về tài chính."),
    ("Sở Tài chính họp", "Hội nghị bàn về ngân sách."),
    ("Họp báo", "Ông Nam thay mặt Sở Tài chính trả lời."),
    ("Đảng uỷ phường", "Hội nghị của Đảng uỷ."),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder: Path = tmp_path_factory.mktemp("library")
    articles = [
        article(number, title=title, lead=None, paragraphs=[text], published_at=f"{2018 + number}-05-05T08:00:00+07:00")
        for number, (title, text) in enumerate(TEXTS)
    ]
    write(map(to_dict, articles), folder, ["sqlite"])
    with closing(sqlite3.connect(folder / "browse.sqlite")) as opened:
        yield Reader(opened, Catalog(opened))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("so tai chinh", [0, 2, 3, 1]),
        # The phrase with its accents in the title, then in the text; then its words; the letters alone come last.
        ("sở tài chính", [2, 3, 1, 0]),
        ('"sở tài chính"', [2, 3, 0]),
        ("tài chính -sở", []),
        ("tài chính -ngành", [2, 3, 0]),
        ('họp -"sở tài chính"', [1]),
        ("năm:2019", [1]),
        ("sở năm:2020-2021", [2, 3]),
        ("nam: 2020 – 2021", [3, 2]),
        ("đảng ủy", [4]),
        ("người:Chưa Ai Biết", []),
    ],
)
def test_a_search_ranks_what_is_typed_first(library: Reader, search: str, found: list[int]) -> None:
    assert [int(key.split(":")[1]) for key in listed(library, Conditions(search=search))] == found


def test_names_in_a_search_are_those_that_hold_the_words(reader: Reader, connection: sqlite3.Connection) -> None:
    family = "SELECT id FROM facets WHERE kind = 'person' AND value LIKE 'Nguyễn%'"
    assert set(listed(reader, Conditions(search="người: nguyen van"))) == ids(connection, family) != set()
    both = set(listed(reader, Conditions(search='cơ quan:"Đảng ủy" người:Chín')))
    body = "SELECT id FROM facets WHERE kind = 'body' AND value LIKE 'Đảng ủy%'"
    person = "SELECT id FROM facets WHERE kind = 'person' AND value LIKE '%Chín'"
    assert both == ids(connection, f"{body} INTERSECT {person}") != set()
    # Words behind the name are words of the search.
    assert set(listed(reader, Conditions(search="person:Nguyễn Văn Mẫu thư viện"))) <= ids(connection, family)


def test_a_search_suggests_names_and_nothing_found_offers_the_next_step(reader: Reader) -> None:
    page = article_list(reader, Conditions(search="dang uy"))
    assert "Đảng ủy phường Lê Lợi" in [name.name for name in page.suggested]
    nothing = article_list(reader, Conditions(search="họp chuồnchuồn", names=(("year", "2019"),)))
    assert (nothing.found, nothing.hits) == (0, [])
    assert {step.label: step.alone for step in nothing.steps} == {"họp chuồnchuồn": False, "họp": True}
    for step in nothing.steps:
        names = tuple((kind, value) for kind, values in step.query.items() if kind in KINDS for value in values)
        asked = Conditions(search="".join(step.query.get("search", [])), names=names)
        assert article_list(reader, asked).found == step.articles > 0


def test_the_first_page_counts_what_the_tables_have(reader: Reader, connection: sqlite3.Connection) -> None:
    page = home(reader)
    (people,) = connection.execute("SELECT count(*) FROM people").fetchone()
    assert (page.counts["article"], page.counts["person"]) == (COUNT, people)
    months = Counter(
        month for (month,) in connection.execute("SELECT substr(published_at, 1, 7) FROM articles") if month
    )
    assert page.months == dict(sorted(months.items()))
    views = [hit.view_count for hit in page.most_viewed]
    assert views[0] == connection.execute("SELECT max(view_count) FROM articles").fetchone()[0]
    assert page.season is not None and page.season.names["person"]


def test_the_lists_of_names_are_whole(reader: Reader, connection: sqlite3.Connection) -> None:
    first = name_list(reader, "person")
    assert first.found == connection.execute("SELECT count(*) FROM people").fetchone()[0]
    keys = [name.key for page in range(1, first.pages + 1) for name in name_list(reader, "person", page=page).names]
    assert len(set(keys)) == first.found
    assert {name.name for name in name_list(reader, "person", query="bui chin").names} == {"Bùi Thị Chín"}
    assert name_list(reader, "person", query="khôngcó").names == []


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.name)
def test_answers_have_names_in_place_of_codes_and_known_columns(
    reader: Reader, connection: sqlite3.Connection, question
) -> None:
    cursor = connection.execute(question.sql)
    names = [column[0] for column in cursor.description]
    rows = cursor.fetchall()
    assert set(names) <= column_names().keys()
    made = cells(reader, names, rows, "vi")
    for row in made:
        assert not [part for cell in row for part in cell.parts if re.match(r"01/|sontay:\d", part.text)]
    assert len(rows) == 1 or chart(names, rows, made) is not None


def test_every_table_and_column_has_a_name_and_a_summary(reader: Reader) -> None:
    for table, described in TABLES.items():
        found = column_list(reader, table)
        assert found is not None and f"table_{table}" in phrases()
        assert [column.name for column in found.columns] == [column.name for column in described.flat]
        assert {column.name for column in found.columns} <= column_names().keys()
        for column in found.columns:
            counted = sum(rows for _, rows in column.summary.bins)
            assert column.summary.filled <= found.rows and counted <= column.summary.filled
    labels = column_list(reader, "entities")
    assert labels is not None
    assert {label for column in labels.columns if column.name == "label" for label, _ in column.summary.bins} == {
        "PER",
        "ORG",
        "LOC",
    }


def test_templates_say_what_the_phrasebook_has_and_nothing_in_one_language_alone() -> None:
    said = {
        key for path in TEMPLATES.glob("*.html") for key in re.findall(r'\bsay\("(\w+)"[,)]', path.read_text("utf-8"))
    }
    assert said <= phrases().keys()
    for key, phrase in phrases().items():
        assert phrase.vi and phrase.en, key
        assert re.findall(r"{\w+}", phrase.vi) == re.findall(r"{\w+}", phrase.en)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_made_without_a_server_and_hostile_text_stays_text(reader: Reader, language) -> None:
    common = {"language": language, "address": addresses(language), "switch": None, "collection": "Thử <b>"}
    (evil,) = reader.titles([f"sontay:{EVIL}"])
    assert evil.title == HOSTILE
    pages = [
        render("home.html", page=home(reader), questions=questions(), **common),
        render("articles.html", page=article_list(reader, Conditions(search="script")), **common),
        *(render("subject.html", page=subject(reader, kind, name_list(reader, kind).names[0].key), **common)
          for kind in SUBJECTS),
    ]  # fmt: skip
    for page in pages:
        assert "<script" not in page and "<img" not in page and "<b>Thử" not in page and " style=" not in page
    assert "&lt;script&gt;" in pages[1]


def test_the_catalog_holds_the_same_articles_as_the_search_index(reader: Reader) -> None:
    assert len(reader.catalog.everything) == COUNT
    assert matching(reader, Conditions()).all()
    assert json.loads(json.dumps(home(reader).counts)).keys() == {"article", *SUBJECTS}
    assert all(table in TABLES for table in ("articles", columns.NAMES.name))
