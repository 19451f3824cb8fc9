"""The words of sentences in which names and numbers are whole."""

import pytest

from crawler.records.article import Article
from pipelines.annotate_text import NO_PORTAL, annotate
from pipelines.join_words import join_words
from pipelines.segment_words import segment_words
from pipelines.split_sentences import split_sentences


def changed(text: str) -> list[tuple[str, str, str]]:
    """The words that are none of underthesea's: text, part of speech, what was done."""
    words = [word for sentence in annotate(text)["sentences"] for word in sentence["words"]]
    return [(word["text"], word["pos"], word["change"]) for word in words if word["change"]]


def test_a_persons_name_is_one_word() -> None:
    assert ("Nguyễn Huy Khánh", "Np", "name") in changed("Đ/c Nguyễn Huy Khánh dự hội nghị.")


def test_the_number_of_a_document_is_one_word_as_it_stands() -> None:
    assert changed("Theo Kế hoạch số 01- ĐA/TU ngày 13/6/2016 của Thị ủy.") == [("01- ĐA/TU", "M", "number")]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Đại hội lần thứ XII; hội nghị khai mạc.", [("thứ", "N", "numeral"), ("XII", "M", "numeral")]),
        ("Phóng viên Đài PTTH Hà Nội đưa tin.", [("Đài", "Np", "acronym"), ("PTTH", "Ny", "acronym")]),
    ],
)
def test_a_noun_is_cut_from_a_numeral_or_an_acronym(text: str, parts: list[tuple[str, str, str]]) -> None:
    assert changed(text) == parts


@pytest.mark.parametrize("text", ["SEA Games 31 khai mạc.", "HỘI NGHỊ THÀNH ỦY KHÓA XI", "Ông An dự Hội nghị."])
def test_foreign_names_and_headings_are_left_as_they_are(text: str) -> None:
    assert changed(text) == []


def test_what_is_left_of_a_word_beside_a_name_says_so() -> None:
    assert changed("SEA Games 31 và TNCS Hồ Chí Minh.") == [("TNCS", "Np", "name"), ("Hồ Chí Minh", "Np", "name")]


def test_words_cover_what_the_tokens_cover_and_tokens_stay_as_they_were() -> None:
    text = "Đ/c Nguyễn Huy Khánh, Bí thư Thị ủy khóa XI, dự lễ công bố Quyết định số 12/QĐ-UBND tại Đài PTTH."
    article = segment_words(split_sentences(Article("a:1", "a", "", paragraphs=[text]), NO_PORTAL), NO_PORTAL)
    tokens = [token.text for sentence in article.sentences for token in sentence.tokens]
    (sentence,) = annotate(text)["sentences"]
    assert [token["text"] for token in sentence["tokens"]] == tokens
    assert all(text[word["start"] : word["end"]] == word["text"] for word in sentence["words"])
    covered = "".join(word["text"] for word in sentence["words"]).replace(" ", "")
    assert covered == text.replace(" ", "")


def test_words_of_lead_and_paragraphs_are_counted_without_marks() -> None:
    article = Article("a:1", "a", "", title="Hội nghị", lead="Hội nghị khai mạc.", paragraphs=["Hội nghị bế mạc ."])
    for stage in (split_sentences, segment_words, join_words):
        article = stage(article, NO_PORTAL)
    assert article.word_count == 4


def test_words_are_not_counted_where_some_were_left_out() -> None:
    article = split_sentences(Article("a:1", "a", "", paragraphs=["Hội nghị khai mạc."]), NO_PORTAL)
    assert join_words(article, NO_PORTAL).word_count is None


def test_entities_and_documents_say_in_which_sentence_they_stand() -> None:
    found = annotate("Hội nghị khai mạc. Đ/c Nguyễn Huy Khánh dự.\nTheo Quyết định số 12/QĐ-UBND ngày 1/2/2020.")
    assert [entity["sentence"] for entity in found["entities"]] == [1]
    assert [document["sentence"] for document in found["documents"]] == [2]
