"""Kill nights by `kill -9` at random steps, run each again, and compare with a night that nobody disturbed.

    python -m benchmarks.kills [TRIALS] [SEED]

Prints a line per trial and a summary: how many datasets equal the undisturbed one byte for byte, and whether
`datasets/latest` was a whole version whenever it was looked at.
"""

import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.nightly.killing import ground, trial

ARTICLES = 60


def main() -> int:
    """Run the trials; the exit status tells whether all were good."""
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    good = killed = 0
    with TemporaryDirectory() as folder, ground(Path(folder), ARTICLES) as on:
        print(f"{ARTICLES} articles, two nights; the second one takes {on.steps} steps undisturbed")
        for number in range(trials):
            one = trial(on, Path(folder) / str(number), rng.randint(1, on.steps))
            good += one.good
            killed += one.killed
            print(
                f"{number + 1:3}: killed at step {one.at:5}, {one.requests:3} requests,"
                f" {'published' if one.published else 'not published'}: {'same bytes' if one.good else one}",
                flush=True,
            )
    print(f"{trials} nights killed ({trials - killed} had ended by themselves): {good} datasets equal, byte for byte")
    return 0 if good == trials else 1


if __name__ == "__main__":
    sys.exit(main())
