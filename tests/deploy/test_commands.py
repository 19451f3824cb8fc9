"""What unit, crontab and container start is a command of this release, with options that it has."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import typer.main

from crawler.cli import app

DEPLOY = Path(__file__).parent.parent.parent / "deploy"


def started() -> dict[str, list[str]]:
    """The arguments of `vnportal` in each file."""
    unit, crontab, container = (
        (DEPLOY / name).read_text(encoding="utf-8") for name in ("vnportal.service", "crontab", "Containerfile")
    )
    return {
        "vnportal.service": re.findall(r"^ExecStart=\S+ (.*)$", unit, re.M)[0].split(),
        "crontab": re.findall(r"bin/vnportal (.*?) 2>&1", crontab)[0].split(),
        "Containerfile": json.loads(re.findall(r"^CMD (.*)$", container, re.M)[0]),
    }


def test_all_start_the_same_but_for_the_folder() -> None:
    unit, crontab, container = ([word for word in words if "/" not in word] for words in started().values())
    assert unit == crontab == container


@pytest.mark.parametrize("name", started())
def test_the_command_has_the_options_that_it_is_given(name: str) -> None:
    command, *arguments = started()[name]
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined] # a group has them
    known = {option for parameter in commands[command].params for option in parameter.opts}
    assert {word for word in arguments if word.startswith("-")} <= known


def test_the_crontab_has_a_time_a_user_and_a_command_that_a_shell_understands() -> None:
    lines = [line for line in (DEPLOY / "crontab").read_text().splitlines() if line and line[0] not in "#CM"]
    assert len(lines) == 1
    found = re.match(r"\d{1,2} \d{1,2} \* \* \* vnportal (\S.*)", lines[0])
    assert found is not None
    subprocess.run(["sh", "-n", "-c", found[1]], check=True)
    assert "%" not in lines[0], "cron takes it for the end of the line"
