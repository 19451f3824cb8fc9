"""Files that an article offers: Liferay's `/documents/GROUP/FOLDER/NAME/UUID`, and addresses that end like a file's."""

import mimetypes
import re
from urllib.parse import parse_qs, parse_qsl, unquote, unquote_plus, urlsplit

from crawler.pages.page.lexicon import is_file_label
from crawler.pages.page.tree import Element
from crawler.records.article import Attachment
from crawler.records.text import normalize, remembered

_FILE = re.compile(
    r"\.(pdf|docx?|xlsx?|pptx?|odt|ods|odp|rtf|zip|rar|7z|tar|gz|csv|txt|epub|xml|json|mp3|wav|mp4|avi|wmv|dwg|kmz)$",
    re.I,
)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp|svg|tiff?)$", re.I)
_DOCUMENTS = re.compile(
    r"/documents/(?:portlet_file_entry/)?\d+/(?:[^/]+/)*?"
    r"(?:([^/]+)/[0-9a-f]{8}-[0-9a-f-]{20,}(?:\.\w{1,5})?|([^/]+\.\w{2,5})/[0-9a-f]+(?:-[0-9a-f]+)+)$",
    re.I,
)
#: Liferay 6 hands its files out by the name of a service; the file's own name is only in the link's text.
_SERVICE = re.compile(r"/c/document_library/get_file$", re.I)
#: What stands behind a file's name in the address that hands it out: `/plan.pdf/at_download/file`.
_HANDED_OUT = re.compile(r"(?:/(?:at_download|download|file|view|get|tai-ve|save)){1,2}/?$", re.I)
#: Parameters that hold the name of a file.
_NAMES = ("file", "filename", "filepath", "name", "path", "url", "f", "tenfile", "fn")
#: Pages that show a file, whose address is a parameter: `/pdfjs/web/viewer.html?file=/upload/KH-12.pdf`.
_VIEWER = re.compile(r"viewer|pdfjs|\.html?$", re.I)
#: Characters of an address that may lead to a file.
_LONGEST = 3_000
#: Addresses that lead to no file.
_NO_FILE = re.compile(r"(?i:javascript:|mailto:)|#|data:")
#: Types that mimetypes does not know on every system; those that most files have need not load its list.
_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "zip": "application/zip",
    "rar": "application/vnd.rar",
    "7z": "application/x-7z-compressed",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}


@remembered(_LONGEST)
def attachment_url(href: str) -> str | None:
    """The name of the file that `href` leads to, or `None` when it leads to no file.

    >>> attachment_url("/documents/11/22/KH-12.signed.pdf/0f3a2b1c-1111-2222-3333-444455556666?t=1")
    'KH-12.signed.pdf'
    """
    if not href or len(href) > _LONGEST or _NO_FILE.match(href):
        return None
    try:
        parts = urlsplit(href.strip())
    except ValueError:
        return None
    path = parts.path
    if _SERVICE.search(path):
        query = parse_qs(parts.query)
        return next((query[key][0] for key in ("title", "name", "uuid", "fileEntryId") if key in query), "get_file")
    documents = _DOCUMENTS.search(path)
    name = (documents[1] or documents[2]) if documents else _HANDED_OUT.sub("", path).rsplit("/", 1)[-1]
    name = normalize(unquote_plus(name) if documents else unquote(name))
    is_file = ((documents and documents[1]) or _FILE.search(name)) and not _PICTURE.search(name)
    return name if is_file else _name_in_query(parts.query)


def _name_in_query(query: str) -> str | None:
    """The name of the file that a parameter names: `/Download.aspx?file=/upload/KH-12.pdf`."""
    given = parse_qsl(query) if "." in query or "%2e" in query.lower() else []
    names = (value.replace("\\", "/").rpartition("/")[2] for key, value in given if key.lower() in _NAMES)
    return next((normalize(name) for name in names if _FILE.search(name)), None)


def file_name(link: Element, text: str) -> str | None:
    """The name of the file that a link with this text leads to, `None` when it leads to none.

    The address says it, the attribute `download`, or a text that is the name of a file.
    """
    href = link.get("href") or ""
    told = link.get("download") or (text if "/" not in text else "")
    named = bool(href) and not _NO_FILE.match(href) and _FILE.search(told) is not None
    return attachment_url(href) or (normalize(told) if named else None)


def attachment(url: str, name: str, text: str) -> Attachment:
    """The attachment behind a link; a text such as "Tải về" is no title, the file's name stands in for it."""
    title = text if text and not is_file_label(text) else name
    ending = _FILE.search(name) or _FILE.search(title)
    kind = ending[1].lower() if ending else ""
    return Attachment(
        url, title, _TYPES.get(kind) or mimetypes.guess_type(name)[0] or mimetypes.guess_type(f"x.{kind}")[0]
    )


def embedded_file(element: Element) -> str | None:
    """The address of the file that an `iframe`, `embed` or `object` shows in the page; viewers carry it in `url=`."""
    source = str(element.get("src") or element.get("data") or element.get("data-src") or "")
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    query = parse_qs(parts.query)
    carried = [value for name in ("url", "src", "file") for value in query.get(name, ())]
    sources = [*carried, source] if _VIEWER.search(parts.path) else [source, *carried]
    return next(filter(attachment_url, sources), None)
