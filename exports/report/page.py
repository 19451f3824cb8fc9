"""The report as one HTML file that loads nothing."""

import base64
import hashlib
import sqlite3
from collections.abc import Sequence
from html import escape
from pathlib import Path

from crawler.records.derived import Deriver
from exports.report.behind import Behind
from exports.report.dataset_tables import add_tables, remove_tables
from exports.report.edition import Edition
from exports.report.elements import brush, drawings, table, tools
from exports.report.figures import SECTIONS, Figure, Section, tables
from exports.report.findings import findings
from exports.report.first_screen import first_screen
from exports.report.wording import WORDS, both

_HERE = Path(__file__).parent


def report(store: sqlite3.Connection, derivers: Sequence[Deriver], edition: Edition = Edition()) -> str:  # noqa: B008 - a tuple, which nobody changes
    """The report on a store (see `crawler/store/schema.sql`), in Vietnamese with a switch to English.

    The same store makes the same text. `derivers` make the tables of people, bodies and units that a dataset has;
    SQLite counts everything. The file's size hardly grows with the number of articles.

    Raises:
        sqlite3.Error: the store cannot be read.
    """
    add_tables(store, derivers)
    try:
        for statement in tables().values():
            store.execute(statement)
        body = "\n".join(
            [first_screen(store, edition), findings(store), *(_section(store, one, edition) for one in SECTIONS)]
        )
    finally:
        for name in tables():
            store.execute(f"DROP TABLE IF EXISTS temp.{name}")
        remove_tables(store)
    style, charts, script = (_read(name) for name in ("report.css", "chart.css", "report.js"))
    # Only these texts may act in the page: whatever an article's title holds, it is neither script nor style. Pictures
    # that the script makes for a download are blobs.
    policy = (
        f"default-src 'none'; style-src {_hashed(style)} {_hashed(charts)}; script-src {_hashed(script)}; "
        "img-src blob:; base-uri 'none'; form-action 'none'"
    )
    title = WORDS["title"]
    return (
        '<!doctype html>\n<html lang="vi">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title data-vi="{escape(title.vi)}" data-en="{escape(title.en)}">{escape(title.vi)}</title>\n'
        f'<style id="chart-style">{charts}</style>\n<style>{style}</style>\n</head>\n<body>\n'
        f'<a class="skip" href="#{SECTIONS[0].figures[0].key}">{both(WORDS["skip"])}</a>\n'
        f"{body}\n</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _section(store: sqlite3.Connection, section: Section, edition: Edition) -> str:
    figures = "\n".join(_figure(store, figure, edition) for figure in section.figures)
    return f"<section>\n<h2>{both(section.title)}</h2>\n{figures}\n</section>"


def _figure(store: sqlite3.Connection, figure: Figure, edition: Edition) -> str:
    rows = [tuple(row) for row in store.execute(figure.query)]
    names = {"unit": edition.units, "portal": edition.titles}
    told = [names.get(column.kind, {}) for column in figure.columns]
    if any(told):
        rows = [tuple(known.get(value, value) for known, value in zip(told, row, strict=True)) for row in rows]
    behind = Behind(figure.key, figure.behind, edition)
    drawn = drawings(figure.draw, rows, figure.title, behind.link) if figure.draw else ""
    shown = table(figure.columns, rows, figure.title)
    slider = brush(rows) if figure.key == "months" else ""
    return (
        f'<figure id="{figure.key}"><figcaption><h3><a href="#{figure.key}">{both(figure.title)}</a></h3>'
        f'<p class="note">{both(figure.note)}</p></figcaption>\n{drawn or shown}\n{slider}{behind.lists(store)}'
        f"{tools(figure.title, shown if drawn else '', figure.query)}</figure>"
    )


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
