"""What scripts find in the browser and with jQuery, and what they do there: elements with their fields and attributes,
forms that are filled and sent, requests.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from cssselect import SelectorError
from lxml import etree

from crawler.pages.listing.script_tokens import Function
from crawler.pages.listing.script_values import LONGEST, OF_FIELDS, OF_TEXTS, Value, encoded, number_of, said
from crawler.pages.page.tree import Element, Page, words_of

_FIELDS = frozenset({"input", "select", "textarea", "button", "option"})
_SENT = frozenset({"hidden", "text", "search"})


class Root(Enum):
    """What scripts reach everything by."""

    WINDOW = auto()
    LOCATION = auto()
    JQUERY = auto()


#: Names of these.
ROOTS = {
    **dict.fromkeys(("window", "document", "self", "top"), Root.WINDOW),
    "location": Root.LOCATION,
    **dict.fromkeys(("$", "jQuery", "axios", "http", "$http"), Root.JQUERY),
}


class Data(NamedTuple):
    """The data attributes of an element, as `element.dataset`."""

    element: Element


@dataclass(slots=True)
class Sender:
    """An `XMLHttpRequest`."""

    method: Value = None
    url: Value = None


class Press(NamedTuple):
    """A press on an element, as if it had these attributes and this text."""

    element: Element
    attributes: Mapping[str, str]
    text: str


class Sent(NamedTuple):
    """A request that a press makes. `by_form` says that it is a form of the page, `asked` that only a script asks so;
    `text` is sent instead of a form.
    """

    method: str
    url: str
    form: tuple[tuple[str, str], ...] = ()
    text: str | None = None
    by_form: bool = False
    asked: bool = True


@dataclass(slots=True)
class Objects:
    """The elements of a page, its address, what a press has changed of them, and the requests that it has made."""

    page: Page
    url: str
    press: Press
    written: dict[tuple[Element, str], str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    def select(self, selector: Value, inside: Element = None) -> Element | None:
        """The first element of a selector."""
        return next(iter(select(self.page.root if inside is None else inside, str(selector))), None)

    def called(self, name: Value = None, *_: Value) -> Element | None:
        """The element of that id or that name."""
        has = etree.XPath("(//*[@id = $name] | //*[@name = $name])[1]")
        return next(iter(has(self.page.root, name=str(name))), None)

    def around(self, element: Element, selector: Value = None, *_: Value) -> Element | None:
        """The nearest element of a selector that an element stands in."""
        fitting = select(self.page.root, str(selector))
        return next((one for one in element.iterancestors() if one in fitting), None)

    def attribute(self, element: Element, name: Value = None, *given: Value) -> Value:
        """An attribute of an element, which may be set; of the one pressed, as the press has it."""
        held = self.press.attributes if element is self.press.element else element.attrib
        return self.set(element, name, given[0]) if given else held.get(str(name))

    def data(self, element: Element, name: Value = None, *_: Value) -> str:
        """A data attribute of an element by its name in scripts."""
        dashed = re.sub("([A-Z])", r"-\1", str(name)).lower()
        return self.attribute(element, f"data-{dashed}") or ""

    def text(self, element: Element, *given: Value) -> Value:
        """What an element says; the element where something is written into it."""
        return element if given else self.press.text if element is self.press.element else words_of(element)

    def value(self, element: Element, *given: Value) -> Value:
        """What a field holds, which may be set; of a list, the option that is chosen."""
        options = list(element.iter("option")) if element.tag == "select" else []
        shown = next((one for one in options if one.get("selected") is not None), options[0] if options else element)
        own = self.written.get((element, "value")) or self.attribute(element, "value")
        return self.set(element, "value", given[0]) if given else own or shown.get("value") or ""

    def set(self, element: Element, name: Value, value: Value) -> Element:
        """Write into a field, or give a form its address. What is not known makes nothing of it."""
        self.written[element, str(name)] = said(value) or ""
        return element

    def form_of(self, element: Element) -> Element | None:
        """The form that an element is, or stands in."""
        return element if element.tag == "form" else next(element.iterancestors("form"), None)

    def fields(self, form: Element) -> dict[str, str]:
        """The fields of a form as they are sent."""
        written = (one for one in form.iter("input", "select") if one.get("name") and one.get("disabled") is None)
        return {one.get("name"): self.value(one) for one in written if (one.get("type") or "text").lower() in _SENT}

    def send(
        self, method: Value, url: Value = None, data: Value = None, *, asked: bool = True, by_form: bool = False
    ) -> None:
        """Make a request to an address with an object, a text, or nothing, if all of it is known."""
        address = said(url)
        text = encoded(data) if isinstance(data, dict) else "" if data is None else data
        is_json = isinstance(text, str) and text.startswith(("{", "["))
        match str(method or "GET").upper(), address, text:
            case "GET", str(), str() if not is_json and len(address) <= LONGEST:
                told = f"{address}{'?&'['?' in address]}{text}" if text else address
                self.sent.append(Sent("GET", quote(told, safe="/:?&=%#+,;@~!$'()*[]"), asked=asked))
            case "POST", str(), str() if len(address) <= LONGEST:
                form = () if is_json else tuple(parse_qsl(text, keep_blank_values=True))
                self.sent.append(Sent("POST", address, form, text if is_json else None, by_form, asked))

    def lead(self, url: Value = None, *_: Value) -> None:
        """Lead to an address."""
        self.send("GET", url, asked=False)

    def ask(self, first: Value = None, second: Value = None, *_: Value) -> None:
        """A request by `fetch` or `$.ajax`: by an address and an object, or by an object that says both."""
        told = next((one for one in (first, second) if isinstance(one, dict)), {})
        url = told.get("url") if told is first else first
        self.send(told.get("method") or told.get("type"), url, told.get("body") or told.get("data"))

    def get(self, url: Value = None, data: Value = None, *_: Value, method: str = "GET") -> None:
        """A request by `$.get`, `$.post` or `load`, with what is sent."""
        told = {"url": url, "data": None if isinstance(data, Function) else data, "method": method}
        self.ask({**told, **url} if isinstance(url, dict) else told)

    def load(self, _: Element, url: Value = None, data: Value = None, *__: Value) -> None:
        """A request by jQuery's `load`; a selector may stand behind the address."""
        address = url.partition(" ")[0] if isinstance(url, str) else None
        self.get(address, data, method="POST" if isinstance(data, dict) else "GET")

    def submit(self, element: Element, event: Value = None, *_: Value) -> None:
        """Send the form that an element is, or stands in, if the press has written into it."""
        form = self.form_of(element) if element is not None and event in (None, "submit") else None
        forms = (self.form_of(one) for one, name in self.written if name in {"value", "action"})
        for one in {one for one in forms if one is not None} & {form}:
            action = self.written.get((one, "action")) or one.get("action") or self.url
            method = (one.get("method") or "get").upper()
            self.send(method, action, self.fields(one), asked=False, by_form=method == "POST")

    def post_back(self, target: Value = None, argument: Value = None, *_: Value) -> None:
        """Send the form of an ASP.NET page."""
        fields = {self.called("__EVENTTARGET"): target, self.called("__EVENTARGUMENT"): argument}
        for element in fields if None not in fields else ():
            self.set(element, "value", fields[element])
        self.submit(next(iter(fields)))

    def made(self, *given: Value) -> Value:
        """The fields that `FormData` and the like are made of: of a form, of an object, or none yet."""
        held = given[0] if given else {}
        fields = self.fields(held) if isinstance(held, etree._Element) else held
        return dict(fields) if isinstance(fields, dict) else None

    def member(self, held: Value, name: Value) -> Value:
        """`held.name`, or `held[name]`."""
        match held:
            case Root.WINDOW if isinstance(name, int):
                return ([*self.page.root.iter("form")][name:] or [None])[0]
            case Root.WINDOW:
                other = {"URL": self.url, "parent": held, "forms": held}.get(name)
                return ROOTS.get(name) or other or self.called(name)
            case Root.LOCATION:
                parts = urlsplit(self.url)
                told = {"pathname": parts.path, "href": self.url, "search": f"?{parts.query}" * bool(parts.query)}
                told |= {"origin": f"{parts.scheme}://{parts.netloc}", "protocol": f"{parts.scheme}:"}
                return {**told, "hash": "", "host": parts.netloc}.get(name)
            case Data(element):
                return self.data(element, name)
            case dict():
                return held.get(name)
            case list() | str() if name == "length":
                return len(held)
            case list() if isinstance(name, int):
                return (held[name:] or [None])[0]
            case etree._Element() if name in _PROPERTIES:
                return _PROPERTIES[name](self, held)
            case etree._Element():
                within = held.iter(*_FIELDS) if held.tag == "form" else ()
                inside = next((one for one in within if name in {one.get("name"), one.get("id")}), None)
                is_list = isinstance(name, int)  # of its fields, or of its options
                return held if is_list else inside if inside is not None else self.attribute(held, name)
        return None

    def asked(self, held: Value, name: Value, given: list[Value]) -> Value:
        """What a function of the browser, of jQuery or of a value brings and does."""
        match held:
            case None | Root.WINDOW if name in _OF_WINDOW:
                return _OF_WINDOW[name](self, *given)
            case Root.LOCATION if name in {"assign", "replace"}:
                self.lead(*given)
            case Root.JQUERY if name in _OF_JQUERY:
                return _OF_JQUERY[name](self, *given)
            case str() | int() if name in OF_TEXTS:
                return OF_TEXTS[name](str(held), *given)
            case dict() if name in OF_FIELDS:
                return OF_FIELDS[name](held, *given)
            case Sender(method, url) if name == "send":
                self.send(method, url, *given[:1])
            case Sender() if name == "open":
                held.method, held.url = [*given, None, None][:2]
            case etree._Element():
                return _OF_ELEMENTS[name](self, held, *given) if name in _OF_ELEMENTS else held
        return None


