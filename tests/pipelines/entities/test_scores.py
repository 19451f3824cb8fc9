import pytest

from benchmarks.entities import ours, prepared
from tests.pipelines.entities.scoring import (
    LABELS,
    SETS,
    SETS_CURRENT,
    SETS_CURRENT_CLOSED,
    SETS_EXAMINED,
    SETS_LOWER_CASE,
    SETS_OFFICIAL,
    SETS_OFFICIAL_CLOSED,
    SETS_OUTSIDE,
    SETS_OUTSIDE_2,
    SETS_PROSE,
    SETS_PROSE_CLOSED,
    SETS_TITLES,
    Score,
    digest,
    parse,
    read_set,
    score,
)

# The sentences that the figures below were measured on, by folder. Who changes a set measures anew
# (`python -m benchmarks.entities FOLDER`) and records digest and figures together.
# The figures are what was measured, rounded down to three places: lowering one is a decision, never an accident.
OWN = (SETS, "27caf7f9beb35cb8", {"PER": 0.992, "ORG": 0.993, "LOC": 0.989, "all": 0.991})
EXAMINED = (SETS_EXAMINED, "dfbab0536255fc64", {"PER": 1.0, "ORG": 1.0, "LOC": 1.0, "all": 1.0})
OUTSIDE = (SETS_OUTSIDE, "e933ea1aa064ea2c", {"PER": 0.987, "ORG": 0.986, "LOC": 0.983, "all": 0.985})
OUTSIDE_2 = (SETS_OUTSIDE_2, "da4b39a5ca8b968c", {"PER": 1.0, "ORG": 0.996, "LOC": 1.0, "all": 0.998})
LOWER_CASE = (SETS_LOWER_CASE, "e16299a28577f9b9", {"PER": 0.994, "ORG": 0.979, "LOC": 0.972, "all": 0.978})
PROSE = (SETS_PROSE, "27c6afaf987d97bd", {"PER": 1.0, "ORG": 0.988, "LOC": 1.0, "all": 0.995})
PROSE_CLOSED = (SETS_PROSE_CLOSED, "10ee8b063c728a1c", {"PER": 0.933, "ORG": 0.785, "LOC": 0.967, "all": 0.862})
OFFICIAL = (SETS_OFFICIAL, "c41c5a495953e259", {"PER": 1.0, "ORG": 0.945, "LOC": 0.96, "all": 0.955})
OFFICIAL_CLOSED = (SETS_OFFICIAL_CLOSED, "18b2f3bff0b3d7fc", {"PER": 1.0, "ORG": 0.941, "LOC": 1.0, "all": 0.969})
TITLES = (SETS_TITLES, "7b77a25c1a42f3a8", {"PER": 1.0, "ORG": 1.0, "LOC": 1.0, "all": 1.0})

CURRENT = (SETS_CURRENT, "03836d2496db1a35", {"PER": 1.0, "ORG": 0.969, "LOC": 0.956, "all": 0.969})
CURRENT_CLOSED = (SETS_CURRENT_CLOSED, "39985b2a922117ec", {"PER": 1.0, "ORG": 0.967, "LOC": 0.973, "all": 0.975})


@pytest.mark.parametrize(
    ("folder", "measured_on", "floors"),
    [
        OWN,
        EXAMINED,
        OUTSIDE,
        OUTSIDE_2,
        LOWER_CASE,
        PROSE,
        PROSE_CLOSED,
        OFFICIAL,
        OFFICIAL_CLOSED,
        CURRENT,
        CURRENT_CLOSED,
        TITLES,
    ],
    ids=[
        "own",
        "examined",
        "outside",
        "outside_2",
        "lower_case",
        "prose",
        "prose_closed",
        "official",
        "official_closed",
        "current",
        "current_closed",
        "titles",
    ],
)
def test_quality_has_not_fallen_on_the_measured_sentences(folder, measured_on, floors):
    paths = sorted(folder.glob("*.txt"))
    assert digest(paths) == measured_on, "the sets changed: measure anew, then record digest and floors"
    cases = [case for path in paths for case in read_set(path)]
    scores = score((case.spans, ours(prepared(case.text))) for case in cases)
    fallen = {label: scores[label].f1 for label, floor in floors.items() if scores[label].f1 < floor}
    assert not fallen


def test_every_label_occurs_often_enough_to_be_measured():
    cases = [case for path in SETS.glob("*.txt") for case in read_set(path)]
    counts = {label: sum(span[0] == label for case in cases for span in case.spans) for label in LABELS}
    assert min(counts.values()) >= 100


def test_a_span_one_character_off_is_wrong_and_missed():
    expected = parse("Chị [PER|Lan] đi [LOC|Huế].").spans
    found = frozenset({("PER", 4, 7), ("LOC", 11, 15)})
    scores = score([(expected, found)])
    assert scores["PER"] == Score(1, 0, 0)
    assert scores["LOC"] == Score(0, 1, 1)
    assert scores["all"].f1 == 0.5


def test_a_right_span_under_another_label_does_not_count():
    scores = score([(parse("[LOC|Huế]").spans, frozenset({("ORG", 0, 3)}))])
    assert scores["all"].f1 == 0


def test_a_set_changes_its_digest_with_its_sentences(tmp_path):
    path = tmp_path / "set.txt"
    path.write_text("[LOC|Huế]\n", encoding="utf-8")
    before = digest([path])
    path.write_text("[PER|Huế]\n", encoding="utf-8")
    assert digest([path]) != before
