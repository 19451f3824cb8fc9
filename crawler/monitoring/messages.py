"""The events of a night: one message at the most, whose title names machine, portal and fault."""

from collections.abc import Iterable, Sequence

from crawler.monitoring.notify import Event
from crawler.store.alerts import Change

#: Characters of a title: what the list of messages of a mail program or a chat shows.
_TITLE = 140


def of_night(
    machine: str,
    data: str,
    line: str,
    errors: Sequence[str],
    changes: Iterable[Change],
    recovered: bool,
) -> list[Event]:
    """The events of a night.

    Args:
        machine: the name of the machine.
        data: the data directory.
        line: the night in one line.
        errors: what went wrong, each beginning with the portal where it is one portal's.
        changes: alerts that were opened or closed.
        recovered: the night is done, and the one before was not.
    """
    changes = list(changes)
    opened = [f"{one.portal}: {one.monitor}: {one.text}" for one in changes if one.kind == "failure"]
    closed = [f"{one.portal}: {one.monitor}: {one.text}" for one in changes if one.kind == "recovery"]
    # The monitor `run` repeats the error of the crawl.
    faults = [*errors, *(fault for fault in opened if not any(_same(fault, error) for error in errors))]
    where = f"{line}\non {machine}, {data}"
    events = []
    if faults:
        events.append(Event("failure", _title(machine, faults), "\n".join([*faults, *closed, where])))
    elif closed or recovered:
        well = [*closed, *(["The night before had failed or was stopped"] if recovered else [])]
        events.append(Event("recovery", _title(machine, well), "\n".join([*well, where])))
    events.append(Event("digest", _title(machine, [line]), where))
    return events


def _same(alert: str, error: str) -> bool:
    portal, _, message = error.partition(": ")
    return alert.startswith(f"{portal}: run: ") and message[:60] in alert


def _title(machine: str, lines: Sequence[str]) -> str:
    more = f" (and {len(lines) - 1} more)" if len(lines) > 1 else ""
    title = f"vnportal on {machine}: {lines[0]}"
    most = _TITLE - len(more)
    return (title if len(title) <= most else title[: most - 1].rstrip() + "…") + more
