import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.records.article import Article
from pipelines.annotate_text import NO_PORTAL
from pipelines.split_sentences import end_mark, sentence_spans, split_sentences
from tests.pipelines.language.cases import cases

TEXTS = st.text() | st.text(alphabet="aBđĐN1 .,!?…/()[]“”\"'-–:;\n\u00a0\u2028😀。", max_size=200)


def cut(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(("text", "sentences"), cases("sentences_dev.txt"))
def test_splits_official_prose(text: str, sentences: list[str]) -> None:
    assert cut(text) == sentences


def test_splits_held_back_prose_as_well_as_reported() -> None:
    held_back = cases("sentences_held_back.txt")
    right = sum(cut(text) == sentences for text, sentences in held_back)
    assert len(held_back) == 48
    assert right >= 47


@given(TEXTS)
@example("./.\n./")
@example("\u0301. \u0301")
def test_spans_are_trimmed_ordered_apart_and_leave_out_only_blanks_and_lone_end_marks(text: str) -> None:
    spans = sentence_spans(text)
    last = 0
    for start, end in spans:
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not set(text[start:end]) & set("\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
        last = end
    covered = {index for span in spans for index in range(*span)}
    left = "".join(character for index, character in enumerate(text) if index not in covered)
    assert not left.translate(str.maketrans("", "", "./")).strip()


@pytest.mark.parametrize("mark", ["./.", ". /.", " ./.", "./ .", ". / .", "./"])
def test_the_end_mark_ends_the_last_sentence(mark: str) -> None:
    text = f"Hội nghị kết thúc. Các đơn vị thực hiện{mark}"
    assert cut(text) == ["Hội nghị kết thúc.", f"Các đơn vị thực hiện{mark}"]
    begin = end_mark(cut(text)[-1])
    assert begin is not None
    assert cut(text)[-1][begin:] == mark.strip()


@pytest.mark.parametrize("text", ["./.", " ./. ", ". /.", "./", "/.", "\n./.\n"])
def test_the_end_mark_alone_is_no_sentence(text: str) -> None:
    assert cut(text) == []


def test_an_ordinary_stop_is_no_end_mark() -> None:
    assert end_mark("Các đơn vị thực hiện.") is None
    assert end_mark("Tỷ lệ 1/2.") is None
    assert end_mark("") is None


def test_a_line_break_ends_a_sentence() -> None:
    assert cut("các đoàn thể\n\nthị ủy\u2028và nhân dân") == ["các đoàn thể", "thị ủy", "và nhân dân"]


def test_sentences_of_an_article_stand_in_reading_order_and_the_article_stays_as_it_was() -> None:
    article = Article("a:1", "a", "", title="Tin mới", lead="Một. Hai.", paragraphs=["Ba.", "Bốn! Năm?"])
    found = split_sentences(article, NO_PORTAL)
    assert [(s.field, s.paragraph, s.start, s.end, s.tokens) for s in found.sentences] == [
        ("title", None, 0, 7, []),
        ("lead", None, 0, 4, []),
        ("lead", None, 5, 9, []),
        ("paragraphs", 0, 0, 3, []),
        ("paragraphs", 1, 0, 4, []),
        ("paragraphs", 1, 5, 9, []),
    ]
    assert article.sentences == []


@pytest.mark.parametrize("piece", [". ", "A. ", "a.B ", "(", "“a. ", '"', "1. ", "./. ", "…", "a" * 50, " "])
def test_time_grows_in_proportion_to_the_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = time.process_time()
        sentence_spans(text)
        return time.process_time() - begin

    # Ten times the text: a hundred times the time if it were quadratic. The best of three forgives a busy machine.
    short = min(seconds(30_000) for _ in range(3))
    assert any(seconds(300_000) < 30 * short + 0.02 for _ in range(3))
