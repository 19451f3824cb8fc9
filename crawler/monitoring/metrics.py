"""The state of the portals as metrics, in the text format of Prometheus."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

#: The labels of a sample, and its value; one without a value is left out.
Sample = tuple[dict[str, str], Any]
#: Metrics of a portal that are numbers of its state: meaning, name, key.
_NUMBERS = (
    ("Articles in the store.", "vnportal_articles", "articles"),
    ("Articles that the portal no longer has.", "vnportal_articles_gone", "gone"),
    ("Articles to be visited again now.", "vnportal_articles_due", "due"),
    ("Articles in the latest dataset.", "vnportal_articles_published", "published_articles"),
    ("Articles whose language work is to be done.", "vnportal_annotations_waiting", "annotations_waiting"),
    ("Articles whose language work failed.", "vnportal_annotations_failed", "annotations_failed"),
    ("Size of the WARC files.", "vnportal_archive_bytes", "archive_bytes"),
)
_SEVERITIES = ("critical", "warning")


def metrics(state: Mapping[str, Any], version: str) -> str:
    """The metrics of a state as `vnportal status --json` has it, each with its help and type; all are gauges."""
    return "".join(f"{line}\n" for line in _lines(state, version))


def _lines(state: Mapping[str, Any], version: str) -> Iterator[str]:
    portals = state["portals"]
    yield from _metric("vnportal_info", "The release that wrote this.", [({"version": version}, 1)])
    yield from _metric("vnportal_time_seconds", "When this was written.", [({}, _seconds(state["now"]))])
    yield from _metric("vnportal_running", "Whether a run works.", [({}, int(state["running"] is not None))])
    count = dict.fromkeys(_SEVERITIES, 0)
    for item in state["attention"]:
        count[item["severity"]] += 1
    found = [({"severity": severity}, number) for severity, number in count.items()]
    yield from _metric("vnportal_attention", "What needs attention, see `vnportal status`.", found)
    for meaning, name, key in _NUMBERS:
        yield from _metric(name, meaning, [({"portal": one["portal"]}, one[key]) for one in portals])
    for meaning, name, samples in _of_runs(portals):
        yield from _metric(name, meaning, samples)
    alerts = [({"portal": one["portal"], "monitor": alert["monitor"]}, 1) for one in portals for alert in one["alerts"]]
    yield from _metric("vnportal_alert", "An open alert.", alerts)
    ended = [night for night in state["nights"] if night["finished_at"]][:1]
    finished: list[Sample] = [({}, _seconds(night["finished_at"])) for night in ended]
    yield from _metric("vnportal_night_time_seconds", "When the last night ended.", finished)
    done: list[Sample] = [({}, int(night["status"] == "done")) for night in ended]
    yield from _metric("vnportal_night_done", "Whether all of the last night went well.", done)


def _of_runs(portals: list[dict[str, Any]]) -> Iterator[tuple[str, str, list[Sample]]]:
    ended = [(one["portal"], run) for one in portals for run in one["runs"] if run["finished_at"]]
    last = dict(reversed(ended))  # the newest run stands first
    good = [(one["portal"], one["last_good_run"]) for one in portals if one["last_good_run"]]
    times = [({"portal": name}, _seconds(run["finished_at"])) for name, run in good]
    yield "When the last run that came to its end ended.", "vnportal_good_run_time_seconds", times
    finished = [({"portal": name}, int(run["status"] == "finished")) for name, run in sorted(last.items())]
    yield "Whether the last run came to its end.", "vnportal_run_finished", finished
    problems = [({"portal": name}, run["problems"]) for name, run in sorted(last.items())]
    yield "Problems that the last run noted.", "vnportal_run_problems", problems


def _metric(name: str, meaning: str, samples: list[Sample]) -> Iterator[str]:
    known = [(labels, value) for labels, value in samples if value is not None]
    if known:
        yield f"# HELP {name} {meaning}"
        yield f"# TYPE {name} gauge"
    for labels, value in known:
        inner = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"{name}{{{inner}}} {value}" if inner else f"{name} {value}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
