import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records.article import Article, to_dict
from pipelines.annotate_text import NO_PORTAL
from pipelines.segment_words import segment_words
from pipelines.split_sentences import split_sentences


def segmented(text: str) -> Article:
    article = Article("a:1", "a", "", paragraphs=[text])
    return segment_words(split_sentences(article, NO_PORTAL), NO_PORTAL)


def surfaces(text: str) -> list[list[str]]:
    return [[token.text for token in sentence.tokens] for sentence in segmented(text).sentences]


def test_words_and_their_tags() -> None:
    (sentence,) = segmented("Hội nghị khai mạc.").sentences
    assert [(token.text, token.pos) for token in sentence.tokens] == [("Hội nghị", "N"), ("khai mạc", "V"), (".", "CH")]


def test_tokens_show_the_spelling_of_the_text() -> None:
    assert "Thuỷ lợi" in surfaces("Công trình Thuỷ lợi đã hòan thành.")[0]
    assert "hòan thành" in surfaces("Công trình Thuỷ lợi đã hòan thành.")[0]


@pytest.mark.parametrize("mark", ["./.", ". /.", " ./.", "./"])
def test_the_end_mark_is_one_token_and_the_last(mark: str) -> None:
    tokens = segmented(f"Tập thể được khen thưởng{mark}").sentences[-1].tokens
    assert (tokens[-1].text, tokens[-1].pos) == (mark.strip(), "CH")
    assert [token.text for token in tokens[:-1]] == ["Tập thể", "được", "khen thưởng"]


def test_an_end_mark_leaves_an_abbreviation_its_point() -> None:
    assert surfaces("Nơi nhận: TP./.")[0][-2:] == ["TP.", "/."]


@given(st.text(max_size=100) | st.text(alphabet="aB .\u0301\u0323e\ud800\u00a0/1\n😀中", max_size=100))
@settings(deadline=None)
def test_tokens_are_cut_out_exactly_and_cover_the_sentence(text: str) -> None:
    article = segmented(text)
    for sentence in article.sentences:
        last = sentence.start
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text != ""
            assert token.pos
            assert last <= token.start
            assert not text[last : token.start].strip()
            last = token.end
        assert last == sentence.end


def test_the_article_given_stays_as_it_was() -> None:
    article = split_sentences(Article("a:1", "a", "", paragraphs=["Hội nghị khai mạc."]), NO_PORTAL)
    before = json.dumps(to_dict(article))
    assert segment_words(article, NO_PORTAL).sentences[0].tokens
    assert json.dumps(to_dict(article)) == before


@pytest.mark.parametrize("piece", ["a", "a.", "a-", "1.", "http://(", "\u0301\u0323", "中", "(", "Thị ủy ", "A."])
def test_time_grows_in_proportion_to_the_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = time.process_time()
        segmented(text)
        return time.process_time() - begin

    seconds(1_000)  # the models are loaded by the first call
    # Eight times the text: 64 times the time if it were quadratic. The best of three forgives a busy machine.
    short = min(seconds(2_000) for _ in range(3))
    assert any(seconds(16_000) < 24 * short + 0.02 for _ in range(3))
