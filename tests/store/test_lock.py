import subprocess
import sys
from pathlib import Path

import pytest

from crawler.records.errors import LockHeldError, StoreError
from crawler.store.lock import hold

HOLDER = (
    "import sys\n"
    "from pathlib import Path\n"
    "from crawler.store.lock import hold\n"
    "with hold(Path(sys.argv[1])):\n"
    "    print('held', flush=True)\n"
    "    sys.stdin.read()\n"
)


@pytest.fixture
def holder(tmp_path: Path):
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "data")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_makes_the_data_directory(tmp_path: Path):
    with hold(tmp_path / "a" / "data"):
        assert (tmp_path / "a" / "data" / "lock").is_file()


def test_a_second_run_is_refused_and_told_who_holds_it(tmp_path: Path, holder: subprocess.Popen):
    with pytest.raises(LockHeldError, match=rf"process {holder.pid}, since 20") as refused, hold(tmp_path / "data"):
        pass
    assert refused.value.exit_status == 75


def test_the_lock_dies_with_its_process(tmp_path: Path, holder: subprocess.Popen):
    holder.kill()
    holder.wait()
    with hold(tmp_path / "data"):
        text = (tmp_path / "data" / "lock").read_text(encoding="utf-8")
    assert f"process {holder.pid}," not in text


def test_is_free_again_afterwards_even_after_an_error(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), hold(tmp_path):
        raise ZeroDivisionError
    with hold(tmp_path):
        pass


def test_a_path_that_cannot_be_a_folder_is_named_with_the_remedy(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with (
        pytest.raises(StoreError, match=r"file/data: cannot be used as data directory: .*--data"),
        hold(tmp_path / "file" / "data"),
    ):
        pass
