"""The comparison of two texts, on the pairs of the test set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.duplicates.bands import bands
from pipelines.duplicates.compare import SHORTEST, nearly_repeats
from pipelines.duplicates.shingles import Words, words_of
from tests.pipelines.duplicates.pairs import Pair, article, pairs, texts

OPEN = [pair for pair in pairs() if not pair.held]
HELD = [pair for pair in pairs() if pair.held]

TEXTS = st.text(alphabet="aĂáế 0 1. -\n", max_size=300)


def found(pair: Pair) -> bool:
    one, other = words_of(pair.first), words_of(pair.second)
    return bool(set(bands(one)) & set(bands(other))) and nearly_repeats(one, other)


@pytest.mark.parametrize("pair", OPEN, ids=lambda pair: pair.name)
def test_tells_reposts_from_notices_and_follow_ups(pair: Pair) -> None:
    assert found(pair) == pair.same


def test_precision_and_recall_on_the_pairs_held_back() -> None:
    said = [(found(pair), pair.same) for pair in HELD]
    right = sum(both == (True, True) for both in said)
    assert right / sum(marked for marked, _ in said) >= 0.9
    assert right / sum(same for _, same in said) >= 0.9


@given(TEXTS, TEXTS)
def test_comparing_is_symmetric_and_never_fails(one: str, other: str) -> None:
    a, b = words_of(article(1, [one])), words_of(article(2, [other]))
    assert nearly_repeats(a, b) == nearly_repeats(b, a)
    assert len(bands(a)) == len(set(bands(a)))
    assert nearly_repeats(a, a) == (len(a.words) >= SHORTEST)


def long_text(*changes: tuple[str, str]) -> Words:
    text = "\n".join(texts()[name] for name in ("doc-sach", "bong-da", "khen-thuong"))
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return words_of(article(1, [text]))


def test_a_correction_among_other_edits_leaves_a_text_a_repeat() -> None:
    edited = long_text(("1.200 học sinh", "1.250 học sinh"), ("đã diễn ra sôi nổi giữa", "là cuộc so tài giữa"))
    assert nearly_repeats(long_text(), edited)
    assert nearly_repeats(long_text(), long_text(("Lương Thị Minh Tâm", "Lương Thị Minh Tân")))


def test_texts_that_differ_in_a_number_alone_are_two_notices_however_long() -> None:
    assert not nearly_repeats(long_text(), long_text(("1.200 học sinh", "1.250 học sinh")))


def test_a_number_that_is_added_is_no_other_number() -> None:
    assert nearly_repeats(long_text(), long_text(("ngày 20/10,", "ngày 20/10/2024,")))


def test_a_text_contained_in_a_much_longer_one_repeats_it() -> None:
    long = [texts()[name] for name in ("doc-sach", "nong-thon", "tai-nan", "bong-da", "mua-lu")]
    assert nearly_repeats(words_of(article(1, long)), words_of(article(2, long[:1])))
