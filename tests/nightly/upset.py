"""Run `vnportal` with something that goes wrong in a step of a night.

    python -m tests.nightly.upset STEP HOW nightly --data …

STEP is `MODULE:FUNCTION`; when it is called, HOW happens: a signal (SIGTERM, SIGINT, SIGKILL) reaches the process, or
`error` is raised, one that nobody expects.
"""

import importlib
import os
import signal
import sys
from typing import Any

from crawler.cli import main


def upset(step: str, how: str) -> None:
    """Let it go wrong where the function is called."""
    module, name = step.split(":")
    place = importlib.import_module(module)
    real = getattr(place, name)

    def stand_in(*args: Any, **more: Any) -> Any:
        if how == "error":
            raise RuntimeError("what nobody\nexpects")
        os.kill(os.getpid(), signal.Signals[how])
        return real(*args, **more)

    setattr(place, name, stand_in)


if __name__ == "__main__":
    upset(*sys.argv[1:3])
    sys.argv[1:3] = []
    main()
