"""Feeds of `scrapy crawl sontay -O articles.jsonl`: their lines are the records that `vnportal export` writes."""

from io import BytesIO
from typing import Any

from scrapy.exporters import BaseItemExporter

from crawler.records.article import Article, to_dict
from exports.record_rows import record


class RecordLines(BaseItemExporter):
    """Writes each article as a line, as `vnportal export` does."""

    def __init__(self, file: BytesIO, **options: Any) -> None:
        super().__init__(dont_fail=True, **options)
        self._file = file

    def export_item(self, item: Article) -> None:
        """Write the article's line."""
        self._file.write(record(to_dict(item)).line.encode())
