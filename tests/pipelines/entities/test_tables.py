import unicodedata
from collections import Counter

import pytest

from pipelines.entities import gazetteer
from pipelines.entities.organisation_heads import HEADS

FILES = sorted(path.stem for path in gazetteer.FOLDER.glob("*.txt"))


@pytest.mark.parametrize("name", FILES)
def test_a_table_is_composed_and_without_stray_blanks(name):
    entries = [entry for entry, _ in gazetteer.entries(name)]
    assert entries
    assert [entry for entry in entries if entry != unicodedata.normalize("NFC", " ".join(entry.split()))] == []


@pytest.mark.parametrize("name", FILES)
def test_a_table_holds_no_entry_twice(name):
    counts = Counter(entry for entry, _ in gazetteer.entries(name))
    assert [entry for entry, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_a_table_says_what_it_is_for(name):
    first = (gazetteer.FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ") and len(first) > 20


def test_the_longest_entry_of_each_table_is_found():
    trie = gazetteer.Trie()
    trie.add(["ban", "tổ", "chức"], "heads")
    trie.add(["ban"], "heads")
    trie.add(["ban"], "families", "rare")
    assert trie.at(["ban", "tổ", "chức"], 0) == {"heads": (3, ""), "families": (1, "rare")}


def test_nothing_is_found_past_the_end():
    trie = gazetteer.Trie()
    trie.add(["ban"], "heads")
    assert trie.at(["ban"], 1) == {}


def test_provinces_and_countries_are_known_by_name():
    assert "units" in gazetteer.as_written().at(["Tây", "Ninh"], 0)
    assert "places_known" in gazetteer.as_written().at(["Mông", "Cổ"], 0)


def test_every_head_with_a_trade_is_a_head_noun_of_a_known_kind():
    for entry, kind in gazetteer.entries("bodies_by_trade"):
        words = gazetteer.phrase(entry)
        found = gazetteer.caseless().at(words, 0)
        assert any(found.get(head, (0, ""))[0] == len(words) for head in HEADS), entry
        assert kind in ("", "form", "fields", "nouns", "task", "club"), entry
