"""Find the references to official documents: kind, number, date and issuer of every document an article names."""

from bisect import bisect_right
from collections.abc import Callable

from crawler.records.article import Article, DocumentReference, TextField
from crawler.records.profile import Portal
from pipelines.documents.references import mentions_in
from pipelines.documents.same_document import Placed, resolved


def find_documents(article: Article, portal: Portal) -> Article:
    """The article with its references to official documents, in reading order.

    A reference's offsets count characters of its field and cut out exactly its `text`, which ends before the issuer.
    Mentions of one document carry the same number, date and issuer, whatever each of them says itself.
    """
    spots = [
        (field, paragraph, text, mention) for field, paragraph, text in article.texts() for mention in mentions_in(text)
    ]
    if not spots and not article.documents:
        return article
    found = resolved([Placed(mention, text) for _, _, text, mention in spots])
    sentence_at = _sentences_by_place(article)
    documents = [
        DocumentReference(
            type=mention.kind,
            number=mention.number,
            date=mention.date,
            issuer=mention.issuer,
            text=text[mention.start : mention.end],
            field=field,
            paragraph=paragraph,
            start=mention.start,
            end=mention.end,
            sentence=sentence_at(field, paragraph, mention.start),
        )
        for (field, paragraph, text, _), mention in zip(spots, found, strict=True)
        if mention is not None
    ]
    return article.changed(documents=documents)


def _sentences_by_place(article: Article) -> Callable[[TextField, int | None, int], int | None]:
    """A function that says in which sentence of the article a character of a text lies; `None` where none is known."""
    firsts: dict[tuple[TextField, int | None], list[tuple[int, int]]] = {}
    for number, sentence in enumerate(article.sentences):
        firsts.setdefault((sentence.field, sentence.paragraph), []).append((sentence.start, number))

    def sentence_at(field: TextField, paragraph: int | None, position: int) -> int | None:
        of_text = firsts.get((field, paragraph), [])
        index = bisect_right(of_text, position, key=lambda first: first[0])
        return of_text[index - 1][1] if index else None

    return sentence_at
