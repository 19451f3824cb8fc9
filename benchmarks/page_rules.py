"""Which rules of the parser earn their place: `python -m benchmarks.page_rules [FOLDER...] [--tables]`.

A rule is an `if` (or `elif`) in `crawler/pages`, or with `--tables` a row of the tables of named rules. Each is
switched off alone, and the pages on which it held are read again. Prints for each rule on how many pages the record
changes without it, for `if`s first those that change nothing. With `--prune` rules are switched off one after the
other, and stay off where no record changes: rules guard each other, so that fewer go together than alone. Rules whose
line ends in "# guard: …" keep time within bounds or refuse hostile pages; they are not switched off.

The pages are articles and listings of the demonstration portal in all its layouts, the random themes of the tests, and
saved pages (`*.html`) in FOLDERs, whose place below the folder is their address on the portal.
"""

import argparse
import signal
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.rules import SWITCHES, Finder
from crawler.pages.page.rules import Rule, decide

if TYPE_CHECKING:
    from crawler.records.profile import Portal

PACKAGE = "crawler.pages"
#: When the pages count as read: later than any of them is dated.
READ_AT = datetime(2030, 1, 1, tzinfo=UTC)
#: Tables of named rules: the module of `crawler.pages` and the table's name.
TABLES = (
    ("article.title_evidence", "FOR"),
    ("article.title_evidence", "AGAINST"),
    ("article.beginning", "STARTS"),
    ("article.boxes", "BOXES"),
    ("article.roles", "RULES"),
    ("article.facts", "TOOLS"),
    ("article.captions", "LINES"),
    ("article.captions", "CAPTIONS"),
    ("article.byline", "BYLINES"),
    ("article.refusal", "VERDICTS"),
    ("listing.navigation", "KINDS"),
    ("listing.block_scores", "HEADINGS"),
    ("listing.block_scores", "ASIDES"),
    ("listing.block_scores", "ENTRIES"),
    ("listing.block_scores", "PATHS"),
)
#: Seconds of processor time for a page; a loop that a rule ends would last for ever.
LONGEST = 5.0
#: Reads a page: what it gives is compared.
Case = Callable[[], object]


class Pages:
    """Pages with what the rules read from them, read again only where a rule held."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._cases = cases
        self._caches = _caches()
        self.where: dict[int, set[int]] = defaultdict(set)
        self.read: list[object] = []
        for number, case in enumerate(cases):
            self._forget()
            SWITCHES.held.clear()
            self.read.append(case())
            for rule in SWITCHES.held:
                self.where[rule].add(number)

    def without(self, rule: int, most: int) -> int:
        """On how many pages the record changes without a rule, counted up to `most`."""
        changed = 0
        SWITCHES.off.add(rule)
        self._forget()
        try:
            for number in sorted(self.where[rule]):
                changed += self._in_time(number) != self.read[number]
                if changed >= most:
                    break
        finally:
            SWITCHES.off.discard(rule)
            self._forget()
        return changed

    def _in_time(self, number: int) -> object:
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            return self._cases[number]()
        except Exception as error:  # a switched-off rule may break anything
            return error
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _forget(self) -> None:
        """Empty what functions remember: they answered with all rules on."""
        for clear in self._caches:
            clear()


def _caches() -> list[Callable[[], None]]:
    modules = [module for name, module in sys.modules.items() if name.startswith(PACKAGE)]
    found = {
        id(value): value.cache_clear for one in modules for value in vars(one).values() if hasattr(value, "cache_clear")
    }
    return list(found.values())


def _too_long(*_: object) -> None:
    raise TimeoutError


def print_rules(cases: Sequence[Case], most: int, prune: bool) -> None:
    """Switch every rule off on these pages and print what that changes; count changed pages up to `most`."""
    signal.signal(signal.SIGVTALRM, _too_long)
    pages = Pages(cases)
    rules = [number for number, rule in enumerate(SWITCHES.rules) if not rule.guard]
    print(f"{len(rules)} rules and {len(SWITCHES.rules) - len(rules)} guards, {len(cases)} pages", flush=True)
    found = []
    for number in rules:
        changed = pages.without(number, most)
        if prune and not changed:
            SWITCHES.off.add(number)
        found.append((changed, len(pages.where[number]), SWITCHES.rules[number]))
    for changed, held, rule in sorted(found, key=lambda entry: entry[:2]):
        print(f"{rule.place}: {changed} pages change, held on {held}: {rule.text[:100]}")
    print(f"{sum(not changed for changed, _, _ in found)} rules change nothing")


def print_tables(cases: Sequence[Case], most: int) -> None:
    """Take every row out of the tables of named rules and print on how many of these pages that changes the record.

    Only pages on which the row may change a decision are read again.
    """
    held = _held(cases)
    print(f"{len(cases)} pages", flush=True)
    whole = [case() for case in cases]
    for module_name, name in TABLES:
        module = import_module(f"{PACKAGE}.{module_name}")
        rows = getattr(module, name)
        for row in rows:
            setattr(module, name, tuple(one for one in rows if one is not row))
            numbers = sorted(held[module_name, name, row.name])
            changed = (cases[number]() != whole[number] for number in numbers)
            place = f"{module_name.rpartition('.')[2]}.{name}"
            print(f"{place} {row.name!r}: {sum(islice(filter(None, changed), most))} pages", flush=True)
        setattr(module, name, rows)


def _held(cases: Sequence[Case]) -> dict[tuple[str, str, str], set[int]]:
    """The numbers of the pages that each row may change, by module, table and row.

    A row of a table that decides changes nothing where the next row that holds gives the same. Of evidence, which adds
    up, any row counts that is worth something.
    """
    noted: set[tuple[str, str, str]] = set()
    names = {id(getattr(import_module(f"{PACKAGE}.{part}"), name)): (part, name) for part, name in TABLES}

    def decided(rules: Sequence[Rule[Any, Any]], asked: Any, otherwise: Any) -> Any:
        place = next((place for place, rule in enumerate(rules) if rule.holds(asked)), None)
        if place is None:
            return otherwise
        if id(rules) in names and _next_gives(rules[place + 1 :], asked, otherwise) != rules[place].gives:
            noted.add((*names[id(rules)], rules[place].name))
        return rules[place].gives

    def weighed(evidence: Any, table: str) -> Any:
        def worth(*about: object) -> float:
            given: float = evidence.worth(*about)
            if given:
                noted.add(("article.title_evidence", table, evidence.name))
            return given

        return evidence._replace(worth=worth)

    title = import_module(f"{PACKAGE}.article.title_evidence")
    deciding = [
        one for key, one in sys.modules.items() if key.startswith(PACKAGE) and vars(one).get("decide") is decide
    ]
    whole = {table: getattr(title, table) for table in ("FOR", "AGAINST")}
    for table, rows in whole.items():
        setattr(title, table, tuple(weighed(evidence, table) for evidence in rows))
    for module in deciding:
        vars(module)["decide"] = decided
    held: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for number, case in enumerate(cases):
        noted.clear()
        case()
        for key in noted:
            held[key].add(number)
    for table, rows in whole.items():
        setattr(title, table, rows)
    for module in deciding:
        vars(module)["decide"] = decide
    return held


def _next_gives(rules: Sequence[Rule[Any, Any]], asked: object, otherwise: object) -> object:
    """What the rules would give; nothing where one of them fails, for it relies on those before it."""
    try:
        return decide(rules, asked, otherwise)
    except Exception:  # whatever a rule does with what it was never asked for
        return None


def synthetic() -> Iterable[Case]:
    """Pages of the demonstration portal and of the tests' themes."""
    from benchmarks.parser import PROFILE, pages
    from crawler import portals
    from tests.pages.cms_themes import CmsTheme
    from tests.pages.themes import Theme

    for page in pages(20, 7):
        yield partial(_read, page.html.encode(), page.url, PROFILE)
    yield from listings()
    portal = portals.load("vienson").at("https://sontay.hanoi.gov.vn")
    for seed in range(600):
        for html, truth in (Theme(seed).article(), CmsTheme(seed).article()):
            yield partial(_read, html.encode(), truth.url, portal)


