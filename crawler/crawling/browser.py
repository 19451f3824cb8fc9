"""What a browser finds out once: how a listing goes on whose further pages only a script asks for.

The browser opens the listing and presses what says that there is more, or the numbers of the next pages, or scrolls
down, twice. The two requests that this sends tell which of their values counts the pages, and which lists what the page
shows: that may be missing from the second. A crawl sends such requests without a browser.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from crawler.crawling.downloader import chromium
from crawler.pages.listing.address_forms import form_of
from crawler.pages.listing.block_entries import Entry
from crawler.pages.listing.continuation import numbered
from crawler.pages.listing.entries import listing
from crawler.pages.listing.page_numbers import counts_entries, is_page_parameter
from crawler.pages.listing.paging_labels import is_more
from crawler.pages.page.address import article_address, same_host
from crawler.records.profile import ListingContinuation, Portal

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Page, Request, Response

#: Milliseconds for a page; for the answer to a press, and to scrolling, where none may come.
_PATIENCE, _PRESSED, _SCROLLED = 20_000, 20_000, 3_000
#: A label that a page shows so often belongs to the entries: "Xem thêm" of each.
_OF_ENTRIES = 3
_NUMBER = "{number}"
#: Digits of a page's number at most.
_DIGITS = 3
#: Numbers in a row that are those of pages at most: a month has as many days.
_MOST_NUMBERS = 27
#: Digits of a moment in seconds, or milliseconds: no page has such a number.
_MOMENT = 10
#: Name and value of a field in a form that is sent in parts.
_PART = re.compile(r'name="([^"]*)"\r\n\r\n(.*?)\r\n--', re.DOTALL)
#: A number in JSON, with its name.
_IN_JSON = re.compile(r'"(?P<name>[\w.-]+)"\s*:\s*"?(?P<number>\d{1,6})\b')
#: Short texts of what can be pressed, each with its place among all elements; only the innermost of a label counts.
_LABELS = """() => {
  const all = [...document.querySelectorAll('*')];
  return all.map((e, i) => [i, (e.innerText || e.value || '').trim(), e]).filter(([i, t, e]) =>
    t && t.length <= 40 && e.offsetParent !== null && !e.querySelector('a, button, input') &&
    ['A', 'BUTTON', 'INPUT', 'DIV', 'SPAN', 'LI', 'P'].includes(e.tagName)).map(([i, t]) => [i, t]);
}"""
#: Marks the document; a script may change its address, and it is still the same.
_MARK, _IS_MARKED = "() => { window.isBegun = true; }", "() => window.isBegun === true"
_SCROLL = "() => window.scrollTo(0, document.documentElement.scrollHeight)"
#: A drop-down list of the numbers of pages; a month has more days.
_LIST = f"""(number) => [...document.querySelectorAll('select')].find(e => {{
  const said = [...e.options].map(o => o.text.trim());
  const isShort = e.offsetParent !== null && said.length < {_MOST_NUMBERS};
  return isShort && [number - 1, number].every(n => said.includes(`${{n}}`));
}}) || null"""
_HREFS = "() => [...document.querySelectorAll('a[href]')].map(e => e.href)"
#: Requests that scripts make, as the browser calls them.
_BY_SCRIPT = frozenset({"xhr", "fetch"})
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


class _Pressed(NamedTuple):
    """The requests that presses sent, and the attribute that holds what the first one lists of the page.

    `answer` is what the first one brought, `address` how its records make addresses. `brought_nothing` says that the
    page shows no article that it did not show before: it has no more. `offers_more` says that it has a button to press.
    """

    sent: list[Sent]
    holder: str | None
    brought_nothing: bool
    offers_more: bool
    answer: bytes = b""
    address: str | None = None


class Plain(NamedTuple):
    """What a listing's page shows without its scripts: the articles that it links to, and whether it offers more."""

    articles: frozenset[str]
    offers_more: bool = False


class Found(NamedTuple):
    """What was found of a listing: how it goes on, or why that is not known. Both are `None` where nothing is left;
    `offers_more` says that the page shows a button all the same. `last` is the last article that a press brought, where
    one press showed all.
    """

    listing: str
    continuation: ListingContinuation | None = None
    why: str | None = None
    offers_more: bool = False
    last: str | None = None


def look_at(listings: Mapping[str, Plain], portal: Portal, user_agent: str, delay: float) -> Iterator[Found]:
    """Open these listings of a portal one after the other, `delay` seconds apart, and find out how each goes on. They
    stand by their addresses, with what their pages show without scripts.

    Raises:
        UsageError: playwright or a chromium is not installed.
    """
    with _opened(user_agent) as page:
        for url, plain in listings.items():
            parts = urlsplit(url)
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            page.wait_for_timeout(delay * 1000)
            try:
                pressed = _pressed(page, url, portal, plain)
            except Exception as error:  # whatever a page does to the browser, the others may be read
                yield Found(path, why=str(error).partition("\n")[0])
                continue
            sent = pressed.sent
            if pressed.brought_nothing:
                yield Found(path, offers_more=pressed.offers_more)
            elif not sent:
                yield Found(path, why="a press showed more without a request: only a browser sees it")
            elif len(sent) == 1:
                brought = _brought(pressed.answer, sent[0].url, url, portal, pressed.address)
                found = _by_form(_told_once(path, sent[0], pressed.holder, portal), pressed.address)
                yield found._replace(last=brought[-1].article_id if brought else None)
            else:
                yield _by_form(_told(path, sent[0], sent[1], pressed.holder, portal), pressed.address)


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


