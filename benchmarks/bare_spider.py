"""What `benchmarks/crawl.py` measures against: download the addresses of a file, take one CSS title of each.

Prints the number of items and the seconds that the crawl took. Settings are Scrapy's own but for the number of
requests at a time and the two services that open a port.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response


class BareSpider(Spider):
    """Downloads and takes the title."""

    name = "bare"

    async def start(self) -> AsyncIterator[Any]:
        """The addresses of the file named on the command line."""
        for url in Path(sys.argv[1]).read_text(encoding="utf-8").split():  # noqa: ASYNC240 - before anything runs
            yield Request(url, self.parse)

    def parse(self, response: Response) -> Iterator[dict[str, str | None]]:
        """The title."""
        yield {"title": response.css("title::text").get()}


def main() -> None:
    """Crawl and print."""
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "WARNING",
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[2]),
        }
    )
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler)
    process.start()
    print(crawler.stats.get_value("item_scraped_count"), crawler.stats.get_value("elapsed_time_seconds"))


if __name__ == "__main__":
    main()
