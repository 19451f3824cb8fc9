"""`vnportal status`: the last runs, the state of each portal, and what needs attention."""

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version as release
from pathlib import Path
from typing import Any

from rich.console import Console

from crawler import portals
from crawler.monitoring import status
from crawler.monitoring.metrics import metrics
from crawler.monitoring.monitors.stale import Stale
from crawler.records import clock
from crawler.records.errors import ExportError, ProfileError, VnportalError, hint
from crawler.records.profile import Portal
from crawler.store import lock, schema
from crawler.store.store import Store
from exports import atomic
from exports.publish import versions

#: Exit statuses of `--check`, as monitoring systems expect them, by the gravest that needs attention.
_CHECKED = {"critical": 2, "warning": 1}


def run(
    data: Path, portals: Sequence[str], *, as_json: bool, check: bool = False, prometheus: Path | None = None
) -> int:
    """Print the state of the data directory, of some portals or all; returns 0, whatever needs attention.

    Writes nothing but the file of metrics that `prometheus` names. A folder without a store, and one of an earlier
    release, have a status as well. With `check` the state is one line, and the exit status says how grave it is:
    0 well, 1 warning, 2 critical.

    Raises:
        ProfileError: there is no portal of that name, neither among the profiles nor in the store.
        StoreError: the store cannot be read; with `check` that is critical.
        ExportError: the file of metrics cannot be written.
    """
    try:
        state = collect(data, portals)
    except VnportalError as error:
        if check:
            print(f"CRITICAL - {error}")  # noqa: T201 - for machines, unwrapped
            return _CHECKED["critical"]
        raise
    if prometheus is not None:
        with atomic.explained(prometheus.parent, "name another file"):
            atomic.replace(prometheus, metrics(state, release("vnportal")))
    if check:
        return _check(state)
    if as_json:
        print(json.dumps(state, ensure_ascii=False, indent=2))  # noqa: T201 - for machines, unwrapped
    else:
        _show(state, Console(soft_wrap=True, highlight=False, markup=False))
    return 0


def _check(state: Mapping[str, Any]) -> int:
    """Print the state in one line; returns the exit status that goes with it."""
    told = sorted(state["attention"], key=lambda item: _CHECKED[item["severity"]], reverse=True)
    if state["schema"] is None:
        told = [{"portal": None, "severity": "critical", "message": "nothing there yet"}]
    severity = told[0]["severity"].upper() if told else "OK"
    said = [f"{item['portal'] + ': ' if item['portal'] else ''}{item['message']}" for item in told]
    articles = sum(one["articles"] for one in state["portals"])
    print(f"{severity} - {state['data']}: {'; '.join(said) or f'{articles} articles'}")  # noqa: T201 - for machines
    return _CHECKED[told[0]["severity"]] if told else 0


def collect(data: Path, portals: Sequence[str] = ()) -> dict[str, Any]:
    """The state as `--json` prints it; docs/monitoring.md explains the keys."""
    holder = lock.holder(data)
    path = data / "store.sqlite"
    version = schema.version_of(path)
    state: dict[str, Any] = {
        "data": str(data),
        "now": clock.stamp(),
        "schema": version,
        "running": holder._asdict() if holder is not None else None,
        "published": None,
        "nights": [],
        "portals": [],
        "attention": [],
    }
    if version is None:
        _known(portals, [], data)
    elif 0 < version < schema.VERSION and not schema.is_foreign(version):
        message = (
            f"{path}: schema {version} of an earlier release: the next `vnportal crawl`, `vnportal nightly` or"
            f" `{hint('publish', data)}` brings it up to date; back it up before"
        )
        state["attention"] = [{"portal": None, "kind": "store", "severity": "warning", "message": message}]
    else:
        with Store(path, read_only=True) as store:
            _of_store(state, store, data, portals)
    return state


