"""What a worker of the fleet does: it starts a process for each round of its group, and gives back what that says."""

import json
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from crawler.fleet.groups import Group

#: What became of each portal, by its name, as the process said it.
Found = dict[str, dict[str, Any]]
#: News of portals that are worked on: `portals`, and `articles` by outcome if the crawl of one is over.
Event = dict[str, Any]
#: The topic of events at the scheduler.
TOPIC = "vnportal"
#: How often a process is started for a round, if it dies.
_TRIES = 3
#: Processes of this machine that wait for a task, by their kind of work.
_waiting: defaultdict[str, deque["subprocess.Popen[str]"]] = defaultdict(deque)


@contextmanager
def begun(module: str, task: dict[str, Any], count: int) -> Iterator[None]:
    """Have processes for the first tasks start while Dask is being loaded; those without a task end with the block."""
    _waiting[task["work"]].extend(_started(module, task) for _ in range(count))
    try:
        yield
    finally:
        ending = [process for waiting in _waiting.values() for process in waiting]
        _waiting.clear()
        for process in ending:  # all end at the same time
            assert process.stdin is not None
            process.stdin.close()
        for process in ending:
            with process:
                pass


def work(group: Group, module: str, task: dict[str, Any]) -> Found:
    """Let a process do the task for each round of a group.

    A process that is started anew for a round, because the first one or its worker died, goes on where that stopped.

    Args:
        group: the names of the portals.
        module: what the process runs. It is told the task without its portals as JSON when it starts, so that it can
            get ready, and reads it whole from its standard input, ends when that closes, and prints JSON: a line for
            each event, and then one with what became of the portals. If that says that the process stays, it is kept
            for the next task of its kind.
        task: what to do; `portals` is added to it.
    """
    from distributed import get_worker

    worker = get_worker()
    found: Found = {}
    for names in group:
        worker.log_event(TOPIC, {"portals": names})
        found |= _round(module, {**task, "portals": names}, lambda event: worker.log_event(TOPIC, event))
    return found


def _round(module: str, task: dict[str, Any], tell: Callable[[Event], None]) -> Found:
    for _ in range(_TRIES):
        found, status = _process(module, task, tell)
        if found is not None:
            return found
    failure = f"its process ended with status {status}: see the log of the worker"
    return {name: failed(failure) for name in task["portals"]}


def failed(failure: str) -> dict[str, Any]:
    """What became of a portal whose task says nothing any more."""
    return {"state": "failed", "failure": failure, "articles": {}, "changes": []}


def _process(module: str, task: dict[str, Any], tell: Callable[[Event], None]) -> tuple[Found | None, int]:
    """Run a process; returns what became of the portals, `None` if it did not say so, and its status."""
    process = _taken(module, task)
    with ExitStack() as ending, suppress(BrokenPipeError):  # it may have ended while it waited
        # The pipe stays open until the worker is done or dead: then the process ends, too.
        ending.enter_context(process)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            said = json.loads(line) if line.startswith("{") else {}
            if "event" in said:
                tell(said["event"])
            if "found" in said:
                found: Found = said["found"]
                if said["stays"]:
                    _waiting[task["work"]].append(process)
                    ending.pop_all()
                return found, 0
    return None, process.wait()


def _taken(module: str, task: dict[str, Any]) -> "subprocess.Popen[str]":
    """A process that waits, else a new one."""
    waiting = _waiting[task["work"]]
    with suppress(IndexError):
        while True:
            process = waiting.popleft()
            if process.poll() is None:
                return process
    return _started(module, task)


def _started(module: str, task: dict[str, Any]) -> "subprocess.Popen[str]":
    # The portals of a nation may be more than an argument holds.
    common = {name: value for name, value in task.items() if name != "portals"}
    command = [sys.executable, "-P", "-m", module, json.dumps(common)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - this Python, and a module of this program
