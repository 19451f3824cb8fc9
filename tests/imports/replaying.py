"""A replay server of web archives (pywb) as a process of its own: `make replay` installs it, nothing imports it."""

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

TOOLS = Path(sys.prefix) / "replay" / "bin"


def tool(name: str) -> Path:
    """A program of that environment; the test is skipped where it is not installed."""
    path = TOOLS / name
    if not path.exists():
        pytest.skip(f"{name} is not installed: make replay")
    return path


@contextmanager
def replaying(folder: Path, *archives: Path, collection: str = "town") -> Iterator[str]:
    """Serve WARC files as a collection; gives the address of its index (CDX)."""
    indexer, server = tool("cdx-indexer"), tool("wayback")
    folder.mkdir(exist_ok=True)
    index = subprocess.run([indexer, "-j", "-s", "-p", *archives], capture_output=True, timeout=300, check=True).stdout
    (folder / "index.cdxj").write_bytes(index)
    paths = sorted({str(archive.parent) + "/" for archive in archives})
    config = f"collections:\n  {collection}:\n    index_paths: {folder}/index.cdxj\n    archive_paths: {paths}\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [server, "-p", str(port), "-b", "127.0.0.1", "-t", "2", "--directory", folder]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log, stdout=log) as process:
        try:
            _await(process, f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/{collection}/cdx"
        finally:
            process.kill()


def _await(process: "subprocess.Popen[bytes]", url: str) -> None:
    """Return when the server answers."""
    while True:
        try:
            urllib.request.urlopen(url, timeout=300).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)
            assert process.poll() is None, "the replay server does not start"
