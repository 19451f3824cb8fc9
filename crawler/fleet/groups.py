"""Which portals one task works on: as many as one event loop serves well, and never two at a time that share a host.

Work that asks no host has a task for each portal, so that no worker waits while another one has portals left.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest
from urllib.parse import urlsplit

from crawler.records.profile import Portal

#: Portals of one process: their connections and files stay within what a process may open.
MOST = 50
#: The portals that a task works on at a time, one round after the other.
Group = list[list[str]]


def hosts(portal: Portal) -> frozenset[str]:
    """The hosts that a crawl of a portal asks, and those that its profile says are the same server."""
    return frozenset({urlsplit(portal.base_url).netloc.lower(), *portal.aliases, *portal.files.hosts, *portal.hosts})


def chains(portals: Sequence[Portal]) -> list[list[str]]:
    """The names of the portals, those in one list that share hosts, directly or by a third one; the longest first."""
    found: list[tuple[frozenset[str], list[str]]] = []
    for portal in portals:
        asked, names = hosts(portal), [portal.name]
        for other in [one for one in found if one[0] & asked]:
            found.remove(other)
            asked, names = asked | other[0], [*names, *other[1]]
        found.append((asked, sorted(names)))
    return sorted((names for _, names in found), key=lambda names: (-len(names), names))


def groups(portals: Sequence[Portal], workers: int) -> list[Group]:
    """The portals in a group for each worker, or more groups where one would be too large.

    A chain is in one group, and each of its portals in a round of its own.
    """
    every = chains(portals)
    size = min(MOST, max(1, -(-len(every) // workers)))
    count = -(-len(every) // size)
    dealt = [every[number::count] for number in range(count)]
    return [[[name for name in names if name is not None] for names in zip_longest(*one)] for one in dealt]


def single(sizes: Mapping[str, int]) -> list[Group]:
    """Each portal in a group of its own, the largest first.

    >>> single({"a": 1, "b": 3, "c": 3})
    [[['b']], [['c']], [['a']]]
    """
    return [[[name]] for name in sorted(sizes, key=lambda name: (-sizes[name], name))]
