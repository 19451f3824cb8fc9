"""The texts of files: by what they are, page by page, and a named problem for what cannot be read."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from pipelines.file_texts import old_word, packages, pages, pdf
from pipelines.file_texts.media_types import media_type_of
from pipelines.file_texts.pages import NotReadError, Reading
from pipelines.file_texts.read_file import read_file
from tests.attachments import documents
from tests.attachments.documents import FIRST, HEADER, ORDER, SECOND, TEXT, TITLE, tcvn3, vni


def texts(content: bytes) -> list[str]:
    """The lines of all pages of a file that is read whole."""
    found = read_file(content)
    assert (found.status, found.faults, found.scans) == ("read", [], [])
    return [line for page in found.pages for line in (page.text or "").split("\n")]


def kinds(found: Reading) -> list[str]:
    return [fault.kind for fault in found.faults]


def test_a_pdf_is_read_page_by_page_with_whole_paragraphs() -> None:
    found = read_file(documents.pdf(TEXT, [], [FIRST]))
    assert found.status == "read"
    assert [(page.number, page.text, page.method) for page in found.pages] == [
        (1, "\n".join(TEXT), "text"),
        (3, FIRST, "text"),
    ]


def test_columns_are_read_one_after_the_other() -> None:
    lines = texts(documents.official_pdf())
    (body, nation), (town, motto) = HEADER
    assert lines == [f"{body} {town}", nation, motto, ORDER, FIRST, SECOND]


@pytest.mark.parametrize("name, written", [(".VnTime", tcvn3), ("VNI-Times", vni)])
def test_a_pdf_in_a_font_before_unicode_is_converted(name: str, written: "type[str]") -> None:
    body = [text.lower() for text in (ORDER, FIRST)]
    assert texts(documents.pdf([written(text) for text in body], name=name)) == body


def test_small_letters_of_a_font_of_capitals_are_capitals() -> None:
    assert texts(documents.pdf([tcvn3("cộng hòa xã hội chủ nghĩa việt nam")], name=".VnTimeH")) == [HEADER[0][1]]


def test_an_encrypted_pdf_is_named() -> None:
    pytest.importorskip("cryptography")
    found = read_file(documents.pdf(TEXT, password="x"))
    assert (found.status, kinds(found), found.pages) == ("encrypted", ["file_encrypted"], [])


def test_of_a_pdf_with_too_many_pages_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    found = read_file(documents.pdf(*[[f"Trang số {number}"] for number in range(1, 5)]))
    assert (found.status, kinds(found)) == ("partly_read", ["file_too_long"])
    assert [page.text for page in found.pages] == ["Trang số 1", "Trang số 2"]
    assert "4 pages, of which the first 2 are read" in found.faults[0].message


def test_a_docx_is_read_with_the_fonts_of_its_runs_and_styles() -> None:
    w = 'w:rFonts w:ascii=".VnTime"'
    styles = f'<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:rPr><{w}/></w:rPr></w:style>'
    content = documents.docx(
        [("Times New Roman", ORDER)],
        [(".VnTimeH", tcvn3("ủy ban nh")), (".VnTimeH", tcvn3("ân dân"))],
        [("", tcvn3("thị xã sơn tây"))],
        styles=styles,
    )
    assert texts(content) == [ORDER, "ỦY BAN NHÂN DÂN", "thị xã sơn tây"]


def test_an_odt_is_read_with_the_fonts_of_its_styles() -> None:
    span = f'<text:span text:style-name="T">{tcvn3("hướng dẫn")}</text:span>'
    assert texts(documents.odt(TITLE, f"{ORDER[:20]}<text:span>{ORDER[20:]}</text:span>", f"Bản {span}")) == [
        TITLE,
        ORDER,
        "Bản hướng dẫn",
    ]


def test_a_letter_that_word_keeps_as_a_soft_hyphen_is_one() -> None:
    content = documents.docx([(".VnTime", "h</w:t><w:softHyphen/><w:t>íng dÉn")])
    assert texts(content) == ["hướng dẫn"]
    assert texts(documents.rtf(TITLE, ".VnTime", "híng").replace(b"h\\'ed", b"h\\-\\'ed")) == [TITLE, "hướng"]


def test_a_document_may_have_parts_in_several_encodings() -> None:
    assert texts(documents.pdf([tcvn3(FIRST.lower()), vni(SECOND), ORDER])) == [FIRST.lower(), SECOND, ORDER]


def test_an_rtf_is_read_in_unicode_and_by_its_fonts() -> None:
    content = documents.rtf(ORDER, ".VnTime", tcvn3(FIRST.lower()))
    assert texts(content) == [ORDER, FIRST.lower()]


def test_sheets_are_pages_and_their_rows_lines() -> None:
    book = openpyxl.Workbook()
    book.active.append(["STT", "Họ và tên", "Số tiền"])
    book.active.append([1, "Nguyễn Văn An", 1250000.0])
    book.create_sheet("Phụ lục").append([tcvn3("địa phương được hướng dẫn"), tcvn3("mưa lớn ở thị xã")])
    written = BytesIO()
    book.save(written)
    found = read_file(written.getvalue())
    assert [(page.number, page.text) for page in found.pages] == [
        (1, "STT | Họ và tên | Số tiền\n1 | Nguyễn Văn An | 1250000"),
        (2, "địa phương được hướng dẫn | mưa lớn ở thị xã"),
    ]


def test_an_old_spreadsheet_is_read() -> None:
    assert texts(documents.xls("Họ và tên", "Nguyễn Văn An")) == ["Họ và tên", "Nguyễn Văn An"]


def test_an_archive_is_read_file_by_file_and_a_file_that_cannot_be_read_costs_no_other() -> None:
    members = {
        "b/phu luc.docx": documents.docx([("", FIRST)]),
        "a.rar": b"Rar!\x1a\x07\0",
        "c.zip": documents.packed({}),
    }
    found = read_file(documents.packed(members))
    assert [(page.member, page.number, page.text) for page in found.pages] == [("b/phu luc.docx", 1, FIRST)]
    assert (found.status, kinds(found)) == ("partly_read", ["file_not_read", "file_not_read"])
    assert "application/vnd.rar" in found.faults[0].message


@pytest.mark.parametrize(
    "content, status, kind",
    [
        (b"Rar!\x1a\x07\0 ...", "not_read", "file_not_read"),
        (b"<html><body>Login</body></html>", "not_read", "file_not_read"),
        (b"%PDF-1.7 and no more", "damaged", "file_damaged"),
        (b"PK\x03\x04 and no more", "damaged", "file_damaged"),
        (b"{\\rtf1}", "damaged", "file_damaged"),
        (documents.xls("a")[:1500], "damaged", "file_damaged"),
        (documents.docx([("", "a")])[:-30], "damaged", "file_damaged"),
        (b"\0\1\2", "not_read", "file_not_read"),
        (documents.ole("EncryptedPackage", b""), "encrypted", "file_encrypted"),
    ],
    ids=["RAR", "page", "PDF", "ZIP", "RTF", "XLS", "DOCX", "unknown", "password"],
)
def test_what_cannot_be_read_is_named(content: bytes, status: str, kind: str) -> None:
    found = read_file(content)
    assert (found.status, kinds(found), found.pages) == (status, [kind], [])


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_UNPACKED", 1_000_000)
    found = read_file(documents.packed({"a.txt": b"0" * 900_000, "b.txt": b"0" * 900_000}))
    assert (found.status, kinds(found)) == ("too_costly", ["file_too_large"])


def test_a_member_of_a_document_that_says_less_than_it_unpacks_to_is_damaged() -> None:
    content = bytearray(documents.packed({"word/document.xml": b"<a>" + b"0" * 100_000 + b"</a>"}))
    for signature, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.find(signature) + at
        content[place : place + 4] = (50).to_bytes(4, "little")
    assert read_file(bytes(content)).status == "damaged"


def test_a_document_whose_entities_multiply_is_read_without_them() -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
    body = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r>'
    xml = f"<!DOCTYPE d [{levels}]>{body}<w:t>Kế hoạch &a8;</w:t></w:r></w:p></w:document>"
    assert len("".join(texts(documents.packed({"word/document.xml": xml})))) < 100


def test_a_doc_needs_a_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NotReadError) as caught:
        old_word.read(b"")
    assert (caught.value.status, caught.value.fault.kind) == ("not_read", "file_not_read")
    assert "antiword or catdoc" in caught.value.fault.message


def test_a_doc_is_read_by_a_program_and_its_text_converted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = tmp_path / "said"
    said.write_text(f"{tcvn3(ORDER.lower())}\n\n{tcvn3(FIRST.lower())}\n")
    program = tmp_path / "antiword"
    program.write_text(f"#!/bin/sh\ncat > /dev/null\ncat {said}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    assert old_word.read(b"...").pages[0].text == f"{ORDER.lower()}\n\n{FIRST.lower()}"


def test_the_type_of_a_file_is_that_of_its_content() -> None:
    made = {
        "application/pdf": documents.pdf(TEXT),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": documents.docx([("", "a")]),
        "application/vnd.oasis.opendocument.text": documents.odt("a"),
        "application/vnd.ms-excel": documents.xls("a"),
        "application/rtf": documents.rtf("a"),
        "application/zip": documents.packed({"a": b""}),
        "text/plain": TITLE.encode(),
    }
    assert [media_type_of(content) for content in made.values()] == list(made)


def test_texts_of_many_characters_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert pages.MOST_CHARACTERS > 1_000_000
    monkeypatch.setattr(pdf, "MOST_CHARACTERS", 100)
    found = read_file(documents.pdf([ORDER], [FIRST]))
    assert (found.status, kinds(found), len(found.pages)) == ("partly_read", ["file_too_long"], 1)
