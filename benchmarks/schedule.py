"""What a nation of portals needs, on paper: a simulation of its first crawl and of a month of nights.

Each portal has a number of articles and a rate of new ones, drawn from a distribution with a long tail; it answers in
its own time, and fails on some nights, or for many nights in a row. A worker crawls as many portals side by side as
one event loop holds, each at its own pace. The figures of a page (processor, bytes) are options, to be taken from the
other benchmarks on your machine. Nothing is asked of anybody: the simulation takes a second.
"""

import argparse
import heapq
import random
from typing import NamedTuple

#: Bytes on the disk for an article: its page in the archive, its row in the store, its words, its lines in a dataset.
ARCHIVE, STORE, DATASET = 12_000, 9_000, 14_000
#: Listings and other pages that a night looks at, whatever is new.
PAGES_OF_A_NIGHT = 25
#: Articles of a page of a listing, and the share of known articles that a night looks at again.
PER_LISTING, REVISITED = 10, 0.012


class Portal(NamedTuple):
    """A portal: articles, new ones a day, seconds of an answer, the chance to be out of reach on a night."""

    articles: int
    new_a_day: float
    answer: float
    down: float


class Cost(NamedTuple):
    """What some work costs: hours by the clock, processor hours, requests, portals that could not be reached."""

    hours: float
    processor: float
    requests: int
    down: int


def nation(count: int, mean: int, seed: int) -> list[Portal]:
    """So many portals with so many articles on average."""
    draw = random.Random(seed)
    sizes = [draw.lognormvariate(0, 1.1) for _ in range(count)]
    scale = mean * count / sum(sizes)
    return [
        Portal(
            articles=max(20, round(size * scale)),
            new_a_day=max(0.05, size * scale / 3000),
            answer=draw.lognormvariate(-0.9, 0.6),
            down=0.6 if draw.random() < 0.02 else 0.015,
        )
        for size in sizes
    ]


def crawl(portals: list[Portal], needed: list[int], options: argparse.Namespace, draw: random.Random) -> Cost:
    """The work of so many requests to each portal, side by side on the workers.

    A worker takes as many portals as its event loop holds, the longest first, and the next when one is through. Its one
    processor bounds the pages that it reads in a second.
    """
    down = [draw.random() < portal.down for portal in portals]
    seconds = [
        300.0 if out else requests * (options.delay + portal.answer)
        for portal, requests, out in zip(portals, needed, down, strict=True)
    ]
    slots = [0.0] * (options.workers * options.loop)
    for length in sorted(seconds, reverse=True):
        heapq.heappush(slots, heapq.heappop(slots) + length)
    asked = sum(requests for requests, out in zip(needed, down, strict=True) if not out)
    processor = asked * options.page / 3600
    return Cost(max(max(slots) / 3600, processor / options.workers), processor, asked, sum(down))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--portals", type=int, default=3321)
    parser.add_argument("--articles", type=int, default=4500, help="of a portal, on average")
    parser.add_argument("--workers", type=int, default=16)
    parser.add_argument("--loop", type=int, default=50, help="portals side by side in a worker")
    parser.add_argument("--delay", type=float, default=1.0, help="seconds between requests to a portal")
    parser.add_argument("--page", type=float, default=0.03, help="processor seconds of a page that is crawled")
    parser.add_argument("--words", type=float, default=0.15, help="processor seconds of an article that is annotated")
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    portals = nation(options.portals, options.articles, options.seed)
    draw = random.Random(options.seed)
    articles = sum(portal.articles for portal in portals)
    print(f"{len(portals)} portals, {articles / 1e6:.1f} million articles, {options.workers} workers on as many cores")
    first = crawl(portals, [one.articles + one.articles // PER_LISTING for one in portals], options, draw)
    words = articles * options.words / 3600
    one_by_one = sum(1.1 * one.articles * (options.delay + one.answer) for one in portals) / 3600 / 24
    print(
        f"first crawl: {first.hours:.0f} hours, {first.requests / 1e6:.1f} million requests,"
        f" {first.processor:.0f} hours of processor; one portal after the other: {one_by_one:.0f} days"
    )
    print(f"annotation of all: {words:.0f} hours of processor, {words / options.workers:.0f} hours on the workers")
    nights = []
    for _ in range(options.nights):
        needed = [round(PAGES_OF_A_NIGHT + one.new_a_day + REVISITED * one.articles) for one in portals]
        nights.append(crawl(portals, needed, options, draw))
    new = sum(one.new_a_day for one in portals)
    longest = max(night.hours for night in nights)
    print(
        f"a night: {sum(night.hours for night in nights) / len(nights):.1f} hours, the longest {longest:.1f};"
        f" {sum(night.requests for night in nights) / len(nights) / 1e3:.0f} thousand requests, {new:.0f} new articles,"
        f" {new * options.words / 3600:.1f} hours of processor for their words,"
        f" {sum(night.down for night in nights) / len(nights):.0f} portals out of reach"
    )
    disk = articles * (ARCHIVE + STORE + DATASET) / 1e9
    print(
        f"disk: {disk:.0f} GB (archive {articles * ARCHIVE / 1e9:.0f}, stores {articles * STORE / 1e9:.0f},"
        f" a dataset {articles * DATASET / 1e9:.0f}), {new * 365 * (ARCHIVE + STORE) / 1e9:.0f} GB more a year"
    )


if __name__ == "__main__":
    main()
