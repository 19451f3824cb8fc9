"""How fast the language engine is beside underthesea: `python -m benchmarks.language`.

All figures come from one run on the texts of the demonstration portal (synthetic). Those of a single process are
processor time on one core; the best of several rounds counts, for both sides alike: other work on the machine, which
empties the caches that both live on, would be measured otherwise. Ratios above 1: the engine is
faster.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import underthesea
from underthesea.pipeline.chunking.model_crf import CRFChunkingPredictor

from benchmarks.worker_state import State, peak_memory, state_of_worker
from crawler.commands.annotate import annotated_line
from crawler.demo.site import Site
from crawler.records.article import Article
from pipelines.annotate_articles import annotators
from pipelines.annotate_text import NO_PORTAL, annotate
from pipelines.language import taggers
from pipelines.language.taggers import Tagger, tagger_of
from pipelines.segment_words import segment_words
from pipelines.split_sentences import sentence_spans, split_sentences
from pipelines.workers import Workers

WORDS = "sentences, words, parts of speech"
FOUR_LAYERS = "… and entity and chunk tags: all that ner yields"
ALL_LAYERS = "all layers of annotate()"

ARTICLE_WORDS = 480
ROUNDS = 5
#: Texts measured in one go: about a third of a second of underthesea's, so that quiet moments of a busy machine count.
HANDFUL = 60


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
    parser.add_argument("--lines", type=int, default=10_000, help="lines to send through worker processes")
    options = parser.parse_args()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    corpus = _corpus(options.sentences, options.articles)
    print(
        f"{len(corpus.sentences)} different sentences, {corpus.sentence_words / len(corpus.sentences):.1f} words each; "
        f"{len(corpus.articles)} articles of {corpus.article_words / len(corpus.articles):.0f} words"
    )
    _compare("By sentence", corpus.sentences, corpus.sentence_words, {WORDS: 9, ALL_LAYERS: 6})
    _compare("Whole articles", corpus.articles, corpus.article_words, {WORDS: 35})
    _parts(corpus)
    os.sched_setaffinity(0, cores)
    _several_workers(min(2, len(cores)), options.lines)
    _long_lines()


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


def _compare(title: str, texts: list[str], words: int, wanted: dict[str, int]) -> None:
    """Print what each of the engine's ways costs beside `underthesea.ner`."""
    found = _per_word(
        {
            "underthesea.ner": underthesea.ner,
            WORDS: _words_and_tags,
            FOUR_LAYERS: _four_layers,
            ALL_LAYERS: annotate,
        },
        texts,
        words,
    )
    theirs = found.pop("underthesea.ner")
    print(f"\n{title}, one core, µs per word; underthesea.ner: {theirs:.1f}")
    for name, ours in found.items():
        bar = f" (wanted: {wanted[name]})" if name in wanted else ""
        print(f"  {name:50}{ours:8.1f}   {theirs / ours:5.1f} × as fast{bar}")


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
    """Where the time of the four layers goes."""
    words = [[word.spelling for word in taggers.words(sentence)] for sentence in corpus.sentences]
    pos = [taggers.pos_tags(of_sentence) for of_sentence in words]
    blank = [[taggers.UNTAGGED] * len(of_sentence) for of_sentence in words]
    layers: list[tuple[Tagger, list[Any]]] = [
        (taggers.pos_tagger(), list(zip(words, blank, strict=True))),
        (tagger_of_chunks, list(zip(words, pos, blank, strict=True))),
        (taggers.entity_tagger(), list(zip(words, pos, blank, blank, strict=True))),
    ]
    floor = strings = 0.0
    for tagger, columns in layers:
        rows = [tagger.featurizer.rows(*of_sentence) for of_sentence in columns]
        floor += _per_word({"": tagger.model.tag}, rows, corpus.sentence_words)[""]
        strings += _per_word({"": _written(tagger)}, columns, corpus.sentence_words)[""]
    runs = {"whole": _four_layers, "words": taggers.words, "splitting": sentence_spans}
    found = _per_word(runs, corpus.sentences, corpus.sentence_words)
    whole, segmenting, splitting = found["whole"], found["words"], found["splitting"]
    print("\nThe four layers by sentence, µs per word")
    for name, value in (
        ("underthesea's taggers of parts of speech, chunks, entities", floor),
        ("their feature strings", strings),
        ("segmenting: tokens and words", segmenting),
        ("splitting into sentences", splitting),
        ("offsets, records", whole - floor - strings - segmenting - splitting),
        ("whole", whole),
    ):
        print(f"  {name:60}{value:8.1f}")


