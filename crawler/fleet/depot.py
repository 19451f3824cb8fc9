"""Shards in storage: checked out before a task, and checked in after it as a new generation.

A generation is an entry `shards/NAME/GENERATION` that lists the files of a shard. Their contents are objects,
`objects/NAME/SHA256`. Objects are sent first and the entry last, so a check-in that breaks off leaves the generation
before it whole.
"""

import hashlib
import json
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from crawler.fleet.numbered import Numbered
from crawler.records import clock
from crawler.records.errors import StoreError, UsageError, VnportalError, type_and_message
from crawler.records.storage import Folder

#: In the folder of a shard: the generation that it was checked out of or in as, and where files grow.
LEDGER, _INCOMING = ".generation.json", ".incoming"
#: Nanoseconds; a file that was written so shortly before its digest was noted may have changed within a clock's tick.
_TICK = 2_000_000_000


class File(NamedTuple):
    """A file of a shard: the digest of its content in hexadecimal, and its size in bytes."""

    sha256: str
    bytes: int


#: The files of a shard by their paths below its folder.
Files = dict[str, File]


class Ledger(NamedTuple):
    """What is known of a shard on this machine.

    `generation` is 0 where it never was in this storage. `files` are those of the generation. `times` are moments of
    change (ns) of files whose digests need not be made again. A check-out that broke off is not `whole`.
    """

    generation: int
    files: Files
    times: dict[str, int]
    whole: bool


