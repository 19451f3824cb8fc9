"""What a file is, by its content: neither its name nor the header of its answer is to be trusted."""

import re
import zipfile
from io import BytesIO

PDF = "application/pdf"
DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLS = "application/vnd.ms-excel"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
ZIP = "application/zip"
HTML = "text/html"
TEXT = "text/plain"
JPEG, PNG, TIFF = "image/jpeg", "image/png", "image/tiff"
IMAGES = frozenset({JPEG, PNG, TIFF})
OLE = "application/x-ole-storage"
UNKNOWN = "application/octet-stream"

#: What files of a type begin with.
_SIGNATURES = (
    (b"{\\rtf", RTF),
    (b"Rar!", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
)
#: A member that only packages of a type have.
_MEMBERS = (
    ("word/document.xml", DOCX),
    ("xl/workbook.xml", XLSX),
    ("ppt/presentation.xml", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Names of streams in the old files of Microsoft Office.
_STREAMS = (
    ("WordDocument", DOC),
    ("Workbook", XLS),
    ("Book", XLS),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_MARKUP = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
#: Readers find the signature of a PDF in so many first bytes, whatever stands before it.
_PDF_HEAD = 1024
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def media_type_of(content: bytes) -> str:
    """The media type of a file's content.

    >>> media_type_of(b"%PDF-1.7 ..."), media_type_of(b"<html><body>"), media_type_of("Kế hoạch".encode())
    ('application/pdf', 'text/html', 'text/plain')
    """
    if b"%PDF-" in content[:_PDF_HEAD]:
        return PDF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(content)
    if content.startswith(_OLE):
        return next((found for name, found in _STREAMS if name.encode("utf-16-le") in content), OLE)
    for signature, found in _SIGNATURES:
        if content.startswith(signature):
            return found
    head = content[:4096].removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(head):
        return HTML
    return UNKNOWN if not head or _CONTROLS.search(head) else TEXT


def _packed(content: bytes) -> str:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
            if "mimetype" in names and package.getinfo("mimetype").file_size < 200:
                return package.read("mimetype").decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return ZIP
    return next((found for name, found in _MEMBERS if name in names), ZIP)
