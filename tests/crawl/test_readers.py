"""Answers are read alike by the crawl itself and by a process beside it, and a process that dies loses none."""

import asyncio
import os
import signal
from contextlib import closing

from crawler import intake, portal
from crawler.intake import Answer
from crawler.portal import Portal
from crawler.readers import Readers
from crawler.workplace import Arguments

from .portals import article_page, items, town

SONTAY = portal.load("sontay")
ARGUMENTS = Arguments(SONTAY.base_url)
CATEGORY = town()[0]


def several() -> Portal:
    """The town's portal, were two requests at a time allowed."""
    return SONTAY.model_copy(update={"limits": SONTAY.limits.model_copy(update={"concurrent_requests": 2})})


def answers() -> list[Answer]:
    return [
        Answer(
            f"sontay:{item.number}",
            f"{SONTAY.base_url}{item.path(CATEGORY)}",
            200,
            "text/html; charset=UTF-8",
            article_page(item, CATEGORY).encode(),
        )
        for item in items(900, 4)
    ]


def test_a_process_reads_as_the_crawl_does() -> None:
    async def read() -> list[intake.Taken]:
        with closing(Readers(several(), ARGUMENTS)) as readers:
            return list(await asyncio.gather(*map(readers.read, answers())))

    expected = [intake.read(answer, SONTAY, ARGUMENTS) for answer in answers()]
    assert all(taken.article is not None for taken in expected)
    assert asyncio.run(read()) == expected


def test_what_a_dead_process_had_is_read_by_the_crawl() -> None:
    async def read() -> list[intake.Taken]:
        with closing(Readers(several(), ARGUMENTS)) as readers:
            first = await readers.read(answers()[0])
            assert readers._pool is not None
            for number in list(readers._pool._processes):
                os.kill(number, signal.SIGKILL)
            return [first, *[await readers.read(answer) for answer in answers()[1:]]]

    assert asyncio.run(read()) == [intake.read(answer, SONTAY, ARGUMENTS) for answer in answers()]
