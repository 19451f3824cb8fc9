"""How the portal's editors and software change a draft: clock, meta line, pictures, Word, broken words.

The index of an article decides its habits. About 40 articles in a row show each habit. The condition on the index is
beside each habit. The periods are coprime, so that habits meet in all pairs.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from crawler.demo import prose
from crawler.demo.model import (
    AddressShape,
    Anchor,
    Block,
    Bullets,
    CaptionStyle,
    DataTable,
    DemoArticle,
    File,
    Look,
    Paragraph,
    ParagraphStyle,
    Picture,
    Stamp,
)
from crawler.demo.prose import Draft

#: Words that the site's editor breaks by a blank after the first letter ("h iện nay" on the town's portal).
_BREAKABLE = re.compile(r"\b([hctn])(iện|ủa|rong|hân)\b")
_BROKEN = re.compile(r"\b[hctn] (iện|ủa|rong|hân)\b")
_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_PARAGRAPHS: tuple[ParagraphStyle, ...] = ("p", "p", "word", "p", "br", "p", "div", "p", "word", "br", "cell")
_CAPTIONS: tuple[CaptionStyle, ...] = ("table", "italic", "figure", "line", "table")
_SHAPES: tuple[AddressShape, ...] = ("view_content",) * 6 + ("chi-tiet", "content", "chi-tiet")


def article_of(draft: Draft, index: int, day: datetime, rng: Random | None) -> DemoArticle:
    """The draft as the portal's article number `index`, posted on `day`; without `rng` just as it stands.

    Id and sections are the site's to give.
    """
    if rng is None:
        return _bare(draft, index, day)
    draft = _rewritten(draft, index, rng, day)
    published, printed, when, event = _clock(draft, index, day, rng)
    words = prose.dates(when, event)
    blocks, anchors = _blocks(_filled(draft, words), index, rng)
    lead, led = prose.without_links(prose.fill(draft.lead, words.get)) if draft.lead else (None, [])
    anchors = [*led, *anchors]
    day_only = index % 10 == 6 and published == printed
    if day_only:
        published = datetime.combine(published.date(), time())
    views = None if index % 7 == 3 else rng.randint(20, 4000)
    quirks = {name for name, shown in _named(index, draft, blocks).items() if shown}
    return DemoArticle(
        id=0,
        index=index,
        title=_title(prose.fill(draft.title, words.get), index),
        sections=(),
        published=published,
        day_only=day_only,
        time_inferred=published != printed and not day_only,
        stamp=stamp(draft.language, index, printed, views, day_only=day_only),
        view_count=views,
        lead=lead,
        blocks=blocks,
        author=draft.author,
        source=draft.source
        or (prose.part("sources", rng) if index % 10 == 8 and draft.lead and draft.language == "vi" else None),
        files=_files(draft, index, rng),
        anchors=tuple(Anchor(path, text) for text, path in anchors),
        shape=_SHAPES[index % len(_SHAPES)],
        language="en" if draft.language == "en" else "vi",
        look=_look(index, blocks),
        quirks=frozenset(quirks),
    )


def stamp(language: str, index: int, printed: datetime, views: int | None, *, day_only: bool) -> Stamp:
    """The meta line in one of the wordings of `texts/meta.toml`; every fourth article has an unusual one."""
    wordings = [entry for entry in _meta()["wording"] if entry.get("language", "vi") == language]
    chosen = wordings[index // 4 % len(wordings) if index % 4 == 1 else 0]
    values = {
        "day": f"{printed:%d/%m/%Y}",
        "time": f"{printed:%H:%M}",
        "weekday": _WEEKDAYS[printed.weekday()],
        "count": "" if views is None else f"{views:,}".replace(",", ".") if index % 15 == 9 else str(views),
    }
    value = prose.fill(chosen["day_only" if day_only else "stamp"], values.get)
    count = None if views is None else prose.fill(chosen["count"], values.get)
    return Stamp(chosen["label"], value, chosen["join"], count)


def comment() -> str:
    """A meta line that a template left in an HTML comment."""
    return str(_meta()["quoted"]["comment"])


def _bare(draft: Draft, index: int, published: datetime) -> DemoArticle:
    """The seed article: afternoon, printed by the 12-hour clock, 451 views."""
    views = 451
    printed = published - timedelta(hours=12)
    pictures = tuple(_picture(index, number, caption) for number, caption in enumerate(draft.captions))
    return DemoArticle(
        id=0,
        index=index,
        title=draft.title,
        sections=(),
        published=published,
        day_only=False,
        time_inferred=True,
        stamp=stamp("vi", 0, printed, views, day_only=False),
        view_count=views,
        lead=draft.lead,
        blocks=(*pictures, *(Paragraph(text) for text in draft.paragraphs)),
        author=draft.author,
        look=Look(hard_blanks=True),
        quirks=frozenset({"seed", "afternoon"}),
    )


def _rewritten(draft: Draft, index: int, rng: Random, day: datetime) -> Draft:
    """The draft cut down, drawn out or broken."""
    if draft.section == "thong-bao" and index % 4 == 1 and not draft.table:
        return replace(draft, lead=None, paragraphs=(), captions=(), bullets=(), author=None, file=draft.title)
    if draft.lead is None:
        return draft
    if index % 29 == 17:
        return replace(draft, paragraphs=(), bullets=(), table=())
    paragraphs = list(draft.paragraphs)
    if index % 29 == 13 and draft.language == "vi":
        for _ in range(8):
            paragraphs.extend(prose.generated(draft.section, rng, day.date()).paragraphs)
    if index % 21 == 8 and draft.language == "vi":
        paragraphs.append(_meta()["quoted"]["line"])
    if index % 11 == 9:
        paragraphs = [_BREAKABLE.sub(r"\1 \2", text, count=1) for text in paragraphs]
    if index % 4 == 0 and paragraphs and draft.language == "vi":
        paragraphs[-1] = paragraphs[-1].removesuffix(".") + "./."
    return replace(draft, paragraphs=tuple(paragraphs))


def _clock(draft: Draft, index: int, day: datetime, rng: Random) -> tuple[datetime, datetime, str, date]:
    """When it was posted, what the page prints, the wording of the event's day, and that day.

    The page's clock has twelve hours and no AM or PM. Where the text tells of the same day's afternoon or evening,
    the truth is twelve hours later than the print; everywhere else the print is all that is known.
    """
    texts = " ".join((draft.lead or "", *draft.paragraphs))
    minute = rng.randrange(60)
    if "{khi" in texts and index % 9 == 4:
        true = day.replace(hour=rng.randint(16, 22), minute=minute)
        return true, true - timedelta(hours=12), f"Chiều ngày {true.day}/{true.month}", true.date()
    if "{khi" in texts and index % 9 == 7:
        true = day.replace(hour=rng.randint(21, 23), minute=minute)
        return true, true - timedelta(hours=12), f"Tối {true.day}/{true.month}", true.date()
    if index % 13 == 2:  # some editors do set the clock to 24 hours
        true = day.replace(hour=rng.randint(13, 17), minute=minute)
        return true, true, f"Sáng {true.day}/{true.month}", true.date()
    true = day.replace(hour=rng.randint(8, 11), minute=minute)
    event = (true - timedelta(days=rng.randint(1, 3))).date()
    form = rng.choice(("Sáng ngày {}/{}", "Ngày {}/{}", "Chiều {}/{}", "Trong ngày {}/{}"))
    return true, true, form.format(event.day, event.month), event


def _filled(draft: Draft, words: Mapping[str, str]) -> Draft:
    def filled(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(prose.fill(text, words.get) for text in texts)

    return replace(
        draft,
        paragraphs=filled(draft.paragraphs),
        captions=tuple(caption.strip() for caption in filled(draft.captions)),
        bullets=filled(draft.bullets),
        table=tuple(filled(row) for row in draft.table),
    )


def _blocks(draft: Draft, index: int, rng: Random) -> tuple[tuple[Block, ...], list[tuple[str, str]]]:
    """The body's parts in order, and the links in its paragraphs as (words, path)."""
    blocks: list[Block] = []
    anchors: list[tuple[str, str]] = []
    for text in draft.paragraphs:
        read, found = prose.without_links(text)
        blocks.append(Paragraph(read))
        anchors.extend(found)
    if not draft.bullets and index % 16 == 10 and len(blocks) > 3:
        listed = tuple(block.text for block in blocks[-2:] if isinstance(block, Paragraph))
        blocks[-2:] = [Bullets(listed, ordered=index % 32 == 10)]
    if draft.bullets:
        blocks.append(Bullets(draft.bullets))
    if draft.table or (index % 14 == 6 and blocks and draft.language == "vi"):
        blocks.insert(max(1, len(blocks) - 1), DataTable(draft.table or prose.table(rng)))
    if draft.heading or (index % 18 == 4 and len(blocks) > 2 and draft.language == "vi"):
        blocks.insert(1, Paragraph(draft.heading or prose.part("headings", rng), heading=True))
    for number, caption in enumerate(draft.captions):
        blocks.insert(min(number * 2, len(blocks)), _picture(index, number, caption))
    if index % 8 == 5 and blocks:
        blocks.append(_picture(index, len(draft.captions), None))
    return tuple(blocks), anchors


