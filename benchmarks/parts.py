"""What a publication costs by what changed: `python -m benchmarks.parts`.

A store of synthetic articles: 20 portals, 10 years, 200,000 articles (`--articles` for fewer), each of 280 words with
their parts of speech, and the names of three people and their bodies: out of 2,000 people of its portal, of whom some
are named often. It is published; then one article in 1,000 that is new (of two portals, this year) and one in 10,000
that was edited (of any portal and year) are published, and 14 versions of a dataset that grows by one article in 4,000
a night: 200, 20 and 50 of 200,000. The making of the articles takes two processes and is not measured. Ratios are from
one run, so that what else runs on the machine counts on both sides.
"""

import argparse
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from crawler import portals
from crawler.records.article import Article, Entity, Office, Sentence, Token, Word
from crawler.records.profile import Checks, Portal
from crawler.store import shards
from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.publish import versions
from exports.publish.publish import publish
from pipelines.derive_tables import derivers

PORTALS, YEARS, NIGHTS = 20, 10, 14
#: In each portal.
PEOPLE, BODIES = 2_000, 20
#: Of so many known articles one is new, or edited, or new in each of the nights.
NEW, EDITED, PER_NIGHT = 1_000, 10_000, 4_000
SENTENCES, WORDS = 14, 20
#: The last year; the first night is in it.
LAST_YEAR = 2026
_TEXT = "ủy ban nhân dân thị xã tổ chức hội nghị tổng kết công tác phòng chống thiên tai cứu nạn năm"
_VOCABULARY = _TEXT.split()


def article(number: int, portal: int, year: int, night: datetime, edit: int = 0) -> Article:
    """A synthetic article; the same numbers give the same one."""
    random = Random(number * 31 + edit)
    key, moment = f"portal{portal:02}", night.isoformat()
    paragraphs, sentences, entities, offices = [], [], [], []
    for at in range(SENTENCES):
        # The smaller numbers are met more often.
        person = int(PEOPLE * random.random() ** 3)
        names = [f"Nguyễn Văn {key.title()}{person:04}", f"Ủy ban {key} {person % BODIES}"] if at < 3 else []
        texts = names + [random.choice(_VOCABULARY) for _ in range(WORDS - len(names))]
        spans, start = [], 0
        for text in texts:
            spans.append((text, start, start + len(text)))
            start += len(text) + 1
        paragraphs.append(" ".join(texts))
        tokens = [Token(*span, "N") for span in spans]
        sentences.append(Sentence("paragraphs", at, 0, start - 1, tokens, [Word(*span, "N") for span in spans]))
        for (text, begin, end), label in zip(spans, ("PER", "ORG") if names else (), strict=False):
            entities.append(Entity(text, label, "paragraphs", at, begin, end, text, sentence=at))
        if names and at == 0:
            offices.append(Office(names[0], "Chủ tịch", names[1], None, False, "paragraphs", 0, 0, len(names[0]), 0))
    return Article(
        id=f"{key}:{number}", portal=key, url=f"https://{key}.example/{number}", title=f"Hội nghị {number}",
        lead="Sáng nay, họp.", paragraphs=paragraphs, category="Tin tức", categories=["Tin tức"],
        published_at=f"{year}-{1 + number % 12:02}-15T08:00:00+07:00", published_precision="minute",
        view_count=number % 999, observed_at=moment, sentences=sentences, entities=entities, offices=offices,
        word_count=SENTENCES * WORDS, fetched_from="live", fetched_at=moment, run_id=f"{key}-1",
        parser_version="1", pipeline_version="1",
    )  # fmt: skip


def save(data: Path, articles: Iterable[Article]) -> None:
    """Save articles of one portal with their annotation."""
    made = iter(articles)
    first = next(made)
    shards.folder(data, first.portal).mkdir(parents=True, exist_ok=True)
    with Store(shards.store(data, first.portal)) as store:
        for batch in batched(chain([first], made)):
            with store.transaction():
                for one in batch:
                    store.articles.save(one)
                    store.annotations.save(one)


def batched(articles: Iterator[Article]) -> Iterator[list[Article]]:
    """A thousand articles at a time."""
    while batch := list(islice(articles, 1000)):
        yield batch


def known_one(number: int, count: int, night: datetime, edit: int = 0) -> Article:
    """One of the articles of the first night: as many of each portal and year."""
    return article(number, number % PORTALS, LAST_YEAR + 1 - YEARS + number * YEARS // count, night, edit)


def profile(name: str) -> Portal:
    """The profile of a portal, without bounds on what it holds."""
    return portals.load("sontay").model_copy(update={"name": name, "checks": Checks()})


def size(folder: Path) -> int:
    """Bytes of the files below a folder; what several names share counts once."""
    return sum({path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}.values())


def save_known(data: Path, portal: int, count: int, night: datetime) -> None:
    """Save a portal's articles of the first night."""
    save(data, (known_one(number, count, night) for number in range(portal, count, PORTALS)))


class Measured:
    """A store whose publications are measured."""

    def __init__(self, data: Path, count: int) -> None:
        self.known = self.count = count
        self.first = datetime.now(UTC).replace(microsecond=0) - timedelta(days=NIGHTS + 3)
        self.data = data
        self.datasets = data / "datasets"
        with ProcessPoolExecutor(2) as workers:
            made = [workers.submit(save_known, data, portal, count, self.first) for portal in range(PORTALS)]
            for portal in made:
                portal.result()

    def publish(self, datasets: Path | None = None) -> tuple[float, int]:
        """Publish; returns the seconds of processor time and the bytes that the disk holds more."""
        folder = datasets or self.datasets
        before, begin = size(folder) if folder.is_dir() else 0, time.process_time()
        with Collection(self.data) as collection:
            publish(collection, folder, profile, derivers)
        return time.process_time() - begin, size(folder) - before

    def grow(self, night: int, share: int, edited: int) -> tuple[int, int]:
        """Add articles of two portals to the last year, one for each `share` that are known, and edit old ones.

        Returns how many were added and edited.
        """
        new = max(2, self.known // share)
        moment = self.first + timedelta(days=night)
        numbers = range(self.count, self.count + new)
        for portal in range(2):
            save(self.data, (article(number, portal, LAST_YEAR, moment) for number in numbers if number % 2 == portal))
        for number in Random(night).sample(range(self.known), edited):
            save(self.data, [known_one(number, self.known, moment, edit=night)])
        self.count += new
        return new, edited


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="What a publication costs by what changed")
    parser.add_argument("--articles", type=int, default=200_000)
    count = parser.parse_args().articles
    with TemporaryDirectory() as folder:
        measured = Measured(Path(folder), count)
        whole, disk = measured.publish()
        print(
            f"{count} articles, {PORTALS} portals, {YEARS} years: {whole:.1f} s of processor time, {disk / 1e6:.0f} MB",
            flush=True,
        )
        new, edited = measured.grow(1, NEW, max(1, count // EDITED))
        some, more = measured.publish()
        print(
            f"{new} new and {edited} edited: {some:.1f} s, {some / whole:.1%} (under 5 %), {more / 1e6:.0f} MB"
            " (under 300 MB)",
            flush=True,
        )
        same, none = measured.publish()
        print(f"nothing new: {same:.1f} s, {same / whole:.1%}, {none / 1e6:.0f} MB")
        for night in range(2, NIGHTS):
            measured.grow(night, PER_NIGHT, 2)
            measured.publish()
        print(
            f"{len(versions.versions(measured.datasets))} versions: {size(measured.datasets) / disk:.2f} times one"
            " (under 2)"
        )


if __name__ == "__main__":
    main()
