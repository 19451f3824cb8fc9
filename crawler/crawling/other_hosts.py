"""Articles that a portal's listings link to on other hosts, or under folders that the shapes of addresses do not name.

Such a host may be another name of the same portal. Such folders are those of another site on the same server.
"""

from collections.abc import Iterable, Mapping

from crawler.records.article import Problem
from crawler.store.frontier import Queue

#: Articles of one host that are told apart; the count goes no further.
_MOST = 1_000
#: Hosts that are counted.
_MOST_HOSTS = 50
_NOTE = "other_hosts"


class OtherHosts:
    """The articles of a run on other hosts and under other folders, kept with the frontier, so that they outlive the
    process. A folder stands among the hosts by the path of its articles' page.
    """

    def __init__(self, frontier: Queue) -> None:
        self._frontier = frontier
        self._met = {host: set(ids) for host, ids in (frontier.noted(_NOTE) or {}).items()}

    def note(self, articles: Iterable[tuple[str, str]]) -> None:
        """Count articles, given by host or path and id, in the transaction that is open."""
        if add(articles, self._met):
            self._frontier.note(_NOTE, {host: sorted(ids) for host, ids in self._met.items()})

    def problems(self, base_url: str) -> list[Problem]:
        """A problem for each host and each folder."""
        folders = {at: ids for at, ids in self._met.items() if at.startswith("/")}
        hosts = {at: ids for at, ids in self._met.items() if at not in folders}
        left_out = [Problem("listing", "other_folder", message, base_url) for message in messages(folders)]
        return left_out + [Problem("listing", "other_host", message, base_url) for message in messages(hosts)]


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
    """What to do about each host and folder, in a line, the one with most articles first."""
    return [
        f"{_counted(len(ids))} linked at {at} and left out: {_remedy(at)}"
        for at, ids in sorted(met.items(), key=lambda one: (-len(one[1]), one[0]))
    ]


def _remedy(at: str) -> str:
    if at.startswith("/"):
        return "if that site belongs to the portal, write {space} for its folder in the profile: platform.articles"
    return f'if that host serves this portal, too, add it to the profile: aliases = ["{at}"]'


def _counted(articles: int) -> str:
    at_least = "at least " if articles >= _MOST else ""
    return f"{at_least}{articles} articles are" if articles > 1 else "1 article is"
