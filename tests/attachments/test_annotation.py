"""Sentences, words, entities and documents of a file's pages stand beside those of the article's own text."""

import pytest

from crawler.records.article import Article, to_dict
from crawler.records.attachment_text import AttachmentText
from exports.record_rows import record, text_of
from pipelines import annotate_attachments
from pipelines.annotate_text import NO_PORTAL
from pipelines.stages import annotate

URL = "https://x.vn/kh.pdf"


def article(*pages: AttachmentText) -> Article:
    text = "Kế hoạch số 15/KH-UBND của UBND thị xã Sơn Tây. Ông Nguyễn Văn An chủ trì."
    return Article(
        id="x:1", portal="x", url="https://x.vn/1", title="Họp", paragraphs=[text], attachment_texts=[*pages]
    )


def page(text: str | None, file: str = URL, number: int = 1) -> AttachmentText:
    return AttachmentText(file, None, number, text, "text")


@pytest.fixture(scope="module")
def found() -> Article:
    first = "KẾ HOẠCH\nThực hiện Quyết định số 22/QĐ-UBND ngày 5/3/2024. Bà Trần Thị Bình ký."
    return annotate(
        article(page(first), page(None, number=2), page("Ông Lê Văn Ba dự.", "https://x.vn/b.pdf")), NO_PORTAL
    )


def test_spans_cut_their_text_out_of_its_page(found: Article) -> None:
    made = record(to_dict(found))
    spans = [*found.entities, *found.documents]
    assert {span.field for span in spans} == {"paragraphs", "attachment"}
    for span in spans:
        assert text_of(made, span.field, span.paragraph)[span.start : span.end] == span.text
        assert span.sentence is not None
        sentence = found.sentences[span.sentence]
        assert (sentence.field, sentence.paragraph) == (span.field, span.paragraph)
        assert sentence.start <= span.start and span.end <= sentence.end
    for sentence in found.sentences:
        text = text_of(made, sentence.field, sentence.paragraph)
        for part in (*sentence.tokens, *sentence.words):
            assert text[part.start : part.end] == part.text


def test_every_page_with_text_has_its_sentences_names_and_documents(found: Article) -> None:
    names = [(one.paragraph, one.text) for one in found.entities if one.field == "attachment" and one.label == "PER"]
    assert names == [(0, "Trần Thị Bình"), (2, "Lê Văn Ba")]
    assert [(one.paragraph, one.number) for one in found.documents if one.field == "attachment"] == [(0, "22/QĐ-UBND")]
    assert [one.paragraph for one in found.sentences if one.field == "attachment"] == [0, 0, 0, 2]


def test_the_articles_own_annotation_is_the_same_without_files(found: Article) -> None:
    alone = annotate(article(), NO_PORTAL)
    count = len(alone.sentences)
    assert (found.sentences[:count], found.entities[: len(alone.entities)]) == (alone.sentences, alone.entities)
    assert found.word_count == alone.word_count


def test_files_of_more_characters_than_are_annotated_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotate_attachments, "MOST_CHARACTERS", 20)
    cut = annotate(article(page("Ông Lê Văn Ba dự.\nBà Trần Thị Bình ký.")), NO_PORTAL)
    assert [one.text for one in cut.entities if one.field == "attachment"] == ["Lê Văn Ba"]
    assert [problem.kind for problem in cut.problems] == ["too_many_words"]
