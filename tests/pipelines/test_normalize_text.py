"""Every text of a record in one form."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from crawler import portals
from crawler.records.article import Article, Attachment, Image, Link
from pipelines.normalize_text import normalize, normalize_text

PORTAL = portals.load("sontay")


def article(**fields: object) -> Article:
    return Article("sontay:1", "sontay", "https://sontay.hanoi.gov.vn/x", **fields)  # type: ignore[arg-type]


def test_white_space_of_any_kind_becomes_one_blank() -> None:
    assert normalize("\u00a0Thường vụ\u00a0\t Thị\u2003ủy\r\n\u3000họp \u2028") == "Thường vụ Thị ủy họp"


def test_invisible_characters_go_without_leaving_a_blank() -> None:
    assert normalize("Sơn\u200b Tây\ufeff\u00ad \u202abc\u202c\u0000\u0085x\u2060") == "Sơn Tây bc x"


def test_decomposed_letters_are_composed_across_invisible_ones() -> None:
    assert normalize("Thi\u200b\u0323 u\u0309y") == "Thị ủy"


def test_a_word_broken_by_a_blank_stays_broken() -> None:
    assert normalize("h iện nay") == "h iện nay"


def test_the_end_mark_stays() -> None:
    assert normalize_text(article(paragraphs=["khen thưởng./."]), PORTAL).paragraphs == ["khen thưởng./."]


def test_empty_texts_become_none_and_empty_paragraphs_go() -> None:
    given_ = article(
        title=" \u200b",
        lead="",
        author="\u00a0",
        paragraphs=["", " ", "a  b"],
        images=[Image("u", " ")],
        links=[Link("u", "")],
    )
    found = normalize_text(given_, PORTAL)
    assert (found.title, found.lead, found.author, found.paragraphs) == (None, None, None, ["a b"])
    assert (found.images[0].caption, found.links[0].text) == (None, None)


def test_the_stage_changes_nothing_that_it_is_given() -> None:
    given_ = article(title="a  b", attachments=[Attachment("u", "c  d")])
    found = normalize_text(given_, PORTAL)
    assert (given_.title, given_.attachments[0].title) == ("a  b", "c  d")
    assert (found.title, found.attachments[0].title) == ("a b", "c d")


@given(st.text(st.characters(exclude_categories=[]), max_size=80))
def test_normalising_is_idempotent_and_gives_clean_text(text: str) -> None:
    found = normalize(text)
    assert normalize(found) == found
    assert unicodedata.is_normalized("NFC", found)
    assert found == " ".join(found.split())
    found.encode("utf-8")
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in found)
