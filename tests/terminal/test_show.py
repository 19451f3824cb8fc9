"""`vnportal show`: an article or the hits of a search, for people who read a terminal."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.records.article import Entity
from crawler.store.snapshot import Text
from exports.terminal.hits import find
from tests import forked

from ..exports.published import save
from ..pseudo_terminal import on_terminal
from ..store.samples import article, full_article

COMMAND = (sys.executable, "-c", "from crawler.cli import main; main()")
#: It would clear the screen, set the window's title, and turn what follows around.
HOSTILE = "Bài \x1b[2J\x1b]0;hỏng\x07\u202e[bold]đậm[/bold]"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("show") / "data"
    lead = "Sở Tài chính họp về ngân sách."
    office = Entity("Sở Tài chính", "ORG", "lead", None, 0, 12)
    save(
        folder,
        [
            article(1, title="Sở Tài chính họp", lead=lead, entities=[office]),
            article(2, title="Số tài liệu chính thức", paragraphs=["Chính sách về tài liệu, số 5."]),
            article(3, title=HOSTILE),
            full_article(7),
        ],
    )
    return folder


def show(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, "show", "--data", str(data), *words]
    return forked.run(command)


def read(data: Path, *words: str) -> str:
    done = show(data, *words)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.mark.parametrize(
    "name", ["sontay:7", "7", "https://sontay.hanoi.gov.vn/tin-noi-bat/-/view_content/7-mua-lon.html"]
)
def test_an_article_is_named_by_id_number_or_address(data: Path, name: str) -> None:
    page = read(data, name)
    for expected in ("Mưa lớn ở thị xã\n", "25/06/2020", "451 views", "NGUYỄN VĂN MẪU", "Id: sontay:7\n", "kh.pdf"):
        assert expected in page
    assert "\x1b" not in page, "no colour where nobody sees it"
    assert "\nĐường Phùng Hưng ngập.\n" in page


def test_words_beside_each_other_and_as_typed_come_first_and_all_words_have_to_be_there(data: Path) -> None:
    page = read(data, "so", "tai", "chinh")
    assert page.startswith("2 articles\n")
    assert re.findall(r"sontay:\d", page) == ["sontay:1", "sontay:2"]
    assert read(data, '"so tai chinh"').startswith("1 article\n")
    assert re.findall(r"sontay:\d", read(data, "tai chinh", "--limit", "1")) == ["sontay:1"]


def test_what_nobody_has_is_told_in_one_line(data: Path) -> None:
    done = show(data, "không đâu có")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("vnportal: ") and done.stderr.count("\n") == 1
    assert show(data, " ").returncode == 2


def test_a_terminal_gets_colours_and_no_command_of_a_text(data: Path) -> None:
    status, told = on_terminal([*COMMAND, "show", "--data", str(data), "bai"])
    assert status == 0
    assert "\x1b[1m" in told and "[bold]đậm[/bold]" in told
    assert re.sub(r"\x1b\[[\d;]*m", "", told).count("\x1b") == 0
    assert "\x07" not in told and "\u202e" not in told


def test_a_letter_is_found_under_its_plain_one_and_any_accent() -> None:
    texts = [Text("a:1", "", None, None, "Đường Ỷ Lan", None, ""), Text("a:2", "", None, None, "Duong", None, "")]
    assert [find(texts, query, 9).total for query in ("duong", "ĐƯỜNG", "y lan", "ý LÀN", "uong")] == [2, 2, 1, 1, 0]
