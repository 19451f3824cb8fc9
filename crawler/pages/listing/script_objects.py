"""What scripts find on their page: its address, its elements with their fields and attributes; requests."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from cssselect import SelectorError
from lxml import etree

from crawler.pages.listing.script_values import LONGEST, Value, encoded, said
from crawler.pages.page.tree import Element, Page, words_of

_FIELDS = frozenset({"input", "select", "textarea", "button", "option"})


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
    """The elements of a page, its address, and what a press has changed of them."""

    page: Page
    url: str
    press: Press
    filled: dict[Element, str] = field(default_factory=dict)
    actions: dict[Element, str] = field(default_factory=dict)

    def select(self, selector: Value, inside: Element = None) -> Element | None:
        """The first element of a selector."""
        return next(iter(select(self.page.root if inside is None else inside, str(selector))), None)

    def called(self, name: Value) -> Element | None:
        """The element of that id or that name."""
        has = etree.XPath("(//*[@id = $name] | //*[@name = $name])[1]")
        return next(iter(has(self.page.root, name=str(name))), None)

    def around(self, element: Element, selector: Value) -> Element | None:
        """The nearest element of a selector that an element stands in."""
        fitting = select(self.page.root, str(selector))
        return next((one for one in element.iterancestors() if one in fitting), None)

    def attribute(self, element: Element, name: str) -> str | None:
        """An attribute of an element; of the one pressed, as the press has it."""
        held = self.press.attributes if element is self.press.element else element.attrib
        value = held.get(name)
        return str(value) if value is not None else None

    def data(self, element: Element, name: Value) -> str:
        """A data attribute of an element by its name in scripts."""
        dashed = re.sub("([A-Z])", r"-\1", str(name)).lower()
        return self.attribute(element, f"data-{dashed}") or ""

    def text(self, element: Element) -> str:
        """What an element says."""
        return self.press.text if element is self.press.element else words_of(element)

    def value(self, element: Element) -> str:
        """What a field holds; of a list, the option that is chosen."""
        options = list(element.iter("option")) if element.tag == "select" else []
        shown = next((one for one in options if one.get("selected") is not None), options[0] if options else element)
        return self.filled.get(element) or self.attribute(element, "value") or shown.get("value") or ""

    def set(self, element: Element, name: Value, value: Value) -> Element:
        """Write into a field, or give a form its address. What is not known makes nothing of it."""
        kept = {"value": self.filled, "action": self.actions}.get(str(name), {})
        kept[element] = said(value) or ""
        return element

    def form_of(self, element: Element) -> Element | None:
        """The form that an element is, or stands in."""
        return element if element.tag == "form" else next(element.iterancestors("form"), None)

    def fields(self, form: Element) -> dict[str, str]:
        """The fields of a form as they are sent."""
        written = (one for one in form.iter("input", "select") if one.get("name") and one.get("disabled") is None)
        plain = (one for one in written if (one.get("type") or "text").lower() in {"hidden", "text", "search"})
        return {one.get("name"): self.value(one) for one in plain}

    def sent(self, form: Element | None) -> Sent | None:
        """The request by which the form is sent as it stands; `None` where the press has written nothing into it."""
        if form is None or not (form in self.actions or any(self.form_of(one) is form for one in self.filled)):
            return None
        action = self.actions.get(form) or form.get("action") or self.url
        is_post = (form.get("method") or "get").lower() == "post"
        made = request("POST" if is_post else "GET", action, self.fields(form), asked=False)
        return made._replace(by_form=is_post) if made is not None else None

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
                return held if is_list else inside if inside is not None else self.attribute(held, str(name))
        return None


_PROPERTIES: dict[Value, Callable[[Objects, Element], Value]] = {
    "value": Objects.value,
    "dataset": lambda _, element: Data(element),
    **dict.fromkeys(("innerText", "textContent", "innerHTML"), Objects.text),
    "form": Objects.form_of,
    "selectedIndex": lambda *_: 0,
    **dict.fromkeys(("options", "elements", "target", "currentTarget", "srcElement"), lambda _, element: element),
    **dict.fromkeys(("parentNode", "parentElement"), lambda _, element: element.getparent()),
}


def select(root: Element, selector: str) -> list[Element]:
    """The elements below `root` of a selector; none where it is none."""
    try:
        return list(root.cssselect(selector))
    except (SelectorError, etree.XPathError, ValueError, RecursionError):
        return []


def request(method: Value, url: Value, data: Value = None, *, asked: bool = True) -> Sent | None:
    """The request to an address with an object, a text, or nothing; `None` where not all of it is known."""
    address = said(url)
    text = "" if data is None else data if isinstance(data, str) else encoded(data) if isinstance(data, dict) else None
    if address is None or len(address) > LONGEST or text is None:
        return None
    is_json = text.startswith(("{", "["))
    match str(method or "GET").upper():
        case "GET" if not is_json:
            joint = "" if not text else "&" if "?" in address else "?"
            return Sent("GET", quote(f"{address}{joint}{text}", safe="/:?&=%#+,;@~!$'()*[]"), asked=asked)
        case "POST" if is_json:
            return Sent("POST", address, text=text, asked=asked)
        case "POST":
            return Sent("POST", address, tuple(parse_qsl(text, keep_blank_values=True)), asked=asked)
    return None
