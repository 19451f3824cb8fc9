"""The ids of articles (`sontay:2285084`): their numbers, and the order of a dataset."""

from functools import lru_cache


def number_of(article_id: str) -> int | None:
    """The number of `sontay:2285084`; `None` when the id's last part is none that SQLite holds."""
    last = article_id.rpartition(":")[2]
    return int(last) if last.isascii() and last.isdigit() and len(last) < 19 else None


@lru_cache(10_000)
def order_of(article_id: str) -> tuple[str, int, str]:
    """The place of an article in a dataset: by portal, then by number; ids without a number come first.

    >>> sorted(["sontay:10", "sontay:9", "demo:11"], key=order_of)
    ['demo:11', 'sontay:9', 'sontay:10']
    """
    number = number_of(article_id)
    return article_id.partition(":")[0], -1 if number is None else number, article_id
