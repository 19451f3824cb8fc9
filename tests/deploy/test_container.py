"""The Containerfile, as far as that goes without a container engine.

Its COPY and RUN steps are carried out in a folder that stands for the image's root, but for those that need the
network or an image's user database: dependencies are taken from this environment instead of being installed.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "deploy" / "Containerfile"
PINS = ROOT / "deploy" / "requirements.txt"


class Step(NamedTuple):
    """An instruction and its arguments."""

    name: str
    text: str


def steps() -> list[list[Step]]:
    """The steps of each stage, `FROM` first."""
    lines = FILE.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    stages: list[list[Step]] = []
    for line in lines:
        if line.strip() and not line.startswith("#"):
            name, _, text = line.partition(" ")
            if name == "ARG":
                continue  # before the first stage: the base of both
            if name == "FROM":
                stages.append([])
            stages[-1].append(Step(name, text.strip()))
    return stages


def pinned(path: Path) -> dict[str, set[str]]:
    """The versions that a file pins."""
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", path.read_text(encoding="utf-8"), re.M):
        found.setdefault(name, set()).add(version)
    return found


def test_what_is_copied_is_there_and_gets_into_the_context() -> None:
    let_in = {line[1:] for line in (ROOT / ".containerignore").read_text().splitlines() if line.startswith("!")}
    sources = [
        source
        for stage in steps()
        for step in stage
        if step.name == "COPY" and not step.text.startswith("--from")
        for source in step.text.split()[:-1]
    ]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert set(sources) == let_in


def test_every_instruction_is_one_that_builders_know() -> None:
    known = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "VOLUME", "ENV", "STOPSIGNAL", "ENTRYPOINT", "CMD", "ARG"}
    stages = steps()
    assert {step.name for stage in stages for step in stage} <= known
    assert all(re.fullmatch(r"\$\{BASE\}( AS \w+)?", stage[0].text) for stage in stages)
    assert re.search(r"^ARG BASE=docker\.io/library/python:3\.\d+-slim$", FILE.read_text(encoding="utf-8"), re.M)
    assert [step.text for step in stages[-1] if step.name == "USER"] == ["vnportal"]


def test_the_image_has_what_the_package_needs_in_the_versions_that_are_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    image, tested = pinned(PINS), pinned(ROOT / "requirements.txt")
    needed = {re.split(r"[^\w-]", text)[0].lower() for text in project["dependencies"]}
    assert (needed & tested.keys()) - image.keys() == set()
    assert {name for name, versions in image.items() if not versions <= tested.get(name, set())} == set()
    assert "pytest" not in image


def test_a_fresh_set_up_has_all_that_the_package_its_extras_and_its_tests_need() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *(text for extra in project["optional-dependencies"].values() for text in extra)]
    needed = {re.split(r"[^\w-]", text)[0].lower() for text in asked} - {project["name"]}
    assert needed - pinned(ROOT / "requirements.txt").keys() == set()


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the first stage leaves."""
    root = tmp_path_factory.mktemp("image")
    stage = steps()[0]
    (folder,) = [step.text for step in stage if step.name == "WORKDIR"]
    work = root / folder.lstrip("/")
    work.mkdir()
    for step in stage:
        if step.name == "COPY":
            copy(step.text, work)
        elif step.name == "RUN" and "-r deploy/requirements.txt" not in step.text:
            command = re.sub(r"(?<=\s)python(?=\s)", sys.executable, f" {step.text}").replace("/opt/", f"{root}/opt/")
            environment = {**os.environ, "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
            subprocess.run(["sh", "-ec", command], cwd=work, check=True, capture_output=True, env=environment)
        elif step.name == "RUN":
            (packages,) = (root / "opt" / "vnportal").glob("lib/python*/site-packages")
            here = [path for path in sys.path if path.endswith("site-packages")]
            # First, as an older Python puts an older setuptools into what it makes.
            (packages / "dependencies.pth").write_text(f"import sys; sys.path[:0] = {here!r}\n")
    return root


def copy(text: str, work: Path) -> None:
    *sources, target = text.split()
    for source in sources:
        path = work / target if len(sources) == 1 and not target.endswith("/") else work / target / source
        path.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, path)


def test_the_steps_give_a_command_that_has_all_its_files(image: Path, tmp_path: Path) -> None:
    last = steps()[-1]
    (entry,) = [json.loads(step.text) for step in last if step.name == "ENTRYPOINT"]
    environment = {"PATH": f"{image}/opt/vnportal/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*entry, *arguments], capture_output=True, text=True, cwd=tmp_path, env=environment, timeout=300
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "sontay\t" in run("portals")
    where = subprocess.run(
        [f"{image}/opt/vnportal/bin/python", "-c", "import crawler, exports, pipelines; print(crawler.__file__)"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    ).stdout
    assert where.startswith(str(image))
    installed = Path(where.strip()).parent.parent
    for package in ("crawler", "pipelines", "exports"):
        files = {path.relative_to(ROOT) for path in (ROOT / package).rglob("*") if path.is_file()}
        wanted = {path for path in files if "__pycache__" not in path.parts}
        assert {path for path in wanted if not (installed / path).exists()} == set()


def test_no_run_looks_for_modules_where_it_writes() -> None:
    last = steps()[-1]
    (folder,), (volume,) = ([step.text for step in last if step.name == name] for name in ("WORKDIR", "VOLUME"))
    assert not Path(folder).is_relative_to(volume)
    assert any("PYTHONSAFEPATH=1" in step.text for step in last if step.name == "ENV")
    for file in ("vnportal.service", "crontab"):
        assert "PYTHONSAFEPATH=1" in (ROOT / "deploy" / file).read_text(encoding="utf-8")
