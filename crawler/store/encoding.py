"""Between an article and its rows in the store: what goes into a version, its hash, and the way back."""

import hashlib
import json
import re
import sqlite3
import zlib
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from crawler.records import clock
from crawler.records.article import Article, Attachment, from_dict, plain, to_dict
from crawler.records.column import Type, columns

Row = dict[str, Any]

#: The fields whose change makes a new version; what stands in a listing or is counted by visits does not.
_TEXT = ("title", "lead", "paragraphs", "author", "source", "published_raw")
_PARTS = ("images", "attachments", "links")
#: Of an attachment, what the parser says; the store knows the rest by its address.
_OF_PARSER = ("url", "title", "media_type")
#: The problems of an article whose text stands in its files.
_WITHOUT_TEXT = frozenset({"missing_body", "only_attachments"})
_SESSION = re.compile(r";jsessionid=[^?#]*", re.IGNORECASE)

#: `json.dumps` would make an encoder for each value.
_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode

#: Where a version came from.
FETCH = ("fetched_from", "capture_source", "captured_at", "run_id", "fetched_at", "warc_file", "warc_offset")
#: The categories that an article was listed in, JSON.
CATEGORIES = (
    "(SELECT json_group_array(c.category) FROM ("
    "SELECT category FROM article_categories WHERE article_id = a.article_id ORDER BY category) AS c)"
)
#: The fields that are no columns of `versions`, each with where `CURRENT` finds it.
_ELSEWHERE = {
    "id": "a.article_id",
    "portal": "a.portal",
    "url": "a.url",
    "categories": CATEGORIES,
    "view_count": "o.view_count",
    "observed_at": "o.observed_at",
    "word_count": "n.word_count",
    "sentences": "n.sentences",
    "entities": "n.entities",
    "documents": "n.documents",
    "official_documents": "n.official_documents",
    "offices": "n.offices",
    "first_seen_at": "a.first_seen_at",
    "last_seen_at": "a.last_seen_at",
    "gone_at": "a.gone_at",
    "near_duplicate_of": "NULL",  # the collection knows: it takes the articles of all portals
    "pipeline_version": "n.pipeline_version",
}
#: The status of a file: that of the answer, or of what was read in its content.
FILE_STATUS = "CASE WHEN f.status = 'fetched' THEN coalesce(c.status, 'fetched') ELSE f.status END"
#: `CROSS JOIN` keeps the order of the tables: SQLite would look at all files of a portal for each article.
#: The files of an article as far as their checksums tell, JSON: one content read by one program has one text.
FILES_SEALED = f"""
    (SELECT json_group_array(json_array(url, sha256, media_type, size, status, reader)) FROM (
        SELECT f.url, f.sha256, f.media_type, f.size, {FILE_STATUS} AS status, c.reader
        FROM file_links AS l CROSS JOIN files AS f ON f.url = l.url AND f.portal = a.portal
        LEFT JOIN file_contents AS c USING (sha256) WHERE l.article_id = a.article_id ORDER BY f.url))"""  # noqa: S608
#: What `_ELSEWHERE` says of the files of an article, and their pages.
_FILES = f"""
    (SELECT json_group_array(json_object('url', f.url, 'sha256', f.sha256, 'media_type', f.media_type, 'size', f.size,
        'status', {FILE_STATUS}))
     FROM file_links AS l CROSS JOIN files AS f ON f.url = l.url AND f.portal = a.portal
     LEFT JOIN file_contents AS c USING (sha256) WHERE l.article_id = a.article_id)"""  # noqa: S608 - written above
_ELSEWHERE["attachment_texts"] = """
    (SELECT json_group_array(json_object('file', url, 'member', member, 'page', page, 'text', text, 'method', method,
        'confidence', confidence)) FROM (
        SELECT f.url, p.* FROM file_links AS l CROSS JOIN files AS f ON f.url = l.url AND f.portal = a.portal
        JOIN file_pages AS p USING (sha256) WHERE l.article_id = a.article_id ORDER BY f.url, p.place))"""
