"""Send a version to where others read it: object storage, a folder, or a dataset of the Hugging Face hub.

The place holds one version, the last that was sent, under the names that its files have here. What is there already is
not sent again: files of parts are named by their content. Parts go first and the list of them last, so a reader who
goes by `parts.json` never misses a file. Then what only the version before had is removed.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler.records.errors import ExportError, UsageError, type_and_message
from crawler.records.storage import Folder
from exports.parts import LEDGER, files_of, parts_of
from exports.publish.sums import SUMS, named_files
from exports.publish.versions import MANIFEST, Version

if TYPE_CHECKING:
    from huggingface_hub import HfApi

#: Addresses of datasets on the hub of Hugging Face.
HUB = "hf://datasets/"
#: What stands last: readers and the next sending go by these.
_LAST = (MANIFEST, LEDGER, SUMS)
#: Files that are sent at a time.
_BATCH = 200


class Plan(NamedTuple):
    """What is to be sent, in order, and what is to be removed then: names of files; `bytes` are those that are sent."""

    sent: list[str]
    removed: list[str]
    bytes: int


def plan(version: Path, there: dict[str, int], named: Sequence[str]) -> Plan:
    """What a place lacks of a version.

    Args:
        version: the folder of the version.
        there: the files of the place, by name with size.
        named: the files that the version names which the place holds; no others are ever removed.
    """
    own = files_of(parts_of(version))
    wanted = [*named_files(Folder(str(version))), SUMS]
    missing = [name for name in wanted if name in own and there.get(name) != own[name].bytes]
    described = [name for name in wanted if name not in own and name not in _LAST]
    sent = [*missing, *described, *_LAST]
    removed = sorted(set(named) & there.keys() - set(wanted))
    return Plan(sent, removed, sum((version / name).stat().st_size for name in sent))


def send(version: Version, address: str, *, dry_run: bool = False) -> Plan:
    """Send a version; `dry_run` only says what would be sent.

    Raises:
        UsageError: the address is none, or a package for it is not installed.
        ExportError: the place cannot be read or written.
    """
    if "://" not in address:
        raise UsageError(f"--to {address}: expected an address such as s3://bucket/folder or {HUB}OWNER/NAME")
    try:
        if address.startswith(HUB):
            return _to_hub(version, address.removeprefix(HUB), dry_run=dry_run)
        return _to_folder(version, Folder(address), dry_run=dry_run)
    except ImportError as error:
        extra = "hf" if address.startswith(HUB) else address.partition(":")[0]
        raise UsageError(
            f"--to {address}: {type_and_message(error)}: install what it needs with `pip install 'vnportal[{extra}]'`"
        ) from None
    except ValueError as error:
        raise UsageError(f"--to {address}: {type_and_message(error)}: name another address") from None
    except Exception as error:  # each storage's library has exceptions of its own
        raise ExportError(
            f"{address}: {version.name} could not be sent: {type_and_message(error)}: check address and rights, and"
            " send again: what is there is not sent twice"
        ) from error


def _to_folder(version: Version, folder: Folder, *, dry_run: bool) -> Plan:
    named = list(named_files(folder)) if folder.has(SUMS) else []
    made = plan(version.path, folder.sizes(), named)
    if not dry_run:
        for names in _batches(made.sent[: -len(_LAST)]):
            folder.put(version.path, names)
        for name in _LAST:
            folder.put(version.path, [name])
        for names in _batches(made.removed):
            folder.remove(names)
    return made


def _to_hub(version: Version, repository: str, *, dry_run: bool, api: "HfApi | None" = None) -> Plan:
    """One commit, so that nobody sees half of a version; it has a tag that is named as the version."""
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    api = api or HfApi()
    there: dict[str, int] = {}
    if api.repo_exists(repository, repo_type="dataset"):
        tree = api.list_repo_tree(repository, repo_type="dataset", recursive=True)
        there = {entry.path: entry.size for entry in tree if hasattr(entry, "size")}
    # The dataset is the version: what somebody else put beside it (.gitattributes) has no folder of a table.
    named = [name for name in there if "/" in name]
    made = plan(version.path, there, named)
    if not dry_run:
        api.create_repo(repository, repo_type="dataset", exist_ok=True)
        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            *(CommitOperationAdd(name, str(version.path / name)) for name in made.sent),
            *(CommitOperationDelete(name) for name in made.removed),
        ]
        api.create_commit(repository, operations, commit_message=version.name, repo_type="dataset")
        api.create_tag(repository, tag=version.name, repo_type="dataset", exist_ok=True)
    return made


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _BATCH):
        yield names[start : start + _BATCH]
