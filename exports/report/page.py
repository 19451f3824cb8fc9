"""The report as one HTML file that loads nothing."""

import base64
import hashlib
import sqlite3
from html import escape
from pathlib import Path
from typing import Any

from exports.report.charts import NOTHING, WIDTH, Chart, Rows
from exports.report.figures import SECTIONS, Figure, Section
from exports.report.wording import Phrase, both, number

_HERE = Path(__file__).parent
_TITLE = Phrase("Báo cáo dữ liệu tin tức", "Report on the collected news")
_TABLE, _QUERY = Phrase("Bảng số liệu", "Data"), Phrase("Truy vấn", "Query")
_ABOUT = Phrase(
    "Mỗi con số là kết quả của câu truy vấn đứng dưới biểu đồ, chạy trên tệp store.sqlite của thư mục dữ liệu "
    "(SQLite 3.35 trở lên). Tên người, cơ quan, địa danh và văn bản do chương trình nhận dạng và có thể sai.",
    "Every number comes from the query that stands under its chart, run on the data folder's store.sqlite (SQLite 3.35 "
    "or newer). Names of people, bodies, places and documents were recognised by a program and may be wrong.",
)


def report(store: sqlite3.Connection) -> str:
    """The report on a store (see `crawler/store/schema.sql`), in Vietnamese with a switch to English.

    The same store makes the same text. Everything is counted by SQLite; the file's size does not grow with the
    number of articles.

    Raises:
        sqlite3.Error: the store cannot be read.
    """
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("report.css", "report.js"))
    body = [_section(store, section) for section in SECTIONS]
    # Only these two texts may act in the page: whatever an article's title holds, it is neither script nor style.
    policy = (
        f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    contents = "".join(
        f'<li><a href="#{section.figures[0].key}">{both(section.title)}</a></li>' for section in SECTIONS
    )
    return (
        '<!doctype html>\n<html lang="vi" data-lang="vi">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_TITLE.vi)} · {escape(_TITLE.en)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header>\n<div class="languages" hidden><button type="button" data-to="vi" lang="vi-VN">Tiếng Việt</button>'
        f'<button type="button" data-to="en" lang="en-GB">English</button></div>\n<h1>{both(_TITLE)}</h1>\n'
        f'<p class="about">{both(_ABOUT)}</p>\n<nav><ul>{contents}</ul></nav>\n</header>\n<main>\n'
        + "\n".join(body)
        + f"\n</main>\n<script>{script}</script>\n</body>\n</html>\n"
    )


def _section(store: sqlite3.Connection, section: Section) -> str:
    figures = "\n".join(_figure(store, figure) for figure in section.figures)
    return f"<section>\n<h2>{both(section.title)}</h2>\n{figures}\n</section>"


def _figure(store: sqlite3.Connection, figure: Figure) -> str:
    rows = [tuple(row) for row in store.execute(figure.query)]
    table = f'<div class="wide">{_table(figure, rows)}</div>'
    if figure.draw:
        table = (
            f'<div class="wide">{_svg(figure, figure.draw(rows) if rows else NOTHING)}</div>\n'
            f'<details class="data"><summary>{both(_TABLE)}</summary>{table}</details>'
        )
    return (
        f'<figure id="{figure.key}">\n<figcaption><h3>{both(figure.title)}</h3>'
        f'<p class="note">{both(figure.note)}</p></figcaption>\n{table}\n{_shown_query(figure)}\n</figure>'
    )


def _svg(figure: Figure, chart: Chart) -> str:
    title, text = f"{figure.key}-t", f"{figure.key}-d"
    return (
        f'<svg role="img" aria-labelledby="{title}" aria-describedby="{text}" viewBox="0 0 {WIDTH} {chart.height}">'
        f'<title id="{title}">{escape(figure.title.vi)} / {escape(figure.title.en)}</title>'
        f'<desc id="{text}">{escape(chart.summary.vi)} / {escape(chart.summary.en)}</desc>{chart.marks}</svg>'
    )


def _table(figure: Figure, rows: Rows) -> str:
    head = "".join(f'<th scope="col">{both(column)}</th>' for column in figure.columns)
    lines = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None or isinstance(value, int | float):
        return f'<td class="number">{number(value)}</td>'
    return f"<td>{escape(str(value))}</td>"


def _shown_query(figure: Figure) -> str:
    return f"<details><summary>{both(_QUERY)}</summary><pre><code>{escape(figure.query)}</code></pre></details>"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
