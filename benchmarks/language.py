"""How fast the language engine is beside underthesea: `python -m benchmarks.language`.

All figures come from one run on the texts of the demonstration portal (synthetic). Those of a single process are
processor time on one core; the best of several rounds counts, for both sides alike. Ratios above 1: the engine is
faster. The floor is the time of underthesea's taggers alone on feature strings that are there already.
"""

import argparse
import os
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import underthesea
from underthesea.pipeline.chunking.model_crf import CRFChunkingPredictor

from crawler.commands.annotate import annotated_line
from crawler.demo.site import Site
from crawler.items import Article
from pipelines.language import taggers
from pipelines.language.taggers import Tagger, tagger_of
from pipelines.language.tokens import raw_tokens
from pipelines.segment_words import segment_words
from pipelines.split_sentences import sentence_spans, split_sentences
from pipelines.texts import NO_PORTAL, annotate
from pipelines.workers import Workers

ARTICLE_WORDS = 480
ROUNDS = 3


class Corpus(NamedTuple):
    """Sentences, articles of `ARTICLE_WORDS` words made of them, and the number of words in each."""

    sentences: list[str]
    articles: list[str]
    sentence_words: int
    article_words: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sentences", type=int, default=300, help="sentences to measure on")
    parser.add_argument("--articles", type=int, default=4, help="articles to measure on")
    options = parser.parse_args()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    corpus = _corpus(options.sentences, options.articles)
    print(
        f"{len(corpus.sentences)} different sentences, {corpus.sentence_words / len(corpus.sentences):.1f} words each; "
        f"{len(corpus.articles)} articles of {corpus.article_words / len(corpus.articles):.0f} words"
    )
    _by_sentence(corpus)
    _by_article(corpus)
    _parts(corpus)
    os.sched_setaffinity(0, cores)
    _long_lines()
    _several_workers(min(2, len(cores)))


def _corpus(sentence_count: int, article_count: int) -> Corpus:
    sentences: list[str] = []
    for found in Site(seed=7, articles=2_000).newest(2_000):
        texts = [found.lead or "", *found.paragraphs] if found.language == "vi" else []
        sentences += [text[start:end] for text in texts for start, end in sentence_spans(text)]
    sentences = [sentence for sentence in dict.fromkeys(sentences) if len(sentence) > 40]
    articles: list[str] = []
    words = 0
    parts: list[str] = []
    for sentence in sentences:
        parts.append(sentence)
        words += len(taggers.words(sentence))
        if words >= ARTICLE_WORDS:
            articles.append(" ".join(parts))
            parts, words = [], 0
    sentences = sentences[:sentence_count]
    articles = articles[:article_count]
    return Corpus(sentences, articles, _words(sentences), _words(articles))


def _words(texts: Iterable[str]) -> int:
    return sum(len(taggers.words(text)) for text in texts)


def _by_sentence(corpus: Corpus) -> None:
    theirs = _per_word(underthesea.ner, corpus.sentences, corpus.sentence_words)
    print(f"\nBy sentence, one core, µs per word; underthesea.ner: {theirs:.1f}")
    _line("sentences, words, parts of speech", _words_and_tags, corpus.sentences, corpus.sentence_words, theirs)
    _line(
        "… and entity and chunk tags: all that ner yields",
        _four_layers,
        corpus.sentences,
        corpus.sentence_words,
        theirs,
        9,
    )
    _line("all layers of annotate()", annotate, corpus.sentences, corpus.sentence_words, theirs, 6)


def _by_article(corpus: Corpus) -> None:
    theirs = _per_word(underthesea.ner, corpus.articles, corpus.article_words, rounds=1)
    print(f"\nWhole articles, one core, µs per word; underthesea.ner: {theirs:.1f}")
    _line("sentences, words, parts of speech", _words_and_tags, corpus.articles, corpus.article_words, theirs)
    _line(
        "… and entity and chunk tags: all that ner yields",
        _four_layers,
        corpus.articles,
        corpus.article_words,
        theirs,
        35,
    )
    _line("all layers of annotate()", annotate, corpus.articles, corpus.article_words, theirs)


def _words_and_tags(text: str) -> Article:
    article = Article("text", NO_PORTAL.name, "", paragraphs=[text])
    return segment_words(split_sentences(article, NO_PORTAL), NO_PORTAL)


def _four_layers(text: str) -> None:
    for sentence in _words_and_tags(text).sentences:
        words = [token.text for token in sentence.tokens]
        pos = [token.pos or "" for token in sentence.tokens]
        taggers.ner_tags(words, pos)
        _chunk_tags(words, pos)


def _chunk_tags(words: Sequence[str], pos: Sequence[str]) -> list[str]:
    """The layer that the engine itself leaves out, for nothing reads it."""
    return tagger_of_chunks.tag([taggers.spelling(word) for word in words], pos, [taggers.UNTAGGED] * len(words))


