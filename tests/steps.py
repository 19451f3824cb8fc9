"""Count what a program does, instead of the time it takes: the count is the same on a busy machine."""

from collections.abc import Callable
from cProfile import Profile


def steps(work: Callable[[], object]) -> int:
    """The calls of functions while `work` runs; each round of a generator counts as one."""
    with Profile() as profile:
        work()
    return sum(entry.callcount for entry in profile.getstats())
