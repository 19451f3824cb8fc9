"""`vnportal publish`: publish the store as a new, checked version of its dataset."""

from functools import partial
from pathlib import Path

import typer

from crawler import portals
from crawler.store import lock
from crawler.store.collection import Collection
from exports.publish.publish import Published, publish
from pipelines.derive_tables import derivers
from pipelines.mark_near_duplicates import mark_near_duplicates


def run(data: Path) -> int:
    """Publish the portals of the data directory under `DATA/datasets`; returns 0, also when there was nothing new.

    Raises:
        StoreError: there is no article.
        CheckError: a check failed; nothing was published.
        ProfileError: a portal in the store has no profile, or a wrong one.
        ExportError: `DATA/datasets` cannot be written.
        LockHeldError: another process publishes.
    """
    with Collection(data) as collection:
        collection.sync()  # before it is read: it may be of an earlier release
        collection.require_articles()
        with lock.hold(data, wait=True):
            mark_near_duplicates(collection)
        published = publish(collection, data / "datasets", partial(portals.load, data=data), derivers())
    typer.echo(told(published))
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
