"""Mark the persons, organisations and places of an article.

`docs/entities.md` explains the labels and the layers; `pipelines/entities` holds them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from crawler.items import Article, Entity, Sentence, TextField
from crawler.portal import Portal
from pipelines.entities.layers import LAYERS, Board, Layer
from pipelines.entities.recall import recall
from pipelines.entities.sentences import Words


def tag_entities(article: Article, portal: Portal) -> Article:
    """The article with its entities, sorted, the outermost only; none overlaps a reference to a document."""
    texts: dict[tuple[TextField, int | None], str] = {
        (field, paragraph): text for field, paragraph, text in article.texts()
    }
    documents: dict[tuple[TextField, int | None], list[tuple[int, int]]] = {}
    for document in article.documents:
        documents.setdefault((document.field, document.paragraph), []).append((document.start, document.end))
    boards = [
        _board(
            texts[sentence.field, sentence.paragraph], sentence, documents.get((sentence.field, sentence.paragraph), ())
        )
        for sentence in article.sentences
    ]
    mark(boards)
    entities = [
        entity
        for sentence, board in zip(article.sentences, boards, strict=True)
        for entity in _entities(texts[sentence.field, sentence.paragraph], sentence, board)
    ]
    return replace(article, entities=entities)


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


def _board(text: str, sentence: Sentence, documents: Sequence[tuple[int, int]]) -> Board:
    words = Words(text, sentence.start, sentence.end, sentence.tokens)
    blocked = (
        {i for i in range(words.count) for start, end in documents if words.start[i] < end and start < words.end[i]}
        if documents
        else set()
    )
    return Board(words, blocked)


def _entities(text: str, sentence: Sentence, board: Board) -> list[Entity]:
    words = board.words
    found = []
    for span in sorted(board.spans):
        start, end = words.start[span.start], words.end[span.end - 1]
        found.append(Entity(text[start:end], span.label, sentence.field, sentence.paragraph, start, end))
    return found
