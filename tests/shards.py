"""Where the portals of a data directory lie, for tests that look into it."""

from pathlib import Path

from crawler.store import shards


def shard(data: Path) -> Path:
    """The shard of the only portal of a data directory."""
    (name,) = (path.name for path in (data / "shards").iterdir())
    return shards.folder(data, name)


def new_store(data: Path, portal: str) -> Path:
    """The file of a portal's store, in a shard that is made if it is not there."""
    shards.folder(data, portal).mkdir(parents=True, exist_ok=True)
    return shards.store(data, portal)