class Depot:
    """The shards of portals in a storage.

    Args:
        address: a folder of this machine or of a shared file system, or an address that fsspec knows (s3, gs, az).
        owner: a name of the fleet.

    Raises:
        UsageError: the address is none, or a package for it is not installed.
    """

    def __init__(self, address: str, owner: str) -> None:
        self.owner = owner
        try:
            self.folder = Folder(address if "://" in address else f"file://{Path(address).absolute()}")
        except (ImportError, ValueError) as error:
            raise UsageError(f"--shards {address}: {error}: install what it needs, or name another address") from None

    def portals(self) -> list[str]:
        """The portals that have a shard in the storage, sorted.

        Raises:
            StoreError: the storage cannot be read.
        """
        with self.explained("cannot be listed"):
            return sorted(self.folder.names("shards"))

    def check_out(self, portal: str, place: Path, names: Sequence[str]) -> None:
        """Bring a shard to the newest generation. One that was checked in as that, or is in no storage, stays.

        Args:
            portal: the portal.
            place: the folder of its shard, locked, whether it is there or not.
            names: the files that make up the shard there.

        Raises:
            StoreError: the storage cannot be read, or the shard has work that it lacks and others went on without.
        """
        with self.explained(f"{portal} cannot be checked out"):
            newest, ledger = self._generations(portal).newest(), self._ledger(place)
            if newest.number == 0 or (ledger.whole and ledger.generation == newest.number):
                return
            wanted = {name: File(*file) for name, file in newest.said["files"].items()}
            have = _digested(place, names, ledger)
            if ledger.whole and have not in (ledger.files, wanted):
                raise StoreError(
                    f"{place}: has work that generation {newest.number} in {self.folder.address} lacks: "
                    "move the folder away, and run it again"
                )
            place.mkdir(parents=True, exist_ok=True)
            self._fetch(portal, place, have, wanted)
            self._note(place, Ledger(newest.number, wanted, {}, whole=True))

    def check_in(self, portal: str, place: Path, names: Sequence[str]) -> None:
        """Make a shard the next generation, unless nothing changed; the last two generations are kept.

        Args:
            portal: the portal.
            place: the folder of its shard, locked, and checked out before.
            names: the files that make up the shard there.

        Raises:
            StoreError: the storage cannot be written, or another fleet has checked in meanwhile.
        """
        with self.explained(f"{portal} cannot be checked in, the generation before stands"):
            generations, ledger = self._generations(portal), self._ledger(place)
            newest = generations.newest()
            if newest.number != ledger.generation:
                raise self._refused(portal, newest.number)
            have = _digested(place, names, ledger)
            if have == ledger.files:
                return
            there = self.folder.names(f"objects/{portal}")
            for name, file in have.items():
                if there.get(file.sha256) != file.bytes:
                    self.folder.upload(place / name, _object(portal, file.sha256))
            said = {"owner": self.owner, "host": socket.gethostname(), "at": clock.stamp(), "files": have}
            try:
                kept = generations.add(newest.number + 1, said)
            except FileExistsError:
                raise self._refused(portal, newest.number + 1) from None
            self._note(place, Ledger(newest.number + 1, have, {}, whole=True))
            self._sweep(portal, [generations.read(number) for number in kept])

    def _refused(self, portal: str, number: int) -> StoreError:
        return StoreError(
            f"{portal}: another fleet has checked in generation {number} in {self.folder.address} meanwhile: "
            "this work was not checked in; move the shard away, and run it again"
        )

    def _generations(self, portal: str) -> Numbered:
        return Numbered(self.folder, f"shards/{portal}")

    def _fetch(self, portal: str, place: Path, have: Files, wanted: Files) -> None:
        """Fetch what a shard lacks, and change it only when all is there."""
        incoming = place / _INCOMING
        shutil.rmtree(incoming, ignore_errors=True)
        incoming.mkdir()
        missing = {name: file for name, file in wanted.items() if have.get(name) != file}
        for number, file in enumerate(missing.values()):
            source = _object(portal, file.sha256)
            self.folder.download(source, incoming / str(number))
            if _digest(incoming / str(number)) != file.sha256:
                raise StoreError(f"{self.folder.address_of(source)}: damaged: restore it from a backup")
        self._note(place, Ledger(0, {}, {}, whole=False))
        for name in have.keys() - wanted.keys():
            (place / name).unlink()
        for number, name in enumerate(missing):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (incoming / str(number)).replace(place / name)
        shutil.rmtree(incoming)

    def _sweep(self, portal: str, kept: Sequence[dict[str, Any]]) -> None:
        """Remove the objects that no kept generation lists."""
        named = {file[0] for said in kept for file in said["files"].values()}
        try:
            if left := sorted(self.folder.names(f"objects/{portal}").keys() - named):
                self.folder.remove([_object(portal, sha256) for sha256 in left])
        except Exception:  # noqa: S110 - the generation stands; each storage's library has exceptions of its own
            pass  # the next check-in removes them

    def _ledger(self, place: Path) -> Ledger:
        try:
            said = json.loads((place / LEDGER).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Ledger(0, {}, {}, whole=True)
        if said["address"] != self.folder.address:  # generations of another storage
            return Ledger(0, {}, {}, whole=True)
        files = {name: File(*file) for name, file in said["files"].items()}
        return Ledger(said["generation"], files, said["times"], said["whole"])

    def _note(self, place: Path, ledger: Ledger) -> None:
        """Write the ledger, with the moments of files that nobody changed of late."""
        latest = time.time_ns() - _TICK
        times = {name: (place / name).stat().st_mtime_ns for name in ledger.files}
        times = {name: moment for name, moment in times.items() if moment < latest}
        said = {"address": self.folder.address, **ledger._replace(times=times)._asdict()}
        growing = place / f"{LEDGER}.new"
        growing.write_text(json.dumps(said), encoding="utf-8")
        growing.replace(place / LEDGER)

    @contextmanager
    def explained(self, what: str) -> Iterator[None]:
        """Turn errors of the storage's library into a `StoreError`; `what` says what is not possible now."""
        try:
            yield
        except VnportalError:
            raise
        except Exception as error:  # each storage's library has exceptions of its own
            raise StoreError(
                f"{self.folder.address}: {what}: {type_and_message(error)}: check address and rights"
            ) from error


def _object(portal: str, sha256: str) -> str:
    return f"objects/{portal}/{sha256}"


def _digested(place: Path, names: Sequence[str], ledger: Ledger) -> Files:
    """The files of a shard with their digests; those that did not change since the ledger was written are not read."""
    found: Files = {}
    for name in names:
        about = (place / name).stat()
        known = ledger.files.get(name)
        if known and known.bytes == about.st_size and ledger.times.get(name) == about.st_mtime_ns:
            found[name] = known
        else:
            found[name] = File(_digest(place / name), about.st_size)
    return found


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
