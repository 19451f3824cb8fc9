"""Offices of persons: marked sentences, and texts that break finders."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.portals import load
from crawler.records.article import Article
from pipelines import stages
from pipelines.offices.chains import rules
from pipelines.tables import rows
from tests.pipelines.offices.sentences import found_in, score

PORTAL = load("sontay")


def annotated(*paragraphs: str) -> Article:
    return stages.annotate(Article("sontay:1", "sontay", "https://x.vn/1", paragraphs=[*paragraphs]), PORTAL)


@pytest.mark.parametrize(
    ("name", "bar"),
    [("open.txt", 0.97), ("closed.txt", 0.96), ("late.txt", 0.98), ("news.txt", 0.94), ("news_closed.txt", 0.94)],
)
def test_persons_their_offices_and_bodies_are_found(name: str, bar: float) -> None:
    assert score(name).f1 >= bar


def test_two_offices_of_one_person_are_two_rows_of_one_mention() -> None:
    text = "Nguyễn Huy Khánh – Phó Bí thư Thị ủy – Chủ tịch UBND thị xã dự hội nghị."
    first, second = annotated("Mưa lớn.", text).offices
    assert (first.role, first.body) == ("Phó Bí thư", "Thị ủy Sơn Tây")
    assert (second.role, second.body) == ("Chủ tịch", "Ủy ban nhân dân thị xã Sơn Tây")
    assert {one.unit_code for one in (first, second)} == {"01/thixasontay"}
    for one in (first, second):
        assert (one.person, text[one.start : one.end]) == ("Nguyễn Huy Khánh", "Nguyễn Huy Khánh")
        assert (one.field, one.paragraph, one.sentence, one.former) == ("paragraphs", 1, 1, False)


@pytest.mark.parametrize(
    "text",
    [
        "Ông Hà Văn Quyết trồng bưởi ở thôn Đoài Giáp.",
        "Theo đề nghị của Giám đốc Sở Nội vụ, đồng chí Hà Văn Quyết đi học.",
        "Chủ tịch UBND thị xã trao quà cho bà con.",
        "",
    ],
)
def test_where_no_office_is_given_none_is_found(text: str) -> None:
    assert annotated(text).offices == []


def test_an_office_that_was_left_is_marked() -> None:
    found = annotated("Ông Kiều Văn Tộ, nguyên Chủ tịch UBND xã Cổ Đông, giữ chức Bí thư Đảng ủy xã Kim Sơn.").offices
    assert [(one.role, one.former) for one in found] == [("Chủ tịch", True), ("Bí thư", False)]


@pytest.mark.parametrize("row", rows("offices/grammar"), ids=lambda row: row[0])
def test_a_rule_of_the_grammar_fits_its_example(row: list[str]) -> None:
    assert found_in(f"Hôm nay, {row[2]}."), row


def test_the_grammar_is_read_as_it_stands() -> None:
    assert rules().groups == 0


PIECES = ["Chủ tịch", "Phó", "UBND thị xã", "Nguyễn Văn An", ",", " ", "–", "(", "các đồng chí", "giữ chức", "và", "\n"]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for office in annotated(text).offices:
        assert text[office.start : office.end].strip()


@pytest.mark.parametrize(
    "piece", ["Chủ tịch UBND thị xã, ", "Nguyễn Văn An, Chủ tịch, ", "các đồng chí ", "phó ", "và "]
)
def test_a_hostile_line_is_read(piece: str) -> None:
    """A pattern that tries every cut of such a line would not come to an end."""
    assert annotated(piece * 400).sentences
