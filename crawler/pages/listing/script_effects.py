"""What the functions of the browser and of jQuery bring and do, where a script calls them: fields, forms, requests."""

from dataclasses import dataclass, field

from lxml import etree

from crawler.pages.listing.script_objects import (
    Data,
    Objects,
    Root,
    Sender,
    Sent,
    Value,
    encoded,
    in_json,
    request,
    said,
    select,
)
from crawler.pages.listing.script_tokens import Function
from crawler.pages.page.tree import Element

_SAME = frozenset({"String", "encodeURIComponent", "encodeURI", "escape", "trim"})


@dataclass(slots=True)
class Effects:
    """What a press does. `sent` are the requests that it makes."""

    objects: Objects
    sent: list[Sent] = field(default_factory=list)

    def send(self, made: Sent | None) -> None:
        """Make a request, if all of it is known."""
        self.sent += filter(None, [made])

    def set(self, held: Value, name: Value, value: Value) -> None:
        """Keep a value in an object: a field is filled, an address is led to."""
        match held, name:
            case (Root.LOCATION, "href"):
                self.send(request("GET", value, asked=False))
            case (etree._Element(), "value"):
                self.objects.fill(held, value)
            case (etree._Element(), "action"):
                self.objects.actions[held] = said(value) or ""
            case (dict(), _):
                held[str(name)] = value

    def asked(self, held: Value, name: str, first: Value, second: Value, given: list[Value]) -> Value:
        """What a function of the browser, or of jQuery, brings and does."""
        match held, name:
            case (None | Root.WINDOW, "$" | "jQuery"):
                return self._selected(first)
            case (None | Root.WINDOW | Root.JQUERY, _) if name in _SAME:
                return first
            case (None | Root.WINDOW, "getElementById" | "getElementsByName"):
                found = self.objects.called(said(first) or "")
                return found if name == "getElementById" else [found]
            case (None | Root.WINDOW, "querySelector" | "querySelectorAll"):
                return self._selected(first)
            case (None | Root.WINDOW, "__doPostBack"):
                self._post_back(first, second)
            case (None | Root.WINDOW, "open") | (Root.LOCATION, "assign" | "replace"):
                self.send(request("GET", first, asked=False))
            case (None | Root.WINDOW, "fetch") | (Root.JQUERY, "ajax" | "get" | "post" | "getJSON" | "$" | "axios"):
                self._ask(name, first, second)
            case (Root.JQUERY, "param"):
                return encoded(first) if isinstance(first, dict) else None
            case (_, "stringify"):
                return in_json(first)
            case (_, "preventDefault" | "stopPropagation"):
                return None
            case (Sender() as sender, "open"):
                sender.method, sender.url = str(first), second
            case (Sender() as sender, "send"):
                self.send(request(sender.method, sender.url, first))
            case (etree._Element() as element, _):
                return self._of_element(element, name, first, given)
        return None

    def _ask(self, name: str, first: Value, second: Value) -> None:
        """A request by `fetch` or jQuery: by an address and what is sent, or by an object that says both."""
        posts = "POST" if name == "post" else "GET"
        match first, second:
            case dict() as told, _:
                self.send(request(told.get("type") or told.get("method"), told.get("url"), told.get("data")))
            case _, dict() as told if name in {"fetch", "ajax"}:
                self.send(request(told.get("method") or told.get("type"), first, told.get("body") or told.get("data")))
            case _:
                self.send(request(posts, first, None if isinstance(second, Function) else second))

    def _selected(self, asked: Value) -> Value:
        match asked:
            case str():
                return next(iter(self.objects.select(asked)), None)
            case Function():
                return None
        return asked

    def _post_back(self, target: Value, argument: Value) -> None:
        fields = {self.objects.called("__EVENTTARGET"): target, self.objects.called("__EVENTARGUMENT"): argument}
        forms = [self.objects.form_of(element) for element in fields if element is not None]
        for element in fields if len(forms) == len(fields) and forms[0] is not None else ():
            self.objects.fill(element, fields[element])
        self.send(self.objects.sent(forms[0]) if forms and forms[0] is not None else None)

    def _of_element(self, element: Element, name: str, first: Value, given: list[Value]) -> Value:
        """What a function of an element, or of jQuery for it, brings and does."""
        reads = len(given) == 1
        match name:
            case "val" if reads:
                self.objects.fill(element, first)
            case "setAttribute" | "attr" | "prop" if len(given) == 2:
                self.set(element, first, given[1])
            case "val":
                return self.objects.value(element)
            case "data" if reads:
                return self.objects.member(Data(element), first)
            case "attr" | "getAttribute" | "prop" if reads:
                return self.objects.attribute(element, str(first))
            case "text" | "html" if not given:
                return self.objects.text(element)
            case "closest" | "parents":
                fitting = select(self.objects.page.root, str(first))
                return next((one for one in element.iterancestors() if one in fitting), None)
            case "find" | "querySelector":
                return next(iter(self.objects.select(str(first), element)), None)
            case "parent":
                return element.getparent()
            case "serialize":
                return encoded(dict(self.objects.fields(element)))
            case "submit" | "requestSubmit" | "trigger":
                form = self.objects.form_of(element)
                self.send(self.objects.sent(form) if form is not None and first in {None, "submit"} else None)
            case "load":
                data = given[1] if len(given) > 1 and not isinstance(given[1], Function) else None
                is_post = isinstance(data, dict)
                self.send(request("POST" if is_post else "GET", _before_blank(first), data))
        return element


def _before_blank(value: Value) -> Value:
    """The address of jQuery's `load`, which a selector may stand behind."""
    return value.partition(" ")[0] if isinstance(value, str) else value
