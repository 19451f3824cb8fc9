"""What a night costs when much is known already: simulated nights over a small and over a large store.

    python -m benchmarks.nights [--nights 24] [--known 20000 200000]

Each store is filled with articles that the demonstration portal shows, one every 53 minutes back into the past. Then
nights follow one another, a day apart (VNPORTAL_NOW): each brings the day's new articles and visits those that are
due, as `vnportal nightly` does, in a process of its own. Publishing and the report are left out: they write the whole
dataset, so they cost what is known, and only where something has changed; benchmarks/exports.py measures that.

Old articles are not due in these nights (`every_days_then` is ten years), so that both stores have the same to do: what
differs is only what is known.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from crawler import portals
from crawler.demo.application import Application
from crawler.demo.layouts import DEFAULT, LAYOUTS
from crawler.demo.model import DemoArticle
from crawler.demo.server import serve
from crawler.demo.site import NEWEST_OF_TOWN, Site
from crawler.pages.article.parse import article as parse
from crawler.records.article import Article
from crawler.store import shards
from crawler.store.collection import Collection
from crawler.store.store import Store
from pipelines.duplicates.bands import METHOD
from pipelines.stages import PIPELINE_VERSION

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVERY = timedelta(minutes=53)
#: Articles that the portal shows in the end; of the older ones only the store knows.
LIVE = 4_000
_NIGHT = """
import sys
from crawler import portals
from crawler.commands import nightly
profile = portals.load("demo")
profile = profile.model_copy(update={"revisit": profile.revisit.model_copy(update={"every_days_then": 3650})})
portals.load = lambda name, **_: profile
nightly._publish = lambda night, state: None
nightly.write_report = lambda *_: None
from crawler.cli import main
main()
"""


class Growing(Site):
    """A portal of `LIVE` articles that shows only what was published up to a moment."""

    def __init__(self) -> None:
        super().__init__(articles=LIVE)
        self._step = EVERY
        self._step_minutes = EVERY // timedelta(minutes=1)
        self.show_until(NEWEST_OF_TOWN)

    def show_until(self, moment: datetime) -> None:
        """Show what was published by then, and nothing newer."""
        self.hidden = next(index for index in range(self.size) if self.article(index).published <= moment)
        self._all = getattr(self, "_all", self._listed)
        self._listed = {
            slug: [index for index in indices if index >= self.hidden] for slug, indices in self._all.items()
        }

    def newest(self, count: int, start: int = 0) -> tuple[DemoArticle, ...]:
        """The newest articles that are shown."""
        return super().newest(count, start + self.hidden)


@dataclass(frozen=True)
class Cost:
    """What a night took: seconds by the clock and of the processor, and the crawling process's megabytes at most."""

    seconds: float
    processor: float
    megabytes: float
    line: str


def fill(data: Path, site: Growing, known: int, moment: datetime) -> None:
    """A store that knows what the site shows, as seen at `moment`, and older articles that it shows no more."""
    profile = portals.load("demo")
    layout = LAYOUTS[DEFAULT](site)
    application = Application(layout)
    seen = moment.isoformat()
    shards.folder(data, "demo").mkdir(parents=True)
    with Store(shards.store(data, "demo")) as store:
        with store.transaction():
            for index in range(site.hidden, site.size):
                shown = site.article(index)
                address = urlsplit(layout.href(shown, shown.sections[0], 0)).path
                found = parse(application.respond(address).body, f"{profile.base_url}{address}", profile)
                assert isinstance(found, Article), address
                found.fetched_at = found.observed_at = seen
                found.categories = [section.name for section in shown.sections]
                store.articles.save(found)
        with store.transaction() as connection:
            sample = dict(connection.execute("SELECT * FROM versions LIMIT 1").fetchone())
            old = range(1, known - (site.size - site.hidden) + 1)
            ids = [f"demo:{number}" for number in old]
            connection.executemany(
                "INSERT INTO articles (article_id, portal, number, url, version, first_seen_at, last_seen_at)"
                " VALUES (?, 'demo', ?, ?, 1, ?, ?)",
                (
                    (key, number, f"{profile.base_url}/tin/-/view_content/{number}-cu.html", seen, seen)
                    for key, number in zip(ids, old, strict=True)
                ),
            )
            names = list(sample)
            marks = ", ".join(f":{name}" for name in names)
            connection.executemany(
                f"INSERT INTO versions ({', '.join(names)}) VALUES ({marks})",
                (
                    sample | {"article_id": key, "version": 1, "published_at": "2016-01-01T08:00:00+07:00"}
                    for key in ids
                ),
            )
            connection.execute(
                "INSERT OR IGNORE INTO annotations (article_id, version, state) SELECT article_id, version, 'done'"
                " FROM articles"
            )
            connection.execute(
                "UPDATE annotations SET state = 'done', pipeline_version = ?, annotated_at = ?",
                (PIPELINE_VERSION, seen),
            )
            connection.execute(
                "INSERT INTO observations SELECT article_id, last_seen_at, number % 4000, NULL FROM articles"
                " WHERE true ON CONFLICT DO NOTHING"
            )
            connection.execute("INSERT OR IGNORE INTO article_categories SELECT article_id, 'Tin tức' FROM articles")
        rows = store.database.rows(
            "SELECT article_id, portal, content_hash, published_at, first_seen_at FROM articles"
            " JOIN versions USING (article_id, version)"
        )
    with Collection(data) as collection, collection.database.transaction() as connection:
        connection.executemany(
            "INSERT INTO fingerprints"
            " (article_id, portal, content_hash, published_at, first_seen_at, moment, method, bands, state)"
            " VALUES (?, ?, ?, ?, ?, 0, ?, '[]', 0)",
            ((*row, METHOD) for row in rows),
        )


