"""README and docs hang together: links resolve, commands and options exist, and what exists is documented."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from crawler.cli import app
from crawler.records.profile import Portal

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
#: The commands of the command line.
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined] # a group has them
_BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.M | re.S)
_LINK = re.compile(r"\]\(([^)\s]+)\)")


def prose(page: Path) -> str:
    """The page without its blocks of code."""
    return _BLOCK.sub("", page.read_text(encoding="utf-8"))


def links(page: Path) -> Iterator[str]:
    """The targets of the page's links into the project."""
    return (target for target in _LINK.findall(prose(page)) if not re.match(r"[a-z]+:", target))


def anchors(page: Path) -> set[str]:
    """The anchors of the page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def code(page: Path) -> Iterator[str]:
    """What the page shows as code: spans, and lines of blocks, indented ones included."""
    text = page.read_text(encoding="utf-8")
    yield from (line for block in _BLOCK.findall(text) for line in block.splitlines())
    yield from re.findall(r"(?<!`)`([^`\n]+)`(?!`)", prose(page))
    yield from re.findall(r"^    (\S.*)$", prose(page), re.M)


def commands(page: Path) -> Iterator[tuple[str, list[str]]]:
    """The commands that the page shows, each with what follows it."""
    for line in code(page):
        for words in re.findall(r"(?:^|[|;&] |bin/)vnportal ([a-z]+\b.*?)(?=\s#|[|;&]|$)", line):
            name, *rest = _split(words)
            yield name, rest


def _split(words: str) -> list[str]:
    try:
        return shlex.split(re.sub(r"[\[\]…]", " ", words))
    except ValueError:  # a quotation that goes on outside the command
        return words.split()


def options(name: str) -> set[str]:
    """The options of a command, and of those below it."""
    found = [COMMANDS[name], *getattr(COMMANDS[name], "commands", {}).values()]
    return {option for one in found for parameter in one.params for option in parameter.opts if option.startswith("-")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(page: Path) -> None:
    broken = []
    for target in links(page):
        name, _, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    seen, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            waiting += [(page.parent / target.partition("#")[0]).resolve() for target in links(page)]
    assert set(PAGES) - seen == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_is_one_with_options_that_it_has(page: Path) -> None:
    wrong = []
    for name, rest in commands(page):
        if name not in COMMANDS:
            wrong.append(name)
        else:
            shown = {word.partition("=")[0].rstrip(",.:") for word in rest if re.match(r"--?[a-z]", word)}
            wrong += [f"{name} {option}" for option in sorted(shown - options(name))]
    assert wrong == []


def test_the_readme_names_every_command() -> None:
    assert set(COMMANDS) - {name for name, _ in commands(PAGES[0])} == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_on_a_page_that_shows_its_command(name: str) -> None:
    shown = set[str]()
    for page in PAGES:
        if page.name != "messages.md" and any(one == name for one, _ in commands(page)):
            shown |= {word for line in code(page) for word in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", line)}
    assert [p.opts for p in COMMANDS[name].params if p.opts[0].startswith("-") and not shown & {*p.opts}] == []


def test_every_key_of_a_profile_is_documented() -> None:
    table = (ROOT / "docs" / "adding-a-portal.md").read_text(encoding="utf-8")
    assert {key for key in Portal.model_fields if not re.search(rf"`\[{{0,2}}{key}\b", table)} == {"name"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_script_of_the_project_that_is_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:crawler|pipelines|exports|benchmarks|tests|deploy)/[\w./-]*\w", text))
    named |= {f"{name.replace('.', '/')}.py" for name in re.findall(r"python -m (benchmarks\.\w+)", text)}
    missing = {name for name in named if not (ROOT / name).exists() and not re.search("NAME|vienson", name)}
    assert missing == set()


def test_no_page_names_a_private_path_or_where_packages_are_fetched() -> None:
    files = [*PAGES, *(ROOT / name for name in ("Makefile", "pins.in", "requirements.txt", "pyproject.toml"))]
    files += [path for path in (ROOT / "deploy").iterdir() if path.is_file()]
    found = {
        file.name: re.findall(r"/(?:home|root|Users)/|file://|pypi\.|--(?:extra-)?index-url", file.read_text("utf-8"))
        for file in files
    }
    assert {name: words for name, words in found.items() if words} == {}
