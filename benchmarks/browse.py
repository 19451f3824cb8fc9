"""How long the pages of `vnportal browse` take: `python -m benchmarks.browse [--articles 50000]`.

Prints the seconds and megabytes of writing `browse.sqlite`, and the median seconds of three requests for each kind of
page, answered by the real command. The articles are synthetic: random words, names and dates of real shape.
"""

import argparse
import json
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

from crawler.records.article import Article, DocumentReference, Entity, to_dict
from exports.browse.questions import questions
from exports.write import write
from pipelines.derive_tables import derivers

_LABELS = ("PER", "ORG", "LOC")
_FIRST = ("", "b", "c", "d", "đ", "g", "h", "kh", "l", "m", "n", "ng", "ph", "qu", "t", "th", "tr", "v", "x")
_REST = (
    "a", "ang", "ả", "ạ", "ai", "ại", "an", "ân", "ăn", "anh", "ao", "âu", "em", "ên", "i", "inh", "iên", "o", "ô",
    "ông", "u", "ư", "ưng", "uy", "ủy", "ước", "y",
)  # fmt: skip
_SYLLABLES = [first + rest for first in _FIRST for rest in _REST]
_NAMES = {"PER": "Nguyễn", "ORG": "Hội", "LOC": "thôn"}
_LETTERS = [syllable.capitalize() for syllable in _SYLLABLES if len(syllable) > 2][:40]
_UNITS = ("01/thixasontay", "01", "01/huyenbavi", "01/huyenphuctho")
#: Pages by what they show; words in braces are keys of the names that most articles have.
_PAGES = {
    "the first page": "/",
    "list of all articles": "/browse/articles",
    "narrowed by the commonest person": "/browse/articles?_person={person}",
    "narrowed by person and year": "/browse/articles?_person={person}&_year=2020",
    "search, one syllable": "/browse/articles?_search=uy",
    "search, two syllables": "/browse/articles?_search=dang+uy",
    "search, two syllables with accents": "/browse/articles?_search=đăng+ủy",
    "search, a phrase": "/browse/articles?_search=%22dang+uy%22",
    "search, a name": "/browse/articles?_search=người:{first}+ủy+-dang",
    "an article": "/browse/articles/thu~3A17",
    "all people": "/people",
    "the commonest person": "/person/{person}",
    "the commonest body": "/body/{body}",
    "the commonest unit": "/unit/{unit}",
    "the commonest document": "/document/{document}",
}


def records(count: int) -> Iterator[dict[str, Any]]:
    """Articles of fifteen years with 400 syllables, a dozen names and a document each."""
    random = Random(1)
    for number in range(count):
        words = random.choices(_SYLLABLES, k=400)
        day = f"{2010 + number * 15 // count}-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
        name = f"{int(random.paretovariate(1))}/QĐ-UBND"
        yield to_dict(
            Article(
                id=f"thu:{number}",
                portal="thu",
                url=f"https://thu.example/-/view_content/{number}-a.html",
                title=" ".join(words[:9]).capitalize(),
                lead=" ".join(words[:40]).capitalize(),
                paragraphs=[" ".join(words[start : start + 60]) for start in range(40, 400, 60)],
                categories=[f"Chuyên mục {random.randint(1, 30)}"],
                author=f"Tác giả {random.randint(1, 200)}",
                published_at=f"{day}T{random.randint(6, 22):02}:30:00+07:00",
                view_count=int(random.paretovariate(1) * 50),
                fetched_at="2026-11-24T09:00:00+07:00",
                entities=[entity(random, 4 * place) for place in range(12)],
                documents=[DocumentReference("Quyết định", name, None, None, name, "lead", None, 0, 4)],
            )
        )


def entity(random: Random, start: int) -> Entity:
    """A mention of four characters that begins at `start` of the lead, of 20,000 names of real shape."""
    label = random.choice(_LABELS)
    number = int(random.paretovariate(0.7)) % 20_000
    name = f"{_NAMES[label]} {' '.join(_word(number, place) for place in range(3))}"
    code = None if label == "PER" else _UNITS[number] if number < len(_UNITS) else None
    return Entity(name, label, "lead", None, start, start + 4, name, code, "former" if code else None)


def _word(number: int, place: int) -> str:
    """A syllable that begins with a capital letter; three of them tell a number below 20,000."""
    return _LETTERS[(number // len(_LETTERS) ** place) % len(_LETTERS)]


def _commonest(file: Path) -> dict[str, str]:
    """The keys of the names that most articles have, by kind, and the commonest person's family name."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT kind, key, name, max(articles) FROM names WHERE page GROUP BY kind")
        found = {kind: (key, name) for kind, key, name, _ in rows}
    return {kind: key for kind, (key, _) in found.items()} | {"first": found["person"][1].split()[0]}


def _seconds(address: str) -> float:
    taken = []
    for _ in range(3):
        start = time.perf_counter()
        with urlopen(address) as answer:
            answer.read()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _found(address: str) -> str:
    """How many articles a list has."""
    if "/articles?" not in address:
        return ""
    with urlopen(address.replace("/articles?", "/articles.json?_size=1&")) as answer:
        return f" ({json.load(answer)['filtered_table_rows_count']} articles)"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=50_000)
    count = parser.parse_args().articles
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        write(records(count), Path(folder), ["sqlite"], derivers=derivers())
        size = (Path(folder) / "browse.sqlite").stat().st_size / 1e6
        print(f"{count} articles: written in {time.perf_counter() - start:.1f} s, {size:.0f} MB")
        command = [sys.executable, "-c", "from crawler.cli import main; main()", "browse", "--data", folder]
        server = subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            assert found is not None
            base = found[0].rstrip("/")
            pages = _PAGES | {question.name: f"/browse/{question.name}" for question in questions()}
            names = _commonest(Path(folder) / "browse.sqlite")
            for what, page in pages.items():
                address = base + quote(page.format(**names), safe="/?=&%+:~")
                print(f"{_seconds(address):6.2f} s  {what}{_found(address)}", flush=True)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
