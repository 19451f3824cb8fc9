"""What a browser finds out once: how a listing goes on whose further pages only a script asks for.

The browser opens the listing and presses what says that there is more, twice. The two requests that this sends tell
which of their values counts the pages, and which lists what the page shows: that may be missing from the second. A
crawl sends such requests without a browser.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawler.crawling.downloader import chromium
from crawler.pages.listing.paging_labels import is_more
from crawler.pages.page.address import same_host
from crawler.records.profile import ListingContinuation, Portal

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Page, Request

#: Milliseconds for a page, and for the answer to a press.
_PATIENCE = 20_000
#: A label that a page shows so often belongs to the entries: "Xem thêm" of each.
_OF_ENTRIES = 3
_NUMBER = "{number}"
#: Digits of a moment in seconds, or milliseconds: no page has such a number.
_MOMENT = 10
#: Name and value of a field in a form that is sent in parts.
_PART = re.compile(r'name="([^"]*)"\r\n\r\n(.*?)\r\n--', re.DOTALL)
#: Short texts of what can be pressed, each with its place among all elements; only the innermost of a label counts.
_LABELS = """() => {
  const all = [...document.querySelectorAll('*')];
  return all.map((e, i) => [i, (e.innerText || e.value || '').trim(), e]).filter(([i, t, e]) =>
    t && t.length <= 40 && e.offsetParent !== null && !e.querySelector('a, button, input') &&
    ['A', 'BUTTON', 'INPUT', 'DIV', 'SPAN', 'LI', 'P'].includes(e.tagName)).map(([i, t]) => [i, t]);
}"""
#: The name of the attribute that holds all of some values on a page.
_HOLDER = """(values) => {
  const held = {};
  for (const e of document.querySelectorAll('*')) for (const a of e.attributes)
    if (values.includes(a.value)) (held[a.name] = held[a.name] || new Set()).add(a.value);
  const found = Object.entries(held).filter(([n, s]) => s.size === new Set(values).size);
  return found.length ? found[0][0] : null;
}"""


class Sent(NamedTuple):
    """A request that a press sent; `body` is what it sent if that was no form."""

    method: str
    url: str
    form: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    body: str = ""


class Count(NamedTuple):
    """How requests count: `first` and `step` of the number for which `{number}` stands in `template`."""

    template: str
    first: int
    step: int


class Found(NamedTuple):
    """What was found of a listing: how it goes on, or why that is not known. Both are `None` where nothing is left."""

    listing: str
    continuation: ListingContinuation | None = None
    why: str | None = None


def look_at(listings: Sequence[str], portal: Portal, user_agent: str, delay: float) -> Iterator[Found]:
    """Open these listings of a portal one after the other, `delay` seconds apart, and find out how each goes on.

    Raises:
        UsageError: playwright or a chromium is not installed.
    """
    with _opened(user_agent) as page:
        for url in listings:
            path = urlsplit(url).path or "/"
            page.wait_for_timeout(delay * 1000)
            try:
                sent, holder = _pressed(page, url)
            except Exception as error:  # whatever a page does to the browser, the others may be read
                yield Found(path, why=str(error).partition("\n")[0])
                continue
            if not sent:
                yield Found(path)
            elif len(sent) == 1:
                yield Found(path, why="one press showed more, a second one nothing: all of it may be shown")
            else:
                yield _told(path, sent[0], sent[1], holder, portal)


@contextmanager
def _opened(user_agent: str) -> "Iterator[Page]":
    binary = chromium.binary("--browser")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=chromium.arguments())
        try:
            page = browser.new_page(locale="vi-VN", user_agent=user_agent, ignore_https_errors=True)
            page.set_default_timeout(_PATIENCE)
            yield page
        finally:
            browser.close()


def _pressed(page: "Page", url: str) -> tuple[list[Sent], str | None]:
    """The requests that two presses send, and the attribute that holds what the first one lists of the page."""
    page.goto(url, wait_until="load")
    sent: list[Sent] = []
    holder = None
    for _ in range(2):
        button = _button(page)
        if button is None:
            break
        with page.expect_response(lambda answer: answer.request.resource_type in {"xhr", "fetch"}) as answered:
            button.click()
        answered.value.finished()
        request = _sent(answered.value.request)
        listed = _listed(request.form)
        if not sent and listed:
            holder = page.evaluate(_HOLDER, [value for _, value in listed])
        sent.append(request)
        page.wait_for_load_state("networkidle")
    return sent, holder


def _button(page: "Page") -> "ElementHandle | None":
    labels: list[tuple[int, str]] = [(place, text) for place, text in page.evaluate(_LABELS)]
    fitting = [(place, text) for place, text in labels if is_more(text)]
    for place, text in reversed(fitting):
        if sum(other == text for _, other in fitting) < _OF_ENTRIES:
            return page.evaluate_handle(f"() => document.querySelectorAll('*')[{place}]").as_element()
    return None


def _sent(request: "Request") -> Sent:
    body, kind = request.post_data or "", request.headers.get("content-type", "")
    headers = tuple((name, value) for name, value in request.headers.items() if name.startswith("x-"))
    if "multipart" in kind:  # whoever takes a form in parts takes it in one piece, too
        return Sent(request.method, request.url, tuple(_PART.findall(body)), headers)
    if body and "urlencoded" not in kind:
        return Sent(request.method, request.url, (), (*headers, ("content-type", kind)), body)
    return Sent(request.method, request.url, tuple(parse_qsl(body, keep_blank_values=True)), headers)


def _listed(form: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The fields of one name, or of a name that ends in brackets, that list what the page shows."""
    names = [name for name, _ in form]
    return [(name, value) for name, value in form if name.endswith("[]") or names.count(name) > 1]


