"""From the schema of an earlier release to this one's, with the store as it was kept beside it."""

import os
import sqlite3
from pathlib import Path

from crawler.records.errors import StoreError

#: The step to each later version, `N.sql`, from the one before.
MIGRATIONS = Path(__file__).with_name("migrations")


def copy_of(path: Path, version: int) -> Path:
    """Where the store is kept as it was with an earlier schema: `store.sqlite.schema-1`."""
    return path.with_name(f"{path.name}.schema-{version}")


def keep(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Keep the store as it is before its upgrade; a copy that was made before stays.

    Raises:
        sqlite3.Error: the store cannot be read whole, or the disk is full; there is no copy then, and no upgrade.
        StoreError: likewise.
    """
    copy = copy_of(path, version)
    if copy.exists():
        return
    part = copy.with_name(f"{copy.name}.part")
    part.unlink(missing_ok=True)
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(copy)
    except OSError as error:
        raise StoreError(
            f"{copy}: cannot be written: {error.strerror}: free space, or mend the folder's rights"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def script(version: int, wanted: int) -> str:
    """The SQL that brings a store of one version up to a later one."""
    steps = (MIGRATIONS / f"{number}.sql" for number in range(version + 1, wanted + 1))
    return "".join(step.read_text(encoding="utf-8") for step in steps)
