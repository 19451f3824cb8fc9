"""The page of an article, read into a record."""

from crawler.pages.article.parse import article
from crawler.pages.parser_version import PARSER_VERSION

__all__ = ["PARSER_VERSION", "article"]
