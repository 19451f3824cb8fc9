"""The promises of the layout: which package may know which, and names that agree."""

import ast
from pathlib import Path

import pytest

from crawler import portals

ROOT = Path(__file__).parent.parent


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


#: What a stage may know of the crawler: the record, the profile, the errors, and plain functions on text and dates.
RECORD = (
    "crawler.records.article",
    "crawler.records.profile",
    "crawler.records.errors",
    "crawler.records.text",
    "crawler.records.dates",
)


def within(name: str, allowed: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(module + ".") for module in allowed)


@pytest.mark.parametrize("path", modules("pipelines"), ids=lambda path: str(path.relative_to(ROOT)))
def test_stages_know_only_the_record_the_profile_and_the_errors(path: Path) -> None:
    if path.name == "item_pipelines.py":
        pytest.skip("the Scrapy adapters join crawler and stages by design")
    names = {name for name in imported(path) if name.split(".")[0] in {"crawler", "exports", "scrapy"}}
    assert {name for name in names if not within(name, RECORD) and name != "crawler"} == set()


@pytest.mark.parametrize("path", modules("crawler/pages"), ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_are_pure_functions_without_scrapy(path: Path) -> None:
    assert {
        name for name in imported(path) if name.split(".")[0] in {"scrapy", "sqlite3", "requests", "socket"}
    } == set()


@pytest.mark.parametrize("path", modules("crawler"), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_crawler_knows_stages_only_through_their_list(path: Path) -> None:
    if path.parent.name == "commands" or path.name == "settings.py":
        pytest.skip("commands join the packages; settings name the item pipelines")
    names = {name for name in imported(path) if name.split(".")[0] in {"pipelines", "exports"}}
    assert {name for name in names if not within(name, ("pipelines.stages",)) and name != "pipelines"} == set()


@pytest.mark.parametrize("path", modules("exports"), ids=lambda path: str(path.relative_to(ROOT)))
def test_exports_do_not_know_the_spider_or_scrapy(path: Path) -> None:
    forbidden = {"crawler.spiders", "crawler.pages", "crawler.demo", "scrapy"}
    assert {name for name in imported(path) if within(name, tuple(forbidden))} == set()


@pytest.mark.parametrize("name", portals.names())
def test_a_portal_is_named_like_its_file(name: str) -> None:
    assert portals.load(name).name == name == (portals.PROFILES / f"{name}.toml").stem


def test_the_projects_own_files_stay_small() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for package in ("crawler", "pipelines", "exports")
        for path in modules(package)
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 505
    }
    assert long == {}
