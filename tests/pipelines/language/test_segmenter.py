"""The segmenter's model, read from its file: scores of windows instead of feature strings."""

from pathlib import Path

import pytest
import underthesea

from pipelines.language import crf_file, taggers


def test_where_two_cuts_are_equally_good_underthesea_decides() -> None:
    tokens = ["0", "$", *["\x1b"] * 3, "0"]
    assert taggers.segmenter().goes_on(tokens) is None
    words = [word.spelling for word in taggers.words("".join(tokens))]
    assert words == underthesea.word_tokenize("".join(tokens))


def test_a_sentence_goes_on_where_its_words_do() -> None:
    tokens = ["thị", "xã", "Sơn", "Tây", "tổ", "chức", "hội", "nghị"]
    assert taggers.segmenter().goes_on(tokens) == [False, True] * 4
    assert taggers.segmenter().goes_on([]) == []


@pytest.mark.parametrize("content", [b"lCRF" + bytes(44), b"PK\x03\x04" + bytes(44)])
def test_another_file_is_no_model(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "models.bin").write_bytes(content)
    with pytest.raises(ValueError, match=r"models\.bin: expected a CRFsuite model of two labels"):
        crf_file.read(tmp_path / "models.bin")
