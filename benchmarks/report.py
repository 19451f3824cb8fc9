"""What the report costs: `python -m benchmarks.report`.

Prints the seconds that writing it takes, its size, and the seconds until a browser has loaded it (chromium, where one
is installed). The store is synthetic: random names, dates and counts of real shape, without sentences.
"""

import argparse
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from benchmarks.browse import entity
from crawler.records.article import Article, DocumentReference
from crawler.store import shards
from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.report import report
from pipelines.derive_tables import derivers
from tests.browser import ARGUMENTS, chromium


def fill(store: Store, count: int) -> None:
    """Save `count` articles of fifteen years, each with a dozen names, a few of them in most articles."""
    random = Random(1)
    with store.transaction():
        for number in range(count):
            day = f"{2010 + number * 15 // count}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
            article = Article(
                id=f"thu:{number}",
                portal="thu",
                url=f"https://thu.example/-/view_content/{number}-a.html",
                title=f"Bài số {number}",
                lead=f"Nội dung của bài số {number}.",
                categories=[f"Chuyên mục {random.randint(1, 30)}"],
                published_at=f"{day}T{random.randint(6, 22):02}:30:00+07:00",
                view_count=int(random.paretovariate(1) * 50),
                fetched_at="2026-11-24T09:00:00+07:00",
            )
            store.articles.save(article)
            article.entities = [entity(random, 4 * place) for place in range(12)]
            name = f"{int(random.paretovariate(1))}/QĐ-UBND"
            article.documents = [DocumentReference("Quyết định", name, None, None, name, "lead", None, 0, 4)]
            store.annotations.save(article)


def opened(file: Path, path: str) -> float:
    """Seconds until chromium has loaded the file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        page = browser.new_page()
        # A busy machine takes its time.
        page.set_default_timeout(0)
        page.goto("about:blank")
        start = time.perf_counter()
        page.goto(file.as_uri(), wait_until="load")
        page.locator("svg:visible").last.bounding_box()
        seconds = time.perf_counter() - start
        browser.close()
    return seconds


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    count = parser.parse_args().articles
    with TemporaryDirectory() as folder:
        shards.folder(Path(folder), "sontay").mkdir(parents=True)
        with Store(shards.store(Path(folder), "sontay")) as store:
            fill(store, count)
        start = time.perf_counter()
        with Collection(Path(folder), read_only=True) as collection, collection.reading() as connection:
            text = report(connection, derivers())
        seconds = time.perf_counter() - start
        file = Path(folder) / "report.html"
        file.write_text(text, encoding="utf-8")
        print(f"{count} articles: written in {seconds:.1f} s, {file.stat().st_size / 1000:.0f} kB")
        path = chromium()
        print(f"opened in {opened(file, path):.2f} s" if path else "no chromium: not opened")


if __name__ == "__main__":
    main()
