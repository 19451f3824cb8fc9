"""Debian's chromium for tests that look at pages as their readers do.

`browser_page` is for any test: a fresh page whose requests and console errors are recorded. Without a chromium the
tests that ask for it are skipped, and say so. No name but the loopback's resolves: nothing can come from outside.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, sync_playwright

#: Names under which distributions install it.
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",  # containers run tests as root, and the sandbox refuses that
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
#: A desk and a phone, by day and by night.
LOOKS: tuple[tuple[int, Literal["light", "dark"]], ...] = (
    (1280, "light"),
    (1280, "dark"),
    (390, "dark"),
    (390, "light"),
)
#: The rules of axe that ask for colours, of those that are on; they take most of its time.
COLOURS = ["color-contrast", "link-in-text-block"]
#: Where every element stands that is seen.
_PLACES = """[...document.querySelectorAll("*")].map(one => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return one.checkVisibility() && [x, y, width, height].join(" ");
}).join()"""
#: Milliseconds for a selector or a navigation: a guard against what never comes, however busy the machine is.
PATIENCE = 300_000


@dataclass
class Recorded:
    """A page and what it did.

    `requests` are all addresses asked for, in order; `errors` the console's errors and warnings about refused content,
    and exceptions of scripts that nobody caught.
    """

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def outside(self) -> list[str]:
        """Requests that went to neither a file nor the loopback."""
        return [address for address in self.requests if not _near(address)]

    def open(self, target: str | Path) -> Page:
        """Go to an address or a file, and wait until it has loaded."""
        address = target.resolve().as_uri() if isinstance(target, Path) else target
        self.page.goto(address, wait_until="load")
        return self.page

    def follow(self, link: Locator) -> None:
        """Click a link or a button that leads to another page, and wait until that page has loaded.

        A click alone returns as soon as it is sent: what is read next may still be the page before.
        """
        with self.page.expect_navigation(wait_until="load"):
            link.click()

    def _request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            self.errors.append(message.text)


def _near(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"file", "data", "blob", "about"} or parts.hostname in {"127.0.0.1", "localhost"}


def violations(page: Page, rules: dict[str, object] | None = None) -> list[str]:
    """What axe finds wrong with a page for readers who see, hear or move otherwise: rule, and the first elements.

    `rules` are options of axe that choose some of its rules.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    # Of what axe loads before, its rules need files of sound alone: style sheets are for rules that are off.
    options = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}, **(rules or {})}
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", options)
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]


def faults(page: Page, colours: bool = True) -> list[str]:
    """What is wrong with an open page in any of `LOOKS`: what axe finds, and what is wider than the screen.

    By night axe looks at colours alone, and what is seen must stand where it stands by day: then no other rule can tell
    the two apart. Without `colours`, it looks at everything else.
    """
    found, stands = [], {}
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        wrong = []
        if scheme == "dark":
            wrong += violations(page, {"runOnly": COLOURS}) if colours else []
        else:
            wrong += violations(page, {"rules": {} if colours else {rule: {"enabled": False} for rule in COLOURS}})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            wrong.append(f"{wide} pixels wide")
        if stands.setdefault(width, place := page.evaluate(_PLACES)) != place:
            wrong.append("elements stand elsewhere than in the other colours")
        found += [f"{width} {scheme}: {one}" for one in wrong]
    return found


def chromium() -> str | None:
    """Where chromium is installed, if it is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium for a module's tests; not for the whole session, as playwright's event loop would stand in the way of
    other modules' `asyncio.run`."""
    path = chromium()
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the PATH (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield launched
        finally:
            launched.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Recorded]:
    """A fresh page in a context of its own, 1280 by 900 pixels, Vietnamese."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    recorded = Recorded(context.new_page())
    recorded.page.on("request", recorded._request)
    recorded.page.on("console", recorded._console)
    recorded.page.on("pageerror", lambda error: recorded.errors.append(str(error)))
    try:
        yield recorded
    finally:
        context.close()
