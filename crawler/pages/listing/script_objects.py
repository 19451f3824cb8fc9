"""What scripts find on their page: its address, its elements with their fields and attributes; requests that are made.

`None` stands for whatever is not known.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from cssselect import SelectorError
from lxml import etree

from crawler.pages.page.tree import Element, Page, words_of

Value: TypeAlias = Any
_FIELDS = frozenset({"input", "select", "textarea", "button", "option"})
_LONGEST = 5_000


class Root(Enum):
    """What scripts reach everything by."""

    WINDOW = auto()
    LOCATION = auto()
    JQUERY = auto()


class Data(NamedTuple):
    """The data attributes of an element, as `element.dataset`."""

    element: Element


@dataclass(slots=True)
class Sender:
    """An `XMLHttpRequest`."""

    method: str = "GET"
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

    def select(self, selector: str, inside: Element = None) -> list[Element]:
        """The elements of a selector."""
        return select(self.page.root if inside is None else inside, selector)

    def called(self, name: str) -> Element | None:
        """The element of that id or that name."""
        has = etree.XPath("(//*[@id = $name] | //*[@name = $name])[1]")
        return next(iter(has(self.page.root, name=name)), None)

    def attribute(self, element: Element, name: str) -> str | None:
        """An attribute of an element; of the one pressed, as the press has it."""
        held = self.press.attributes if element is self.press.element else element.attrib
        value = held.get(name)
        return str(value) if value is not None else None

    def text(self, element: Element) -> str:
        """What an element says."""
        return self.press.text if element is self.press.element else words_of(element)

    def value(self, element: Element) -> str:
        """What a field holds; of a list, the option that is chosen."""
        options = list(element.iter("option")) if element.tag == "select" else []
        shown = next((one for one in options if one.get("selected") is not None), options[0] if options else element)
        return self.filled.get(element) or self.attribute(element, "value") or shown.get("value") or ""

    def fill(self, element: Element, value: Value) -> None:
        """Write into a field. What is not known makes nothing of it."""
        self.filled[element] = said(value) or ""

    def form_of(self, element: Element) -> Element | None:
        """The form that an element is, or stands in."""
        return element if element.tag == "form" else next(element.iterancestors("form"), None)

    def fields(self, form: Element) -> list[tuple[str, str]]:
        """The fields of a form as they are sent."""
        written = (one for one in form.iter("input", "select") if one.get("name") and one.get("disabled") is None)
        plain = (one for one in written if (one.get("type") or "text").lower() in {"hidden", "text", "search"})
        return [(one.get("name"), self.value(one)) for one in plain]

    def sent(self, form: Element) -> Sent | None:
        """The request by which the form is sent as it stands; `None` where the press has written nothing into it."""
        written = any(self.form_of(one) is form for one in self.filled) or form in self.actions
        action = self.actions.get(form) or form.get("action") or self.url
        is_post = (form.get("method") or "get").lower() == "post"
        made = request("POST" if is_post else "GET", action, dict(self.fields(form)), asked=False)
        return made._replace(by_form=is_post) if made is not None and written else None

    def member(self, held: Value, name: Value) -> Value:
        """`held.name`, or `held[name]`."""
        match held:
            case Root.WINDOW:
                return self._of_window(name)
            case Root.LOCATION:
                parts = urlsplit(self.url)
                query = f"?{parts.query}" if parts.query else ""
                origin = f"{parts.scheme}://{parts.netloc}"
                known = {"pathname": parts.path, "href": self.url, "search": query, "origin": origin, "hash": ""}
                return {**known, "host": parts.netloc, "protocol": f"{parts.scheme}:"}.get(name)
            case Data(element):
                dashed = re.sub("([A-Z])", r"-\1", str(name)).lower()
                return self.attribute(element, f"data-{dashed}") or ""
            case dict():
                return held.get(name)
            case list() | tuple() | str() if name == "length":
                return len(held)
            case list() if isinstance(name, int) and name < len(held):
                return held[name]
            case etree._Element():
                return self._of_element(held, name)
        return None

    def _of_window(self, name: Value) -> Value:
        match name:
            case "location":
                return Root.LOCATION
            case "document" | "window" | "self" | "top" | "parent" | "URL" | "forms":
                return Root.WINDOW if name != "URL" else self.url
            case int():
                forms = list(self.page.root.iter("form"))
                return forms[name] if name < len(forms) else None
        return self.called(str(name))

    def _of_element(self, element: Element, name: Value) -> Value:
        match name:
            case "value":
                return self.value(element)
            case "dataset":
                return Data(element)
            case "innerText" | "textContent" | "innerHTML":
                return self.text(element)
            case "form":
                return self.form_of(element)
            case "selectedIndex":
                return 0
            case int() | "options" | "elements" | "target" | "currentTarget" | "srcElement":
                return element
            case "parentNode" | "parentElement":
                return element.getparent()
            case str() if element.tag == "form" and (inside := self._field(element, name)) is not None:
                return inside
        return self.attribute(element, str(name))

    def _field(self, form: Element, name: str) -> Element | None:
        return next((one for one in form.iter(*_FIELDS) if name in {one.get("name"), one.get("id")}), None)


def select(root: Element, selector: str) -> list[Element]:
    """The elements below `root` of a selector; none where it is none."""
    try:
        return list(root.cssselect(selector))
    except (SelectorError, etree.XPathError, ValueError, RecursionError):
        return []


def said(value: Value) -> str | None:
    """A value as a text; `None` where it is no text or number."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def encoded(fields: Mapping[str, Value]) -> str | None:
    """Fields as a query; `None` where one of them is not known."""
    texts = {name: said(value) for name, value in fields.items()}
    return urlencode(texts) if None not in texts.values() else None


def in_json(value: Value) -> str | None:
    """A value in JSON; `None` where it holds what is not known."""
    whole = isinstance(value, dict) and all(isinstance(one, str | int) for one in value.values())
    return json.dumps(value, ensure_ascii=False) if whole else None


def request(method: Value, url: Value, data: Value = None, *, asked: bool = True) -> Sent | None:
    """The request to an address with an object, a text, or nothing; `None` where not all of it is known."""
    address, sends = said(url), data not in (None, "")
    text = data if isinstance(data, str) else encoded(data) if isinstance(data, dict) else None
    is_known = address is not None and len(address) <= _LONGEST and (text is not None or not sends)
    is_json = text is not None and text.startswith(("{", "["))
    match str(method or "GET").upper():
        case "GET" if is_known and not is_json:
            joint = "" if not text else "&" if "?" in str(address) else "?"
            return Sent("GET", quote(f"{address}{joint}{text or ''}", safe="/:?&=%#+,;@~!$'()*[]"), asked=asked)
        case "POST" if is_known and is_json:
            return Sent("POST", str(address), text=text, asked=asked)
        case "POST" if is_known:
            return Sent("POST", str(address), tuple(parse_qsl(text or "", keep_blank_values=True)), asked=asked)
    return None
