"""The test set of near duplicates: `texts.toml` and `pairs.toml` as pairs of articles."""

import tomllib
import unicodedata
from pathlib import Path
from typing import Any, NamedTuple

from crawler.records.article import Article

HERE = Path(__file__).parent


class Pair(NamedTuple):
    """Two texts, and whether the second nearly repeats the first."""

    kind: str
    name: str
    first: Article
    second: Article
    same: bool
    held: bool


def pairs() -> list[Pair]:
    """All pairs, in the order of the file."""
    known = texts()
    given = tomllib.loads((HERE / "pairs.toml").read_text(encoding="utf-8"))["pair"]
    made = []
    for number, entry in enumerate(given):
        first = known[entry["a"]].strip().format(*entry.get("values", []))
        second = known[entry.get("b", entry["a"])].strip().format(*entry.get("b_values", entry.get("values", [])))
        made.append(
            Pair(
                entry["kind"],
                f"{number}-{entry['kind']}-{entry['a']}",
                article(2 * number, first.split("\n\n")),
                article(2 * number + 1, changed(second, entry)),
                entry["same"],
                entry.get("held", False),
            )
        )
    return made


def texts() -> dict[str, str]:
    """The texts by their names."""
    return tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))


def article(number: int, paragraphs: list[str], **fields: Any) -> Article:
    """An article whose first paragraph is its lead."""
    return Article(id=f"thu:{number}", portal="thu", url="", lead=paragraphs[0], paragraphs=paragraphs[1:], **fields)


def changed(text: str, entry: dict[str, Any]) -> list[str]:
    """The paragraphs of the second text of a pair."""
    for old, new in entry.get("change", []):
        assert old in text, f"{entry['a']} does not hold {old!r}"
        text = text.replace(old, new)
    paragraphs = text.split("\n\n")
    if "keep" in entry:
        paragraphs = [paragraphs[index] for index in entry["keep"]]
    if "before" in entry:
        paragraphs[0] = f"{entry['before']} {paragraphs[0]}"
    if "after" in entry:
        paragraphs.append(entry["after"])
    form = entry.get("form")
    if form == "NFD":
        return [unicodedata.normalize("NFD", paragraph) for paragraph in paragraphs]
    if form == "one paragraph":
        return [" ".join(paragraphs)]
    if form == "upper case":
        return [paragraph.upper() for paragraph in paragraphs]
    return paragraphs
