"""Archives and saved pages for tests, made of synthetic pages of the town's portal, and what an import leaves."""

import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.records.article import Article, Problem
from crawler.store.store import Store
from tests import forked
from tests.crawl.portals import Category, Item, article_page
from tests.shards import shard

BASE = "https://sontay.hanoi.gov.vn"
NEWS = Category("tin-tuc", "Tin tức")


def item(number: int) -> Item:
    """The article of a number, counted from 1."""
    return Item(900 + number, f"Hội nghị giao ban lần thứ {number}", date(2019, 1, 1) + timedelta(number))


LOGIN = (
    "<html><body><form action='/c/portal/login'>Tên đăng nhập"
    "<input name='n'> Mật khẩu <input type='password' name='p'> <b>Đăng nhập</b></form></body></html>"
)
CHALLENGE = "<html><title>Just a moment...</title><body>Checking your browser before you go on.</body></html>"
ONWARD = '<html><head><meta http-equiv="refresh" content="0; url=/trang-chu"></head><body></body></html>'
GONE = "<html><head><title>Cổng</title></head><body><div>Bài viết không tồn tại hoặc đã bị xóa.</div></body></html>"


class Record(NamedTuple):
    """A record of a WARC file; `moment` is the day of the capture, or the whole moment."""

    url: str
    moment: str
    body: str = ""
    status: str = "200 OK"
    kind: str = "response"
    http: tuple[tuple[str, str], ...] = ()
    warc: tuple[tuple[str, str], ...] = ()


def address(number: int) -> str:
    """The address of the article of that number."""
    return BASE + item(number).path(NEWS)


def page(number: int, views: int = 12) -> str:
    """The page of an article."""
    return article_page(item(number), NEWS, views)


def listing(numbers: Iterable[int]) -> str:
    """A page of the news that lists some articles."""
    shown = "".join(
        f'<li><a href="{one.path(NEWS)}">{one.title}</a> <span>{one.day:%d/%m/%Y}</span>'
        f"<p>Sáng nay, thị xã tổ chức {one.title.lower()} tại hội trường.</p></li>"
        for one in map(item, numbers)
    )
    return f"<html><head><title>Tin tức - Cổng</title></head><body><h2>Tin tức</h2><ul>{shown}</ul></body></html>"


def moment(text: str) -> str:
    """A moment as WARC has it."""
    return text if "T" in text else f"{text}T02:00:00Z"


def warc(path: Path, records: Iterable[Record], collection: str | None = "Lưu trữ thị xã", gzip: bool = True) -> Path:
    """Write a WARC file."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzip)
        if collection is not None:
            writer.write_record(writer.create_warcinfo_record(path.name, {"isPartOf": collection}))
        for one in records:
            body = one.body.encode()
            headers = StatusAndHeaders(
                one.status,
                list(
                    {
                        "Content-Type": "text/html; charset=UTF-8",
                        "Content-Length": str(len(body)),
                        **dict(one.http),
                    }.items()
                ),
                protocol="HTTP/1.1",
            )
            writer.write_record(
                writer.create_warc_record(
                    one.url,
                    one.kind,
                    payload=BytesIO(body),
                    length=len(body),
                    http_headers=headers,
                    warc_headers_dict={"WARC-Date": moment(one.moment), **dict(one.warc)},
                )
            )
    return path


def vnportal(*words: "str | Path", before: str = "", status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the real command; `before` is Python that runs first. Fails unless the exit status is as expected."""
    program = f"{before}\nfrom crawler.cli import main\nif __name__ == '__main__':\n    main()\n"
    command = [sys.executable, "-c", program, *map(str, words)]
    done = forked.run(command)
    assert done.returncode == status, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    assert "Traceback" not in done.stderr
    return done


def take(
    data: Path, *sources: Path, before: str = "", status: int = 0, profile: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Import sources of the town's portal, without language work."""
    whose = ["--profile", profile] if profile is not None else ["--portal", "sontay"]
    words = ["import", *sources, *whose, "--data", data, "--no-annotate"]
    return vnportal(*words, before=before, status=status)


def stored(data: Path) -> dict[int, Article]:
    """The articles in the store, by their numbers."""
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        return {int(one.id.partition(":")[2]) - 900: one for one in store.snapshot.articles()}


def problems(data: Path) -> list[Problem]:
    """The problems noted, but for those of reading an article's text."""
    with Store(shard(data) / "store.sqlite", read_only=True) as store:
        noted = [one.problem for one in store.snapshot.problems()]
    return [one for one in noted if one.stage != "parse" or one.kind.startswith(("not_an_article", "gone"))]


def dying(method: str) -> str:
    """Python that runs before the command, and kills it at the third call of a method of its run."""
    return f"""
import os, signal
from crawler.crawling.capture_run import CaptureRun
real, calls = CaptureRun.{method}, []
def third(*arguments, **more):
    calls.append(1)
    if len(calls) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments, **more)
CaptureRun.{method} = third
"""
