"""How well persons, organisations and places are found: `python -m benchmarks.entities [FOLDER...]`.

Scores sets of sentences (synthetic, in `tests/pipelines/entities/sets`, or those in the folders named) by exact spans:
F1 per set and label; underthesea.ner on the same sentences; what each layer adds; what the layers cost beside
the words and their parts of speech. Everything comes from the run that prints it.
"""

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import underthesea

from crawler.records.article import Article
from pipelines.annotate_text import NO_PORTAL
from pipelines.entities.layers import LAYERS, Layer
from pipelines.find_documents import find_documents
from pipelines.segment_words import segment_words
from pipelines.split_sentences import split_sentences
from pipelines.tag_entities import boards, mark, tag_entities
from tests.pipelines.entities.scoring import LABELS, SETS, Case, Score, Span, digest, read_set, score

Tagger = Callable[[Article], frozenset[Span]]


def prepared(text: str) -> Article:
    """The text as an article of one paragraph, ready for its entities."""
    article = Article(id="case", portal=NO_PORTAL.name, url="", paragraphs=[text])
    for stage in (split_sentences, segment_words, find_documents):
        article = stage(article, NO_PORTAL)
    return article


def ours(article: Article) -> frozenset[Span]:
    """The entities of the whole pipeline."""
    return frozenset((entity.label, entity.start, entity.end) for entity in tag_entities(article, NO_PORTAL).entities)


def with_layers(layers: Sequence[Layer], *, with_recall: bool = False) -> Tagger:
    """A tagger of some layers only."""

    def tag(article: Article) -> frozenset[Span]:
        found = boards(article)
        mark(found, layers, with_recall=with_recall)
        return frozenset(
            (span.label, board.words.start[span.start], board.words.end[span.end - 1])
            for board in found
            for span in board.spans
        )

    return tag


def underthesea_ner(article: Article) -> frozenset[Span]:
    """The entities of `underthesea.ner`, its words found again in the text."""
    text = article.paragraphs[0]
    spans: list[Span] = []
    position = 0
    for word, _, _, tag in underthesea.ner(text):
        start = text.find(word, position)
        if start < 0:
            continue  # a word that underthesea has respelt
        position = start + len(word)
        mark_of_tag, _, label = tag.partition("-")
        if mark_of_tag == "I" and spans and spans[-1][0] == label:
            spans[-1] = (label, spans[-1][1], position)
        elif label in LABELS:
            spans.append((label, start, position))
    return frozenset(spans)


def scored(cases: Iterable[tuple[Case, Article]], tagger: Tagger) -> dict[str, Score]:
    """The scores of a tagger."""
    return score((case.spans, tagger(article)) for case, article in cases)


def row(name: str, scores: dict[str, Score]) -> str:
    """A line of the table: F1 by label and over all."""
    cells = [
        f"{scores[label].f1:6.3f}" if scores[label].right + scores[label].missed else "     -"
        for label in (*LABELS, "all")
    ]
    return f"{name:32} {' '.join(cells)}  {scores['all'].right + scores['all'].missed:5}"


def seconds_per_word(articles: Sequence[Article], stage: Callable[[Article, object], Article]) -> float:
    """Processor time of a stage by word, the best of three rounds."""
    words = sum(len(sentence.tokens) for article in articles for sentence in article.sentences)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for article in articles:
            stage(article, NO_PORTAL)
        best = min(best, time.process_time() - start)
    return best / words


def main(folders: Sequence[str]) -> None:
    """Print the tables."""
    paths = sorted(path for folder in folders or [str(SETS)] for path in Path(folder).glob("*.txt"))
    sets = {path: [(case, prepared(case.text)) for case in read_set(path)] for path in paths}
    every = [pair for pairs in sets.values() for pair in pairs]
    print(f"{len(every)} sentences, digest {digest(paths)}; F1 of exact spans\n")
    print(f"{'set':32} {'PER':>6} {'ORG':>6} {'LOC':>6} {'all':>6}  {'gold':>5}")
    for path, pairs in sets.items():
        print(row(path.stem, scored(pairs, ours)))
    print(row("all sets", scored(every, ours)))
    print(row("underthesea.ner, all sets", scored(every, underthesea_ner)))

    print("\nwhat each layer adds (all sets, layers up to this one)")
    names = list(LAYERS)
    for count in range(1, len(names) + 1):
        layers = [LAYERS[name] for name in names[:count]]
        print(row(f"+ {names[count - 1]}", scored(every, with_layers(layers))))
    print(row("+ names found again", scored(every, with_layers(list(LAYERS.values()), with_recall=True))))

    articles = [article for _, article in every]
    tagging = seconds_per_word(articles, segment_words)
    entities = seconds_per_word(articles, tag_entities)
    print(f"\nwords and parts of speech {tagging * 1e6:.1f} µs per word, entities {entities * 1e6:.1f} µs per word")
    print(f"entities cost {entities / tagging:.2f} times the tagging")


if __name__ == "__main__":
    main(sys.argv[1:])
