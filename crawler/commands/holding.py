"""The shards of the portals that a command works on: locked and open."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from crawler.records.errors import VnportalError
from crawler.records.profile import Portal
from crawler.store import lock, shards
from crawler.store.store import Store


class Held(NamedTuple):
    """A portal whose shard is locked; `archive` is the folder of its archive."""

    profile: Portal
    store: Store
    archive: Path


class Holding(NamedTuple):
    """The portals that could be locked, and by portal why others could not."""

    held: list[Held]
    refused: dict[str, VnportalError]


@contextmanager
def holding(profiles: Sequence[Portal], data: Path) -> Iterator[Holding]:
    """Lock and open the shards of portals until the block ends. Whoever is refused does not keep the others.

    Raises:
        LockHeldError: other runs work on all of these portals.
        StoreError: none of the shards can be used, or the directory holds one store for all portals.
    """
    shards.refuse_undivided(data)
    found = Holding([], {})
    with ExitStack() as opened:
        for profile in profiles:
            with ExitStack() as one:
                try:
                    one.enter_context(lock.hold(shards.folder(data, profile.name)))
                    store = one.enter_context(Store(shards.store(data, profile.name)))
                except VnportalError as error:
                    found.refused[profile.name] = error
                    continue
                opened.enter_context(one.pop_all())
                found.held.append(Held(profile, store, shards.archive(data, profile.name)))
        if not found.held:
            raise next(iter(found.refused.values()))
        yield found
