"""How a listing goes on where no link leads to its next page: fragments, numbered paths, forms.

A `Recipe` says how the further pages are asked for. It comes from the portal's profile, from the declaration of its
platform, or from the page itself: attributes of its buttons, its forms, its scripts.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from crawler.pages.listing.address_forms import form_of
from crawler.pages.listing.button_addresses import GOT, POSTED, held_address
from crawler.pages.listing.page_numbers import counts_entries, is_page_parameter, page_parameter, path_number
from crawler.pages.listing.postbacks import posted_back
from crawler.pages.listing.presses import Turn, turns
from crawler.pages.listing.scripts import NUMBER, calls, scripts, values
from crawler.pages.page.address import article_address, chosen_by, fetch_url, page_path
from crawler.pages.page.tree import Element, Page
from crawler.records.platform import Continuation as Declared
from crawler.records.profile import Complete, Portal
from crawler.records.query import parameters

#: The header of a request that sends a form.
_OF_FORM = ("Content-Type", "application/x-www-form-urlencoded")
_OF_JSON = ("Content-Type", "application/json")
#: The header of a request that a script sends.
_BY_SCRIPT = ("X-Requested-With", "XMLHttpRequest")
#: Recipes that are tried on one listing.
_MOST_WAYS = 4


class Ask(NamedTuple):
    """A request for a page: the address with method, body and headers."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Recipe:
    """How pages are asked for that no link leads to. `{number}` in `url`, a form's value or `text` stands for the page.

    `first` is the number in the first request, and every further request adds `step`. The page that the first request
    brings may be one that is known already. `text` is sent instead of a form. `proven` says that the profile holds the
    recipe, so that it has worked before, and that the page says that there is more. `ends` are articles that the page
    and the answer to a request without a number showed when it was recorded. `of_form` says that a form of the page is
    sent: the next page has a form of its own, with other values; `of_file` that a script file tells the recipe.
    `address` is how the fields of a record in JSON make the address of its article (`address_forms`).
    """

    url: str
    first: int = 2
    method: str = "GET"
    form: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    step: int = 1
    text: str | None = None
    proven: bool = False
    ends: tuple[str, ...] = ()
    of_form: bool = False
    of_file: bool = False
    address: str | None = None

    @property
    def once(self) -> bool:
        """Whether one request brings all the rest."""
        return not self.counts and not self.of_form

    @property
    def counts(self) -> bool:
        """Whether a further request asks for another page than the first one."""
        return any(NUMBER in text for text in (self.url, self.text or "", *(value for _, value in self.form)))

    @property
    def by_entries(self) -> bool:
        """Whether it says how many entries lie before the page, and nothing says how many stand on one."""
        sent = (*parameters(urlsplit(self.url).query), *self.form)
        return self.step == 1 and any(counts_entries(name) for name, value in sent if value == NUMBER)

    def ask(self, turn: int) -> Ask:
        """The request number `turn`, counted from 0."""
        number = str(self.first + turn * self.step)
        url = self.url.replace(NUMBER, number)
        if self.method == "GET":
            return Ask(url, headers=self.headers)
        form = urlencode([(name, value.replace(NUMBER, number)) for name, value in self.form])
        body = form if self.text is None else self.text.replace(NUMBER, number)
        typed = any(name.lower() == "content-type" for name, _ in self.headers)
        return Ask(url, self.method, body.encode(), self.headers if typed else (_OF_FORM, *self.headers))

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Recipe":
        """The recipe from the JSON form of its `dataclasses.asdict`."""
        pairs = {name: tuple((key, value) for key, value in data[name]) for name in ("form", "headers")}
        return cls(**{**data, **pairs, "ends": tuple(data["ends"])})


class Continuation(NamedTuple):
    """The recipes to try in their order. `lacking` says what the page does not tell of a declared one, `remedy` what to
    do where the listing goes on and nothing tells how, `recorded` that the profile holds the recipes. Less than `full`
    articles are all that there are, where nothing says that there is more. `complete` is what the profile says of a
    listing that showed all that it had.
    """

    recipes: tuple[Recipe, ...] = ()
    lacking: str | None = None
    remedy: str | None = None
    recorded: bool = False
    full: int = 0
    complete: Complete | None = None


