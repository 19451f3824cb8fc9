"""Read the text of a file, whatever it is."""

from collections.abc import Callable
from dataclasses import replace

from crawler.records.text import normalize
from pipelines import legacy_fonts
from pipelines.file_texts import media_types, old_word, packages, pdf, rich_text, scans, spreadsheets, word_documents
from pipelines.file_texts.media_types import media_type_of
from pipelines.file_texts.pages import MOST_CHARACTERS, Fault, NotReadError, Page, Reading, Status

#: Files of an archive that are read. Archives within archives are not.
_MOST_MEMBERS = 200

#: The stream of a document of Office that has a password, as its container names it.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_READERS: dict[str, Callable[[bytes], Reading]] = {
    media_types.PDF: pdf.read,
    media_types.DOCX: word_documents.read_docx,
    media_types.ODT: word_documents.read_odt,
    media_types.DOC: old_word.read,
    media_types.XLS: spreadsheets.read_xls,
    media_types.XLSX: spreadsheets.read_xlsx,
    media_types.RTF: rich_text.read,
}


def read_file(content: bytes) -> Reading:
    """The pages of a file, the text of scans not yet recognised (see `recognise`). Never raises for what a file is."""
    try:
        return _normalized(_read(content))
    except NotReadError as error:
        return Reading(error.status, faults=[error.fault])


def recognise(content: bytes, page: Page) -> Page:
    """The page of a scan with its text; `content` is the file."""
    try:
        if page.member is not None:
            with packages.opened(content) as package:
                content = packages.member(package, page.member)
        picture = content if media_type_of(content) in media_types.IMAGES else pdf.drawn(content, page.number)
    except NotReadError:
        return replace(page, method="ocr_failed")
    found = scans.recognised(picture, page)
    return replace(found, text=_lines(found.text))


def _read(content: bytes, *, within: bool = False) -> Reading:
    """The pages of a file; `within` an archive, it may be no archive itself."""
    kind = media_type_of(content)
    if kind in _READERS:
        return _READERS[kind](content)
    if kind in media_types.IMAGES:
        return Reading("read", [Page(1, None)], scans=[0])
    if kind == media_types.ZIP and not within:
        return _members(content)
    if kind == media_types.TEXT:
        return Reading("read", [Page(1, "\n".join(legacy_fonts.in_unicode(_decoded(content).split("\n"))))])
    if kind == media_types.OLE and _ENCRYPTED in content:
        raise NotReadError("encrypted", "file_encrypted", "the document opens with a password alone")
    what = "a page of the web, no file" if kind == media_types.HTML else f"of the kind {kind}, which is not read"
    raise NotReadError("not_read", "file_not_read", what)


def _members(content: bytes) -> Reading:
    """The pages of all files in an archive; a file that cannot be read costs no other."""
    pages: list[Page] = []
    scans: list[int] = []
    faults: list[Fault] = []
    with packages.opened(content) as package:
        names = sorted(member.filename for member in package.infolist() if not member.is_dir())
        if len(names) > _MOST_MEMBERS:
            faults.append(Fault("file_too_long", f"{len(names)} files, of which {_MOST_MEMBERS} are read"))
        for name in names[:_MOST_MEMBERS]:
            try:
                found = _read(packages.member(package, name), within=True)
            except NotReadError as error:
                faults.append(Fault(error.fault.kind, f"{name}: {error.fault.message}"))
                continue
            scans += [len(pages) + index for index in found.scans]
            pages += [replace(page, member=name) for page in found.pages]
            faults += [Fault(fault.kind, f"{name}: {fault.message}") for fault in found.faults]
            if sum(len(page.text or "") for page in pages) > MOST_CHARACTERS:
                faults.append(Fault("file_too_long", f"more than {MOST_CHARACTERS} characters; read up to {name}"))
                break
    status: Status = "read" if not faults else "partly_read" if pages else "not_read"
    return Reading(status, pages, faults, scans)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1258", "replace")


def _normalized(reading: Reading) -> Reading:
    """The reading with its texts in the form of all texts, and without pages that say nothing."""
    kept = [(index, replace(page, text=_lines(page.text))) for index, page in enumerate(reading.pages)]
    waiting = set(reading.scans)
    kept = [(index, page) for index, page in kept if page.text is not None or index in waiting]
    scans = [place for place, (index, _) in enumerate(kept) if index in waiting]
    return replace(reading, pages=[page for _, page in kept], scans=scans)


def _lines(text: str | None) -> str | None:
    """A text as records hold it: its lines are paragraphs, each in the form of all texts, none empty."""
    lines = [normalize(line) for line in (text or "").splitlines()]
    return "\n".join(line for line in lines if line) or None
