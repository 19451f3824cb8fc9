"""Quality and speed of the texts of files: documents with known text, read back.

    .venv/bin/python -m benchmarks.attachments [--pages N]

The figure is the edit distance between what was read and what was written, as a share of the characters written; blanks
and line ends count as one blank. Scans are full pages of an official text in two fonts: a little blurred and turned,
packed as JPEG, half of them with a red stamp over the text.
"""

import argparse
import statistics
import time
from collections.abc import Callable

from pipelines.file_texts import scans
from pipelines.file_texts.read_file import read_file, recognise
from tests.attachments import documents
from tests.attachments.documents import FIRST, HEADER, ORDER, SECOND, TEXT, TITLE, tcvn3, vni
from tests.attachments.test_scans import errors

#: What a scan of that resolution may have of wrong characters.
MOST = {300: 0.01, 150: 0.03}
_BODY = [text.lower() for text in (ORDER, FIRST, SECOND)]
_HEADER = [f"{HEADER[0][0]} {HEADER[1][0]}", HEADER[0][1], HEADER[1][1]]
#: Documents with a text of their own: what each is, how it is made, what is written in it.
_TEXTS: dict[str, tuple[Callable[[], bytes], list[str]]] = {
    "PDF": (lambda: documents.pdf(TEXT), TEXT),
    "PDF, TCVN3 (.VnTime)": (lambda: documents.pdf([tcvn3(text) for text in _BODY], name=".VnTime"), _BODY),
    "PDF, TCVN3 (.VnTimeH)": (
        lambda: documents.pdf([tcvn3(text) for text in _BODY], name=".VnTimeH"),
        [text.upper() for text in _BODY],
    ),
    "PDF, VNI (VNI-Times)": (lambda: documents.pdf([vni(text) for text in TEXT], name="VNI-Times"), TEXT),
    "PDF, emblem's header, two columns": (documents.official_pdf, [*_HEADER, ORDER, FIRST, SECOND]),
    "DOCX": (lambda: documents.docx(*([("Arial", text)] for text in TEXT)), TEXT),
    "DOCX, TCVN3": (lambda: documents.docx(*([(".VnTime", tcvn3(text))] for text in _BODY)), _BODY),
    "RTF, TCVN3": (lambda: documents.rtf(TITLE, ".VnTime", tcvn3(_BODY[0])), [TITLE, _BODY[0]]),
    "ODT": (lambda: documents.odt(*TEXT), TEXT),
    "XLS": (lambda: documents.xls(*TEXT), TEXT),
}


def main() -> int:
    """Print the figures; the status is 1 when a scan has more wrong characters than it may."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=8, help="scanned pages of each resolution")
    count = parser.parse_args().pages
    print(f"{'file':40} {'wrong characters':>16} {'ms':>8}")
    for name, (make, expected) in _TEXTS.items():
        content = make()
        began = time.perf_counter()
        found = read_file(content)
        seconds = time.perf_counter() - began
        share = errors(" ".join(page.text or "" for page in found.pages), " ".join(expected))
        print(f"{name:40} {share:16.2%} {seconds * 1000:8.0f}")
    if not scans.is_installed():
        print("scans: tesseract with Vietnamese is not installed")
        return 0
    return max([_scans(dpi, count) for dpi in MOST])


def _scans(dpi: int, count: int) -> int:
    shares, times = [], []
    for number in range(count):
        path = (documents.SERIF, documents.SANS)[number // 2 % 2]
        paragraphs = [*TEXT, *TEXT]
        picture = documents.picture(paragraphs, dpi, stamp=number % 2 == 1, path=path, lines=42)
        content = documents.scan(picture, dpi=dpi)
        began = time.perf_counter()
        page = recognise(content, read_file(content).pages[0])
        times.append(time.perf_counter() - began)
        shares.append(errors(page.text, " ".join(paragraphs)))
    mean = statistics.mean(shares)
    worst = f"worst page {max(shares):.2%}, at most {MOST[dpi]:.0%} on average"
    print(f"{f'scan at {dpi} dpi ({count} pages)':40} {mean:16.2%} {statistics.mean(times) * 1000:8.0f}  {worst}")
    return int(mean > MOST[dpi])


if __name__ == "__main__":
    raise SystemExit(main())
