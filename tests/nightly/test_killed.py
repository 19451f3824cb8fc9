"""A night that dies anywhere loses nothing; `benchmarks/kills.py` tries many more moments."""

from pathlib import Path

from .killing import ground, killed_once

#: Of an undisturbed night, where it is killed: while it crawls or annotates, and while it publishes.
MOMENTS = (0.5, 0.9)


def test_a_night_killed_at_any_moment_and_run_again_leaves_what_an_undisturbed_one_does(tmp_path: Path) -> None:
    with ground(tmp_path, articles=20) as on:
        trials = [killed_once(on, tmp_path / str(share), on.seconds * share) for share in MOMENTS]
    assert on.truth
    assert all(one.killed for one in trials), "before they ended by themselves"
    assert [one for one in trials if not one.good] == []
