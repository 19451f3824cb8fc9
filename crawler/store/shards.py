"""Where the portals of a data directory lie: each in a shard of its own, `DATA/shards/NAME`.

A shard holds all that a crawl of one portal writes: store, archive and lock. No other module knows these paths.
"""

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from crawler.records.errors import StoreError, UsageError, hint, nearest

SHARDS, STORE, ARCHIVE = "shards", "store.sqlite", "archive"


def folder(data: Path, portal: str) -> Path:
    """The shard of a portal, whether it is there or not.

    >>> folder(Path("data"), "sontay").as_posix()
    'data/shards/sontay'
    """
    return data / SHARDS / portal


def store(data: Path, portal: str) -> Path:
    """The file of a portal's store."""
    return folder(data, portal) / STORE


def archive(data: Path, portal: str) -> Path:
    """The folder of a portal's archive."""
    return folder(data, portal) / ARCHIVE


def contents(data: Path, portal: str) -> list[str]:
    """The files that make up a shard, as paths below its folder, sorted.

    What stands in the store's log is a part of it (`crawler.store.maintenance.settle` empties that). The lock, an empty
    log and what begins with a dot are of the moment.
    """
    place = folder(data, portal)
    passing = {"lock", f"{STORE}-shm"}
    every = (path.relative_to(place) for path in place.rglob("*") if path.is_file())
    return sorted(
        str(path)
        for path in every
        if str(path) not in passing
        and not any(part.startswith(".") for part in path.parts)
        and not (path.name == f"{STORE}-wal" and not (place / path).stat().st_size)
    )


def data_of(path: Path) -> Path:
    """The data directory that a shard, or a file in it, belongs to. A store that lies in no shard is its own.

    >>> data_of(Path("data/shards/sontay/store.sqlite")).as_posix()
    'data'
    """
    for parent in path.parents:
        if parent.name == SHARDS:
            return parent.parent
    return path.parent


def names(data: Path) -> list[str]:
    """The portals that have a shard, sorted: those with a store, and those with an archive that lost it.

    Raises:
        StoreError: the directory holds one store for all portals, as directories did before there were shards.
    """
    refuse_undivided(data)
    places = data / SHARDS
    if not places.is_dir():
        return []
    return sorted(
        place.name for place in places.iterdir() if (place / STORE).exists() or any((place / ARCHIVE).glob("*.warc.gz"))
    )


def is_glob(text: str) -> bool:
    """Whether a text may mean several portals."""
    return bool(set(text) & set("*?[,"))


def matching(globs: Sequence[str], known: Iterable[str]) -> list[str]:
    """The names that any of the globs matches, sorted; all without a glob. A glob may be a list, parted by commas.

    Raises:
        UsageError: a glob matches no name.

    >>> matching(["son*,hanoi"], ["sontay", "hanoi", "vienson"])
    ['hanoi', 'sontay']
    """
    every = sorted(set(known))
    if not globs:
        return every
    found: set[str] = set()
    for glob in (part for text in globs for part in text.split(",")):
        matched = {name for name in every if fnmatchcase(name, glob)}
        if not matched:
            raise UsageError(
                f"--portal {glob}: no portal of this name{nearest(glob, every)}:"
                f" expected one of {', '.join(every) or 'none, as there are none yet'}"
            )
        found |= matched
    return sorted(found)


def refuse_undivided(data: Path) -> None:
    """Refuse a data directory whose portals share one store.

    Raises:
        StoreError: it is one.
    """
    if (data / STORE).exists():
        raise StoreError(
            f"{data / STORE}: one store for all portals, as before there were shards:"
            f" `{hint('split', data)}` gives each portal a shard of its own"
        )
