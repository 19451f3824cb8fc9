"""Near duplicates: precision and recall on the test set, and what a night costs: `python -m benchmarks.duplicates`.

The pairs are those of `tests/pipelines/duplicates/` (synthetic; the pairs held back played no part in choosing the
thresholds). For the costs, a store is filled with articles of the demonstration portal (synthetic, made of recurring
sentences, so harder than real news) of which one in twenty is posted again with light edits. Linear work shows in equal
times per article at N and at 2 N. A first run is done by one process and by `--processes`; both must find the same.
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from crawler.commands.spreading import mark_with
from crawler.demo.site import Site
from crawler.records.article import Article
from crawler.store import shards
from crawler.store.collection import FILE, Collection
from crawler.store.store import Store
from pipelines.duplicates.bands import bands
from pipelines.duplicates.compare import nearly_repeats
from pipelines.duplicates.shingles import words_of
from tests.pipelines.duplicates.pairs import Pair, pairs

#: One article in so many is posted again; a night brings the hundredth part of a store.
REPOSTED, NIGHT = 20, 100


def found(pair: Pair) -> bool:
    """Whether the pair would be met in a store, and is then taken for the same text."""
    one, other = words_of(pair.first), words_of(pair.second)
    return bool(set(bands(one)) & set(bands(other))) and nearly_repeats(one, other)


def print_quality() -> None:
    """Print precision and recall, and the right answers by kind, on open and held-back pairs."""
    for held, name in ((False, "open"), (True, "held back")):
        right, said, true = 0, 0, 0
        kinds: dict[str, Counter[bool]] = defaultdict(Counter)
        for pair in pairs():
            if pair.held is held:
                answer = found(pair)
                right += answer and pair.same
                said += answer
                true += pair.same
                kinds[pair.kind][answer == pair.same] += 1
        by_kind = ", ".join(f"{kind} {counts[True]}/{counts.total()}" for kind, counts in kinds.items())
        print(f"{name}: precision {right / said:.3f} ({right}/{said}), recall {right / true:.3f} ({right}/{true})")
        print(f"  right by kind: {by_kind}")


def print_random_edits() -> None:
    """Print how many of the demonstration portal's articles are known again after edits drawn at random."""
    random = Random(3)
    site = Site()
    originals = [[demo.lead, *demo.paragraphs] for demo in map(site.article, range(site.size)) if demo.lead]
    vocabulary = [word for text in originals for word in " ".join(text).split() if word.islower()]

    def replaced(text: list[str], share: float) -> list[str]:
        return [
            " ".join(
                random.choice(vocabulary) if word.isalpha() and word.islower() and random.random() < share else word
                for word in paragraph.split()
            )
            for paragraph in text
        ]

    def sentence_dropped(text: list[str]) -> list[str]:
        sentences = " ".join(text).split(". ")
        sentences.pop(random.randrange(len(sentences)))
        return [". ".join(sentences)]

    edits: dict[str, Callable[[list[str]], list[str]]] = {
        "every tenth word replaced": lambda text: replaced(text, 0.1),
        "every twentieth replaced, a sentence dropped": lambda text: sentence_dropped(replaced(text, 0.05)),
        "cut to the lead": lambda text: text[:1],
        "cut to half of its paragraphs": lambda text: text[: (len(text) + 1) // 2],
        "all in capitals": lambda text: [paragraph.upper() for paragraph in text],
    }
    for name, edit in edits.items():
        known = [
            found(Pair("random", name, plain(text), plain(edited), True, True))
            for text in originals
            if len(" ".join(edited := edit(text)).split()) > 25
        ]
        print(f"{name}: {sum(known)} of {len(known)} known again")


def plain(paragraphs: list[str]) -> Article:
    """An article with that text."""
    return Article("demo:1", "demo", "", lead=paragraphs[0], paragraphs=paragraphs[1:])


def articles(count: int) -> Iterator[Article]:
    """Articles of the demonstration portal; every twentieth a second time, later, with a word more and a line less."""
    site = Site(articles=count)
    for index in range(count):
        demo = site.article(index)
        when = demo.published.isoformat() + "+07:00"
        made = Article(f"demo:{demo.id}", "demo", "", lead=demo.lead, paragraphs=list(demo.paragraphs))
        made.published_at, made.fetched_at = when, "2026-11-24T09:00:00+07:00"
        yield made
        if index % REPOSTED == 0 and demo.lead and len(demo.paragraphs) > 2:
            copy = Article(f"xa:{demo.id}", "xa", "", lead=f"Mới đây, {demo.lead}", paragraphs=made.paragraphs[:-1])
            copy.published_at, copy.fetched_at = demo.published.isoformat() + "+00:00", made.fetched_at
            yield copy


def save(data: Path, saved: Iterable[Article]) -> int:
    """Save articles, those of a portal in one transaction; returns how many."""
    count = 0
    for portal, articles in groupby(sorted(saved, key=attrgetter("portal")), attrgetter("portal")):
        shards.folder(data, portal).mkdir(parents=True, exist_ok=True)
        with Store(shards.store(data, portal)) as store, store.transaction():
            count += sum(1 for each in articles if store.articles.save(each))
    return count


def print_costs(count: int, processes: int) -> None:
    """Print the times of a first run over `count` articles, of a night after it, and of a night without news."""
    made = list(articles(count))
    # The site gives the newest first; the night's articles are the newest, as at a portal.
    night, before = made[: count // NIGHT], made[count // NIGHT :]
    reposts = sum(each.portal == "xa" for each in made)
    with TemporaryDirectory() as folder:
        data = Path(folder)
        number = save(data, before)
        first, _ = timed(data)
        alone = originals(data)
        (data / FILE).unlink()
        shared, _ = timed(data, processes)
        same = originals(data) == alone
        more = save(data, night)
        second, marked = timed(data)
        idle, _ = timed(data)
        named = sum(key.removeprefix("xa:") == original.removeprefix("demo:") for key, _, original in originals(data))
        print(
            f"{number} articles: {1000 * first / number:.2f} ms each ({first:.1f} s); a night of {more}: "
            f"{1000 * second / more:.2f} ms each; a night without news: {1000 * idle:.0f} ms"
        )
        print(
            f"  a first run by {processes} processes: {shared:.1f} s, {first / shared:.2f} times as fast, "
            f"with {'the same' if same else 'ANOTHER'} outcome"
        )
        print(f"  {marked} marked; of {reposts} reposts, {named} name their own original")


def timed(data: Path, processes: int = 1) -> tuple[float, int]:
    """Seconds of a run by so many processes, and how many articles have an original after it."""
    start = time.perf_counter()
    with Collection(data) as collection:
        marked = mark_with(collection, processes)
    return time.perf_counter() - start, marked


def originals(data: Path) -> list[tuple[str, str, str]]:
    """The near duplicates with their originals."""
    with Collection(data, read_only=True) as collection:
        return sorted(collection.fingerprints.originals())


def main() -> None:
    """Print quality and costs."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=4000, help="articles of the smaller store")
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    print_quality()
    print_random_edits()
    for count in (arguments.articles, 2 * arguments.articles):
        print_costs(count, arguments.processes)


if __name__ == "__main__":
    main()
