"""The real command, serving a dataset."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

COMMAND = (str(Path(sys.executable).with_name("vnportal")), "browse")


class Served(NamedTuple):
    """A running command, the address that it printed, and the whole line."""

    process: subprocess.Popen[str]
    base: str
    line: str


@contextmanager
def served(data: Path, *options: str) -> Iterator[Served]:
    """Serve a dataset on a free port until the block ends."""
    command = [*COMMAND, "--data", str(data), "--port", "0", *options]
    # The address has to come at once, though standard output is no terminal.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert found is not None, line
            yield Served(process, found[0], line)
        finally:
            process.terminate()
            process.wait(timeout=300)
