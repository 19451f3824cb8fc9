"""What the functions of the browser and of jQuery bring and do, where a script calls them: fields, forms, requests."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from crawler.pages.listing.script_objects import Objects, Root, Sender, Sent, request
from crawler.pages.listing.script_tokens import Function
from crawler.pages.listing.script_values import OF_FIELDS, OF_TEXTS, Value, encoded, number_of
from crawler.pages.page.tree import Element


@dataclass(slots=True)
class Effects:
    """What a press does. `sent` are the requests that it makes."""

    objects: Objects
    sent: list[Sent] = field(default_factory=list)

    def send(self, made: Sent | None) -> None:
        """Make a request, if all of it is known."""
        self.sent += filter(None, [made])

    def lead(self, url: Value, *_: Value) -> None:
        """Lead to an address."""
        self.send(request("GET", url, asked=False))

    def asked(self, held: Value, name: str, given: list[Value]) -> Value:
        """What a function of the browser, or of jQuery, brings and does."""
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
                self.send(request(method, url, *given[:1]))
            case Sender() if name == "open":
                held.method, held.url = [*given, None, None][:2]
            case etree._Element():
                return _OF_ELEMENTS[name](self, held, *given) if name in _OF_ELEMENTS else held
        return None

    def selected(self, asked: Value = None, *_: Value) -> Value:
        """The element that a selector stands for, or an element itself."""
        return self.objects.select(asked) if isinstance(asked, str) else asked

    def ask(self, first: Value = None, second: Value = None, *_: Value) -> None:
        """A request by `fetch` or `$.ajax`: by an address and an object, or by an object that says both."""
        told = next((one for one in (first, second) if isinstance(one, dict)), {})
        url = told.get("url") if told is first else first
        self.send(request(told.get("method") or told.get("type"), url, told.get("body") or told.get("data")))

    def get(self, url: Value = None, data: Value = None, *_: Value, method: str = "GET") -> None:
        """A request by `$.get`, `$.post` or `load`, with what is sent."""
        told = {"url": url, "data": None if isinstance(data, Function) else data, "method": method}
        self.ask({**told, **url} if isinstance(url, dict) else told)

    def post_back(self, target: Value = None, argument: Value = None, *_: Value) -> None:
        """Send the form of an ASP.NET page."""
        fields = {self.objects.called("__EVENTTARGET"): target, self.objects.called("__EVENTARGUMENT"): argument}
        for element in fields if None not in fields else ():
            self.objects.set(element, "value", fields[element])
        self.submit(next(iter(fields)))

    def submit(self, element: Element, event: Value = None, *_: Value) -> None:
        """Send the form that an element is, or stands in."""
        form = self.objects.form_of(element) if element is not None and event in (None, "submit") else None
        self.send(self.objects.sent(form))

    def load(self, _: Element, url: Value = None, data: Value = None, *__: Value) -> None:
        """A request by jQuery's `load`; a selector may stand behind the address."""
        address = url.partition(" ")[0] if isinstance(url, str) else None
        self.get(address, data, method="POST" if isinstance(data, dict) else "GET")

    def value(self, element: Element, *given: Value) -> Value:
        """Read a field, or fill it."""
        return self.objects.set(element, "value", given[0]) if given else self.objects.value(element)

    def attribute(self, element: Element, name: Value = None, *given: Value) -> Value:
        """Read an attribute, or set it."""
        return self.objects.set(element, name, given[0]) if given else self.objects.attribute(element, str(name))


def _in_json(_: Effects, value: Value = None, *__: Value) -> str | None:
    """A value in JSON; `None` where it holds what is not known."""
    whole = isinstance(value, dict) and all(isinstance(one, str | int) for one in value.values())
    return json.dumps(value, ensure_ascii=False) if whole else None


def _fields(effects: Effects, *given: Value) -> Value:
    """The fields that `FormData` and the like are made of: of a form, of an object, or none yet."""
    held = given[0] if given else {}
    fields = effects.objects.fields(held) if isinstance(held, etree._Element) else held
    return dict(fields) if isinstance(fields, dict) else None


_SAME = dict.fromkeys(("String", "encodeURIComponent", "encodeURI", "escape", "trim"), lambda _, value=None, *__: value)
_NUMBERS = dict.fromkeys(
    ("parseInt", "Number", "parseFloat", "round", "floor"), lambda _, value=None, *__: number_of(value)
)
_OF_WINDOW: dict[str, Callable[..., Value]] = {
    **_SAME,
    **_NUMBERS,
    **dict.fromkeys(("$", "jQuery", "querySelector", "querySelectorAll"), Effects.selected),
    **dict.fromkeys(("fetch", "axios"), Effects.ask),
    "open": Effects.lead,
    "__doPostBack": Effects.post_back,
    "getElementById": lambda effects, name=None, *_: effects.objects.called(name),
    "getElementsByName": lambda effects, name=None, *_: [effects.objects.called(name)],
    "stringify": _in_json,
    "XMLHttpRequest": lambda *_: Sender(),
    **dict.fromkeys(("FormData", "URLSearchParams", "Object"), _fields),
}
_OF_JQUERY: dict[str, Callable[..., Value]] = {
    **_SAME,
    "ajax": Effects.ask,
    **dict.fromkeys(("get", "getJSON"), Effects.get),
    "post": lambda effects, *given: effects.get(*given, method="POST"),
    "param": lambda _, fields=None, *__: encoded(fields) if isinstance(fields, dict) else None,
}
#: Whatever else is called of an element brings the element.
_OF_ELEMENTS: dict[str, Callable[..., Value]] = {
    "val": Effects.value,
    "data": lambda effects, element, name=None, *_: effects.objects.data(element, name),
    **dict.fromkeys(("attr", "prop", "getAttribute", "setAttribute"), Effects.attribute),
    **dict.fromkeys(("text", "html"), lambda effects, one, *given: one if given else effects.objects.text(one)),
    **dict.fromkeys(("closest", "parents"), lambda effects, one, name=None, *_: effects.objects.around(one, name)),
    **dict.fromkeys(("find", "querySelector"), lambda effects, one, name=None, *_: effects.objects.select(name, one)),
    "parent": lambda _, element, *__: element.getparent(),
    "serialize": lambda effects, element, *_: encoded(effects.objects.fields(element)),
    **dict.fromkeys(("submit", "requestSubmit", "trigger"), Effects.submit),
    "load": Effects.load,
}
