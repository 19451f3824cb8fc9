"""`vnportal publish`: publish the store as a new, checked version of its dataset."""

import os
from functools import partial
from pathlib import Path
from typing import NamedTuple

import typer

from crawler import portals
from crawler.commands.spreading import mark_with
from crawler.records.errors import UsageError
from crawler.store import lock
from crawler.store.collection import Collection
from exports.publish.publish import Published, publish
from exports.publish.sending import send
from exports.selection import Selection
from pipelines.derive_tables import derivers


class Options(NamedTuple):
    """What is published: a selection of the data directory, `out` instead of `DATA/datasets`, and where it is sent."""

    data: Path
    out: Path | None
    selection: Selection
    to: tuple[str, ...]
    dry_run: bool
    anew: bool


def run(options: Options) -> int:
    """Publish the portals of the data directory under `DATA/datasets`; returns 0, also when there was nothing new.

    Raises:
        UsageError: a selection has no folder of its own, or an address is none.
        StoreError: there is no article, or none that is selected.
        CheckError: a check failed; nothing was published.
        ProfileError: a portal in the store has no profile, or a wrong one.
        ExportError: the folder cannot be written, or a version could not be sent.
        LockHeldError: another process publishes.
    """
    if options.out is None and not options.selection.is_everything:
        raise UsageError("a selection of articles or columns has versions of its own: name their folder with --out")
    if options.dry_run and not options.to:
        raise UsageError("--dry-run: of use with --to alone: name where the version is to be sent")
    data = options.data
    with Collection.of(data, options.selection.wanted.portals) as collection:
        if not collection.names:
            collection.require_articles()  # which says what to do, and makes no folder
        with lock.hold(data, wait=True):
            collection.sync()  # before it is read: it may be of an earlier release
            collection.require_articles()
            mark_with(collection, os.cpu_count() or 1)
        published = publish(
            collection,
            options.out or data / "datasets",
            partial(portals.load, data=data),
            derivers,
            selection=options.selection,
            anew=options.anew,
        )
    typer.echo(told(published))
    for address in options.to:
        plan = send(published.version, address, dry_run=options.dry_run)
        done = "would be sent" if options.dry_run else "sent"
        typer.echo(f"{address}: {len(plan.sent)} files, {plan.bytes} bytes {done}; {len(plan.removed)} removed")
    return 0


def told(published: Published) -> str:
    """What a publication came to, in lines."""
    version = published.version
    counts = version.manifest["counts"]
    if not published.new:
        lines = [f"{version.name}: nothing has changed since this version, so there is no new one"]
    else:
        lines = [f"{version.name}: {counts['articles']} articles published in {version.path}"]
        lines.append(
            f"compared with {published.previous}: see delta.jsonl"
            if published.previous
            else "the first version: there is none before to compare with"
        )
    lines += [f"warning: {finding}" for finding in published.warnings]
    lines += [f"warning: {line}" for line in published.kept]
    if published.removed:
        lines.append(f"removed, as the profile keeps fewer: {', '.join(published.removed)}")
    return "\n".join(lines)
