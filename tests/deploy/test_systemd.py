"""The systemd units: they are valid, they shut in what they promise, and the command works within them."""

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from crawler import portals
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.store.store import Store
from pipelines.workers import TIME_LIMIT
from tests.deploy import confined
from tests.shards import shard

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
SERVICE, TIMER = DEPLOY / "vnportal.service", DEPLOY / "vnportal.timer"
UNIT = SERVICE.read_text(encoding="utf-8")
DOCS = DEPLOY.parent / "docs" / "operators.md"

analyze = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@pytest.fixture
def units(tmp_path: Path) -> list[str]:
    """The units with a command that exists here."""
    service = tmp_path / SERVICE.name
    service.write_text(UNIT.replace("/opt/vnportal/.venv/bin/vnportal", "/bin/true"), encoding="utf-8")
    return [str(service), str(shutil.copy(TIMER, tmp_path))]


@analyze
def test_the_units_are_valid(units: list[str]) -> None:
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


@analyze
def test_the_exposure_is_what_the_operators_are_told(units: list[str]) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", units[0]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    found = re.search(r"Overall exposure level for vnportal.service: (\d\.\d)", done.stdout)
    assert found is not None, done.stderr
    told = re.search(r"exposure of (\d\.\d)", DOCS.read_text(encoding="utf-8"))
    assert told is not None
    # Releases of systemd weigh differently: no more exposed than told, up to rounding.
    assert float(found[1]) <= float(told[1]) + 0.3


def test_a_night_ends_by_itself_before_it_is_ended() -> None:
    (budget,) = re.findall(r"--max-time (\d+)h", UNIT)
    (limit,) = re.findall(r"^TimeoutStartSec=(\d+)h$", UNIT, re.M)
    assert int(budget) < int(limit) < 24


def test_a_stop_waits_for_the_slowest_answer_and_text_before_it_kills() -> None:
    (limit,) = re.findall(r"^TimeoutStopSec=(\d+)$", UNIT, re.M)
    slowest = max(portals.load(name).limits.timeout for name in portals.names())
    assert int(limit) >= slowest + TIME_LIMIT + 60


def test_another_run_is_no_failure_but_wrong_usage_is() -> None:
    assert confined.settings(UNIT, "SuccessExitStatus") == ["75"]


#: Each is refused within the unit.
PROBE = """
import mmap, os, socket
def refused(attempt):
    try:
        attempt()
    except OSError as error:
        return error.errno
print([
    refused(lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)),
    refused(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)),
    refused(lambda: os.sched_setaffinity(0, {0})),
    refused(lambda: open("/var/tmp/vnportal", "w")),
    refused(lambda: open("/proc/meminfo")),
])
"""


@pytest.fixture
def on_disk() -> Iterator[Path]:
    """A folder that is not in memory, where the unit has its own."""
    with TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


@analyze
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can lay out a file system")
@pytest.mark.skipif(shutil.which("unshare") is None or shutil.which("setpriv") is None, reason="needs util-linux")
def test_the_command_works_shut_in_as_the_unit_says(on_disk: Path) -> None:
    try:
        ctypes.CDLL(confined.LIBRARY)
    except OSError:
        pytest.skip(f"{confined.LIBRARY} is not installed")
    data = on_disk
    # Everything is read-only but the data and shared memory. Root without a capability is a user like any other, but
    # may read a Python that lies in its home.
    layout = (
        f"mount --rbind {data} {data} && mount -o remount,ro,bind / && mount -t tmpfs tmpfs /dev/shm"
        f" && mount -t proc -o subset=pid,hidepid=2 proc /proc && cd {data}"
        ' && exec setpriv --inh-caps=-all --bounding-set=-all "$@"'
    )
    program = "import sys; sys.path.insert(0, sys.argv.pop(1)); from crawler.cli import main; main()"
    environment = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(data), "LANG": "C.UTF-8"}

    def run(*arguments: str, code: str = program) -> "subprocess.CompletedProcess[str]":
        inner = [sys.executable, str(Path(confined.__file__)), str(SERVICE), sys.executable, "-c", code]
        command = ["unshare", "--mount", "--pid", "--fork", "sh", "-c", layout, "sh", *inner, str(DEPLOY.parent)]
        return subprocess.run([*command, *arguments], capture_output=True, text=True, env=environment, timeout=300)

    assert run(code=PROBE).stdout == "[1, 1, 1, 30, 2]\n"
    with serve(Site(articles=12)) as server:
        crawled = run("crawl", "demo", "--base-url", server.base_url, "--delay", "0", "--data", str(data))
    assert crawled.returncode == 0, crawled.stderr
    for command in ("publish", "report"):
        done = run(command, "--data", str(data))
        assert done.returncode == 0, done.stderr
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        assert all(article.sentences for article in store.snapshot.articles())
