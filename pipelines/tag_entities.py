"""Mark the persons, organisations and places of an article.

`docs/entities.md` explains the labels and the layers; `pipelines/entities` holds them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from crawler.records.article import Article, Entity, Sentence, TextField
from crawler.records.profile import Portal
from pipelines.entities.board import Board
from pipelines.entities.layers import LAYERS, Layer
from pipelines.entities.layers.repeats import recall
from pipelines.entities.sentences import Words


def tag_entities(article: Article, portal: Portal) -> Article:
    """The article with its entities, sorted, the outermost only; none overlaps a reference to a document."""
    found = boards(article)
    mark(found)
    texts = {(field, paragraph): text for field, paragraph, text in article.texts()}
    entities = [
        entity
        for number, (sentence, board) in enumerate(zip(article.sentences, found, strict=True))
        for entity in _entities(texts[sentence.field, sentence.paragraph], number, sentence, board)
    ]
    return article.changed(entities=entities)


def boards(article: Article) -> list[Board]:
    """The article's sentences, nothing marked yet, closed where they refer to documents."""
    texts = {(field, paragraph): text for field, paragraph, text in article.texts()}
    documents: dict[tuple[TextField, int | None], list[tuple[int, int]]] = {}
    for document in sorted(article.documents, key=lambda document: document.start):
        documents.setdefault((document.field, document.paragraph), []).append((document.start, document.end))
    found = []
    for sentence in article.sentences:
        place = sentence.field, sentence.paragraph
        words = Words(texts[place], sentence.start, sentence.end, sentence.tokens)
        found.append(Board(words, _document_pieces(words, documents.get(place, []))))
    return found


def mark(
    boards: Sequence[Board], layers: Iterable[Layer] = tuple(LAYERS.values()), *, with_recall: bool = True
) -> None:
    """Run the layers over every sentence of an article, then look for what was named before."""
    chosen = tuple(layers)
    for board in boards:
        for layer in chosen:
            layer(board)
    if with_recall:
        recall(boards)


def _document_pieces(words: Words, documents: Sequence[tuple[int, int]]) -> set[int]:
    """The pieces of a sentence that lie in references to documents (ascending spans, in characters of the field)."""
    pieces: set[int] = set()
    if not words.count or not documents:
        return pieces
    first = bisect_right(documents, words.start[0], key=lambda span: span[1])
    for start, end in documents[first:]:
        if start >= words.end[-1]:
            break
        pieces.update(range(bisect_right(words.end, start), bisect_left(words.start, end)))
    return pieces


def _entities(text: str, number: int, sentence: Sentence, board: Board) -> list[Entity]:
    words = board.words
    found = []
    for span in sorted(board.spans):
        start, end = words.start[span.start], words.end[span.end - 1]
        surface = text[start:end]
        found.append(Entity(surface, span.label, sentence.field, sentence.paragraph, start, end, sentence=number))
    return found
