"""Searching without accents, and cutting texts into pieces, as functions."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.records.article import to_dict
from exports.browse.marks import Mark, pieces
from exports.browse.search import excerpt, match
from exports.write import write

from ..store.samples import article

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
PLAIN = "a" * 18 + "bcdd" + "e" * 12 + "gh" + "i" * 6 + "klmn" + "o" * 18 + "pqrst" + "u" * 12 + "vx" + "y" * 6


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    """One article for each letter, whose text is a word with that letter in it, and one in capitals."""
    folder = tmp_path_factory.mktemp("index")
    words = [f"x{letter}z{number}" for number, letter in enumerate(LETTERS + LETTERS.upper())]
    write((to_dict(article(number, title=word)) for number, word in enumerate(words)), folder, ["sqlite"])
    return sqlite3.connect(folder / "browse.sqlite")


def found(index: sqlite3.Connection, query: str) -> list[str]:
    sql = (
        "SELECT id FROM articles WHERE rowid IN (SELECT rowid FROM articles_search WHERE articles_search MATCH ?)"
        " ORDER BY rowid"
    )
    return [key for (key,) in index.execute(sql, [match(query)])]


def test_every_letter_of_vietnamese_is_found_under_its_plain_one_and_the_other_way_round(index: sqlite3.Connection):
    for number, (letter, plain) in enumerate(zip(LETTERS + LETTERS.upper(), PLAIN * 2, strict=True)):
        for written in (letter, plain, letter.upper(), letter.lower()):
            assert found(index, f"x{written}z{number}") == [f"sontay:{number}"]


@given(st.text(max_size=30))
def test_no_query_breaks_the_index(query: str):
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE VIRTUAL TABLE one USING fts5 (text)")
        connection.execute("SELECT rowid FROM one WHERE one MATCH ?", [match(query.replace("\0", ""))]).fetchall()
    connection.close()


@given(st.text(max_size=600), st.text(max_size=10))
def test_an_excerpt_is_a_part_of_the_text(text: str, query: str):
    shown = "".join(piece.text for piece in excerpt(text, query))
    assert shown.removeprefix("… ").removesuffix(" …") in text


def test_an_excerpt_shows_where_the_words_stand_together():
    text = "Đảng viên. " + "Xa nhau. " * 40 + "Hôm nay Đảng ủy họp. " + "Hết. " * 40
    shown = excerpt(text, "dang uy")
    assert [piece.text for piece in shown if piece.hit] == ["Đảng", "ủy"]
    assert len("".join(piece.text for piece in shown)) < 300


@given(
    st.text(max_size=20),
    st.lists(st.builds(Mark, st.integers(-2, 22), st.integers(-2, 22), st.just("person"), st.text(max_size=2))),
)
def test_pieces_are_the_text_and_each_mark_covers_its_own(text: str, marks: list[Mark]):
    made = pieces(text, marks)
    assert "".join(piece.text for piece in made) == text
    for mark in marks:
        covered = "".join(piece.text for piece in made if mark in piece.marks)
        inside = 0 <= mark.start < mark.end <= len(text)
        assert covered == (text[mark.start : mark.end] if inside else "")
