"""Make the pictures of docs/: run this module, `python -m tests.docs.pictures`.

It crawls the demonstration portal, publishes it, and takes pictures of the main pages with Debian's chromium. They are
small: 1,000 pixels wide, the top of the page, in 48 colours.
"""

import io
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser import ARGUMENTS, chromium

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
WIDTH, HEIGHT, COLOURS = 1000, 900, 48
_COMMAND = (sys.executable, "-c", "from crawler.cli import main; main()")


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        data, site = Path(folder) / "data", Path(folder) / "site"
        for arguments in (["demo"], ["publish"], ["report"], ["site", str(site)]):
            subprocess.run([*_COMMAND, *arguments, "--data", str(data)], check=True, capture_output=True)
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        # A busy machine takes its time.
        page.set_default_timeout(0)
        page.goto((data / "report.html").as_uri())
        _save(page, "report")
        page.goto((site / "en" / "articles" / "index.html").as_uri())
        _save(page, "site")
        page.goto(_largest(site / "article").as_uri())
        _save(page, "article")
        _browse(page, data)
        browser.close()


def _browse(page: Page, data: Path) -> None:
    """The first page of `vnportal browse`, and the page of the body that most articles name."""
    command = [*_COMMAND, "browse", "--port", "0", "--data", str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"http://[\d.:]+", server.stdout.readline())
        assert found is not None
        page.goto(found[0])
        _save(page, "browse")
        page.goto(f"{found[0]}/bodies")
        page.locator(".meters a").first.click()
        page.wait_for_load_state()
        _save(page, "body")
        server.terminate()


def _largest(folder: Path) -> Path:
    return max(folder.rglob("*.html"), key=lambda path: path.stat().st_size)


def _save(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot()))
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
