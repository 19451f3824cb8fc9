import pytest
from underthesea.pipeline.ner.tagged_feature import word2features

from pipelines.language import features
from pipelines.language.features import Featurizer, Template, lower, parse

TEMPLATES = ["T[-2]", "T[0].lower", "T[1]", "T[-1,0]", "T[0,1].lower", "T[1,2]", "T[-1][1]", "T[-2,0][1]", "T[-3][2]"]
SENTENCES = [
    [("Hội nghị", "N", "X")],
    [("Hội nghị", "N", "X"), ("Khai mạc", "V", "X")],
    [(word, tag, "X") for word, tag in zip(["Ban", "Thường", "vụ", "Thị", "ủy", "họp", "Ban"], "NNNNNVN", strict=True)],
]


def test_reads_templates() -> None:
    assert parse("T[-1,0][1].lower") == Template("T[-1,0][1].lower", -1, 2, 1, "lower")
    assert parse("T[2]") == Template("T[2]", 2, 1, 0, None)


@pytest.mark.parametrize("name", ["", "T[a]", "T[0].", "T[0]x", "0,1"])
def test_refuses_what_is_no_template(name: str) -> None:
    with pytest.raises(ValueError, match="expected a template such as"):
        parse(name)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_rows_are_those_that_underthesea_writes_token_by_token(sentence: list[tuple[str, str, str]]) -> None:
    rows = Featurizer(TEMPLATES, {"lower": lower}).rows(*zip(*sentence, strict=True))
    assert [list(row) for row in rows] == [word2features(sentence, i, TEMPLATES) for i in range(len(sentence))]


def test_forgets_tokens_rather_than_growing_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "CACHE_SIZE", 3)
    featurizer = Featurizer(["T[0].lower"], {"lower": lower})
    for number in range(10):
        assert featurizer.rows([f"Từ{number}", "Từ"]) == [(f"T[0].lower=từ{number}",), ("T[0].lower=từ",)]
    assert len(featurizer._single[0][1]) <= 3
