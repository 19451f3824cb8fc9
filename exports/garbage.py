"""How often Python looks for garbage while a dataset is written."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def looked_for_rarely() -> Iterator[None]:
    """Look a hundred times more rarely: of millions of small objects almost all go when nobody names them any more."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
