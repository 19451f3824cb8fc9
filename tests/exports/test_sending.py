"""A version is sent to where others read it: only what is missing there, the list of its parts last."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import exports
from crawler.records.errors import ExportError, UsageError
from crawler.records.storage import Folder
from exports import Selection, Wanted
from exports.publish import versions
from exports.publish.sending import send
from tests import object_storage

from .published import contents, published, save, sound


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    """Where a town's datasets are sent."""
    with object_storage.bucket("datasets") as address:
        yield f"{address}/town"


#: Few tables make few files: each is a request.
SMALL = Selection(Wanted(columns=("title", "entities")))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    save(tmp_path / "data", [sound(1), sound(2), sound(3, published_at="2019-01-05T08:00:00+07:00")])
    published(tmp_path / "data", selection=SMALL)
    return tmp_path / "data"


def latest(data: Path) -> versions.Version:
    found = versions.latest(data / "datasets")
    assert found is not None
    return found


def test_a_folder_gets_the_version_and_then_only_what_changed(data: Path, tmp_path: Path) -> None:
    address = (tmp_path / "there").as_uri()
    first = send(latest(data), address)
    assert contents(tmp_path / "there") == contents(latest(data).path)
    assert first.bytes == sum(map(len, contents(latest(data).path).values()))
    assert send(latest(data), address).sent == [name for name in first.sent if "/" not in name]
    (tmp_path / "there" / "other.txt").write_text("mine", encoding="utf-8")
    save(data, [sound(4, published_at="2019-02-05T08:00:00+07:00")], night=1)
    published(data, selection=SMALL)
    second = send(latest(data), address)
    parts = {name for name in second.sent if "/" in name}
    assert parts and not any("year=2020" in name for name in parts if name.split("/")[-2].startswith("year="))
    assert second.sent[-3:] == ["version.json", "parts.json", "SHA256SUMS"]
    assert (tmp_path / "there" / "other.txt").read_text(encoding="utf-8") == "mine"
    (tmp_path / "there" / "other.txt").unlink()
    assert contents(tmp_path / "there") == contents(latest(data).path)


def test_a_dry_run_says_what_would_be_sent_and_sends_nothing(data: Path, tmp_path: Path) -> None:
    said = send(latest(data), (tmp_path / "there").as_uri(), dry_run=True)
    assert set(said.sent) == set(contents(latest(data).path))
    assert not (tmp_path / "there").exists()


def test_object_storage_gets_it_and_gives_it_back(data: Path, bucket: str) -> None:
    send(latest(data), bucket)
    save(data, [sound(4, published_at="2019-02-05T08:00:00+07:00")], night=1)
    published(data, selection=SMALL)
    second = send(latest(data), bucket)
    assert len(second.sent) < len(contents(latest(data).path))
    assert Folder(bucket).sizes() == {name: len(content) for name, content in contents(latest(data).path).items()}
    assert exports.load(bucket).articles["id"].tolist() == exports.load(latest(data).path).articles["id"].tolist()
    assert exports.scan(bucket).dataset().count_rows() == 4
    assert exports.scan(bucket).relation("entities").count("id").fetchall() == [(4,)]


def test_a_sending_that_broke_off_leaves_the_version_before_and_is_taken_up(
    data: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{bucket}-broken"
    send(latest(data), address)
    before = exports.load(address).articles["id"].tolist()
    save(data, [sound(5, published_at="2019-02-05T08:00:00+07:00")], night=1)
    published(data, selection=SMALL)
    put, done = Folder.put, []

    def break_off(self: Folder, source: Path, names: list[str]) -> None:
        if "parts.json" in names:
            raise OSError("the network is gone")
        done.extend(names)
        put(self, source, names)

    monkeypatch.setattr(Folder, "put", break_off)
    with pytest.raises(ExportError, match=r"could not be sent: \w+: the network is gone.*not sent twice"):
        send(latest(data), address)
    assert exports.load(address).articles["id"].tolist() == before
    monkeypatch.setattr(Folder, "put", put)
    again = send(latest(data), address)
    assert not [name for name in again.sent if "/" in name]
    assert len(exports.load(address).articles) == 4


class Hub:
    """The hub of Hugging Face, as far as a sending asks it; it keeps one dataset."""

    def __init__(self) -> None:
        self.files: dict[str, int] = {".gitattributes": 10}
        self.commits: list[str] = []
        self.tags: list[str] = []

    def repo_exists(self, *_: object, **__: object) -> bool:
        return bool(self.commits)

    def list_repo_tree(self, *_: object, **__: object) -> list[Any]:
        from huggingface_hub.hf_api import RepoFile

        return [RepoFile(path=path, size=size, oid="") for path, size in self.files.items()]

    def create_repo(self, *_: object, **__: object) -> None:
        pass

    def create_commit(self, _: str, operations: list[Any], *, commit_message: str, **__: object) -> None:
        self.commits.append(commit_message)
        for operation in operations:
            if hasattr(operation, "path_or_fileobj"):
                self.files[operation.path_in_repo] = Path(operation.path_or_fileobj).stat().st_size
            else:
                del self.files[operation.path_in_repo]

    def create_tag(self, _: str, *, tag: str, **__: object) -> None:
        self.tags.append(tag)


def test_the_hub_gets_a_version_as_one_commit_with_its_tag(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    huggingface_hub = pytest.importorskip("huggingface_hub")
    hub = Hub()
    monkeypatch.setattr(huggingface_hub, "HfApi", lambda: hub)
    said = send(latest(data), "hf://datasets/town/news", dry_run=True)
    assert (hub.commits, set(said.sent)) == ([], set(contents(latest(data).path)))
    for night in (1, 2):
        save(data, [sound(5 + night)], night=night)
        published(data, selection=SMALL)
        send(latest(data), "hf://datasets/town/news")
        del hub.files[".gitattributes"]
        assert hub.files == {name: len(content) for name, content in contents(latest(data).path).items()}
        hub.files[".gitattributes"] = 10
    assert len(hub.commits) == 2 and hub.commits == hub.tags


@pytest.mark.parametrize(
    "address, told",
    [
        ("folder", "--to folder: expected an address such as"),
        ("nothing://x", "--to nothing://x: .*name another address"),
    ],
)
def test_an_address_that_is_none_is_told(data: Path, address: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        send(latest(data), address)
