"""`vnportal show`: an article, or the hits of a search, on the terminal."""

from pathlib import Path

from rich.console import Console

from crawler.records.article import to_dict
from crawler.records.errors import StoreError, UsageError, hint
from crawler.store.store import Store
from exports import record_rows
from exports.terminal.hits import find
from exports.terminal.readable import article, hits, show


def run(data: Path, wanted: str, most: int) -> int:
    """Print the article with that id or address, or else the `most` best articles that hold these words.

    Raises:
        UsageError: no word is asked for.
        StoreError: there is no store, nothing in it, or no article that was asked for.
    """
    wanted = wanted.strip()
    if not wanted:
        raise UsageError("QUERY: empty: name an article's id, or words to look for")
    console = Console()
    with Store(data / "store.sqlite", read_only=True) as store:
        if not store.articles.count():
            raise StoreError(f"{store.path}: no articles yet: crawl first (`{hint('crawl PORTAL', data)}`)")
        found = store.articles.get(_named(store, wanted))
        if found is not None:
            show(console, article(record_rows.record(to_dict(found))))
            return 0
        best = find(store.snapshot.texts(), wanted, most)
    if not best.total:
        raise StoreError(
            f'{data}: no article is "{wanted}" or holds these words: try fewer words, accents do not matter'
        )
    show(console, hits(best.total, best.best, wanted))
    return 0


def _named(store: Store, wanted: str) -> str:
    """The id of the article that is named by its address, or by the number in its id; else what was given."""
    if not wanted.isdigit() and "://" not in wanted:
        return wanted
    texts = store.snapshot.texts()
    return next((text.article_id for text in texts if wanted in {text.url, text.article_id.partition(":")[2]}), wanted)
