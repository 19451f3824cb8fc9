"""`vnportal show`: an article, or the hits of a search, on the terminal."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from crawler.records.article import to_dict
from crawler.records.errors import StoreError, UsageError
from crawler.store.collection import Collection
from exports import record_rows
from exports.terminal.hits import find
from exports.terminal.readable import article, hits, show


def run(data: Path, wanted: str, most: int, globs: Sequence[str] = ()) -> int:
    """Print the article with that id or address, or else the `most` best articles that hold these words.

    Only the portals count that any of the globs matches, if there are globs.

    Raises:
        UsageError: no word is asked for, or a glob matches no portal.
        StoreError: there is no store, nothing in it, or no article that was asked for.
    """
    wanted = wanted.strip()
    if not wanted:
        raise UsageError("QUERY: empty: name an article's id, or words to look for")
    console = Console()
    with Collection.of(data, globs, read_only=True) as collection:
        collection.require_articles()
        found = collection.article(_named(collection, wanted))
        if found is not None:
            show(console, article(record_rows.record(to_dict(found))))
            return 0
        best = find(collection.snapshot.texts(), wanted, most)
    if not best.total:
        raise StoreError(
            f'{data}: no article is "{wanted}" or holds these words: try fewer words, accents do not matter'
        )
    show(console, hits(best.total, best.best, wanted))
    return 0


def _named(collection: Collection, wanted: str) -> str:
    """The id of the article that is named by its address, or by the number in its id; else what was given."""
    if not wanted.isdigit() and "://" not in wanted:
        return wanted
    texts = collection.snapshot.texts()
    return next((text.article_id for text in texts if wanted in {text.url, text.article_id.partition(":")[2]}), wanted)