def listings() -> Iterable[Case]:
    """The home page and pages of the first listings of the demonstration portal, in all its layouts."""
    from benchmarks.parser import PROFILE
    from crawler.demo.layouts import LAYOUTS
    from crawler.demo.site import Site

    site = Site(7, 200)
    base = f"https://{site.official_host}"
    for layout in LAYOUTS.values():
        theme = layout(site)
        yield partial(_read, theme.home().encode(), f"{base}/", PROFILE)
        for section in site.listings[:4]:
            for number in (1, 2):
                url = f"{base}{theme.page_address(section, number)}"
                yield partial(_read, theme.listing(site.page(section.slug, number)).encode(), url, PROFILE)


def saved(folders: Iterable[Path], name: str) -> Iterable[Case]:
    """Saved pages of a portal."""
    from crawler import portals

    portal = portals.load(name)
    for folder in folders:
        for page in sorted(folder.rglob("*.html")):
            yield partial(_read, page.read_bytes(), f"{portal.base_url}/{page.relative_to(folder)}", portal)


def _read(html: bytes, url: str, portal: "Portal") -> object:
    """The article on a page, or what the page lists and its menu."""
    from crawler.pages.article.parse import article
    from crawler.pages.listing.entries import listing
    from crawler.pages.listing.navigation import navigation
    from crawler.records.article import Article

    found = article(html, url, portal, read_at=READ_AT)
    return found if isinstance(found, Article) else (found, listing(html, url, portal), navigation(html, url, portal))


def main() -> None:
    """Print the rules."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="folders of saved pages")
    parser.add_argument("--portal", default="sontay", help="profile that reads the saved pages (sontay)")
    parser.add_argument("--most", type=int, default=1, help="changed pages that are counted (1)")
    parser.add_argument("--prune", action="store_true", help="switch rules off one after the other")
    parser.add_argument("--tables", action="store_true", help="take rows out of the tables of named rules instead")
    parser.add_argument("--every", type=int, default=1, help="read every n-th page only (1)")
    parser.add_argument("--saved", action="store_true", help="read the pages of the FOLDERs alone")
    options = parser.parse_args()
    if not options.tables:
        sys.meta_path.insert(0, Finder(PACKAGE))
    cases = [*(() if options.saved else synthetic()), *saved(options.folders, options.portal)][:: options.every]
    if options.tables:
        print_tables(cases, options.most)
    else:
        print_rules(cases, options.most, options.prune)


if __name__ == "__main__":
    main()
