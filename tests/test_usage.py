"""A command line that cannot be understood costs one line and exit status 2."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests import forked

COMMAND = (sys.executable, "-c", "import sys; sys.argv[0] = 'vnportal'; from crawler.cli import main; main()")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return forked.run([*COMMAND, *arguments])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["crawl"], "PORTAL"),
        (["crawl", "sontay", "--limit", "many"], "--limit"),
        (["crawl", "sontay", "--nothing"], "--nothing"),
        (["export", "--data"], "--data"),
        (["walk"], "walk"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_remedy(arguments: list[str], told: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("vnportal: ")
    assert told in line
    assert "--help`" in line


def test_without_arguments_the_help_is_shown() -> None:
    done = run()
    assert done.returncode == 2
    assert "Usage: vnportal" in done.stderr


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told(option: str) -> None:
    done = run(option)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"vnportal {version('vnportal')}\n"


def test_a_shell_completes_commands_and_portals() -> None:
    def offered(*words: str) -> list[str]:
        asked = {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)}
        environ = os.environ | {"_VNPORTAL_COMPLETE": "complete_bash"} | asked
        done = subprocess.run(COMMAND, env=environ, capture_output=True, text=True, timeout=300)
        return done.stdout.split()

    assert offered("vnportal", "rep") == ["reprocess", "report"]
    assert offered("vnportal", "crawl", "sont") == ["sontay"]
    assert offered("vnportal", "nightly", "--portal", "sont") == ["sontay"]


def test_a_hint_keeps_the_folder_that_was_asked_about(tmp_path: Path) -> None:
    data = tmp_path / "my data"
    for command in (["status"], ["export"], ["publish"], ["report"], ["browse", "--port", "0"]):
        done = run(*command, "--data", str(data))
        assert f"--data '{data}'" in done.stdout + done.stderr, command