_ELSEWHERE["earlier_versions"] = """
    (SELECT json_group_array(json_object('version', e.version, 'seen_at', coalesce(e.captured_at, e.fetched_at),
        'title', e.title, 'lead', e.lead, 'body',
        (SELECT group_concat(value, char(10, 10)) FROM (SELECT value FROM json_each(e.paragraphs) ORDER BY key)),
        'author', e.author, 'source', e.source)) FROM (
        SELECT * FROM versions WHERE article_id = a.article_id AND version < a.version ORDER BY version) AS e)"""
#: Lists that the language stages fill, but for the sentences, which are packed.
_LAYERS = ("entities", "documents", "official_documents", "offices")
#: A row of `annotations` for a version that is not annotated yet, but for the version.
PENDING = {"state": "pending", "problems": "[]", **dict.fromkeys(_LAYERS, "[]")}
_ANNOTATION = ("word_count", "sentences", *_LAYERS, "pipeline_version", "annotation_problems")
_COLUMNS = columns(Article)
#: The fields that the parser fills. The store fills all others.
_PARSED = [column for column in _COLUMNS if column.name not in {*_ELSEWHERE, *FETCH, "content_hash", "version"}]
_LISTS = [column.name for column in _COLUMNS if column.type == "list" and column.name != "sentences"]
_UNKNOWN_FILE = {column.name: None for column in columns(Attachment) if column.name not in _OF_PARSER}
_FLAGS = [column.name for column in _COLUMNS if column.type == "boolean"]

#: Joins the latest observation of an article `a` as `o`.
LATEST_OBSERVATION = """
LEFT JOIN observations AS o ON o.article_id = a.article_id AND o.observed_at = (
    SELECT observed_at FROM observations WHERE article_id = a.article_id
    ORDER BY julianday(observed_at) DESC, observed_at DESC LIMIT 1
)"""
#: One row per article: its current version with annotation, categories and latest observation. The `{where}` filters.
CURRENT = f"""
SELECT {", ".join(f"{_ELSEWHERE.get(column.name, f'v.{column.name}')} AS {column.name}" for column in _COLUMNS)},
    n.problems AS annotation_problems, {_FILES} AS files
FROM articles AS a
JOIN versions AS v ON v.article_id = a.article_id AND v.version = a.version
LEFT JOIN annotations AS n ON n.article_id = v.article_id AND n.version = v.version
{LATEST_OBSERVATION}
WHERE {{where}}
ORDER BY a.portal, a.number, a.article_id
"""  # noqa: S608 - names of columns of this package


def content_hash(article: Article) -> str:
    """SHA-256 (hexadecimal) over what the portal's editors wrote.

    Addresses on the article's own host count without scheme, host and session: a portal that is served from
    another address, or over https at last, has not changed its articles.
    """
    data: Row = {name: getattr(article, name) for name in _TEXT}
    data |= {name: [plain(part) for part in getattr(article, name)] for name in _PARTS}
    return _hash_of(data, article.url)


def content_hash_of(row: sqlite3.Row, url: str) -> str:
    """The hash of a row of `versions`, had its article been read at an address on the host of `url`."""
    lists = {"paragraphs", *_PARTS}
    return _hash_of({name: json.loads(row[name]) if name in lists else row[name] for name in (*_TEXT, *_PARTS)}, url)


def _hash_of(data: Row, url: str) -> str:
    host = urlsplit(url).netloc.lower()
    content: list[Any] = [data[name] for name in _TEXT]
    for name in _PARTS:
        parts = map(_as_parsed, data[name]) if name == "attachments" else data[name]
        content.append([{**part, "url": _without_host(part["url"], host)} for part in parts])
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def version_row(article: Article) -> Row:
    """The columns of `versions` that say what the article is; not where it came from."""
    data = to_dict(article)
    data["attachments"] = [_as_parsed(file) for file in data["attachments"]]
    return {column.name: _stored(data[column.name], column.type) for column in _PARSED}


