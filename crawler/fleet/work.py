"""What a worker of the fleet does: it starts a process for each round of its group, and gives back what that says."""

import json
import subprocess
import sys
from typing import Any

from crawler.fleet.groups import Group

#: What became of each portal, by its name, as the process said it.
Found = dict[str, dict[str, Any]]


def work(group: Group, module: str, task: dict[str, Any]) -> Found:
    """Let a process do the task for each round of a group.

    A process that is started twice for one group, because its first worker died, goes on where the other stopped.

    Args:
        group: the names of the portals.
        module: what the process runs. It reads the task as JSON from its standard input, ends when that closes, and
            prints what became of the portals as JSON, in its last line.
        task: what to do; `portals` is added to it.
    """
    found: Found = {}
    for names in group:
        found |= _round(module, {**task, "portals": names})
    return found


def _round(module: str, task: dict[str, Any]) -> Found:
    command = [sys.executable, "-P", "-m", module]
    # The pipe stays open until the worker is done or dead: then the process ends, too.
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - this Python, and a module of this program
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        said = process.stdout.read().splitlines()
        status = process.wait()
    if said and said[-1].startswith("{"):
        found: Found = json.loads(said[-1])
        return found
    failure = f"its process ended with status {status}: see the log of the worker"
    return {name: {"state": "failed", "failure": failure, "articles": {}, "changes": []} for name in task["portals"]}
