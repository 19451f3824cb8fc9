"""How fast an import is, and how much memory it takes: captures of demonstration articles in one WARC file.

The file is written first: pages of the demonstration portal as an archive would have them, each captured twice, years
apart, with other counts of views. Then `vnportal import` reads it without language work, in a process of its own whose
memory is read as it goes. Memory must not grow with the number of captures: what counts is how much it grew between a
quarter of them and all. Pages of the source file that the kernel has mapped are its cache, which it gives back when
somebody needs room: they are not counted.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.demo.addresses import address
from crawler.demo.application import Application
from crawler.demo.layouts import LAYOUTS
from crawler.demo.site import Site
from crawler.store import shards

WANTED_GROWTH = 30

_BASE = "https://thixa.demo.example"
_MOMENTS = ("2019-06-01T02:00:00Z", "2023-06-01T02:00:00Z")


def write(path: Path, articles: int) -> None:
    """Write an archive with two captures of each article."""
    application = Application(LAYOUTS["retro"](Site(1, articles)))
    site = application.site
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for moment in _MOMENTS:
            for index in range(articles):
                article = site.article(index)
                path = address(article, article.sections[0])
                body = application.respond(path).body
                headers = StatusAndHeaders(
                    "200 OK", [("Content-Type", "text/html; charset=UTF-8")], protocol="HTTP/1.1"
                )
                writer.write_record(
                    writer.create_warc_record(
                        f"{_BASE}{path}",
                        "response",
                        payload=BytesIO(body),
                        length=len(body),
                        http_headers=headers,
                        warc_headers_dict={"WARC-Date": moment},
                    )
                )


def resident(process: int) -> int:
    """The memory of a process in MB that belongs to it alone (`RssAnon`), 0 when it has ended."""
    try:
        found = re.search(r"RssAnon:\s+(\d+)", Path(f"/proc/{process}/status").read_text(encoding="ascii"))
    except OSError:
        return 0
    return int(found[1]) // 1024 if found else 0


def measure(archive: Path, data: Path, captures: int) -> tuple[float, int, int]:
    """Seconds of the import, and the memory of its process in MB: after a quarter of the captures, and the peak."""
    words = ["import", str(archive), "--portal", "demo", "--no-annotate", "--data", str(data)]
    command = [sys.executable, "-c", "from crawler.cli import main; main()", *words]
    began, quarter, peak = time.monotonic(), 0, 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            time.sleep(0.5)
            peak = max(peak, resident(process.pid))
            written = (
                sum(path.stat().st_size for path in shards.archive(data, "demo").glob("*")) if data.exists() else 0
            )
            if not quarter and written >= archive.stat().st_size / 4:
                quarter = resident(process.pid)
        assert process.returncode == 0, "the import failed"
    return time.monotonic() - began, quarter, peak


def main() -> int:
    """Measure, print, and say by the exit status whether memory stayed flat."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=20_000)
    captures: int = parser.parse_args().captures
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "captures.warc.gz")
        write(archive, captures // 2)
        megabytes = archive.stat().st_size / 1e6
        seconds, quarter, peak = measure(archive, Path(folder, "data"), captures)
    print(f"{captures} captures, {megabytes:.0f} MB: {seconds:.0f} s, {captures / seconds:.0f} captures/s")
    print(f"memory: {quarter} MB after a quarter, at most {peak} MB, so it grew by {peak - quarter} MB")
    return 0 if peak - quarter <= WANTED_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
