"""An article from its page, for any layout: `article(html, url, portal)`.

Class names are unknown and differ from theme to theme, so everything is found by landmarks: what the address and the
head of the document say, the order of an article's parts (category, title, meta line, lead, captions, paragraphs,
byline), and how lines look. Selectors that a portal's profile pins win over landmarks. What was found in a less certain
way leaves a problem of stage "parse", so that monitors can count it.
"""

import hashlib
import re
from datetime import datetime
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

from crawler.pages.article import selectors
from crawler.pages.article.body import find_body
from crawler.pages.article.byline import take_byline
from crawler.pages.article.captions import split_captions
from crawler.pages.article.category import Category, find_category
from crawler.pages.article.day_boxes import join_day_boxes
from crawler.pages.article.facts import Facts, called_writer
from crawler.pages.article.fields import join_fields, merged
from crawler.pages.article.file_lines import offers_file, take_files
from crawler.pages.article.head import Head, find_head
from crawler.pages.article.icons import drop_icons
from crawler.pages.article.lead import lead_and_rest, lead_lines
from crawler.pages.article.meta_line import Meta, holds_label, is_piece
from crawler.pages.article.meta_lines import read_line
from crawler.pages.article.own_labels import relabel
from crawler.pages.article.paragraphs import Paragraph, paragraphs
from crawler.pages.article.pictures import leads_to_other, wanted
from crawler.pages.article.refusal import why_not
from crawler.pages.article.roles import Body, is_count
from crawler.pages.article.strays import strays
from crawler.pages.article.witnesses import Parts, author_printed, dates_in_head, sections, structured
from crawler.pages.page.address import ArticleAddress, age_of, article_address, canonical_url
from crawler.pages.page.attachments import attachment, attachment_url, embedded_file, file_name
from crawler.pages.page.decoding import Markup, decode, parse
from crawler.pages.page.lexicon import names_account, names_writer
from crawler.pages.page.lines import Line, Reading, read
from crawler.pages.page.tree import around
from crawler.pages.page.undeclared import Undeclared
from crawler.pages.parser_version import PARSER_VERSION
from crawler.records.article import Article, Attachment, Evidence, Link, NotAnArticle, Problem
from crawler.records.clock import now
from crawler.records.dates import Witness
from crawler.records.profile import Age, Portal
from pipelines.stages import clean

STAGE = "parse"
#: Characters of an author's name where no label says that it is one.
_LONGEST_NAME = 80
#: A day and a clock as machines write them.
_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
#: Lines behind the text among which a block of fields, or a time that the markup stamps, is the article's.
_BELOW = 6
#: Lines right above the head among which slides of the article are looked for.
_MOST_ABOVE = 40
#: Pages hold at most this many links, files and pictures of one article.
MOST_PARTS = 2_000


def article(
    html: bytes | str,
    url: str,
    portal: Portal,
    *,
    content_type: str | None = None,
    listing: str | None = None,
    feed: str | None = None,
    read_at: datetime | None = None,
) -> Article | NotAnArticle:
    """The article on a page, its texts normalised and its dates resolved; or what the page is instead.

    `html` is the answer's body (bytes are decoded by what they are, `content_type` is only a hint), `url` the address
    it was fetched from. `listing` and `feed` are the date as the entry of a listing or feed prints it: witnesses for
    what the page leaves open. `read_at` is when the page was fetched or captured (now): no article is dated a year
    later. Never raises, and needs time in proportion to the page up to its bounds.
    """
    markup = decode(html, content_type)
    if markup.refused:
        return NotAnArticle(*markup.refused)
    root = parse(markup)
    if root is None:
        return NotAnArticle("empty", f"no markup in {len(html)} bytes")
    reading, own = read(root, portal), canonical_url(url, portal)
    age = age_of(own, portal)
    relabel(reading, portal.labels_of(age))
    drop_icons(reading)
    join_day_boxes(reading)
    join_fields(reading)
    reading.count()
    declared = article_address(url, portal)
    reading.undeclared = Undeclared(url, portal) if declared is None else None
    address = declared if reading.undeclared is None else reading.undeclared.own
    pins = selectors.find(reading, portal.selectors)
    facts = Facts(reading, address)
    head = pins.over(find_head(facts, address, portal))
    body = pins.body or find_body(facts, head)
    refusal = why_not(reading, head, body, declared)
    if refusal is not None:
        return refusal
    page = _Page(facts, head, body, pins, url, own, declared, age, markup)
    entries = [Witness("listing", listing or ""), Witness("feed", feed or "")]
    witnesses = [witness for witness in (*entries, *page.witnesses) if witness.text]
    return clean(page.article(), portal, witnesses, read_at or now())


