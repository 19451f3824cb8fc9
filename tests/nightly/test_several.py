"""Nights of several portals: one that fails, all that fail, and who is told of it."""

import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.portals import PROFILES
from tests import forked

from .running import contents, environment, is_whole

#: The command line with profiles of its own: folder first.
_COMMAND = """
import sys
from pathlib import Path
from crawler import portals
folder = Path(sys.argv.pop(1))
portals.PROFILES = folder
from crawler.cli import main
main()
"""
NOWHERE = "http://127.0.0.1:9"


@contextmanager
def told() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Somebody who wants to be told: the address for VNPORTAL_NOTIFY, and what has come there; and a dead man's switch
    at the same address."""
    messages: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            messages.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def do_GET(self) -> None:
            messages.append({"type": "ping", "path": self.path})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"json://127.0.0.1:{server.server_port}/", messages
        finally:
            server.shutdown()
            thread.join()


def night(folder: Path, day: int, notify: str, status: int, **addresses: str) -> subprocess.CompletedProcess[str]:
    profiles = folder / "profiles"
    profiles.mkdir(exist_ok=True)
    for family in PROFILES.glob("_*.toml"):
        (profiles / family.name).write_bytes(family.read_bytes())
    shutil.copytree(PROFILES / "platforms", profiles / "platforms", dirs_exist_ok=True)
    town = (PROFILES / "demo.toml").read_text(encoding="utf-8").replace("nightly = false", "nightly = true")
    for name, address in addresses.items():
        (profiles / f"{name}.toml").write_text(
            f"{town}\nretries = 0\n".replace("https://thixa.demo.example", address), encoding="utf-8"
        )
    done = forked.run(
        [sys.executable, "-c", _COMMAND, str(profiles), "nightly", "--data", str(folder / "data")],
        env=environment(
            f"2026-11-{day}T02:00:00+07:00",
            VNPORTAL_NOTIFY=notify,
            VNPORTAL_PING=notify.replace("json", "http") + "ping",
        ),
    )
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def test_a_portal_that_fails_does_not_hold_back_the_others_and_is_told_until_it_recovers(tmp_path: Path) -> None:
    datasets = tmp_path / "data" / "datasets"

    def portals() -> dict[str, int]:
        assert is_whole(datasets / "latest")
        counts = json.loads((datasets / "latest" / "version.json").read_text(encoding="utf-8"))["portals"]
        return {name: numbers["articles"] for name, numbers in counts.items()}

    with told() as (notify, messages), serve(Site(articles=4)) as north, serve(Site(articles=4)) as south:
        done = night(tmp_path, 24, notify, 1, north=north.base_url, south=NOWHERE)
        said = [line for line in done.stderr.splitlines() if line.startswith("vnportal: ")]
        assert [line.startswith(f"vnportal: south: {NOWHERE}/: the home page cannot be had") for line in said] == [True]
        assert portals() == {"north": 4}

        published = contents(datasets)
        done = night(tmp_path, 25, notify, 1, north=NOWHERE, south=NOWHERE)
        assert "vnportal: nothing was published: no portal could be crawled" in done.stderr
        assert contents(datasets) == published

        night(tmp_path, 26, notify, 0, north=north.base_url, south=south.base_url)
        assert portals() == {"north": 4, "south": 4}
    assert [message["type"] for message in messages] == ["failure", "failure", "success", "ping"]
    machine = socket.gethostname()
    assert messages[0]["title"].startswith(f"vnportal on {machine}: south: {NOWHERE}/: the home page cannot be had")
    assert str(tmp_path / "data") in messages[0]["message"]
    assert all(name in messages[2]["message"] for name in ("north: run", "south: run", "The night before had failed"))
