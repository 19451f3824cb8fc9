"""How often something else than the clock tells morning from afternoon, and how often rightly.

Reads a folder of saved pages whose clocks print AM or PM, hides these marks, and lets the witnesses decide: the page's
machine-readable parts, the moments of upload in the addresses of pictures and files, the text. Only pages whose
time is known to the minute count.

    python benchmarks/half_days.py FOLDER --portal sontay
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from crawler import portals
from crawler.pages.article.parse import article
from crawler.records.article import Article
from crawler.records.profile import Portal
from pipelines.resolve_dates import resolve_dates

_MARK = re.compile(r"\s?\b(?:AM|PM|SA|CH)\b")


def decided(html: bytes, url: str, portal: Portal) -> tuple[str, bool] | None:
    """What told the half of the day once the mark is hidden, and whether rightly; `None` for a page without a mark."""
    found = article(html, url, portal)
    if not isinstance(found, Article) or found.published_precision != "minute":
        return None
    if not _MARK.search(found.published_raw or ""):
        return None
    hidden = resolve_dates(found.changed(published_raw=_MARK.sub("", found.published_raw or "")), portal)
    return hidden.published_evidence or "page", hidden.published_at == found.published_at


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path, help="saved pages, *.html in any folder below")
    options.add_argument("--portal", default="sontay", help="profile whose clock and zone hold (sontay)")
    chosen = options.parse_args()
    profile = portals.load(chosen.portal)
    profile = profile.model_copy(update={"clock": "12h"})
    counts: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for page in sorted(chosen.folder.rglob("*.html")):
        found = decided(page.read_bytes(), f"{profile.base_url}/{page.relative_to(chosen.folder)}", profile)
        if found is not None:
            counts[found[0]] += 1
            right[found[0]] += found[1]
    total = sum(counts.values())
    table = Table(title=f"{total} pages with AM or PM, the mark hidden")
    for heading in ("told by", "pages", "share", "right"):
        table.add_column(heading, justify="left" if heading == "told by" else "right")
    for evidence, count in counts.most_common():
        name = "nothing: as printed" if evidence == "page" else evidence
        table.add_row(name, str(count), f"{count / total:.1%}", f"{right[evidence] / count:.1%}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()
