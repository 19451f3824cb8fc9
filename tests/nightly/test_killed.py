"""A night that dies anywhere loses nothing; `benchmarks/kills.py` tries many more steps."""

from pathlib import Path

from .killing import ground, trial

#: Of an undisturbed night's steps, where it dies: while it crawls or annotates, and while it publishes.
SHARES = (0.5, 0.9)


def test_a_night_killed_at_any_step_and_run_again_leaves_what_an_undisturbed_one_does(tmp_path: Path) -> None:
    with ground(tmp_path, articles=10) as on:
        trials = [trial(on, tmp_path / str(share), round(on.steps * share)) for share in SHARES]
    assert on.truth
    assert all(one.killed for one in trials)
    assert [one for one in trials if not one.good] == []
