"""A command line that cannot be understood costs one line and exit status 2."""

import subprocess
import sys

import pytest

COMMAND = (sys.executable, "-c", "import sys; sys.argv[0] = 'vnportal'; from crawler.cli import main; main()")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, timeout=60)


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