def night(base_url: str, data: Path, moment: datetime) -> Cost:
    """Run a night at a moment.

    Raises:
        SystemExit: it failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    options = ["nightly", "--portal", "demo", "--base-url", base_url, "--data", str(data), "--delay", "0"]
    process = subprocess.Popen(
        [sys.executable, "-c", _NIGHT, *options],
        env=os.environ | {"VNPORTAL_NOW": moment.isoformat()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    highest = 0
    while process.poll() is None:
        try:
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            highest = max(highest, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")))
        except (FileNotFoundError, ProcessLookupError, TypeError):
            pass
        time.sleep(0.2)
    output, errors = process.communicate()
    if process.returncode:
        sys.exit(f"a night failed: {output}{errors}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(time.monotonic() - began, processor, highest / 1000, output.strip())


def main() -> None:
    """Run the nights and print what they cost."""
    parser = argparse.ArgumentParser(description="What a night costs when much is known already.")
    parser.add_argument("--nights", type=int, default=24)
    parser.add_argument("--known", type=int, nargs="+", default=[20_000, 200_000])
    options = parser.parse_args()
    medians = {}
    for known in options.known:
        site = Growing()
        first = NEWEST_OF_TOWN - timedelta(days=options.nights + 1)
        with TemporaryDirectory() as folder, serve(site) as server:
            data = Path(folder)
            site.show_until(first)
            fill(data, site, known, first.replace(tzinfo=ZONE) - timedelta(hours=12))
            costs = []
            for number in range(options.nights + 1):
                moment = first + timedelta(days=number)
                site.show_until(moment)
                asked = len(server.requests)
                costs.append(night(server.base_url, data, moment.replace(tzinfo=ZONE)))
                requests = len(server.requests) - asked
                cost = costs[-1]
                print(
                    f"{known:7} known, night {number:2}: {requests:4} requests, {cost.seconds:5.1f} s,"
                    f" {cost.processor:5.1f} s of processor, {cost.megabytes:4.0f} MB; {cost.line}",
                    flush=True,
                )
            with Store(shards.store(data, "demo"), read_only=True) as store:
                size = store.path.stat().st_size / 1e6
                print(f"{known:7} known at first, {store.articles.count()} at last; the store has {size:.0f} MB")
        nights = costs[1:]  # the first one reckons when each article is due
        medians[known] = statistics.median(cost.processor for cost in nights)
        half = len(nights) // 2
        early, late = (max(cost.megabytes for cost in part) for part in (nights[:half], nights[half:]))
        print(
            f"{known:7} known: median {statistics.median(cost.seconds for cost in nights):.1f} s a night,"
            f" {medians[known]:.1f} s of processor; memory {early:.0f} MB at most in the first half,"
            f" {late:.0f} MB in the second\n"
        )
    if len(medians) > 1:
        small, large = min(medians), max(medians)
        print(f"{large // small} times as much known: {medians[large] / medians[small]:.2f} times the processor's time")


if __name__ == "__main__":
    main()
