"""`vnportal verify`: whether store, archive and published versions are still what was written."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from crawler.commands.holding import Held
from crawler.rebuilding.verify import Damage, Part, damaged_files, damages
from crawler.records.errors import StoreError, hint
from crawler.store import shards
from crawler.store.alerts import Finding, opened
from crawler.store.archives import Ledger
from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.publish import sums, versions

WHOLE = Part()
#: In so many nights everything is verified once.
NIGHTS = 28
#: The alert that stands for damage.
DAMAGE = "damage"


def run(data: Path, globs: Sequence[str] = ()) -> int:
    """Check everything in the data directory against its checksums, and print a line for each damage.

    With globs, only the shards of the portals that any of them matches are checked.

    Returns the exit status: 0 when all is well, 1 when anything is damaged. Changes nothing, and may run beside others.

    Raises:
        UsageError: a glob matches no portal.
        StoreError: there is neither store nor archive nor a published version.
    """
    found = 0
    names = shards.matching(globs, shards.names(data))
    for damage in everything(data, names, with_versions=not globs):
        typer.echo(f"damaged: {damage}")
        found += 1
    if found:
        typer.echo(f"{data}: {found} damaged")
        return 1
    typer.echo(f"{data}: all is well: {_seen(data, names)}")
    return 0


def everything(data: Path, portals: Sequence[str], *, with_versions: bool = True) -> Iterator[Damage]:
    """What is damaged in the shards of these portals, and in the published versions of a data directory."""
    if not portals and not any((data / "datasets").glob(f"*/{sums.SUMS}")):
        raise StoreError(f"{data}: nothing there to verify: crawl first (`{hint('crawl PORTAL', data)}`)")
    for portal in portals:
        yield from _of_shard(data, portal)
    if with_versions:
        yield from published(data, WHOLE)


def _of_shard(data: Path, portal: str) -> Iterator[Damage]:
    path, archive = shards.store(data, portal), shards.archive(data, portal)
    if not path.is_file():
        told = f"store: {path} is missing"
        yield Damage(portal, told, f"`{hint('reprocess', data)}` rebuilds it from the archive")
        yield from damaged_files(archive)
        return
    try:
        with Store(path, read_only=True) as store:
            yield from damages(store, data, portal, WHOLE)
    except StoreError as error:
        yield Damage(portal, f"store: {str(error).partition(': ')[0]}", str(error).partition(": ")[2])
        yield from damaged_files(archive)


def published(data: Path, part: Part) -> Iterator[Damage]:
    """What is damaged in one part of the versions of a data directory."""
    datasets = data / "datasets"
    known: dict[tuple[int, int], str] = {}
    for path in sorted(datasets.iterdir()) if datasets.is_dir() else ():
        if versions.is_name(path.name) and part.has(path.name):
            for name, why in sums.wrong_files(path, known):
                yield Damage(
                    "",
                    f"datasets: {path / name}: {why}",
                    f"restore {path.name} from a backup; or move it away, with `latest` if that points to it, and"
                    f" `{hint('publish --anew', data)}` makes a version of what the store has now",
                )


def of_night(held: Sequence[Held], data: Path, turn: int) -> list[Finding]:
    """What a night finds that verifies its part, the one of that turn: a finding for each portal.

    Where damage was found before, everything is verified, so that the alert closes when the damage is mended.

    Raises:
        StoreError: a store or a file of an archive cannot be read.
    """
    known = any(DAMAGE in opened(one.store, one.profile.name) for one in held)
    of_versions = list(published(data, WHOLE if known else _part(turn)))
    return [of_shard(one, data, turn, of_versions) for one in held]


def of_shard(shard: Held, data: Path, turn: int, more: Sequence[Damage] = ()) -> Finding:
    """What the night finds in a shard, with what else is damaged: see `of_night`."""
    portal = shard.profile.name
    part = WHOLE if DAMAGE in opened(shard.store, portal) else _part(turn)
    found = [*damages(shard.store, data, portal, part), *more]
    others = f", and {len(found) - 1} more" if len(found) > 1 else ""
    seen = f"{found[0].what}{others}" if found else "no damage"
    remedy = f"`{hint('verify', data)}` says what it can be rebuilt from"
    return Finding(portal, DAMAGE, not found, seen, "files as they were written", remedy)


def _part(turn: int) -> Part:
    return Part(turn % NIGHTS, NIGHTS)


def _seen(data: Path, portals: Sequence[str]) -> str:
    articles = files = 0
    with Collection(data, portals, read_only=True) as collection:
        for portal in portals:
            store = collection.store(portal)
            articles += store.articles.count()
            files += sum(file.removed_at is None for file in Ledger(store).files())
    datasets = data / "datasets"
    count = sum(versions.is_name(path.name) for path in datasets.iterdir()) if datasets.is_dir() else 0
    return f"{articles} articles, {files} archive files, {count} published versions"