class _Page:
    """What was found on one page, made into a record."""

    def __init__(
        self,
        facts: Facts,
        head: Head,
        body: Body,
        pins: selectors.Pins,
        fetched: str,
        url: str,
        address: ArticleAddress | None,
        age: Age | None,
        markup: Markup,
    ) -> None:
        self.facts = facts
        self.reading = reading = facts.reading
        self.head = head
        self.body = body
        self.pins = pins
        self.address = address
        self.age = age
        self.portal = reading.portal
        self.url = url
        self.base = _joined(fetched, reading.base) or fetched if reading.base else fetched
        self.parts = Parts(reading, markup.text)
        self.named = structured(self.parts, address.article_id if address else None)
        self.dates = [("datePublished", self.named["datePublished"])] if "datePublished" in self.named else []
        self.dates += dates_in_head(self.parts)
        self.witnesses = [Witness("json_ld", date) for date in [date for _, date in self.dates] + self._stamps()]
        self.problems = markup.problems

    def article(self) -> Article:
        shown = (
            line for line in self.body.lines if line.picture is None or self._is_own_picture(line) or offers_file(line)
        )
        lines = list(shown)
        lines = [*self._pictures_in_head(), *lines]
        attachments, lines = self._attachments(lines)
        left_out = strays(self.facts, lines)
        lines = [line for line in lines if line not in left_out]
        told = (*filter(None, (self.head.meta, self.body.late_meta)), *self._fields(), *map(read_line, left_out))
        writers = [Meta(author=line.text) for line in left_out if names_writer(line.text)]
        meta = merged([*told, *writers, Meta()])
        category = self._category(meta.category)
        named = lead_lines(self.reading, lines)
        text, images = split_captions(self.reading, lines, named, self._absolute)
        made = paragraphs(self.reading, text, self._head_lines()[-1:])
        byline = take_byline(self.reading, made)
        links = self._links(text)
        lead, rest = lead_and_rest(made, named, self.pins.lead)
        # An account gives way to a writer, wherever that one is named.
        named_writer = next((one.author for one in (*told, *writers) if _writer(one.author)), meta.author)
        author = self.pins.author or byline.author or named_writer
        author = author or self._author_before_time(meta) or self._author_told()
        raw, evidence = self._published(meta.raw)
        problems = self.problems + self._doubts(meta, category, made, named, len(attachments))
        return Article(
            id=f"{self.portal.name}:{self.address.article_id if self.address else _hashed(self.url)}",
            portal=self.portal.name,
            url=self.url,
            category=category.name,
            title=self.head.title,
            lead=lead,
            paragraphs=rest,
            author=_writer(author),
            author_raw=author or byline.account,
            source=byline.source or meta.source,
            published_raw=raw,
            published_evidence=evidence,
            view_count=meta.views,
            images=images[:MOST_PARTS],
            attachments=attachments[:MOST_PARTS],
            links=links[:MOST_PARTS],
            parser_version=PARSER_VERSION,
            problems=[Problem(STAGE, kind, message, self.url) for kind, message in problems],
        )

    def _stamps(self) -> list[str]:
        """The moments that the markup writes to times between the head and a few lines below the text."""
        reading, last = self.reading, self._last + _BELOW
        times = (*reading.elements("time"), *reading.elements("abbr"))
        told = ((one, one.get("datetime") or one.get("title") or "") for one in times)
        stamped = [(element, moment) for element, moment in told if _STAMP.match(moment)]
        spans = (
            (reading.span(next(filter(reading.spans.__contains__, around(one)), one)), moment)
            for one, moment in stamped
        )
        return [
            moment
            for (first, behind), moment in spans
            if self.head.first <= first < behind <= last and not any(map(self.facts.is_of_teaser, range(first, behind)))
        ]

    @property
    def _last(self) -> int:
        """The last line of head and text."""
        return max([self.head.last or 0, *(line.place for line in self.body.lines[-1:])])

    def _fields(self) -> list[Meta]:
        """What lines that name the writer say above the text, and what blocks of fields say around it."""
        blocks, behind = self.facts.fields.items(), (self.head.last or 0) + 1
        passed = self.reading.lines[behind : next((line.place for line in self.body.lines), behind)][:_BELOW]
        told = [meta for (first, _), meta in blocks if self.head.first <= first <= self._last + _BELOW]
        above = self.reading.lines[max(0, self.head.first - 2) : self.head.first]
        first, last = self.head.title_lines or (0, -1)
        head = [line for line in self._head_lines() if not first <= line.place <= last]
        called = [Meta(author=name) for line in (*above, *head, *passed) if (name := called_writer(line))]
        called += [Meta(author=line.text) for line in head if names_writer(line.text) and not is_piece(line.text)]
        taken = self.body.lines
        column = self.reading.span(self.reading.shared(self.head.first, self._last))
        near = self.reading.lines[behind : min(self._last + 1 + _BELOW, column[1])]
        counts = (line for line in near if is_count(self.facts, line) and line not in taken)
        own = (line for line in counts if not any(map(self.facts.is_teaser, range(self._last + 1, line.place + 1))))
        told += [self.facts.metas[line.place] for line in own]
        return told + [meta for meta in map(read_line, passed) if meta.author and not meta.rest] + called

    def _author_told(self) -> str | None:
        """Whom the machine-readable parts of the page name, where a line of head or text prints the name."""
        if self.head.title_lines is None:
            return None
        ends = [self.head.title_lines[1], *(line.place for line in self.body.lines[-1:])]
        above = self.reading.lines[max(0, self.head.first - 2) : self.head.title_lines[0]]
        lines = [*above, *self.reading.lines[self.head.title_lines[1] + 1 : max(ends) + 4]]
        return author_printed(self.parts, self.named.get("author", ""), lines)

    def _author_before_time(self, meta: Meta) -> str | None:
        """What stands before the time on its line, on a platform that prints the author there."""
        printed = self.age is not None and self.age.platform.author_before_time
        if not printed or not meta.raw or not self.head.meta_lines:
            return None
        first, last = self.head.meta_lines
        texts = (line.text for line in self.reading.lines[first : last + 1])
        before, found, _ = " ".join(texts).partition(meta.raw)
        name = before.strip(" |-–—·•,:")
        named = (
            not before.rstrip().endswith(":")
            and 2 <= len(name) <= _LONGEST_NAME
            and not any(map(str.isdigit, name))
            and not holds_label(name)
        )
        return name if found and named else None

    def _category(self, labelled: str | None) -> Category:
        told = sections(self.parts, self.named)
        found = find_category(self.reading, self.head, self.facts.address, labelled, told)
        return Category(self.pins.category) if self.pins.category else found

    def _published(self, raw: str | None) -> tuple[str | None, Evidence | None]:
        """The date as written, and where: on the page, in its machine-readable parts, in a `time` beside the title."""
        start, behind = self._around_title()
        nodes = [line.node for line in self.reading.lines[start:behind]]
        told: list[tuple[str | None, Evidence]] = [
            (raw, "page"),
            *((date, "json_ld") for _, date in self.dates),
            *((node.get("datetime") or None, "page") for node in nodes if node.tag == "time"),
        ]
        return next(((date, evidence) for date, evidence in told if date is not None), (None, None))

    def _around_title(self) -> tuple[int, int]:
        first, last = self.head.title_lines or (0, -6)
        return max(0, first - 3), last + 6

    # Pictures, files, links

    def _is_own_picture(self, line: Line) -> bool:
        return wanted(line) and not leads_to_other(self.reading, line, self.facts.own)

    def _pictures_in_head(self) -> list[Line]:
        """Pictures between the lines of the head, and those right above it with their captions: a large one, or several
        that follow each other, stand above the title of some themes."""
        within = [line for line in self._head_lines() if line.picture is not None and self._is_own_picture(line)]
        return [*self._slides(), *within]

    def _slides(self) -> list[Line]:
        """Pictures with a caption each that stand right above the head in what holds head and text."""
        reading, first = self.reading, self.head.first
        text = next((line.place for line in self.body.lines), first)
        column = reading.shared(first, text)
        start = max(first - _MOST_ABOVE, reading.span(column)[0])
        if column.tag in {"body", "html"} or reading.pictures[start] == reading.pictures[first]:
            return []
        above = [line for line in reading.lines[start:first] if not self.facts.is_tool(line)]
        pairs = [pair for pair in pairwise(above) if self._is_own_picture(pair[0]) and _captions(reading, *pair)]
        is_near = bool(pairs) and pairs[-1][1] is above[-1]
        return [line for pair in pairs for line in pair] if is_near else []

    def _head_lines(self) -> list[Line]:
        """The lines from the first of the head to the last; none where the page has no head."""
        last = self.head.last
        return [] if last is None else self.reading.lines[self.head.first : last + 1]

    def _absolute(self, href: str) -> str | None:
        return _joined(self.base, href)

    def _attachments(self, lines: list[Line]) -> tuple[list[Attachment], list[Line]]:
        """The files that the lines link to or show, and the lines that say more than that."""
        found, kept = take_files(lines, self._absolute)
        for url in self._embedded(lines):
            found.setdefault(url, attachment(url, attachment_url(url) or url, ""))
        return list(found.values()), kept

    def _embedded(self, lines: list[Line]) -> list[str]:
        last = self.head.last
        if last is None or not self.reading.embedded:
            return []
        behind = (lines[-1].place if lines else last) + 1
        # Who wrote the text and where it is from may stand between it and the file.
        end = dict(iter(self.facts.fields)).get(behind, behind) + 1
        sources = [embedded_file(element) for place, element in self.reading.embedded if last < place <= end]
        return [url for source in sources if source and (url := self._absolute(source))]

    def _links(self, text: list[Line]) -> list[Link]:
        """Links inside the text; files are attachments, pictures images."""
        found: list[Link] = []
        for line in text:
            for link, shown in line.links[: MOST_PARTS - len(found)]:
                href = (link.get("href") or "").strip()
                url = self._absolute(href)
                if url is not None and shown and not file_name(link, shown) and not href.startswith("#"):
                    found.append(Link(url, shown))
        return found

    def _doubts(
        self, meta: Meta, category: Category, made: list[Paragraph], lead: list[Line], files: int
    ) -> list[tuple[str, str]]:
        """Kind and message of what was found in a less certain way."""
        head, reading = self.head, self.reading
        undated = meta.raw is None
        by = self.dates[0][0] if undated and self.dates else ""
        is_lead_alone = bool(made) and len(made) == len(lead) and not files
        doubts = (
            (category.name is None, "missing_category", "no heading or trail above the article"),
            (
                category.name is not None and category.from_menu,
                "category_from_menu",
                f'no heading above the article: the menu calls its page "{category.name}"',
            ),
            (head.title_from == "head", "title_from_head", "the title stands nowhere but in the head of the document"),
            (head.title_from == "place", "title_by_place", "nothing confirms the title but the meta line beside it"),
            (head.title is None, "missing_title", "no title found"),
            (undated, "missing_date", "no meta line with a date found"),
            (not made, "only_attachments" if files else "missing_body", f"no text found, {files} files"),
            (is_lead_alone, "missing_body", "no text found behind the lead"),
            (reading.mended > 0, "entities_mended", f"{reading.mended} texts held broken character references"),
            (reading.cut, "page_truncated", "more elements than are read"),
            (bool(by), "date_from_head", f"no meta line: {by} is taken"),
            (not self.address, "id_from_address", "the address holds no article id: a hash of its path stands in"),
        )
        return [(kind, message) for holds, kind, message in doubts if holds]


def _captions(reading: Reading, picture: Line, line: Line) -> bool:
    """Whether the line stands below the picture in an element that holds both and nothing else, and names no writer."""
    first, behind = reading.span(reading.shared(picture.place, line.place))
    return bool(line.text) and not names_writer(line.text) and (first, behind) == (picture.place, line.place + 1)


def _hashed(url: str) -> str:
    return "h" + hashlib.sha256(urlsplit(url).path.encode("utf-8", "replace")).hexdigest()[:12]


def _writer(name: str | None) -> str | None:
    """The name, unless it is that of an account that puts articles on line."""
    return None if name is None or names_account(name) else name


def _joined(base: str, href: str) -> str | None:
    try:
        url = urljoin(base, href.strip())
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None
