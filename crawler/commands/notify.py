"""`vnportal notify`: who is told of failures, and whether a message reaches them."""

import os
import socket

from crawler.monitoring import notify, ping
from crawler.monitoring.notify import ADDRESSES, Event
from crawler.records.errors import UsageError


def run(*, test: bool) -> int:
    """Print where messages go; with `test` send one to each address. Returns 1 when one could not be sent.

    Raises:
        UsageError: nobody is to be told, or the addresses are none.
    """
    notify.check_config(os.environ)
    ping.check_config(os.environ)
    entries = notify.entries(os.environ)
    if not entries:
        raise UsageError(f"{ADDRESSES} is not set: nobody is told of failures: see docs/monitoring.md")
    kinds = notify.wanted(os.environ)
    failures = []
    if test:
        machine = socket.gethostname()
        event = Event(kinds[0], f"vnportal on {machine}: a test message", "Somebody typed `vnportal notify --test`.")
        failures = notify.notify([event], os.environ)
    lines = [f"{entry}: {'sent' if test else ', '.join(kinds)}" for entry in entries]
    failed = [entry for entry in entries if any(f" to {entry} could" in failure for failure in failures)]
    lines = [line for line, entry in zip(lines, entries, strict=True) if entry not in failed] + failures
    for line in lines:
        print(line)  # noqa: T201 - a command's answer
    return 1 if failures else 0
