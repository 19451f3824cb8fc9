"""`vnportal verify`: whether store, archive and published versions are still what was written."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import typer

from crawler.rebuilding.verify import Damage, Part, damaged_files, damages
from crawler.records.errors import StoreError, hint
from crawler.store.alerts import Finding, opened
from crawler.store.archives import Ledger
from crawler.store.store import Store
from exports.publish import sums, versions

WHOLE = Part()
#: In so many nights everything is verified once.
NIGHTS = 28
#: The alert that stands for damage.
DAMAGE = "damage"


def run(data: Path) -> int:
    """Check everything in the data directory against its checksums, and print a line for each damage.

    Returns the exit status: 0 when all is well, 1 when anything is damaged. Changes nothing, and may run beside others.

    Raises:
        StoreError: there is neither store nor archive nor a published version.
    """
    found = 0
    for damage in everything(data):
        typer.echo(f"damaged: {damage}")
        found += 1
    if found:
        typer.echo(f"{data}: {found} damaged")
        return 1
    typer.echo(f"{data}: all is well: {_seen(data)}")
    return 0


def everything(data: Path) -> Iterator[Damage]:
    """What is damaged in a data directory."""
    path, archive, datasets = data / "store.sqlite", data / "archive", data / "datasets"
    if path.is_file():
        try:
            with Store(path, read_only=True) as store:
                yield from damages(store, data, WHOLE)
        except StoreError as error:
            yield Damage("", f"store: {str(error).partition(': ')[0]}", str(error).partition(": ")[2])
            yield from damaged_files(archive)
    elif not any(archive.glob("*.warc.gz")) and not any(datasets.glob(f"*/{sums.SUMS}")):
        raise StoreError(f"{data}: nothing there to verify: crawl first (`{hint('crawl PORTAL', data)}`)")
    else:
        if any(archive.glob("*.warc.gz")):
            yield Damage("", f"store: {path} is missing", f"`{hint('reprocess', data)}` rebuilds it from the archive")
        yield from damaged_files(archive)
    yield from published(data, WHOLE)


def published(data: Path, part: Part) -> Iterator[Damage]:
    """What is damaged in one part of the versions of a data directory."""
    datasets = data / "datasets"
    for path in sorted(datasets.iterdir()) if datasets.is_dir() else ():
        if versions.is_name(path.name) and part.has(path.name):
            for name, why in sums.wrong_files(path):
                yield Damage(
                    "",
                    f"datasets: {path / name}: {why}",
                    f"restore {path.name} from a backup; or move it away, with `latest` if that points to it, and"
                    f" `{hint('publish', data)}` makes a version of what the store has now",
                )


def of_night(store: Store, data: Path, portals: Sequence[str], turn: int) -> list[Finding]:
    """What a night finds that verifies its part, the one of that turn: a finding for each portal.

    Where damage was found before, everything is verified, so that the alert closes when the damage is mended.

    Raises:
        StoreError: the store or a file of the archive cannot be read.
    """
    known = any(DAMAGE in opened(store, portal) for portal in portals)
    part = WHOLE if known else Part(turn % NIGHTS, NIGHTS)
    found = [*damages(store, data, part), *published(data, part)]
    findings = []
    for portal in portals:
        own = [damage for damage in found if damage.portal in {portal, ""}]
        more = f", and {len(own) - 1} more" if len(own) > 1 else ""
        seen = f"{own[0].what}{more}" if own else "no damage"
        remedy = f"`{hint('verify', data)}` says what it can be rebuilt from"
        findings.append(Finding(portal, DAMAGE, not own, seen, "files as they were written", remedy))
    return findings


def _seen(data: Path) -> str:
    articles = files = 0
    if (data / "store.sqlite").is_file():
        with Store(data / "store.sqlite", read_only=True) as store:
            articles = store.articles.count()
            files = sum(file.removed_at is None for file in Ledger(store).files())
    datasets = data / "datasets"
    count = sum(versions.is_name(path.name) for path in datasets.iterdir()) if datasets.is_dir() else 0
    return f"{articles} articles, {files} archive files, {count} published versions"