def select(root: Element, selector: str) -> list[Element]:
    """The elements below `root` of a selector; none where it is none."""
    try:
        return list(root.cssselect(selector))
    except (SelectorError, etree.XPathError, ValueError, RecursionError):
        return []


def _selected(page: Objects, asked: Value = None, *_: Value) -> Value:
    """The element that a selector stands for, or what is no selector itself."""
    return page.select(asked) if isinstance(asked, str) else asked


def _in_json(_: Objects, value: Value = None, *__: Value) -> str | None:
    """A value in JSON; `None` where it holds what is not known."""
    whole = isinstance(value, dict) and all(isinstance(one, str | int) for one in value.values())
    return json.dumps(value, ensure_ascii=False) if whole else None


_PROPERTIES: dict[Value, Callable[[Objects, Element], Value]] = {
    "value": Objects.value,
    "dataset": lambda _, element: Data(element),
    **dict.fromkeys(("innerText", "textContent", "innerHTML"), Objects.text),
    "form": Objects.form_of,
    "selectedIndex": lambda *_: 0,
    **dict.fromkeys(("options", "elements", "target", "currentTarget", "srcElement"), lambda _, element: element),
    **dict.fromkeys(("parentNode", "parentElement"), lambda _, element: element.getparent()),
}
_SAME = dict.fromkeys(("String", "encodeURIComponent", "encodeURI", "escape", "trim"), lambda _, one=None, *__: one)
_NUMBERS = ("parseInt", "Number", "parseFloat", "round", "floor")
_OF_WINDOW: dict[Value, Callable[..., Value]] = {
    **_SAME,
    **dict.fromkeys(_NUMBERS, lambda _, value=None, *__: number_of(value)),
    **dict.fromkeys(("$", "jQuery", "querySelector", "querySelectorAll"), _selected),
    **dict.fromkeys(("fetch", "axios"), Objects.ask),
    "open": Objects.lead,
    "__doPostBack": Objects.post_back,
    "getElementById": Objects.called,
    "getElementsByName": lambda page, *given: [page.called(*given)],
    "stringify": _in_json,
    "XMLHttpRequest": lambda *_: Sender(),
    **dict.fromkeys(("FormData", "URLSearchParams", "Object"), Objects.made),
}
_OF_JQUERY: dict[Value, Callable[..., Value]] = {
    **_SAME,
    "ajax": Objects.ask,
    **dict.fromkeys(("get", "getJSON"), Objects.get),
    "post": lambda page, *given: page.get(*given, method="POST"),
    "param": lambda _, fields=None, *__: encoded(fields) if isinstance(fields, dict) else None,
}
#: Whatever else is called of an element brings the element.
_OF_ELEMENTS: dict[Value, Callable[..., Value]] = {
    "val": Objects.value,
    "data": Objects.data,
    **dict.fromkeys(("attr", "prop", "getAttribute", "setAttribute"), Objects.attribute),
    **dict.fromkeys(("text", "html"), Objects.text),
    **dict.fromkeys(("closest", "parents"), Objects.around),
    **dict.fromkeys(("find", "querySelector"), lambda page, one, name=None, *_: page.select(name, one)),
    "parent": lambda _, element, *__: element.getparent(),
    "serialize": lambda page, element, *_: encoded(page.fields(element)),
    **dict.fromkeys(("submit", "requestSubmit", "trigger"), Objects.submit),
    "load": Objects.load,
}
