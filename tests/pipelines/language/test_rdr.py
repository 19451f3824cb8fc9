"""Words by the rules of RDRsegmenter's files; the files here are small ones of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.records.errors import UsageError
from pipelines import stages
from pipelines.language import rdr
from pipelines.language.taggers import words

TREE = """True : object.conclusion = "NN"
\tobject.tag == "I" : object.conclusion = "I"
\t\tobject.prevWord1 == "quận" : object.conclusion = "B"
\t\t\tobject.prevWord1 == "quận" and object.word == "huyện" : object.conclusion = "I"
\t\tobject.word == "nghị" and object.nextWord1 == "" : object.conclusion = "B"
"""
LEXICON = ["hội nghị", "khai mạc", "quận đội", "quận huyện", "hoàn thành", "thuỷ lợi"]
NAMES = """
VN_LOCATIONS.add("hà nội"); COUNTRY_L_NAME.add("hoa kỳ"); COUNTRY_S_NAME.add("lào"); WORLD_COMPANY.add("intel");
VN_FIRST_SENT_WORDS.add("theo"); VN_FAMILY_NAMES.add("nguyễn"); VN_MIDDLE_NAMES.add("văn");
"""


def java_set(members: list[str]) -> bytes:
    """A `java.util.HashSet` of strings as Java serialises it."""
    head = b"\xac\xed\x00\x05sr\x00\x11java.util.HashSet\xbaD\x85\x95\x96\xb8\xb74\x03\x00\x00xpw\x0c"
    body = b"".join(b"t" + len(raw).to_bytes(2) + raw for raw in (member.encode() for member in members))
    return head + b"\x00\x00\x00\x10?@\x00\x00" + len(members).to_bytes(4) + body + b"x"


def write_files(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / rdr.TREE).write_text(TREE, encoding="utf-8")
    (folder / rdr.LEXICON).write_bytes(java_set(LEXICON))
    (folder / rdr.NAMES).write_text(NAMES, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield write_files(tmp_path / "rdr")
    rdr.choose(None)


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("hội nghị khai mạc .", ["hội nghị", "khai mạc", "."]),
        ("họp ở Hà Nội , Lào", ["họp", "ở", "Hà Nội", ",", "Lào"]),
        ("Theo Nguyễn Văn An kể", ["Theo", "Nguyễn Văn An", "kể"]),
        ("quận đội và quận huyện", ["quận", "đội", "và", "quận huyện"]),  # a rule, and its exception
        ("dự hội nghị", ["dự", "hội", "nghị"]),  # a rule of the sentence's end
        ("Công trình hòan thành", ["Công", "trình", "hòan thành"]),  # an error of spelling that underthesea mends
        ("ngành thủy lợi ", ["ngành", "thủy lợi"]),  # the rules have the older place of the tone mark
    ],
)
def test_words_are_those_of_the_lexicon_and_the_rules(folder: Path, text: str, cut: list[str]) -> None:
    rdr.choose(folder)
    assert [text[word.start : word.end] for word in words(text)] == cut


def test_annotations_say_what_made_their_words(folder: Path) -> None:
    plain = stages.pipeline_version()
    rdr.choose(folder)
    assert stages.pipeline_version() == f"{plain}+rdr"
    rdr.choose(None)
    assert stages.pipeline_version() == plain


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Model\.RDR is missing: fetch it with `vnportal models get rdr`"):
        rdr.choose(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (rdr.TREE, b"True\n\t\tobject.word\n", "line 2 of Model.RDR is no rule"),
        (rdr.LEXICON, b"PK", "VnVocab is no set of strings"),
        (rdr.LEXICON, java_set(LEXICON)[:-9], "VnVocab ends within a string"),
        (rdr.NAMES, b"", "VN_LOCATIONS"),
    ],
)
def test_a_file_that_is_none_of_theirs_is_told_in_one_line(folder: Path, name: str, content: bytes, said: str) -> None:
    (folder / name).write_bytes(content)
    rdr.choose(folder)
    with pytest.raises(UsageError, match=said) as error:
        words("hội nghị")
    assert "\n" not in str(error.value)