def continuation(page: Page, url: str, portal: Portal, article_url: str, files: str = "") -> Continuation:
    """How the listing goes on whose first page is `page` at `url`; `article_url` is the address of an article on it,
    `files` what its script files hold.
    """
    own = recorded(page, url, portal)
    if own.recorded:
        return own
    age = portal.age_of(article_url)
    ways = age.platform.continues if age is not None else ()
    made = [(way, *_declared(way, page, url, portal)) for way in ways]
    recipes = [recipe for _, recipe, _ in made if recipe is not None]
    recipes += [recipe for recipe in _told(page, url, portal, files) if recipe not in recipes]
    address = _address(page, url, portal) if recipes else None
    recipes = [replace(recipe, address=recipe.address or address) for recipe in recipes]
    lacking = [(way, f"{way.method} {way.url} wants {', '.join(without)}") for way, _, without in made if without]
    full = max((way.full for way, _ in lacking), default=0)
    unsaid = "; ".join(f"{wants}, which the page does not say" for _, wants in lacking) or None
    remedy = f"vnportal probe {portal.name} --browser --write FILE finds how it goes on"
    return Continuation(tuple(recipes[:_MOST_WAYS]), unsaid, remedy, full=full, complete=own.complete)


def _address(page: Page, url: str, portal: Portal) -> str | None:
    """How records make the addresses of articles, where the page holds the records of articles that it links to."""
    base = page.base(url)
    texts = [one.text or "" for one in page.root.iter("script") if "json" in (one.get("type") or "")]
    led = (fetch_url(one.get("href") or "", base, portal) for one in page.places if one.tag == "a")
    shown = dict.fromkeys(target for target in led if target and article_address(target, portal)) if texts else ()
    return form_of(texts, shown)


def recorded(page: Page, url: str, portal: Portal) -> Continuation:
    """What the profile says of how the listing goes on whose first page is `page` at `url`."""
    complete = next((one for one in portal.complete if _is_listing(one.listing, url)), None)
    own = [one for one in portal.continuations if _is_listing(one.listing, url)]
    made = [(_declared(one, page, url, portal)[0], tuple(one.ends)) for one in own]
    asked = tuple(replace(recipe, ends=ends) for recipe, ends in made if recipe is not None)
    return Continuation(asked, recorded=bool(own), complete=complete)


def further(page: Page, url: str, portal: Portal, number: int) -> Continuation:
    """How the listing goes on behind its page `number`, which is no first one: by a form of that page."""
    script = scripts(page)
    pressed = _of_turns(turns(page, url, script, values(page, script), number), page.base(url), portal)
    by_form = (one for one in pressed if one.of_form)
    return Continuation((*by_form, *_of_forms(page, url, portal, number))[:_MOST_WAYS])


def _is_listing(listing: str, url: str) -> bool:
    queries = [sorted(chosen_by(urlsplit(one).query)) for one in (listing, url)]
    return (page_path(listing) or "") == (page_path(url) or "") and queries[0] == queries[1]


def _declared(declared: Declared, page: Page, url: str, portal: Portal) -> tuple[Recipe | None, list[str]]:
    """The recipe that a declaration makes on the page, or the names of what the page does not say."""
    path = re.sub(r"\.\w+$", "", urlsplit(url).path.rstrip("/"))
    address = declared.url.replace("{path}", path)
    zones = [one.get("value") for one in page.root.cssselect(declared.zone)] if declared.zone else ["none is asked for"]
    target = next((_target(address.replace("{zone}", zone), url, portal) for zone in zones if zone), None)
    if target is None:
        return None, []
    known = {name.lower(): value for name, value in values(page, scripts(page)).items()} if declared.needs else {}
    without = [name for name in declared.needs if name.lower() not in known]
    if without:
        return None, without
    form = [*declared.form.items(), *((name, known[name.lower()]) for name in declared.needs)]
    form += [(declared.counter, NUMBER)] if declared.counter is not None else []
    if declared.items is not None and declared.item is not None:
        held = page.root.xpath("//@*[name() = $name]", name=declared.item)
        form += [(declared.items, value) for value in dict.fromkeys(filter(None, held))]
    headers = tuple(declared.headers.items())
    recipe = Recipe(target, declared.first, declared.method, tuple(form), headers, declared.step, declared.body)
    return replace(recipe, address=declared.address), []


def _target(address: str, base: str, portal: Portal) -> str | None:
    """An address on the portal that the page at `base` names, with the place of its page number as it is."""
    target = fetch_url(address, base, portal)
    return target.replace("%7Bnumber%7D", NUMBER) if target is not None else None


def _told(page: Page, url: str, portal: Portal, files: str) -> Iterator[Recipe]:
    """The recipes that the page itself tells, and its script files."""
    base = page.base(url)
    script = scripts(page)
    known = values(page, f"{script}\n{files}")
    yield from _of_turns(turns(page, url, f"{script}\n{files}", known, 1), base, portal)
    for element in page.places:
        yield from _of_button(element, base, portal)
    yield from _of_forms(page, url, portal, 1)
    yield from _of_turns(calls(script, known), base, portal)
    yield from (replace(recipe, of_file=True) for recipe in _of_turns(calls(files, known), base, portal))