def _of_store(state: dict[str, Any], store: Store, data: Path, portals: Sequence[str]) -> None:
    datasets = data / "datasets"
    version, broken = None, None
    try:
        version = versions.latest(datasets) if datasets.is_dir() else None
    except ExportError as error:
        broken = str(error)
    manifest = version.manifest if version is not None else {}
    if version is not None:
        state["published"] = {"version": version.name, "articles": manifest.get("counts", {}).get("articles")}
    names = _known(portals, store.portals(), data)
    state["nights"] = status.latest_nights(store)
    for name in names:
        published = manifest.get("portals", {}).get(name, {}).get("articles")
        state["portals"].append(
            {
                **status.state(store, name),
                "published_articles": published,
                "archive_bytes": status.archive_bytes(data, name),
            }
        )
    profiles = {name: _profile(name, data) for name in names}
    for one in state["portals"]:
        profile = profiles[one["portal"]]
        one["certificates_verified"] = profile.tls.verify if profile is not None else None
    stale = {name: Stale.of(profile).stale_days for name, profile in profiles.items() if profile is not None}
    state["attention"] = status.attention(state, version is not None or broken is not None, data, stale)
    if broken is not None:
        broken_link = {"portal": None, "kind": "dataset", "severity": "critical", "message": broken}
        state["attention"].insert(0, broken_link)


def _profile(name: str, data: Path) -> Portal | None:
    try:
        return portals.load(name, data=data)
    except ProfileError:  # a portal whose profile is gone has articles all the same
        return None


def _known(asked: Sequence[str], stored: Sequence[str], data: Path) -> Sequence[str]:
    for name in asked:
        if name not in stored:
            portals.load(name, data=data)  # says which there are
    return list(dict.fromkeys(asked)) or stored


def _show(state: dict[str, Any], console: Console) -> None:
    if state["running"] is not None:
        process = state["running"]["process"] or "unknown"
        console.print(f"running: process {process}, since {state['running']['since'] or 'unknown'}")
    if state["schema"] is None:
        console.print(f"{state['data']}: nothing there yet: `{hint('crawl PORTAL', state['data'])}` begins")
        return
    published = state["published"]
    if published is not None:
        console.print(f"published: {published['version']}, {published['articles']} articles")
    for night in state["nights"]:
        console.print(f"{night['night_id']}: {night['status']}, {_span(night)}, {', '.join(night['portals'])}")
    for one in state["portals"]:
        _show_portal(one, console)
    if state["attention"]:
        console.print("needs attention:")
        for item in state["attention"]:
            console.print(f"  {item['portal'] + ': ' if item['portal'] else ''}{item['message']}")
    else:
        console.print("nothing needs attention")


def _show_portal(one: dict[str, Any], console: Console) -> None:
    counts = [f"{one['articles']} articles"]
    counts += [
        f"{one[name]} {what}"
        for name, what in (("gone", "gone"), ("due", "due"), ("annotations_waiting", "to be annotated"))
        if one[name]
    ]
    if one["published_articles"] is not None:
        counts.append(f"{one['published_articles']} published")
    counts.append(f"archive {one['archive_bytes'] / 1e6:.1f} MB")
    console.print(f"{one['portal']}: {', '.join(counts)}")
    for message in one["runs"][0]["missed"] if one["runs"] else ():
        console.print(f"  missed: {message}")
    if one["certificates_verified"] is False:
        console.print("  its certificate is not verified: tls.verify is false in its profile")
    good = one["last_good_run"]
    console.print(f"  last good run: {good['run_id'] if good is not None else 'none yet'}")
    for run in one["runs"]:
        outcomes = ", ".join(f"{count} {outcome}" for outcome, count in run["articles"].items()) or "no articles"
        console.print(f"  {run['run_id']}: {run['status']}, {_span(run)}, {outcomes}, {run['problems']} problems")


def _span(one: dict[str, Any]) -> str:
    return f"{one['started_at']} to {one['finished_at'] or 'now'}"