tagger_of_chunks = tagger_of(CRFChunkingPredictor.Instance())


def _parts(corpus: Corpus) -> None:
    """Where the time of the four layers goes, beside the taggers' own."""
    tokens = [[token.spelling for token in raw_tokens(sentence)] for sentence in corpus.sentences]
    words = [[word.spelling for word in taggers.words(sentence)] for sentence in corpus.sentences]
    pos = [taggers.pos_tags(of_sentence) for of_sentence in words]
    blank = [[taggers.UNTAGGED] * len(of_sentence) for of_sentence in words]
    layers: list[tuple[Tagger, list[Any]]] = [
        (taggers.segmenter(), list(zip(tokens, strict=True))),
        (taggers.pos_tagger(), list(zip(words, blank, strict=True))),
        (tagger_of_chunks, list(zip(words, pos, blank, strict=True))),
        (taggers.entity_tagger(), list(zip(words, pos, blank, blank, strict=True))),
    ]
    floor = strings = 0.0
    for tagger, columns in layers:
        rows = [tagger.featurizer.rows(*of_sentence) for of_sentence in columns]
        floor += _per_word(tagger.model.tag, rows, corpus.sentence_words)
        strings += _per_word(_written(tagger), columns, corpus.sentence_words)
    whole = _per_word(_four_layers, corpus.sentences, corpus.sentence_words)
    cutting = _per_word(raw_tokens, corpus.sentences, corpus.sentence_words)
    splitting = _per_word(sentence_spans, corpus.sentences, corpus.sentence_words)
    print("\nThe four layers by sentence, µs per word")
    for name, value in (
        ("taggers alone, the floor", floor),
        ("feature strings", strings),
        ("cutting into tokens", cutting),
        ("splitting into sentences", splitting),
        ("joining words, offsets, records", whole - floor - strings - cutting - splitting),
        ("whole", whole),
    ):
        print(f"  {name:50}{value:8.1f}")
    print(f"  {'whole by floor':50}{whole / floor:8.1f} ×")


def _written(tagger: Tagger) -> Callable[[Any], Any]:
    return lambda columns: tagger.featurizer.rows(*columns)


def _long_lines() -> None:
    print("\nLines of 1 MB, all layers of annotate()")
    for name, text in (
        ("one letter", "a" * 1_000_000),
        ("letters and points", "a." * 500_000),
        ("capitals and points", "A. " * 333_000),
        ("combining marks", "\u0301\u0323" * 250_000),
        ("Han characters", "中" * 333_000),
        ("emoji", "😀" * 250_000),
        ("control characters", "\x01\x7f" * 500_000),
        ("prose without a stop", "Ban Thường vụ Thị ủy tổ chức hội nghị " * 19_000),
    ):
        begin = time.perf_counter()
        annotate(text)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {name:50}{time.perf_counter() - begin:8.1f} s, peak so far {peak:.0f} MB")


def _several_workers(count: int) -> None:
    lines = [line for found in Site(seed=8, articles=6_000).newest(6_000) for line in found.paragraphs]
    print(f"\n{len(lines)} lines through `vnportal annotate`'s workers")
    seconds: dict[int, float] = {}
    for workers in (1, count):
        with Workers(workers) as pool:
            _exhaust(pool.map(annotated_line, lines[:2_000]))  # all processes have started when this is done
            begin = time.perf_counter()
            _exhaust(pool.map(annotated_line, lines))
            seconds[workers] = time.perf_counter() - begin
            peak = max(found for found in pool.map(peak_memory, ["?"] * 2_000) if isinstance(found, float))
        print(f"  {workers} workers{'':41}{seconds[workers]:8.1f} s, at most {peak:.0f} MB each")
    print(f"  {'ratio':50}{seconds[1] / seconds[count]:8.2f} × (wanted: 1.8)")


def peak_memory(text: str) -> float:
    """The worker's peak memory in MB; as a function of a text, so that workers run it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _exhaust(outcomes: Iterator[Any]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


def _line(
    name: str, run: Callable[[str], Any], texts: list[str], words: int, theirs: float, wanted: int | None = None
) -> None:
    ours = _per_word(run, texts, words)
    bar = f" (wanted: {wanted})" if wanted else ""
    print(f"  {name:50}{ours:8.1f}   {theirs / ours:5.1f} × as fast{bar}")


def _per_word(run: Callable[[Any], Any], texts: Sequence[Any], words: int, rounds: int = ROUNDS) -> float:
    """Microseconds of processor time per word; the first text is run once beforehand, which loads models."""
    run(texts[0])
    best = float("inf")
    for _ in range(rounds):
        begin = time.process_time()
        for text in texts:
            run(text)
        best = min(best, time.process_time() - begin)
    return best / words * 1e6


if __name__ == "__main__":
    main()