def _picture(index: int, number: int, caption: str | None) -> Picture:
    if index % 3 == 1:
        return Picture(f"/image/journal/article?img_id={index * 10 + number}&t=15930{index:05d}", caption)
    return Picture(f"/documents/10180/{index * 10 + number}/anh-{number + 1}.jpg", caption)


def _files(draft: Draft, index: int, rng: Random) -> tuple[File, ...]:
    if not draft.file and index % 12 != 5:
        return ()
    title = draft.file or prose.part("files", rng)
    key = f"{index:08x}-3f1c-4b8e-9d02-{index * 7919:012x}"
    ending = ("pdf", "signed.pdf", "docx", "xlsx")[index % 4] if draft.lead else "signed.pdf"
    return (File(f"/documents/10180/{70000 + index}/tai-lieu-{index}.{ending}/{key}", title),)


def _look(index: int, blocks: tuple[Block, ...]) -> Look:
    paragraphs = _PARAGRAPHS[index % len(_PARAGRAPHS)]
    if paragraphs == "cell" and not all(isinstance(block, Paragraph) for block in blocks):
        paragraphs = "div"
    return Look(
        paragraphs=paragraphs,
        captions=_CAPTIONS[index % len(_CAPTIONS)],
        lazy_pictures=index % 6 == 1,
        decomposed=index % 12 == 7,
        hard_blanks=index % 5 == 2,
        meta_in_comment=index % 9 == 1,
    )


def _title(title: str, index: int) -> str:
    return title.upper() if index % 19 == 5 else title


def _named(index: int, draft: Draft, blocks: tuple[Block, ...]) -> dict[str, bool]:
    """The habits that are not already fields of the record."""
    return {
        "scan_only": draft.lead is None,
        "short": bool(draft.lead) and not any(not isinstance(block, Picture) for block in blocks),
        "long": len(blocks) > 15,
        "quoted_meta": any("View count: 1204" in block.text for block in blocks if isinstance(block, Paragraph)),
        "broken_word": any(_BROKEN.search(block.text) for block in blocks if isinstance(block, Paragraph)),
        "capital_title": index % 19 == 5,
        "table": any(isinstance(block, DataTable) for block in blocks),
        "list": any(isinstance(block, Bullets) for block in blocks),
        "heading": any(isinstance(block, Paragraph) and block.heading for block in blocks),
    }


@cache
def _meta() -> Mapping[str, Any]:
    return tomllib.loads((prose.TEXTS / "meta.toml").read_text(encoding="utf-8"))
