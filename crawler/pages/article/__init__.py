"""The page of an article, read into a record."""

from crawler.pages.article.parse import PARSER_VERSION, article

__all__ = ["PARSER_VERSION", "article"]