def _told(path: str, first: Sent, second: Sent, holder: str | None, portal: Portal) -> Found:
    """How the listing goes on, by what two presses sent."""
    listed = _listed(first.form)
    lists = {name for name, _ in (*listed, *_listed(second.form))}
    before = {name: value for name, value in first.form if name not in lists}
    after = {name: value for name, value in second.form if name not in lists}
    counting = {
        name: count
        for name in before
        if (count := _counted(before[name], after.get(name, ""))) is not None and count.template == _NUMBER
    }
    in_url, in_body = _counted(first.url, second.url), _counted(first.body, second.body)
    counts = [*counting.values(), *filter(None, [in_url, in_body])]
    if len(counts) != 1:
        return Found(path, why=f"{first.method} {first.url}: nothing counts the pages in what two presses sent")
    (count,) = counts
    address = in_url.template if in_url else first.url
    if same_host(first.url, portal.base_url):
        parts = urlsplit(address)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
    form = {name: value for name, value in before.items() if name not in counting and after.get(name, value) == value}
    data = {
        "listing": path,
        "method": first.method,
        "url": address,
        "counter": next(iter(counting), None),
        # The number before the first: with all that the page shows listed as known, a piece would be left out else.
        "first": max(count.first - count.step, 0) if counting else count.first,
        "step": count.step,
        "form": form,
        "body": in_body.template if in_body else first.body or None,
        "items": listed[0][0] if listed and holder else None,
        "item": holder if listed else None,
        "headers": dict(first.headers),
    }
    return Found(path, ListingContinuation.model_validate(data))


def _counted(first: str, second: str) -> Count | None:
    """How the second text counts on from the first: by the one number in which they differ. A moment in milliseconds,
    which keeps caches from answering, counts nothing.

    >>> _counted("/tin?start=10&_=1719480000123", "/tin?start=20&_=1719480004567")
    Count(template='/tin?start={number}&_=1719480000123', first=10, step=10)
    """
    pieces, others = re.split(r"(\d+)", first), re.split(r"(\d+)", second)
    if len(pieces) != len(others):
        return None
    differing = [
        place
        for place, (one, other) in enumerate(zip(pieces, others, strict=True))
        if one != other and not (place % 2 and min(len(one), len(other)) >= _MOMENT)
    ]
    if len(differing) != 1 or not differing[0] % 2:
        return None
    place = differing[0]
    number, step = int(pieces[place]), int(others[place]) - int(pieces[place])
    return Count("".join([*pieces[:place], _NUMBER, *pieces[place + 1 :]]), number, step) if step > 0 else None