def _pressed(page: "Page", url: str, portal: Portal, plain: Plain) -> _Pressed:
    """What two presses do; where they bring nothing, what the page has asked for by itself counts as the first one.

    Raises:
        Exception: the browser's, or what a press led to instead of more of the listing.
    """
    from playwright.sync_api import TimeoutError as NotIdleError

    failed: list[Exception] = []
    page.on("pageerror", lambda error: failed.append(error))  # playwright takes no method of a list
    with _answers(page) as loaded:
        page.goto(url, wait_until="load")
        with suppress(NotIdleError):  # what the page itself asks for is no answer to a press
            page.wait_for_load_state("networkidle", timeout=_PATIENCE / 2)
    before = _shown(page, portal)
    page.evaluate(_MARK)
    sent: list[Sent] = []
    asked: list[Request] = []
    page.on("request", lambda one: asked.append(one) if one.resource_type in _BY_SCRIPT else None)
    holder, brought = None, b""
    offers_more = _press(page, 2) is not None
    for number in (2, 3):
        press = _press(page, number)
        if press is None and offers_more:
            break
        answer = _answer(page, press, _PRESSED) if press else _answer(page, lambda: page.evaluate(_SCROLL), _SCROLLED)
        if not page.evaluate(_IS_MARKED):
            raise ValueError(f"what shows more leads to {page.url}")
        if answer is None:
            break
        if not answer.ok:
            raise ValueError(f"{answer.request.method} {answer.url}: the server answered {answer.status}")
        answer.finished()
        request = _sent(answer.request)
        listed = _listed(request.form)
        if not sent and listed:
            holder = page.evaluate(_HOLDER, [value for _, value in listed])
        brought = brought or answer.body()
        sent.append(request)
        page.wait_for_load_state("networkidle")
    if offers_more and not sent and failed:
        raise ValueError(f"a script of the page fails, so that a press tells nothing: {failed[0]}".partition("\n")[0])
    if sent and not offers_more:  # scrolling once may ask for several pages
        to = urlsplit(sent[0].url).path
        sent = [_sent(one) for one in asked if urlsplit(one.url).path == to][:2]
    brought_nothing = not (_shown(page, portal) - before) and (bool(before) or not sent)
    pressed = _Pressed(sent, holder, brought_nothing, offers_more, brought, _address_form(page, brought))
    is_filled = bool(before) and not plain.articles
    return (_by_itself(page, pressed, loaded, portal, plain) or pressed) if brought_nothing or is_filled else pressed


def _address_form(page: "Page", answer: bytes) -> str | None:
    """How the records of an answer in JSON make the addresses that the page links to; `None` where they do not."""
    text = answer.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    return form_of([text], page.evaluate(_HREFS)) if text.startswith(("{", "[")) else None


def _by_form(found: Found, address: str | None) -> Found:
    if found.continuation is None or address is None:
        return found
    return found._replace(continuation=found.continuation.model_copy(update={"address": address}))


@contextmanager
def _answers(page: "Page") -> "Iterator[list[Response]]":
    """The answers to what scripts ask for meanwhile."""
    answers: list[Response] = []

    def note(answer: "Response") -> None:
        if answer.request.resource_type in _BY_SCRIPT:
            answers.append(answer)

    page.on("response", note)
    yield answers
    page.remove_listener("response", note)


def _brought(answer: bytes, url: str, within: str, portal: Portal, form: str | None) -> tuple[Entry, ...]:
    """The articles in what a script of the page `within` has brought from the address `url`."""
    return listing(answer, url, portal, number=2, form=form, within=within).entries


def _by_itself(
    page: "Page", pressed: _Pressed, loaded: "Sequence[Response]", portal: Portal, plain: Plain
) -> _Pressed | None:
    """The presses with the request before them that the page has sent by itself, and that brought more of the listing.

    A press sends the next request to the same address; without a press, the page offers more without its scripts.
    """
    pressed_at = {urlsplit(one.url).path for one in pressed.sent}
    for answer in loaded:
        fits = urlsplit(answer.url).path in pressed_at if pressed_at else plain.offers_more
        brought = answer.body() if fits and answer.ok else b""
        form = _address_form(page, brought)
        listed = {entry.article_id for entry in _brought(brought, answer.url, page.url, portal, form)}
        if listed - plain.articles:
            first = _sent(answer.request)
            values = [value for _, value in _listed(first.form)]
            holder = page.evaluate(_HOLDER, values) if values else None
            sent = [first, *pressed.sent][:2]
            return _Pressed(sent, holder, False, pressed.offers_more, brought, form)
    return None


