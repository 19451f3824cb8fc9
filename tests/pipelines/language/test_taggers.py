"""The tags are underthesea's: compared with `underthesea.ner`, which yields words, parts of speech and entity tags."""

import random
import unicodedata

import pytest
import underthesea
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.demo.site import Site
from pipelines.language import taggers
from pipelines.split_sentences import sentence_spans
from tests.pipelines.language.cases import cases

PROSE = "Ban Thường vụ Thị ủy thị xã Sơn Tây tổ chức hội nghị tổng kết công tác năm 2020 và triển khai nhiệm vụ"
REWRITTEN = "hòan thủy Thuỷ quí baì Uỷ ðồng Ðảng"
NAMES_AND_NUMBERS = "TP. Tp. v.v. 3,5% +1 -5 1.0 Q.1 12/B-LK3 ĐA/TU ./. ... H'Mông PGS.TS. 25/6 30A-123.45 0912-345-678"
OTHERS = "http://a.vn/b?c=1 x@y.vn “Nâng cao” (Đề án số 01) & ½ ² ٣ iPhone 中文 😀 \u200b ɤ ﬁ İ ΑΣ"
WORDS = [*PROSE.split(), *REWRITTEN.split(), *NAMES_AND_NUMBERS.split(), *OTHERS.split()]
SENTENCES = st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join)
STRINGS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80).map(str.strip)


def ours(text: str) -> list[tuple[str, str, str]]:
    spellings = [word.spelling for word in taggers.words(text)]
    pos = taggers.pos_tags(spellings)
    return list(zip(spellings, pos, taggers.ner_tags(spellings, pos), strict=True))


def theirs(text: str) -> list[tuple[str, str, str]]:
    return [(word, pos, entity) for word, pos, _, entity in underthesea.ner(text)]


@pytest.mark.parametrize("table", ["sentences_dev.txt", "sentences_held_back.txt"])
def test_tags_of_official_prose_are_those_of_underthesea(table: str) -> None:
    for text, sentences in cases(table):
        for sentence in [text, *sentences]:
            assert ours(sentence) == theirs(sentence)


def test_tags_of_the_demonstration_portal_are_those_of_underthesea() -> None:
    articles = Site(articles=60).newest(60)
    texts = {text for found in articles for text in (found.title, found.lead, *found.paragraphs) if text}
    sentences = {text[start:end] for text in texts for start, end in sentence_spans(text)}
    assert len(sentences) > 300
    for sentence in sorted(sentences):
        assert ours(sentence) == theirs(sentence)


@given(SENTENCES)
@settings(max_examples=100, deadline=None)
def test_tags_of_any_words_are_those_of_underthesea(text: str) -> None:
    assert ours(text) == theirs(text)


@given(STRINGS)
@example("TP.")
@example("h\u0300\u0301 a\u0323\u0302")
@settings(max_examples=150, deadline=None)
def test_tags_of_any_string_are_those_of_underthesea(text: str) -> None:
    assert ours(text) == theirs(text)


def test_a_sentence_longer_than_a_block_is_tagged_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(random.Random(1).choices(PROSE.split(), k=100))
    whole = [word.spelling for word in taggers.words(text)]
    monkeypatch.setattr(taggers, "BLOCK", 40)
    blocks = [word.spelling for word in taggers.words(text)]
    assert " ".join(blocks) == " ".join(whole)
    assert len(taggers.pos_tags(whole)) == len(whole)


def test_entity_tags_are_the_same_for_the_words_as_the_text_spells_them() -> None:
    text = "Uỷ ban hòan thành dự án tại TP. Hồ Chí Minh, Ðà Nẵng và quận Thuỷ Nguyên."
    words = taggers.words(text)
    surfaces = [text[word.start : word.end] for word in words]
    spellings = [word.spelling for word in words]
    assert surfaces != spellings
    pos = taggers.pos_tags(spellings)
    assert [taggers.spelling(surface) for surface in surfaces] == spellings
    assert taggers.ner_tags(surfaces, pos) == taggers.ner_tags(spellings, pos)


@given(STRINGS.map(lambda text: unicodedata.normalize("NFD", text)) | st.text())
@settings(max_examples=100, deadline=None)
def test_words_cover_all_but_the_blanks_in_order(text: str) -> None:
    words = taggers.words(text)
    ends = [0, *(word.end for word in words)]
    for word, last in zip(words, ends, strict=False):
        assert last <= word.start < word.end
        assert not text[last : word.start].strip()
        assert text[word.start : word.end] == text[word.start : word.end].strip()
    assert not text[ends[-1] :].strip()


def test_nothing_comes_of_nothing() -> None:
    assert taggers.words("") == taggers.words(" \n ") == []
    assert taggers.pos_tags([]) == []
    assert taggers.ner_tags([], []) == []
