"""Run a command as a person does who sits at a terminal."""

import os
import pty
import subprocess
from collections.abc import Sequence
from typing import NamedTuple


class Done(NamedTuple):
    """A command that has ended: its exit status, and what it printed."""

    status: int
    printed: str


def on_terminal(command: Sequence[str], *, typed: str = "", **environment: str) -> Done:
    """Run a command whose standard input and output are a terminal.

    Standard error goes nowhere. The terminal echoes what is typed.
    """
    controller, terminal = pty.openpty()
    variables = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment}
    try:
        os.write(controller, typed.encode())
        with subprocess.Popen(
            command, stdin=terminal, stdout=terminal, stderr=subprocess.DEVNULL, env=variables
        ) as process:
            os.close(terminal)
            printed = b"".join(_pieces(controller))
            return Done(process.wait(timeout=300), printed.decode())
    finally:
        os.close(controller)


def _pieces(controller: int) -> list[bytes]:
    """What comes until nobody holds the terminal any more. Then Linux gives an error, and other systems nothing."""
    pieces = list[bytes]()
    while True:
        try:
            piece = os.read(controller, 65536)
        except OSError:
            return pieces
        if not piece:
            return pieces
        pieces.append(piece)