def _written(tagger: Tagger) -> Callable[[Any], Any]:
    return lambda columns: tagger.featurizer.rows(*columns)


def _long_lines() -> None:
    print("\nLines of 1 MB, all layers of annotate(), s of the clock")
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
        print(f"  {name:50}{time.perf_counter() - begin:8.1f}, peak so far {peak_memory()} MB")


#: Lines on which underthesea's time for all of them is estimated.
_SAMPLE = 300


def _several_workers(count: int, line_count: int) -> None:
    articles = Site(seed=8, articles=line_count).newest(line_count)
    lines = [line for found in articles for line in found.paragraphs][:line_count]
    print(f"\n{len(lines)} lines through the worker processes of `vnportal annotate`, s of the clock")
    clock: dict[int, float] = {}
    busiest: dict[int, float] = {}
    for workers in (1, count):
        with annotators(workers) as pool:
            _exhaust(pool.map(annotated_line, lines[:1_000], size=len))  # all processes have started when this is done
            before = _states(pool)
            begin = time.perf_counter()
            _exhaust(pool.map(annotated_line, lines, size=len))
            clock[workers] = time.perf_counter() - begin
            after = _states(pool)
        busiest[workers] = max(state.seconds - before[process].seconds for process, state in after.items())
        peak = max(state.megabytes for state in after.values())
        print(
            f"  {workers} worker processes{'':33}{clock[workers]:8.1f}, "
            f"busiest {busiest[workers]:.1f} of processor time, at most {peak} MB each (wanted: 400)"
        )
    print(f"  {'ratio by the clock':50}{clock[1] / clock[count]:8.2f} × (wanted: 1.8; needs {count} idle cores)")
    print(f"  {'ratio of the busiest: that on idle cores':50}{busiest[1] / busiest[count]:8.2f} ×")
    some = lines[:: max(1, len(lines) // _SAMPLE)]
    theirs = _per_word({"": underthesea.ner}, some, _words(some))[""] * _words(lines) / 1e6
    print(
        f"  {'beside underthesea.ner on one core, all lines':50}{theirs / busiest[count]:8.1f} × as fast (wanted: 8); "
        f"by the clock {theirs / clock[count]:.1f} ×"
    )


def _states(pool: Workers) -> dict[int, State]:
    """The last state of each process of the pool."""
    return {
        state.process: state for state in pool.map(state_of_worker, ["?"] * 2_000, size=len) if isinstance(state, State)
    }


def _exhaust(outcomes: Iterator[Any]) -> None:
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


def _per_word(runs: dict[str, Callable[[Any], Any]], texts: Sequence[Any], words: int) -> dict[str, float]:
    """Microseconds of processor time per word; all take turns, and of each handful of texts the best round counts."""
    handfuls = [texts[first : first + HANDFUL] for first in range(0, len(texts), HANDFUL)]
    best = {name: [float("inf")] * len(handfuls) for name in runs}
    for _ in range(ROUNDS):
        for place, handful in enumerate(handfuls):
            for name, run in runs.items():
                begin = time.process_time()
                for text in handful:
                    run(text)
                best[name][place] = min(best[name][place], time.process_time() - begin)
    return {name: sum(seconds) / words * 1e6 for name, seconds in best.items()}


if __name__ == "__main__":
    main()
