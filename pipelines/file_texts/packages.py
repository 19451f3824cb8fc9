"""ZIP packages, opened so that nothing in them can take more room than it may."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from lxml import etree

from pipelines.file_texts.pages import NotReadError, damaged

#: Bytes that all members of a package may have unpacked, and one member of it.
MOST_UNPACKED, MOST_OF_MEMBER = 400_000_000, 100_000_000
#: Members of a package.
MOST_MEMBERS = 5_000
_ENCRYPTED = 0x1


@contextmanager
def opened(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The package.

    Raises:
        NotReadError: it is none, has a password, or is larger unpacked than is read: a ZIP bomb, say.
    """
    try:
        package = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise damaged(f"no ZIP file that can be opened: {error}") from None
    with package:
        members = package.infolist()
        # No more is unpacked of a member than its header says, so the headers bound the whole.
        size = sum(member.file_size for member in members)
        if len(members) > MOST_MEMBERS or size > MOST_UNPACKED:
            message = f"{len(members)} members of {size} bytes unpacked, in a file of {len(content)}"
            raise NotReadError("too_costly", "file_too_large", message)
        if any(member.flag_bits & _ENCRYPTED for member in members):
            raise NotReadError("encrypted", "file_encrypted", "the ZIP file opens with a password alone")
        yield package


def member(package: zipfile.ZipFile, name: str) -> bytes:
    """A member of the package.

    Raises:
        NotReadError: it is not there, damaged, or too large.
    """
    try:
        found = package.getinfo(name)
        if found.file_size > MOST_OF_MEMBER:
            raise NotReadError("too_costly", "file_too_large", f"{name} has {found.file_size} bytes unpacked")
        return package.read(found)
    # What zipfile and its decompressors raise of damaged data has no base of its own.
    except (
        KeyError,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        zlib.error,
    ) as error:
        raise damaged(f"{name}: {error}") from None


def tree(package: zipfile.ZipFile, name: str) -> Any:
    """A member that is XML; entities are not resolved, and nothing is loaded from elsewhere.

    Raises:
        NotReadError: as `member`, or it is no XML.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(member(package, name), parser)
    except etree.XMLSyntaxError as error:
        raise damaged(f"{name}: {error}") from None
    if root is None:
        raise damaged(f"{name}: no XML")
    return root
