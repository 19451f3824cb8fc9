"""Run `vnportal nightly` as a process of its own, at a moment of one's choice."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tests import forked

COMMAND = (sys.executable, "-c", forked.CRAWLING)


def command(base_url: str, data: Path, *more: str, portal: str = "demo") -> list[str]:
    """The command line of a night of one portal, without delay."""
    return [*COMMAND, "nightly", "--portal", portal, "--base-url", base_url, "--data", str(data), "--delay", "0", *more]


def environment(moment: str | None = None, **more: str) -> dict[str, str]:
    """The environment of a night that takes place at a moment, the present one if `None`."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("VNPORTAL_")}
    return own | more | ({"VNPORTAL_NOW": moment} if moment else {})


def nightly(
    base_url: str, data: Path, *more: str, moment: str | None = None, status: int = 0, portal: str = "demo", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run a night to its end; fails unless the exit status is as expected."""
    done = forked.run(command(base_url, data, *more, portal=portal), env=environment(moment, **env))
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def contents(folder: Path) -> dict[str, bytes]:
    """The files below a folder, links followed to files but not to folders."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(parent.is_symlink() for parent in path.parents if folder in parent.parents)
    }


def is_whole(version: Path) -> bool:
    """Whether a published version is all there: each file that its `SHA256SUMS` names, with that sum."""
    sums = (version / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    named = dict(reversed(line.split("  ", 1)) for line in sums)
    found = {name: hashlib.sha256(data).hexdigest() for name, data in contents(version).items() if name != "SHA256SUMS"}
    return found == named and bool(found)
