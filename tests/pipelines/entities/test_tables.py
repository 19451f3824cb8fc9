from pipelines.entities import gazetteer
from pipelines.entities.organisation_heads import HEADS


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
