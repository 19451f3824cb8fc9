import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records.text import MOST_MARKS, compose
from pipelines import annotate, segment_words
from pipelines.annotate_text import to_json, without_annotation

TEXT = "UBND xã Kim Sơn họp./.\n\n  Đ/c Nguyễn Huy Khánh\u00a0dự.\r\nThực hiện Kế hoạch số 85/KH-UBND ngày 17/3/2022."


def test_offsets_count_characters_of_the_text_itself() -> None:
    found = annotate(TEXT)
    assert found["text"] == TEXT
    assert list(found) == ["text", "sentences", "entities", "documents"]
    cut = [TEXT[sentence["start"] : sentence["end"]] for sentence in found["sentences"]]
    assert cut == [
        "UBND xã Kim Sơn họp./.",
        "Đ/c Nguyễn Huy Khánh\u00a0dự.",
        "Thực hiện Kế hoạch số 85/KH-UBND ngày 17/3/2022.",
    ]
    parts = [token for sentence in found["sentences"] for token in sentence["tokens"]]
    for part in [*parts, *found["entities"], *found["documents"]]:
        assert TEXT[part["start"] : part["end"]] == part["text"]


def test_finds_entities_and_documents_of_every_line() -> None:
    found = annotate(TEXT)
    assert ("PER", "Nguyễn Huy Khánh") in [(entity["label"], entity["text"]) for entity in found["entities"]]
    assert ("ORG", "UBND xã Kim Sơn") in [(entity["label"], entity["text"]) for entity in found["entities"]]
    assert [(document["number"], document["date"]) for document in found["documents"]] == [("85/KH-UBND", "2022-03-17")]


def test_decomposed_text_is_composed_first() -> None:
    assert annotate(unicodedata.normalize("NFD", TEXT)) == annotate(TEXT)


def test_keys_are_those_documented() -> None:
    found = annotate(TEXT)
    assert list(found["sentences"][0]) == ["start", "end", "tokens", "words"]
    assert list(found["sentences"][0]["tokens"][0]) == ["text", "start", "end", "pos"]
    assert list(found["sentences"][0]["words"][0]) == ["text", "start", "end", "pos", "change"]
    assert set(found["entities"][0]) == {
        "text",
        "label",
        "start",
        "end",
        "canonical",
        "unit_code",
        "unit_status",
        "unit_successors",
        "sentence",
    }
    assert set(found["documents"][0]) == {
        "document_id",
        "type",
        "number",
        "date",
        "issuer",
        "text",
        "start",
        "end",
        "sentence",
    }


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0", "./."])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert annotate(text) == without_annotation(text)


def test_refuses_what_is_no_text() -> None:
    with pytest.raises(TypeError):
        annotate(None)  # type: ignore[arg-type]  # that is the point


def test_says_what_was_left_out_of_a_text_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segment_words, "MOST_TOKENS", 5, raising=True)
    found = annotate("Hội nghị khai mạc. Đại biểu tới dự. Hội nghị bế mạc. Đại biểu ra về.")
    assert [bool(sentence["tokens"]) for sentence in found["sentences"]] == [True, True, False, False]
    assert [problem["kind"] for problem in found["problems"]] == ["too_many_words"]


@given(st.text(max_size=200) | st.text(alphabet="aB .\u0301\u0323e\ud800\u00a0/1\n😀中\u2028\x00", max_size=100))
@settings(deadline=None, max_examples=60)
def test_any_text_yields_spans_of_its_own_and_one_line_of_json(text: str) -> None:
    found = annotate(text)
    for sentence in found["sentences"]:
        for token in sentence["tokens"]:
            assert sentence["start"] <= token["start"] < token["end"] <= sentence["end"]
            assert found["text"][token["start"] : token["end"]] == token["text"]
    written = to_json(found)
    assert json.loads(written) == found
    assert len(written.splitlines()) == 1


@given(st.text(alphabet="aeo\u0301\u0323\u0302\u00a0 ạ", max_size=100))
def test_composes_as_nfc_does(text: str) -> None:
    assert compose(text) == unicodedata.normalize("NFC", text)


def test_drops_what_a_letter_carries_beyond_thirty_marks_and_keeps_the_rest() -> None:
    prose = "Thị ủy " * 100
    composed = compose(unicodedata.normalize("NFD", prose) + "a" + "\u0301\u0323" * 5_000)
    assert composed.startswith(prose + "\u1ea1")
    assert len(composed) < len(prose) + 1 + MOST_MARKS
    assert compose(composed) == composed
