import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.formats.csv import cell, uncell


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+84 24", "-5", "- Về nhiệm vụ", "@a", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠a", "'=1", "''-1"],
)
def test_a_text_that_would_run_as_a_formula_begins_with_one_apostrophe_more(text: str):
    assert cell(text) == f"'{text}"
    assert uncell(cell(text)) == text


@pytest.mark.parametrize("text", ["a=1", "5-4", "'", "''a", "'60", "Đề án", "", " =1", "–", "“=1”"])
def test_other_texts_are_left_alone(text: str):
    assert cell(text) == text
    assert uncell(text) == text


@pytest.mark.parametrize("value, shown", [(-5, -5), (0, 0), (None, None), (True, "true"), (False, "false")])
def test_numbers_stay_numbers_and_missing_stays_missing(value: object, shown: object):
    assert cell(value) == shown


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str):
    assert not cell(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Thông báo;=cmd|' /C calc'!A0;x", "Thông báo;'=cmd|' /C calc'!A0;x"),
        ("a;'=1", "a;''=1"),
        ("a\t@SUM(1)", "a\t'@SUM(1)"),
        ("Một.\n\n=1+1", "Một.\n\n'=1+1"),
        ("a;-cmd|' /C calc'!A0", "a;'-cmd|' /C calc'!A0"),
        ('a;+1-HYPERLINK("x")', 'a;\'+1-HYPERLINK("x")'),
        ("\t=1", "'\t'=1"),
        (';"=1"', ';\'"=1"'),
        ("Một.\n\n- Ông A (Chủ tịch) dự; - bà B.", "Một.\n\n- Ông A (Chủ tịch) dự; - bà B."),
        ("a=1; b", "a=1; b"),
    ],
)
def test_a_formula_within_a_text_begins_with_an_apostrophe_too(text: str, shown: str):
    assert cell(text) == shown
    assert uncell(shown) == text


@given(st.text("ab;=@\t\n'\"|,(＝"), st.sampled_from(";\t"))
def test_whatever_separates_the_cells_none_begins_like_a_formula(text: str, separator: str):
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow(["sontay:1", cell(text)])
    file.seek(0)
    cells = [found for row in csv.reader(file, delimiter=separator) for found in row]
    assert not [found for found in cells if found.startswith(("=", "@", "＝"))]
    assert uncell(cell(text)) == text


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=5))
def test_any_text_comes_back_from_a_file(texts: list[str]):
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\r\n").writerow([cell(text) for text in texts])
    file.seek(0)
    assert [[uncell(text) for text in row] for row in csv.reader(file)] == [texts]
