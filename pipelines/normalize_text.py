"""Stage: every text of an article in one form."""

from dataclasses import replace
from typing import TypeVar

from crawler.records.article import Article, Attachment, Image, Link
from crawler.records.profile import Portal
from crawler.records.text import normalize

__all__ = ["normalize", "normalize_text"]

Part = TypeVar("Part", Image, Attachment, Link)


def normalize_text(article: Article, portal: Portal) -> Article:
    """The article with all its texts as `normalize` gives them: an empty one becomes `None`, an empty paragraph goes.

    Addresses and the customary end mark `./.` stay as they are. The stage is idempotent.
    """
    return article.changed(
        category=_text(article.category),
        categories=_texts(article.categories),
        title=_text(article.title),
        lead=_text(article.lead),
        paragraphs=_texts(article.paragraphs),
        author=_text(article.author),
        author_raw=_text(article.author_raw),
        source=_text(article.source),
        published_raw=_text(article.published_raw),
        images=[_with(image, "caption") for image in article.images],
        attachments=[_with(file, "title") for file in article.attachments],
        links=[_with(link, "text") for link in article.links],
    )


def _with(part: Part, name: str) -> Part:
    """The part with its text of that name normalised: mostly the part itself."""
    text = _text(getattr(part, name))
    if text == getattr(part, name):
        return part
    copy = replace(part)
    setattr(copy, name, text)
    return copy


def _text(text: str | None) -> str | None:
    return normalize(text) or None if text else None


def _texts(texts: list[str]) -> list[str]:
    return [text for text in map(normalize, texts) if text]
