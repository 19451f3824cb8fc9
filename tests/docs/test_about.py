"""What stands beside the code for whoever cites, uses or changes it, and what `make` says that it does."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_the_citation_has_what_its_format_asks_for_and_is_that_of_this_project() -> None:
    cited = yaml.safe_load(text("CITATION.cff"))
    assert cited["cff-version"] == "1.2.0"
    assert cited["message"] and cited["title"].startswith(f"{PROJECT['name']}: ")
    assert all(author.get("name") or author.get("family-names") for author in cited["authors"])
    assert (cited["type"], cited["version"], cited["license"]) == ("software", PROJECT["version"], PROJECT["license"])


def test_the_changes_are_in_the_form_that_they_name() -> None:
    versions = re.findall(r"^## (.*)$", text("CHANGELOG.md"), re.MULTILINE)
    assert versions[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", version) for version in versions[1:])
    kinds = set(re.findall(r"^### (.*)$", text("CHANGELOG.md"), re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    below = text("CHANGELOG.md").partition("\n### ")[2].splitlines()[1:]
    assert {line[:2] for line in below if line and not line.startswith("#")} == {"- "}  # a line for each change


def test_who_finds_a_fault_learns_where_to_report_it_and_what_is_mended() -> None:
    said = text("SECURITY.md")
    assert "## Report a fault" in said and "## What is defended" in said
    assert "to the maintainers alone" in said and "The latest release is mended" in said


def test_who_wants_to_contribute_is_told_the_checks_and_each_is_a_target() -> None:
    named = re.findall(r"^make ([a-z ]+?) *(?:#|$)", text("CONTRIBUTING.md"), re.MULTILINE)
    targets = {target for line in named for target in line.split()}
    assert targets == {"setup", "test", "lint", "types"}
    assert targets <= set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_demo_says_that_it_installs_before_it_does(tmp_path: Path) -> None:
    line = ["make", "--no-print-directory", "--dry-run", "demo", f"VENV={tmp_path / 'venv'}"]
    steps = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300).stdout.splitlines()
    said = next(number for number, step in enumerate(steps) if step.startswith('echo "Installing into '))
    assert said < min(number for number, step in enumerate(steps) if " -m venv " in step or " pip install " in step)
    assert steps[-1].endswith("vnportal demo")
