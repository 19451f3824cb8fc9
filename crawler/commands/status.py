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
from crawler.records.errors import ExportError, ProfileError, StoreError, VnportalError, hint
from crawler.records.profile import Portal
from crawler.store import lock, schema, shards
from crawler.store.collection import Collection
from exports import atomic
from exports.publish import versions

#: Exit statuses of `--check`, as monitoring systems expect them, by the gravest that needs attention.
_CHECKED = {"critical": 2, "warning": 1}


def run(data: Path, asked: Sequence[str], *, as_json: bool, check: bool = False, prometheus: Path | None = None) -> int:
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
        state = collect(data, asked)
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


def collect(data: Path, asked: Sequence[str] = ()) -> dict[str, Any]:
    """The state as `--json` prints it; docs/monitoring.md explains the keys."""
    stored = shards.names(data)
    names = _known(asked, stored, data)
    holders = [lock.holder(shards.folder(data, name)) for name in stored]
    holder = next((holder for holder in holders if holder is not None), None)
    found = [schema.version_of(shards.store(data, name)) for name in names]
    schemas = [version for version in found if version is not None]
    state: dict[str, Any] = {
        "data": str(data),
        "now": clock.stamp(),
        "schema": min(schemas, default=None),
        "running": holder._asdict() if holder is not None else None,
        "published": None,
        "nights": [],
        "portals": [],
        "attention": [],
    }
    if names:
        _add_portals(state, data, names)
    return state


def _add_portals(state: dict[str, Any], data: Path, names: Sequence[str]) -> None:
    version, broken = _published(data)
    manifest = version.manifest if version is not None else {}
    if version is not None:
        state["published"] = {"version": version.name, "articles": manifest.get("counts", {}).get("articles")}
    with Collection(data, names, read_only=True) as collection:
        state["nights"] = status.latest_nights(collection)
    unread: list[dict[str, Any]] = []
    stale = {}
    for name in names:
        if _is_of_earlier_release(data, name, unread):
            continue
        try:
            one = status.state(data, name)
        except StoreError as error:
            if len(names) == 1:
                raise
            unread.append({"portal": name, "kind": "store", "severity": "critical", "message": str(error)})
            continue
        profile = _profile(name, data)
        one["published_articles"] = manifest.get("portals", {}).get(name, {}).get("articles")
        one["certificates_verified"] = profile.tls.verify if profile is not None else None
        if profile is not None:
            stale[name] = Stale.of(profile).stale_days
        state["portals"].append(one)
    known = status.attention(state, version is not None or broken is not None, data, stale)
    of_datasets = [{"portal": None, "kind": "dataset", "severity": "critical", "message": broken}] if broken else []
    state["attention"] = [*of_datasets, *unread, *known]


def _published(data: Path) -> tuple[versions.Version | None, str | None]:
    """The latest version, or why it cannot be read."""
    datasets = data / "datasets"
    try:
        return versions.latest(datasets), None
    except ExportError as error:
        return None, str(error)


def _is_of_earlier_release(data: Path, portal: str, attention: list[dict[str, Any]]) -> bool:
    """Whether a store is of an earlier release, which is noted."""
    path = shards.store(data, portal)
    version = schema.version_of(path)
    if version is None or not 0 < version < schema.VERSION or schema.is_foreign(version):
        return False
    message = (
        f"{path}: schema {version} of an earlier release: the next `vnportal crawl`, `vnportal nightly` or"
        f" `{hint('publish', data)}` brings it up to date; back it up before"
    )
    attention.append({"portal": portal, "kind": "store", "severity": "warning", "message": message})
    return True


def _profile(name: str, data: Path) -> Portal | None:
    try:
        return portals.load(name, data=data)
    except ProfileError:  # a portal whose profile is gone has articles all the same
        return None


def _known(asked: Sequence[str], stored: Sequence[str], data: Path) -> Sequence[str]:
    """The portals that are asked for: globs mean those with a shard, a name may be any that has a profile."""
    named = [name for name in asked if name not in stored and not shards.is_glob(name)]
    for name in named:
        portals.load(name, data=data)  # says which there are
    return shards.matching(asked, [*stored, *named])


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
