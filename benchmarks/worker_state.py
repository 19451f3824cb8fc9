"""What a worker process has used, asked of itself: workers find functions in modules, not in the one that is run."""

import os
import time
from pathlib import Path
from typing import NamedTuple


class State(NamedTuple):
    """What a worker process has used so far."""

    process: int
    seconds: float
    megabytes: int


def state_of_worker(_: str) -> State:
    """The state of the worker process that this runs in."""
    return State(os.getpid(), time.process_time(), peak_memory())


def peak_memory() -> int:
    """The most memory that this process had at a time, in MB; Linux only."""
    # Not getrusage: what it says of a new process begins with its parent's peak.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024
