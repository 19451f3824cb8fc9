"""Articles that a portal's listings link to on other hosts. Such a host may be another name of the same portal."""

from collections.abc import Iterable, Mapping

from crawler.records.article import Problem
from crawler.store.frontier import Queue

#: Articles of one host that are told apart; the count goes no further.
_MOST = 1_000
#: Hosts that are counted.
_MOST_HOSTS = 50
_NOTE = "other_hosts"


class OtherHosts:
    """The articles of a run on other hosts, kept with the frontier, so that they outlive the process."""

    def __init__(self, frontier: Queue) -> None:
        self._frontier = frontier
        self._met = {host: set(ids) for host, ids in (frontier.noted(_NOTE) or {}).items()}

    def note(self, articles: Iterable[tuple[str, str]]) -> None:
        """Count articles, given by host and id, in the transaction that is open."""
        if add(articles, self._met):
            self._frontier.note(_NOTE, {host: sorted(ids) for host, ids in self._met.items()})

    def problems(self, base_url: str) -> list[Problem]:
        """A problem for each host."""
        return [Problem("listing", "other_host", message, base_url) for message in messages(self._met)]


def add(articles: Iterable[tuple[str, str]], met: dict[str, set[str]]) -> bool:
    """Add articles, given by host and id, to those met before, by host; returns whether any was new."""
    new = False
    for host, article_id in articles:
        ids = met.get(host) if len(met) >= _MOST_HOSTS else met.setdefault(host, set())
        if ids is not None and len(ids) < _MOST and article_id not in ids:
            ids.add(article_id)
            new = True
    return new


def messages(met: Mapping[str, set[str]]) -> list[str]:
    """What to do about each host, in a line, the host with most articles first."""
    return [
        f"{_counted(len(ids))} linked at {host} and left out: if that host serves this portal, too, add it to the"
        f' profile: aliases = ["{host}"]'
        for host, ids in sorted(met.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def _counted(articles: int) -> str:
    at_least = "at least " if articles >= _MOST else ""
    return f"{at_least}{articles} articles are" if articles > 1 else "1 article is"
