"""The first screen: what the report is about, and five numbers with what came since the version before."""

import sqlite3
from html import escape

from exports.phrases import LANGUAGES, counted, dated
from exports.report.edition import Edition
from exports.report.figures import SECTIONS, text, whole
from exports.report.wording import WORDS, both


def first_screen(store: sqlite3.Connection, edition: Edition) -> str:
    """The head of the page, and the beginning of its main part."""
    portals = [
        edition.titles.get(row[0], row[0]) for row in store.execute("SELECT portal FROM articles GROUP BY portal")
    ]
    first, last, day = store.execute(
        "SELECT min(day), max(day), (SELECT substr(max(last_seen_at), 1, 10) FROM articles) FROM dated"
    ).fetchone()
    facts = [
        WORDS["period"].filled(first=dated(first), last=dated(last)) if first else None,
        WORDS["version"].filled(version=edition.version) if edition.version else WORDS["unpublished"],
        WORDS["as_of"].filled(day=dated(day)) if day else None,
    ]
    title = both(WORDS["title"])
    # One portal is the title; the titles of several would be too long for one.
    heading, kicker = (escape(portals[0]), title) if len(portals) == 1 else (title, escape(" · ".join(portals)))
    said = "".join(f"<li>{both(fact)}</li>" for fact in facts if fact)
    figures = [figure for section in SECTIONS for figure in section.figures]
    contents = "".join(f'<li><a href="#{figure.key}">{both(figure.title)}</a></li>' for figure in figures)
    return (
        f'<header>\n{_switch()}\n<p class="kicker">{kicker}</p>\n<h1>{heading}</h1>\n'
        f'<ul class="facts">{said}</ul>\n</header>\n<main>\n{_numbers(store, edition)}\n<details class="contents">'
        f"<summary>{both(WORDS['contents'])}</summary><nav><ul>{contents}</ul></nav></details></div>"
    )


def _numbers(store: sqlite3.Connection, edition: Edition) -> str:
    query = text("numbers")
    entries = "".join(
        f"<div><dt>{both(WORDS[f'number_{name}'])}</dt><dd>{both(counted(now))}</dd>"
        f"{_change(now - (before or 0), edition)}</div>"
        for name, now, before in store.execute(query, {"before": edition.before})
    )
    alone = "" if edition.before else f" {both(WORDS['no_version_before'])}"
    return (
        f'<dl class="numbers" id="numbers">{entries}</dl>\n<p class="about">{both(WORDS["about"])}{alone}</p>\n'
        f'<div class="tools"><details class="query"><summary>{both(WORDS["query"])}</summary>'
        f'<pre tabindex="0"><code>{escape(whole(query))}</code></pre></details>'
    )


def _change(more: int, edition: Edition) -> str:
    """What came since the version before; nothing where there is none."""
    if edition.before is None:
        return ""
    day = dated(edition.before[:10])
    words = WORDS["new_since"].filled(count=counted(more), day=day) if more else WORDS["same_since"].filled(day=day)
    return f'<dd class="change">{both(words)}</dd>'


def _switch() -> str:
    """The choice of a language, which works without a script."""
    names = {"vi": "Tiếng Việt", "en": "English"}
    choices = "".join(
        f'<label><input type="radio" name="language" id="in-{code}" value="{code}"{" checked" if code == "vi" else ""}>'
        f'<bdi lang="{code}-x-name">{names[code]}</bdi></label>'
        for code in LANGUAGES
    )
    return f'<fieldset class="languages"><legend>{both(WORDS["language"])}</legend>{choices}</fieldset>'
