"""Which portals of the fleet are worked on together."""

from crawler import portals
from crawler.fleet.groups import chains, groups
from crawler.records.profile import Portal


def portal(name: str, host: str, *more: str) -> Portal:
    changed = {"name": name, "base_url": f"https://{host}", "aliases": [], "hosts": list(more)}
    return portals.load("sontay").model_copy(update=changed)


def test_portals_that_share_a_host_directly_or_by_a_third_are_one_chain() -> None:
    made = [
        portal("a", "a.vn"),
        portal("b", "b.vn", "server.vn"),
        portal("c", "c.vn", "server.vn", "other.vn"),
        portal("d", "d.vn", "other.vn"),
    ]
    assert chains(made) == [["b", "c", "d"], ["a"]]


def test_no_round_of_any_group_asks_a_host_twice_and_a_chain_is_in_one_group() -> None:
    made = [portal(f"p{number}", f"p{number}.vn", f"server{number % 7}.vn") for number in range(40)]
    shared = {one.name: int(one.name[1:]) % 7 for one in made}
    dealt = groups(made, 3)
    assert sorted(name for group in dealt for names in group for name in names) == sorted(shared)
    for group in dealt:
        for names in group:
            assert len({shared[name] for name in names}) == len(names)
    servers = [{shared[name] for names in group for name in names} for group in dealt]
    assert sum(map(len, servers)) == 7


def test_as_many_groups_as_workers_unless_one_would_be_too_large() -> None:
    made = [portal(f"p{number}", f"p{number}.vn") for number in range(120)]
    assert [len(groups(made[:count], workers)) for count, workers in ((1, 4), (40, 2), (120, 2))] == [1, 2, 3]
    assert max(len(names) for group in groups(made, 2) for names in group) <= 50
