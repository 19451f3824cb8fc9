"""Stage: every text of an article in one form."""

from dataclasses import replace

from crawler.records.article import Article
from crawler.records.profile import Portal
from crawler.records.text import normalize

__all__ = ["normalize", "normalize_text"]


def normalize_text(article: Article, portal: Portal) -> Article:
    """The article with all its texts as `normalize` gives them: an empty one becomes `None`, an empty paragraph goes.

    Addresses and the customary end mark `./.` stay as they are. The stage is idempotent.
    """
    return replace(
        article,
        category=_text(article.category),
        categories=_texts(article.categories),
        title=_text(article.title),
        lead=_text(article.lead),
        paragraphs=_texts(article.paragraphs),
        author=_text(article.author),
        author_raw=_text(article.author_raw),
        source=_text(article.source),
        published_raw=_text(article.published_raw),
        images=[replace(image, caption=_text(image.caption)) for image in article.images],
        attachments=[replace(file, title=_text(file.title)) for file in article.attachments],
        links=[replace(link, text=_text(link.text)) for link in article.links],
    )


def _text(text: str | None) -> str | None:
    return normalize(text) or None if text else None


def _texts(texts: list[str]) -> list[str]:
    return [text for text in map(normalize, texts) if text]
