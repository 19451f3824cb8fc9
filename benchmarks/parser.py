"""The article parser beside trafilatura and newspaper4k, on the pages of the demonstration portal.

Prints how long each needs per page in one run, as ratios to ours, and for each field the share of articles that it gets
exactly right. The pages are synthetic: the shares say how the three differ, not how they do on the open web.
Each parser reads each page once, behind one page that loads what is loaded once. What a parser remembers of the pages
before, such as the menus that all pages of a portal share, counts for it, as it does in a crawl.
Trafilatura and newspaper4k have no lead and no category of the page's own heading; what comes nearest is compared.

With `--data FOLDER --portal NAME` the pages are articles that a crawl of yours has archived, evenly chosen. Nobody has
written down what must be read from them: only the times are printed.
"""

import argparse
import gc
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from crawler import portals
from crawler.archive import files
from crawler.archive.warc import Stored
from crawler.demo.addresses import address
from crawler.demo.layouts import LAYOUTS
from crawler.demo.model import DemoArticle
from crawler.demo.site import Site
from crawler.pages.article.parse import article
from crawler.records.article import Article
from crawler.records.profile import Portal
from crawler.records.text import normalize
from crawler.store import shards

FIELDS = ("title", "date", "category", "lead", "paragraphs", "author")
PROFILE = portals.load("demo")
Record = dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A page with what must be read from it, where that is known."""

    html: str
    url: str
    truth: Record | None = None
    portal: Portal = PROFILE


def truth(shown: DemoArticle) -> Record:
    """The article's fields as they are, texts normalised."""
    return {
        "title": normalize(shown.title),
        "date": shown.published.date().isoformat(),
        "category": shown.sections[0].name,
        "lead": shown.lead and normalize(shown.lead),
        "paragraphs": [normalize(text) for text in shown.paragraphs],
        "author": shown.author,
    }


def pages(count: int, seed: int) -> list[Page]:
    """The first `count` articles in every layout."""
    site = Site(seed, count)
    made: list[Page] = []
    for layout in LAYOUTS.values():
        theme = layout(site)
        for index in range(count):
            shown = site.article(index)
            url = f"https://{site.official_host}{address(shown, shown.sections[0])}"
            made.append(Page(theme.article(shown, shown.sections[0]), url, truth(shown)))
    return made


def archived(data: Path, name: str, count: int) -> list[Page]:
    """So many pages of articles that a crawl of a portal has archived."""
    portal = portals.load(name, data=data)
    found = (one for file in sorted(shards.archive(data, name).glob("*.warc.gz")) for one in files.records(file))
    answers = (one.content for one in found if isinstance(one, files.Record) and isinstance(one.content, Stored))
    articles = [one for one in answers if one.article_id is not None and one.status == 200]
    chosen = articles[:: max(1, len(articles) // count)][:count]
    here = portal.at("/".join(chosen[0].url.split("/")[:3]))
    return [Page(one.body.decode("utf-8", "replace"), one.url, portal=here) for one in chosen]


def ours(page: Page) -> Record:
    """This project's parser, dates resolved and texts normalised."""
    found = article(page.html.encode(), page.url, page.portal)
    if not isinstance(found, Article):
        return {}
    return {
        "title": found.title,
        "date": (found.published_at or "")[:10],
        "category": found.category,
        "lead": found.lead,
        "paragraphs": found.paragraphs,
        "author": found.author,
    }


def trafilaturas(page: Page) -> Record:
    """Trafilatura with metadata; its text is one paragraph a line."""
    import trafilatura

    found = trafilatura.bare_extraction(page.html, url=page.url, with_metadata=True, include_tables=True)
    if found is None:
        return {}
    lines = [normalize(line) for line in (found.text or "").split("\n") if line.strip()]
    return {
        "title": found.title,
        "date": found.date,
        "category": (found.categories or [None])[0],
        "lead": lines[0] if lines else None,
        "paragraphs": lines[1:],
        "author": found.author,
    }


def newspapers(page: Page) -> Record:
    """newspaper4k for Vietnamese, without downloads."""
    import newspaper

    found = newspaper.Article(page.url, language="vi", fetch_images=False)
    found.download(input_html=page.html)
    found.parse()
    lines = [normalize(text) for text in re.split(r"\n+", found.text) if text.strip()]
    return {
        "title": normalize(found.title),
        "date": found.publish_date.date().isoformat() if found.publish_date else None,
        "category": None,
        "lead": lines[0] if lines else None,
        "paragraphs": lines[1:],
        "author": ", ".join(found.authors) or None,
    }


def measured(parser: Callable[[Page], Record], shown: Sequence[Page]) -> tuple[float, dict[str, float]]:
    """Milliseconds of processor time per page, and the share of pages on which each field is exactly right; no share
    where nobody knows what is."""
    parser(shown[0])  # loads what is loaded once
    gc.collect()  # what the pages and other parsers left behind is not this one's
    begin = time.process_time()
    records = [parser(page) for page in shown]
    spent = time.process_time() - begin
    known = [(page.truth, record) for page, record in zip(shown, records, strict=True) if page.truth is not None]
    right = {
        field: sum(bool(record) and (record[field] or None) == (truth[field] or None) for truth, record in known)
        for field in (FIELDS if known else ())
    }
    return spent / len(shown) * 1000, {field: count / len(known) for field, count in right.items()}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=60, help="articles in each layout (60)")
    options.add_argument("--seed", type=int, default=7, help="seed of the demonstration site (7)")
    options.add_argument("--data", type=Path, help="a data directory whose archived pages are read instead")
    options.add_argument("--portal", help="their portal")
    options.add_argument("--pages", type=int, default=300, help="how many of them (300)")
    chosen = options.parse_args()
    if bool(chosen.data) != bool(chosen.portal):
        options.error("--data and --portal belong together")
    if chosen.data:
        shown, where = archived(chosen.data, chosen.portal, chosen.pages), f"archived by a crawl of {chosen.portal}"
    else:
        shown, where = pages(chosen.articles, chosen.seed), f"in {len(LAYOUTS)} layouts"
    size = sum(len(page.html.encode()) for page in shown) / len(shown) / 1000
    parsers = {"vnportal": ours, "trafilatura": trafilaturas, "newspaper4k": newspapers}
    results = {name: measured(parser, shown) for name, parser in parsers.items()}
    base, shares_of = results["vnportal"]
    table = Table(title=f"{len(shown)} pages {where}, {size:.1f} KB each")
    for heading in ("", "ms per page", "times ours", *shares_of):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, (spent, shares) in results.items():
        table.add_row(name, f"{spent:.2f}", f"{spent / base:.1f}", *(f"{share:.1%}" for share in shares.values()))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