def _of_turns(found: Iterable[Turn], base: str, portal: Portal) -> Iterator[Recipe]:
    """Of the requests that scripts make for further pages."""
    for (method, address, form, text, by_form, asked), first, step in found:
        target = _target(address, base, portal)
        headers = (_BY_SCRIPT,) * asked + (_OF_JSON,) * (text is not None)
        made = Recipe(target or "", first, method, form, headers, step, text, of_form=by_form)
        yield from [made] * (target is not None)


def _of_button(element: Element, base: str, portal: Portal) -> Iterator[Recipe]:
    """Of a button that holds an address, with a page number in it or beside it."""
    address = held_address(element, base, portal)
    if address is None:
        return
    attribute, target = address
    held = {name[5:]: value for name, value in element.attrib.items() if name.startswith("data-") and name not in GOT}
    held |= _json(element.get("hx-vals"))
    counter = next((name for name, value in held.items() if is_page_parameter(name) and value.isdigit()), None)
    form = tuple((name, NUMBER if name == counter else value) for name, value in held.items())
    if counter is None:
        yield from numbered(target)
    elif attribute == POSTED:
        yield Recipe(target, int(held[counter]), "POST", form)
    else:
        query = _encoded([(counter, NUMBER), *(pair for pair in form if pair[1] != NUMBER)])
        yield Recipe(f"{target}{'&' if urlsplit(target).query else '?'}{query}", int(held[counter]))


def numbered(target: str) -> Iterator[Recipe]:
    """The recipe of an address that holds a page number, in its query or else in its path."""
    parameter, number = page_parameter(target), path_number(target)
    if parameter is not None:
        name, value = parameter
        yield Recipe(re.sub(rf"([?&;]{re.escape(name)}=){value}\b", rf"\g<1>{NUMBER}", target), value)
    elif number is not None:
        parts = urlsplit(target)
        before, _, behind = parts.path.rpartition(str(number))
        yield Recipe(parts._replace(path=f"{before}{NUMBER}{behind}").geturl(), number)


def _of_forms(page: Page, url: str, portal: Portal, number: int) -> Iterator[Recipe]:
    """Of the forms by POST that are sent for the page behind page `number`."""
    base = page.base(url)
    for form in page.root.iter("form"):
        target = fetch_url(form.get("action") or url, base, portal)
        if (form.get("method") or "get").lower() == "post" and target is not None:
            yield from _of_form(form, target, number, is_own=page_path(target) == page_path(url))


def _of_form(form: Element, target: str, number: int, *, is_own: bool) -> Iterator[Recipe]:
    """Of a form that is sent with the number of a page, or by a link that does so with a script. `is_own` says that it
    leads to the listing itself: a hidden field without a value waits there for the number of a page.
    """
    written = (one for one in form.iter("input", "select") if (one.get("type") or "text").lower() in {"hidden", "text"})
    fields: dict[str, str] = {one.get("name"): _chosen(one) for one in written if one.get("name")}
    sent = posted_back(form, number, is_own=is_own)
    if sent is not None:
        yield Recipe(target, number + 1, "POST", tuple((fields | sent).items()), of_form=True)
        return
    held = (
        (one, one.get("value") or ("" if one.get("type") != "hidden" else str(number))) for one in form.iter("input")
    )
    filled = [*(held if is_own else ()), *((one, one.get("value") or "") for one in form.iter("button", "input"))]
    numbered = [
        (element.get("name"), int(value), element.tag == "button" or element.get("type") == "submit")
        for element, value in filled
        if is_page_parameter(element.get("name") or "") and value.isdigit()
    ]
    # A field that is no button holds the number of the page shown, and a script sets that of another; or of the next.
    pressed = [(name, value if button or value > number else value + 1) for name, value, button in numbered]
    if pressed:
        counter, first = min(pressed, key=lambda one: (one[1] <= number, one[1]))
        fields[counter] = NUMBER
        yield Recipe(target, first, "POST", tuple(fields.items()), of_form=True)


def _chosen(field: Element) -> str:
    """The value of a field as it stands on the page; of a drop-down list, that of its option."""
    options = list(field.iter("option"))
    shown = next((one for one in options if one.get("selected") is not None), options[0] if options else field)
    return shown.get("value") or ""


def _encoded(fields: Iterable[tuple[str, str]]) -> str:
    """The query of these fields, with the place of its page number as it is."""
    return urlencode([*fields]).replace("%7Bnumber%7D", NUMBER)


def _json(text: str | None) -> dict[str, str]:
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in held.items()} if isinstance(held, dict) else {}
