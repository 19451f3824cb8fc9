"""Shards that several machines work on: leased by one fleet at a time, and in storage checked out and in again."""

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from subprocess import PIPE

import pytest

from crawler import portals
from crawler.commands.borrowing import borrowed
from crawler.demo.server import serve
from crawler.demo.site import Site
from crawler.fleet.depot import Depot
from crawler.fleet.leases import LENGTH, Leases
from crawler.fleet.numbered import Numbered
from crawler.records import clock
from crawler.records.errors import LockHeldError, StoreError, UsageError, VnportalError
from crawler.records.processes import is_dead, itself
from crawler.records.storage import Folder
from crawler.store import shards
from crawler.store.store import Store
from tests.shards import new_store

from .test_fleet import vnportal

_number = count()


@pytest.fixture(params=["s3", "file"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty place in object storage, and one in a folder."""
    if request.param == "file":
        return str(tmp_path / "the storage")
    return f"{request.getfixturevalue('bucket')}/{next(_number)}"


def write(data: Path, **files: str) -> None:
    """Write files of a shard."""
    for name, text in files.items():
        path = shards.archive(data, "sontay") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def files(data: Path) -> dict[str, str]:
    place = shards.folder(data, "sontay")
    return {Path(name).name: (place / name).read_text("utf-8") for name in shards.contents(data, "sontay")}


def check_out(depot: Depot, data: Path) -> None:
    depot.check_out("sontay", shards.folder(data, "sontay"), shards.contents(data, "sontay"))


def check_in(depot: Depot, data: Path) -> None:
    depot.check_in("sontay", shards.folder(data, "sontay"), shards.contents(data, "sontay"))


def generations(depot: Depot) -> list[str]:
    return sorted(depot.folder.names("shards/sontay"))


def borrow(address: str | None, owner: str, data: Path) -> tuple[list[str], list[VnportalError]]:
    """The portals that a task gets, and what it is told otherwise."""
    failed: list[VnportalError] = []
    with borrowed(address, owner, ["sontay"], data, lambda _, error: failed.append(error)) as names:
        got = list(names)
    return got, failed


def test_a_fleet_checks_its_shards_out_and_in_and_another_machine_publishes_them(bucket: str, tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    storage, profiles = f"{bucket}/fleet", tmp_path / "portals"
    Store(new_store(tmp_path / "seed", "sontay")).close()
    write(tmp_path / "seed", note="of another machine")
    assert borrow(storage, "dead", tmp_path / "seed") == (["sontay"], [])
    leases = Numbered(Folder(storage), "leases/sontay")
    leases.add(9, {"owner": "dead", "host": "dead", "until": "2026-11-24T18:59:59+00:00"})
    profiles.mkdir()
    demo = (portals.PROFILES / "demo.toml").read_text(encoding="utf-8")
    words = ("fleet", "--portals", "sontay", "--shards", storage)
    with serve(Site(articles=3)) as server:
        own = re.sub(r"^base_url = .*$", f'base_url = "{server.base_url}"', demo, flags=re.M)
        (profiles / "sontay.toml").write_text(own, encoding="utf-8")
        more = ("--no-annotate", "--no-publish", "--workers", 1, "--delay", 0, "--data", tmp_path / "first")
        assert "portals: 1 done; 3 new; " in vnportal(profiles, *words, *more)
    assert generations(Depot(storage, "reader")) == ["00000001", "00000002"]
    newest = leases.newest()
    assert newest.number > 9 and newest.said["owner"] != "dead"
    assert "; dataset " in vnportal(profiles, *words, "--work", "publish", "--data", tmp_path / "second")
    version = json.loads((tmp_path / "second" / "datasets" / "latest" / "version.json").read_text(encoding="utf-8"))
    assert version["counts"]["articles"] == 3
    places = [shards.folder(tmp_path / name, "sontay") for name in ("first", "second")]
    for name in ("archive/note", "store.sqlite"):
        assert (places[0] / name).read_bytes() == (places[1] / name).read_bytes()


def test_only_what_changed_travels_and_two_generations_stay(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    upload = Folder.upload
    monkeypatch.setattr(
        Folder, "upload", lambda self, source, name: (sent.append(source.name), upload(self, source, name))
    )
    here, there = tmp_path / "here", tmp_path / "there"
    one, two = Depot(address, "one"), Depot(address, "two")
    write(here, a="1", b="1")
    write(here, b="2")
    check_in(one, here)
    check_in(one, here)
    assert (sent, generations(one)) == (["a", "b"], ["00000001"])
    for number in range(3):
        data, depot = ((there, two), (here, one))[number % 2]
        check_out(depot, data)
        write(data, c=f"night {number}")
        check_in(depot, data)
    assert sent == ["a", "b", "c", "c", "c"]
    assert generations(one) == ["00000003", "00000004"]
    assert len(one.folder.names("objects/sontay")) == 4
    (shards.archive(there, "sontay") / "a").unlink()
    check_in(two, there)
    check_out(one, here)
    assert files(here) == files(there) == {"b": "2", "c": "night 2"}


def test_a_second_writer_of_a_generation_is_refused(address: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    one, two = Depot(address, "one"), Depot(address, "two")
    write(here, a="1")
    check_in(one, here)
    check_out(two, there)
    write(there, a="slow")
    write(here, a="fast")
    check_in(one, here)
    with pytest.raises(StoreError, match=r"another fleet has checked in generation 2 .* meanwhile"):
        check_in(two, there)
    with pytest.raises(StoreError, match=r"has work that generation 2 in .* lacks: move the folder away"):
        check_out(two, there)
    assert files(there) == {"a": "slow"}
    shutil.rmtree(shards.folder(there, "sontay"))
    check_out(two, there)
    assert files(there) == {"a": "fast"}


def test_of_many_writers_at_a_time_one_succeeds(address: str) -> None:
    folder = Depot(address, "one").folder

    def wrote(number: int) -> bool:
        try:
            folder.create("a/entry", str(number).encode())
        except FileExistsError:
            return False
        return True

    # The server of the tests looks and writes in two steps; a folder's hard links are this program's.
    with ThreadPoolExecutor(1 if address.startswith("s3:") else 8) as threads:
        winners = [number for number, won in enumerate(threads.map(wrote, range(16))) if won]
    assert winners == [int(folder.read("a/entry"))]
    assert list(folder.names("a")) == ["entry"]


@pytest.mark.parametrize("step", ["upload", "create"])
def test_a_check_in_that_broke_off_keeps_the_generation_before_and_is_taken_up(
    address: str, step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, one = tmp_path / "here", Depot(address, "one")
    write(here, a="1", b="1")
    check_in(one, here)
    write(here, a="2", b="22")
    whole, calls = getattr(Folder, step), count()

    def broken(*words: object) -> None:
        if step == "create" or next(calls):
            raise OSError("the network is gone")
        whole(*words)

    with monkeypatch.context() as patch:
        patch.setattr(Folder, step, broken)
        with pytest.raises(StoreError, match="the generation before stands: OSError: the network is gone"):
            check_in(one, here)
    check_out(Depot(address, "two"), tmp_path / "there")
    assert files(tmp_path / "there") == {"a": "1", "b": "1"}
    check_out(one, here)  # the next task of this machine keeps the work that is here
    check_in(one, here)
    check_out(Depot(address, "two"), tmp_path / "there")
    assert files(tmp_path / "there") == {"a": "2", "b": "22"}


def test_a_check_out_that_broke_off_is_done_again_and_damage_is_told(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there, one = tmp_path / "here", tmp_path / "there", Depot(address, "one")
    write(here, a="1", b="1")
    check_in(one, here)
    check_out(one, there)
    write(here, a="2", b="22")
    check_in(one, here)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", break_at(Path.replace, shards.archive(there, "sontay") / "b"))
        with pytest.raises(StoreError, match="cannot be checked out: OSError"):
            check_out(one, there)
    assert files(there) == {"a": "2", "b": "1"}
    check_out(one, there)
    assert files(there) == {"a": "2", "b": "22"}
    newest = Numbered(one.folder, "shards/sontay").newest().said
    name = f"objects/sontay/{newest['files']['archive/a'][0]}"
    one.folder.remove([name])
    one.folder.create(name, b"x")
    with pytest.raises(StoreError, match="damaged: restore it from a backup"):
        check_out(Depot(address, "two"), tmp_path / "new")


def break_at(replace: object, target: Path) -> object:
    def broken(self: Path, other: Path) -> Path:
        if other == target:
            raise OSError("the machine is gone")
        assert callable(replace)
        return Path(replace(self, other))

    return broken


def test_a_portal_that_another_fleet_has_leased_is_left_to_it_until_its_lease_expires(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.now()
    monkeypatch.setenv(clock.VARIABLE, moment.isoformat())
    folder = Depot(address, "one").folder
    stopped = Leases(folder, "one")  # its process dies: nobody renews its leases or gives them back
    stopped.take("sontay")
    got, (error,) = borrow(address, "two", tmp_path / "there")
    assert got == [] and isinstance(error, LockHeldError)
    assert re.match(r"sontay: leased by one on .* until .*: wait until then", str(error))
    assert borrow(address, "one", tmp_path / "there") == (["sontay"], [])  # the same fleet starts its task again
    stopped.take("sontay")
    monkeypatch.setenv(clock.VARIABLE, (moment + LENGTH + timedelta(seconds=1)).isoformat())
    assert borrow(address, "two", tmp_path / "there") == (["sontay"], [])
    with Leases(folder, "three") as leases:  # what was given back is free
        leases.take("sontay")


#: Holds the lease of a portal until it is killed.
HOLDING = """
from pathlib import Path
from crawler.commands.borrowing import borrowed
with borrowed(None, "one", ["sontay"], Path(), print) as names:
    print(*names, flush=True)
    input()
"""


def test_machines_that_share_shards_need_no_locks_of_the_file_system_and_a_dead_process_frees_its_portals(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", HOLDING]
    with subprocess.Popen(command, cwd=tmp_path, stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "sontay\n"
        got, (error,) = borrow(None, "two", tmp_path)
        assert got == [] and "sontay: leased by one on " in str(error)
        other.kill()
        other.wait()
    assert borrow(None, "two", tmp_path) == (["sontay"], [])
    assert borrow(None, "three", tmp_path) == (["sontay"], []), "what was given back is free"
    assert shards.contents(tmp_path, "sontay") == []


def test_only_a_process_of_this_machine_is_known_to_be_dead() -> None:
    machine, number, began = itself().split("/")
    assert not any(map(is_dead, (itself(), "", f"elsewhere/{number}/{began}")))
    assert is_dead(f"{machine}/{number}/{began}0"), "another process got its number"


def test_a_store_is_checked_in_with_all_that_its_log_holds(address: str, tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    with Store(new_store(tmp_path / "killed", "sontay")) as store:
        store.database.write("CREATE TABLE seen (word TEXT)")
        # What a process leaves behind that is killed now.
        shutil.copytree(shards.folder(tmp_path / "killed", "sontay"), shards.folder(here, "sontay"))
    assert (shards.folder(here, "sontay") / "store.sqlite-wal").stat().st_size
    assert borrow(address, "one", here) == (["sontay"], [])
    assert borrow(address, "one", there) == (["sontay"], [])
    assert shards.contents(there, "sontay") == ["store.sqlite"]
    with Store(shards.store(there, "sontay"), read_only=True) as store:
        assert store.database.rows("SELECT * FROM seen") == []


def test_what_is_no_storage_or_cannot_be_reached_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--shards nowhere://x: "):
        Depot("nowhere://x", "one")
    (tmp_path / "file").write_text("", encoding="utf-8")
    write(tmp_path / "here", a="1")
    with pytest.raises(StoreError, match="check address and rights"):
        check_in(Depot(str(tmp_path / "file"), "one"), tmp_path / "here")
