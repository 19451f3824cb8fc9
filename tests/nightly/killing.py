"""Nights killed by `kill -9` at any step, each followed by the same command: what they leave is compared with what a
night that nobody disturbed leaves, byte for byte.

The clock stands still (VNPORTAL_NOW) and the portal does not count visits, for those two alone would differ.
"""

import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from textwrap import indent
from typing import Any
from urllib.parse import unquote, urlsplit

from crawler.demo.addresses import article_path, without_prefix
from crawler.demo.application import Application
from crawler.demo.server import Server, serve
from crawler.demo.site import Site
from crawler.demo.wire import Response
from crawler.store.alerts import opened
from crawler.store.store import Store
from tests import forked
from tests.shards import shard

from .dying import AT, COUNT
from .running import command, contents, environment, is_whole, nightly

FIRST, SECOND = "2026-11-24T02:00:00+07:00", "2026-12-26T02:00:00+07:00"
#: Seconds between two looks at what is published.
_GLANCE = 0.02
_MISSING = "/tin-noi-bat/-/view_content/1-khong-co.html"


class Changing:
    """The demonstration portal without its count of visits. A fifth of its articles come on the second night, and then
    another fifth has been edited.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self.second = False

    def respond(self, target: str, *, counted: bool = True, **more: Any) -> Response:
        """The answer to a request."""
        answer = self._application.respond(target, counted=False, **more)
        path = article_path(without_prefix(unquote(urlsplit(target).path)))
        if path is None:
            return answer
        if not self.second and path.article_id % 5 == 0:
            return self._application.respond(_MISSING, counted=False)
        if self.second and path.article_id % 5 == 1:
            return replace(answer, body=answer.body.replace("thị xã".encode(), "thị xã mình".encode()))
        return answer


@dataclass(frozen=True)
class Trial:
    """What a killed night and the one after it came to: `differing` files are named, `whole` tells whether `latest` was
    a whole version whenever it was looked at, `alerts` whether other alerts are open than after an undisturbed night.

    The night died at its step `at` (`tests.nightly.dying`). `requests` tells how far the crawl had come, `published`
    whether the new version was there already.
    """

    at: int
    killed: bool
    published: bool
    requests: int
    whole: bool
    alerts: bool
    differing: list[str]

    @property
    def good(self) -> bool:
        """Whether nothing was lost."""
        return self.whole and not self.alerts and not self.differing


@dataclass(frozen=True)
class Ground:
    """The data directory after the first night, and what the second one makes of it undisturbed, in so many
    `steps`.
    """

    server: Server
    first: Path
    truth: dict[str, bytes]
    alerts: set[str]
    steps: int


@contextmanager
def ground(folder: Path, articles: int) -> Iterator[Ground]:
    """Run the first night, and the second one undisturbed."""
    with serve(Site(articles=articles)) as server:
        portal = Changing(server.application)
        server.application = portal  # type: ignore[assignment] # answers as an application does
        first = folder / "first"
        nightly(server.base_url, first, moment=FIRST)
        portal.second = True
        undisturbed = folder / "undisturbed"
        shutil.copytree(first, undisturbed, symlinks=True)
        count = folder / "steps"
        line = _dying(server.base_url, undisturbed)
        forked.run(line, env=environment(SECOND, **{COUNT: str(count)})).check_returncode()
        truth, steps = contents(undisturbed / "datasets"), int(count.read_text())
        yield Ground(server, first, truth, _alerts(undisturbed), steps)


def _dying(base_url: str, data: Path) -> list[str]:
    """The command line of a night that counts its steps."""
    interpreter, option, program, *words = command(base_url, data)
    counting = f"from tests.nightly import dying\nwith dying.counting():\n{indent(program, '    ')}"
    return [interpreter, option, counting, *words]


def trial(on: Ground, folder: Path, at: int) -> Trial:
    """Let the second night die at a step, then run it again to its end."""
    shutil.copytree(on.first, folder, symlinks=True)
    latest = folder / "datasets" / "latest"
    seen = {latest.readlink(): is_whole(latest)}
    asked = len(on.server.requests)
    with forked.started(_dying(on.server.base_url, folder), env=environment(SECOND, **{AT: str(at)})) as process:
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_GLANCE)
            if (target := latest.readlink()) not in seen:
                seen[target] = is_whole(latest)
    killed = process.returncode == -signal.SIGKILL
    requests = len(on.server.requests) - asked
    seen[latest.readlink()] = is_whole(latest)
    published = len(seen) > 1
    nightly(on.server.base_url, folder, moment=SECOND)
    seen[latest.readlink()] = is_whole(latest)
    found = contents(folder / "datasets")
    differing = sorted(name for name in found.keys() | on.truth.keys() if found.get(name) != on.truth.get(name))
    alerts = _alerts(folder) != on.alerts
    shutil.rmtree(folder)
    return Trial(at, killed, published, requests, all(seen.values()), alerts, differing)


def _alerts(data: Path) -> set[str]:
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return set(opened(store, "demo"))
