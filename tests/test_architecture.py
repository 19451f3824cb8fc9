"""The promises of the layout: which room may know which, where SQL stands, and names that agree."""

import ast
import importlib.util
import re
from collections import Counter, defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from crawler import portals

ROOT = Path(__file__).parent.parent
PACKAGES = ("crawler", "pipelines", "exports")

#: Each room with the rooms that it may import. The room `commands` joins all of them, and the doors open on it.
_BELOW_PAGES = ("crawler.records", "pipelines")
_BELOW_CRAWLING = (*_BELOW_PAGES, "crawler.pages", "crawler.store", "crawler.archive")
ARROWS: dict[str, tuple[str, ...]] = {
    "crawler.records": (),
    "crawler.portals": ("crawler.records", "crawler.monitoring"),
    "pipelines": ("crawler.records",),
    "crawler.pages": _BELOW_PAGES,
    "crawler.store": ("crawler.records",),
    "crawler.archive": ("crawler.records", "crawler.store"),
    "crawler.crawling": _BELOW_CRAWLING,
    "crawler.spiders": (*_BELOW_CRAWLING, "crawler.crawling"),
    "crawler.rebuilding": (*_BELOW_CRAWLING, "crawler.crawling", "crawler.spiders"),
    "crawler.monitoring": ("crawler.records", "crawler.store"),
    "crawler.demo": ("crawler.records",),
    "crawler.fleet": ("crawler.records",),
    "exports": ("crawler.records", "crawler.store"),
}
#: Modules that a shell or Scrapy opens, and the room that joins all rooms.
JOIN_ALL = ("crawler.commands", "crawler.cli", "crawler.settings", "crawler.spider_loader")
#: Modules whose strings name other modules, because a framework wants names.
DOORS = ("crawler.settings",)
#: Exports own the SQL of the files that they write and read: the published SQLite, report and browse.
OWN_SQL = (
    "crawler.store",
    "exports.formats.sqlite",
    "exports.formats.name_index",
    "exports.formats.column_summaries",
    "exports.browse",
    "exports.report",
)
FLAT_IN_CRAWLER = {"__init__", "cli", "settings", "spider_loader"}
LONGEST_FILE, LONGEST_FUNCTION = 450, 60

_SQL = re.compile(
    r"\s*(SELECT\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|REPLACE\s+INTO\s"
    r"|CREATE\s+(TEMP\s+)?(TABLE|INDEX|VIEW|TRIGGER)\s|DROP\s+(TABLE|INDEX)\s|PRAGMA\s|ATTACH\s|DETACH\s|VACUUM\b)"
)
#: A module, a path or a name in backticks.
_SAID = re.compile(r"`((?:crawler|pipelines|exports)(?:[./][\w*]+)+(?:\.\w+)?)`")
_ELSEWHERE = re.compile(r"\b(?:crawler|pipelines|exports)(?:[./][a-z_]+)+")
#: What users are told to type.
OFFERED = {"exports.load"}


def modules() -> dict[str, Path]:
    """Every module of the packages, by its dotted name; a package stands under its own name."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


MODULES = modules()


@cache
def tree_of(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(room + ".") for room in rooms)


@cache
def imported(name: str) -> set[str]:
    """The modules of ours that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found.update(inner & MODULES.keys() or {node.module})
    return found - {name}


def room_of(name: str) -> str:
    return next((room for room in ARROWS if within(name, room)), "")


def package_of(name: str) -> str:
    """The folder of a module; what lies flat in one of the three packages is a folder of its own."""
    folder = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    return name if folder in PACKAGES else folder


@cache
def texts(name: str) -> list[tuple[int, str]]:
    """The strings of a module that are no documentation, each with its line."""
    tree = tree_of(name)
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation
    ]


@pytest.mark.parametrize("name", MODULES)
def test_a_room_imports_only_what_the_arrows_allow(name: str) -> None:
    if within(name, *JOIN_ALL) or name in PACKAGES:
        pytest.skip("joins all rooms")
    assert room_of(name), "a module without a room: give it one, or add its room to the table of arrows"
    allowed = (room_of(name), *ARROWS[room_of(name)])
    assert {other for other in imported(name) if other != "crawler" and not within(other, *allowed)} == set()


def test_no_packages_know_each_other_in_a_circle() -> None:
    arrows = defaultdict(set)
    for name in MODULES:
        arrows[package_of(name)] |= {package_of(other) for other in imported(name)} - {package_of(name)} - {*PACKAGES}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


@pytest.mark.parametrize("name", MODULES)
def test_sql_stands_in_the_store_alone(name: str) -> None:
    if within(name, *OWN_SQL):
        pytest.skip("owns its SQL")
    assert [(line, text.strip()[:60]) for line, text in texts(name) if _SQL.match(text)] == []


@pytest.mark.parametrize("name", MODULES)
def test_no_arrow_hides_in_a_string(name: str) -> None:
    if name in DOORS:
        pytest.skip("a framework wants names")
    assert [
        (line, found[0]) for line, text in texts(name) if (found := _ELSEWHERE.search(text)) and found[0] not in OFFERED
    ] == []


@pytest.mark.parametrize("room", ["crawler.pages", "crawler.records", "crawler.store", "pipelines", "exports"])
def test_only_the_crawl_knows_scrapy(room: str) -> None:
    adapters = {"pipelines.item_pipelines"}
    for name in MODULES:
        if within(name, room) and name not in adapters:
            roots = {node.module or "" for node in ast.walk(tree_of(name)) if isinstance(node, ast.ImportFrom)}
            assert not {root for root in roots if root.split(".")[0] in {"scrapy", "twisted"}}, name


def test_documentation_names_modules_that_exist() -> None:
    gone = defaultdict(set)
    for path in [*MODULES.values(), *(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        for found in re.finditer(
            r"`((?:crawler|pipelines|exports)(?:[./][\w*]+)+(?:\.\w+)?)`", path.read_text("utf-8")
        ):
            if "NAME" not in found[1] and not exists(found[1]):
                gone[str(path.relative_to(ROOT))].add(found[1])
    assert gone == {}


def exists(said: str) -> bool:
    """Whether a path, a module, or a name in a module is there."""
    if "/" in said:
        return bool(list(ROOT.glob(said)))
    while said not in MODULES:
        said, _, attribute = said.rpartition(".")
        if not said:
            return False
        if said in MODULES:
            source = MODULES[said].read_text(encoding="utf-8")
            return importlib.util.find_spec(said) is not None and re.search(rf"\b{attribute}\b", source) is not None
    return True


def test_few_modules_lie_flat_in_the_crawler() -> None:
    assert {path.stem for path in (ROOT / "crawler").glob("*.py")} == FLAT_IN_CRAWLER


def test_no_two_modules_have_one_name() -> None:
    """A command may be named as its room's module."""
    names = Counter(
        path.stem for name, path in MODULES.items() if path.stem[:2] != "__" and not within(name, "crawler.commands")
    )
    assert {name: count for name, count in names.items() if count > 1} == {}


def test_files_and_functions_stay_small() -> None:
    long = {}
    for name, path in MODULES.items():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST_FILE:
            long[name] = lines
        for node in ast.walk(tree_of(name)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long[f"{name}.{node.name}"] = length
    assert long == {}


@pytest.mark.parametrize("name", portals.names())
def test_a_portal_is_named_like_its_file(name: str) -> None:
    assert portals.load(name).name == name == (portals.PROFILES / f"{name}.toml").stem