def annotation_row(article: Article, raw_problems: list[Row]) -> Row:
    """The columns of `annotations` for a good result; `raw_problems` are those that the version has already."""
    data = to_dict(article)
    row: Row = {name: dump(data[name]) for name in _LAYERS}
    # Words are most of what a store holds; packed at the fastest level they take a tenth of the room.
    row["sentences"] = zlib.compress(dump(data["sentences"]).encode(), level=1)
    row["problems"] = dump([problem for problem in data["problems"] if problem not in raw_problems])
    row["word_count"] = article.word_count
    row["pipeline_version"] = article.pipeline_version
    return row


def record(row: sqlite3.Row, *, annotated: bool = True) -> Row:
    """A row of `CURRENT` as `crawler.records.article.to_dict` would give the article; without its annotation if so
    asked.

    But `sentences` is still JSON, as bytes: most of a record, and an export passes it on unread. `article_of` reads it.
    """
    data: Row = dict(row)
    if not annotated:
        data |= dict.fromkeys(_ANNOTATION)
    for name in _LISTS:
        data[name] = json.loads(data[name] or "[]")
    data["sentences"] = zlib.decompress(data["sentences"]) if data["sentences"] else b"[]"
    data["problems"] += json.loads(data.pop("annotation_problems") or "[]")
    for name in _FLAGS:
        data[name] = bool(data[name])
    _join_files(data)
    # The page's own category leads; the others follow in order.
    if data["category"] in data["categories"]:
        data["categories"].remove(data["category"])
        data["categories"].insert(0, data["category"])
    return data


def _join_files(data: Row) -> None:
    """Put what is known of its files into a record: pages in the order of the files, and only of those it offers."""
    known = {file["url"]: file for file in json.loads(data.pop("files"))}
    data["attachments"] = [
        {**file, **_UNKNOWN_FILE, **{name: value for name, value in known.get(file["url"], {}).items() if value}}
        for file in data["attachments"]
    ]
    place = {file["url"]: number for number, file in reversed([*enumerate(data["attachments"])])}
    pages = [page for page in data["attachment_texts"] if page["file"] in place]
    data["attachment_texts"] = sorted(pages, key=lambda page: place[page["file"]])
    if any(page["text"] for page in pages):
        data["problems"] = [problem for problem in data["problems"] if problem["kind"] not in _WITHOUT_TEXT]


def _as_parsed(file: Row) -> Row:
    return {name: file[name] for name in _OF_PARSER}


def article_of(made: Row) -> Article:
    """The article of a `record`."""
    return from_dict({**made, "sentences": json.loads(made["sentences"])})


def day_of(moment: str | None) -> date | None:
    """The day of a moment as it was written, in the time zone that it names."""
    return date.fromisoformat(moment[:10]) if moment else None


def later(one: str, other: str) -> str:
    """The later of two moments, whatever their offsets: clocks are set back, what was seen stays seen.

    A moment that is yet to come was told by a wrong clock, and counts only beside another one.
    """
    now = clock.now()
    past = [moment for moment in (one, other) if datetime.fromisoformat(moment) <= now]
    return max(past or (one, other), key=datetime.fromisoformat)


def earlier(one: str, other: str) -> str:
    """The earlier of two moments, whatever their offsets."""
    return min(one, other, key=datetime.fromisoformat)


def is_after(one: str, other: str) -> bool:
    """Whether a moment is after another one, whatever their offsets."""
    return datetime.fromisoformat(one) > datetime.fromisoformat(other)


def dump(value: Any) -> str:
    """Compact JSON, keys in their order."""
    return _dump(value)


def canonical(value: Any) -> str:
    """JSON that is the same text for equal values, whatever the order of their keys."""
    return _canonical(value)


def _stored(value: Any, kind: Type) -> Any:
    """A value as its column of `versions` holds it: lists as JSON, booleans as numbers."""
    if kind == "list":
        return dump(value)
    return int(value) if kind == "boolean" else value


def _without_host(url: str | None, host: str) -> str | None:
    if url is None:
        return None
    url = _SESSION.sub("", url)
    scheme, separator, rest = url.partition("://")
    if separator and scheme.lower() in {"http", "https"} and rest.lower().startswith(host):
        path = rest[len(host) :]
        if not path or path[0] in "/?#":
            return path
    return url
