"""How many saved pages need each rule that gives lines their roles.

Switches the rules off one after the other and counts the articles whose record changes.

    python benchmarks/roles.py FOLDER --portal sontay
"""

import argparse
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler import portals
from crawler.pages.article import roles
from crawler.pages.article.parse import article
from crawler.records.article import Article, NotAnArticle
from crawler.records.profile import Portal


def records(pages: list[Path], folder: Path, portal: Portal) -> list[Article | NotAnArticle]:
    """What each page gives."""
    return [article(page.read_bytes(), f"{portal.base_url}/{page.relative_to(folder)}", portal) for page in pages]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, help="saved pages, *.html in any folder below")
    options.add_argument("--portal", default="sontay", help="profile that reads them (sontay)")
    options.add_argument("--every", type=int, default=1, help="read every n-th page only (1)")
    chosen = options.parse_args()
    portal = portals.load(chosen.portal)
    pages = sorted(chosen.folder.rglob("*.html"))[:: chosen.every]
    rules = roles.RULES
    whole = records(pages, chosen.folder, portal)
    table = Table(title=f"{len(pages)} pages")
    for heading in ("rule", "role", "pages that need it"):
        table.add_column(heading)
    for rule in rules:
        roles.RULES = tuple(one for one in rules if one is not rule)
        without = records(pages, chosen.folder, portal)
        changed = sum(one != other for one, other in zip(whole, without, strict=True))
        table.add_row(rule.name, rule.role, str(changed))
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
