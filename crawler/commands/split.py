"""`vnportal split`: give each portal of a data directory of the form before there were shards a shard of its own."""

from pathlib import Path

import typer

from crawler.store import lock
from crawler.store.division import divide


def run(data: Path) -> int:
    """Divide the store and the archive that portals share; returns 0.

    Killed at any moment, the same command goes on. The shared store stays beside the shards under another name.

    Raises:
        LockHeldError: another run works on the data directory.
        StoreError: there is no shared store, or the directory cannot be written.
    """
    with lock.hold(data):
        divided = divide(data)
    typer.echo(f"{data}: {len(divided.portals)} shards: {', '.join(divided.portals)}")
    for path in divided.strange:
        typer.echo(f"{path}: of no portal of the store: it stays where it is")
    typer.echo(f"{divided.kept}: the store as it was: delete it when you have seen that all is well")
    return 0