def _answer(page: "Page", act: Callable[[], object], patience: float) -> "Response | None":
    """The answer to a press or the like; `None` where it asks the server for nothing."""
    from playwright.sync_api import TimeoutError as Waited

    asked = []
    page.on("request", lambda request: asked.append(request) if request.resource_type in _BY_SCRIPT else None)
    try:
        with page.expect_response(lambda one: one.request.resource_type in _BY_SCRIPT, timeout=patience) as answered:
            act()
        return answered.value
    except Waited:
        if asked:
            raise
        return None


def _shown(page: "Page", portal: Portal) -> set[str]:
    """The ids of the articles that the page leads to as it is now."""
    found = (article_address(href, portal) for href in page.evaluate(_HREFS))
    return {address.article_id for address in found if address is not None}


def _press(page: "Page", number: int) -> Callable[[], object] | None:
    """What presses on what says that there is more, or chooses the page of that number; `None` without such a thing."""
    button = _button(page) or _numbered(page, number)
    field = page.evaluate_handle(_LIST, number).as_element() if button is None else None
    return button.click if button else (lambda: field.select_option(label=str(number))) if field else None


def _button(page: "Page") -> "ElementHandle | None":
    """What says that there is more."""
    fitting = [(place, text) for place, text in page.evaluate(_LABELS) if is_more(text)]
    for place, text in reversed(fitting):
        if sum(other == text for _, other in fitting) < _OF_ENTRIES:
            return _element(page, place)
    return None


def _numbered(page: "Page", number: int) -> "ElementHandle | None":
    """The number of a page, right behind the one before it, in a row that is too short for the days of a month."""
    digits = [(place, int(text)) for place, text in page.evaluate(_LABELS) if text.isdecimal() and len(text) <= _DIGITS]
    starts = [at for at, (one, two) in enumerate(pairwise(digits)) if (one[1], two[1]) == (number - 1, number)]
    rows = {
        at: sum(1 for _ in takewhile(lambda pair: pair[1][1] == pair[0][1] + 1, pairwise(digits[at:]))) for at in starts
    }
    short = [at for at, length in rows.items() if length + number - 1 < _MOST_NUMBERS]
    return _element(page, digits[short[-1] + 1][0]) if short else None


def _element(page: "Page", place: int) -> "ElementHandle | None":
    return page.evaluate_handle(f"() => document.querySelectorAll('*')[{place}]").as_element()


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
    lists = {name for name, _ in (*_listed(first.form), *_listed(second.form))}
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
    form = {name: value for name, value in before.items() if name not in counting and after.get(name, value) == value}
    counter = next(iter(counting), None)
    # The number before the first: with all that the page shows listed as known, a piece would be left out else.
    first_number = max(count.first - count.step, 0) if counting else count.first
    data = {"counter": counter, "first": first_number, "step": count.step, "form": form}
    data |= {"body": in_body.template if in_body else first.body or None}
    return _continued(path, first, in_url.template if in_url else first.url, data, holder, portal)


def _told_once(path: str, sent: Sent, holder: str | None, portal: Portal) -> Found:
    """How the listing goes on, by what one press sent that showed all: the names of what it sent tell what counts.

    Where nothing counts, the request is sent as it is; it brings all that the page does not show.
    """
    listed = {name for name, _ in _listed(sent.form)}
    form = {name: value for name, value in sent.form if name not in listed}
    counter = next((name for name, value in form.items() if is_page_parameter(name) and value.isdigit()), None)
    counted = next(numbered(sent.url), None) if counter is None else None
    first = counted.first if counted is not None else 0
    first = max(int(form.pop(counter)) - 1, 0) if counter is not None else first
    data = {"counter": counter, "first": first, "form": form, "body": sent.body or None}
    held = next((one for one in _IN_JSON.finditer(sent.body) if is_page_parameter(one["name"])), None)
    if held is not None:
        number = int(held["number"])
        data["body"] = f"{sent.body[: held.start('number')]}{_NUMBER}{sent.body[held.end('number') :]}"
        data |= {"first": number, "step": max(number, 1) if counts_entries(held["name"]) else 1}
    return _continued(path, sent, counted.url if counted is not None else sent.url, data, holder, portal)


def _continued(path: str, sent: Sent, address: str, data: dict[str, Any], holder: str | None, portal: Portal) -> Found:
    """The continuation of the listing `path` by requests such as `sent`; `data` are its fields that count."""
    listed = _listed(sent.form)
    if same_host(sent.url, portal.base_url):
        parts = urlsplit(address)
        address = parts.path + (f"?{parts.query}" if parts.query else "")
    data |= {"listing": path, "method": sent.method, "url": address, "headers": dict(sent.headers)}
    data |= {"items": listed[0][0] if listed and holder else None, "item": holder if listed else None}
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
