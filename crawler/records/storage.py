"""Folders that are read and written alike on this machine and in object storage: datasets, and shards of a fleet."""

import gzip
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.records.disk import sync

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


class Folder:
    """A folder: a path on this machine, or an address such as `s3://bucket/folder` that fsspec knows."""

    def __init__(self, address: str, **options: Any) -> None:
        self.address = address.rstrip("/")
        self._system: AbstractFileSystem | None = None
        self._root = self.address
        if "://" in address:
            self._system, self._root = _opened(self.address, options)

    def read(self, name: str) -> bytes:
        """The content of a file.

        Raises:
            FileNotFoundError: there is none.
        """
        return bytes(self._system.cat_file(self.path(name))) if self._system else Path(self.path(name)).read_bytes()

    def has(self, name: str) -> bool:
        """Whether there is such a file."""
        return bool(self._system.isfile(self.path(name))) if self._system else Path(self.path(name)).is_file()

    def path(self, name: str) -> str:
        """A file's path as `system` knows it."""
        return f"{self._root}/{name}"

    def address_of(self, name: str) -> str:
        """A file's address: a path, or a URL."""
        return f"{self.address}/{name}"

    @property
    def system(self) -> "AbstractFileSystem | None":
        """The file system of fsspec; `None` for a folder of this machine."""
        return self._system

    def unpacked(self, name: str) -> Iterator[str]:
        """The lines of a text that gzip has packed, without their ends."""
        return iter(gzip.decompress(self.read(name)).decode().split("\n")[:-1])

    def sizes(self) -> dict[str, int]:
        """The sizes of all files in storage that fsspec knows, by their names."""
        assert self._system is not None  # who asks has an address
        begin = len(self._root.rstrip("/")) + 1
        try:
            found = self._system.find(self._root, detail=True)
        except FileNotFoundError:
            return {}
        return {path[begin:]: int(about["size"]) for path, about in found.items()}

    def put(self, source: Path, names: Sequence[str]) -> None:
        """Send files of a folder of this machine into storage, under the same names; when it returns they are there."""
        assert self._system is not None
        for folder in sorted({self.path(name).rpartition("/")[0] for name in names}):
            self._system.makedirs(folder, exist_ok=True)
        self._system.put([str(source / name) for name in names], [self.path(name) for name in names])

    def names(self, folder: str) -> dict[str, int]:
        """What lies right in a folder of the storage now: names with sizes; nothing where there is no such folder.

        Names with a dot in front are of files that grow.
        """
        assert self._system is not None
        self._system.invalidate_cache()  # others write here, too
        try:
            found = self._system.ls(self.path(folder), detail=True)
        except FileNotFoundError:
            return {}
        named = {str(about["name"]).rstrip("/").rpartition("/")[2]: int(about["size"] or 0) for about in found}
        return {name: size for name, size in named.items() if not name.startswith(".")}

    def create(self, name: str, content: bytes) -> None:
        """Write a file that is not there yet; of several writers at a time one succeeds.

        This machine and shared file systems have hard links for that. Object storage has conditions, which s3fs, gcsfs
        and adlfs send (`If-None-Match: *` to S3). For other storages fsspec only looks first.

        Raises:
            FileExistsError: the file is there, with another content.
        """
        assert self._system is not None
        try:
            if self._is_local:
                self._link(name, content)
            else:
                self._system.pipe_file(self.path(name), content, mode="create")
        except Exception as error:  # each storage's library refuses with an exception of its own
            self._system.invalidate_cache()
            try:
                there = self.read(name)
            except FileNotFoundError:
                raise error from None
            # An answer that was lost makes the library send again, and its own file then refuses it.
            if there != content:
                raise FileExistsError(name) from error

    def upload(self, source: Path, name: str) -> None:
        """Send a file of this machine; under its name in storage there is never a part of it."""
        assert self._system is not None
        if not self._is_local:
            self._system.put_file(str(source), self.path(name))
            return
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as folder:
            growing = Path(folder) / target.name
            shutil.copyfile(source, growing)
            sync(growing)
            growing.replace(target)

    def download(self, name: str, target: Path) -> None:
        """Fetch a file to this machine."""
        assert self._system is not None
        self._system.get_file(self.path(name), str(target))

    @property
    def _is_local(self) -> bool:
        return self._system is not None and "file" in self._system.protocol

    def _link(self, name: str, content: bytes) -> None:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".") as folder:
            whole = Path(folder) / target.name
            whole.write_bytes(content)
            sync(whole)
            os.link(whole, target)
        sync(target.parent)

    def remove(self, names: Sequence[str]) -> None:
        """Remove files from storage."""
        assert self._system is not None
        self._system.rm([self.path(name) for name in names])


def _opened(address: str, options: dict[str, Any]) -> "tuple[AbstractFileSystem, str]":
    from fsspec.core import url_to_fs

    system, root = url_to_fs(address, **options)
    return system, root
