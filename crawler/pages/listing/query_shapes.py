"""The part of a shape that stands in the query: which parameter tells the article, and which others its address needs.

No name of a parameter is known beforehand. The one tells the article whose value differs from title to title. Those
belong to the address that all links to articles have: "?mod=tin&act=xem&ma=1728&nhom=5" and "?mod=tin&act=xem&ma=1735&
nhom=7" give "?mod=tin&act=xem&ma={id}&nhom={any}".
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from crawler.pages.listing.link_groups import Group, Link
from crawler.pages.listing.page_numbers import is_page_parameter

#: The share of the titled links that have the same route, where one parameter tells the route: "view=article".
_ONE_ROUTE = 0.9
#: Names that hold ids on many platforms: they win where two parameters differ from title to title.
_KNOWN = re.compile(r"^(?:\w*(?:news|item|article|post|bai|tin|content|doc|n|a)_?id|id|p|aid|nid|itemid)$", re.I)
#: What a value may be that tells an article, with its template: the first that fits.
_FORMS = (
    (re.compile(r"\d{1,20}"), "{id}"),
    (re.compile(r"\d{1,20}(?P<joint>[:._-])[^/]*[a-z][^/]*", re.I), "{{id}}{joint}{{slug}}"),
    (re.compile(r"[^/]*[a-z][^/]*?(?P<joint>[._-])\d{1,20}", re.I), "{{slug}}{joint}{{id}}"),
    (re.compile(r"(?=\D*\d)[0-9a-f]{8}[0-9a-f-]*", re.I), "{key}"),
    (re.compile(r"[^/.]+(?:-[^/.-]+){3,}"), "{title}"),
)
_NAME = re.compile(r"[\w.$:\[\]-]+")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.I)
_NOT_LITERAL = re.compile(r"[{}\[\]?&=]")


class Told(NamedTuple):
    """A shape that an address may have, and what tells its article: `key`, the value of `parameter` or of a part of the
    path.
    """

    shape: str
    key: str
    parameter: str | None = None


def told_by_query(link: Link) -> Iterator[Told]:
    """The shapes of an address in which a parameter tells the article: the path's last segment and the parameter."""
    last = unquote(urlsplit(link.url).path).rstrip("/").rpartition("/")[2]
    for name, value in link.parameters:
        head, slash, tail = value.rpartition("/")
        extension = _EXTENSION.search(tail)
        ending = extension[0] if extension else ""
        template = _template(tail.removesuffix(ending))
        if template is not None and _NAME.fullmatch(name) and not _NOT_LITERAL.search(f"{head}{ending}"):
            for folders in [head, "{any}"] if slash else [""]:
                yield Told(f"/{literal(last)}?{name}={folders}{slash}{template}{ending}", value, name)


def told_by_path_parameter(link: Link) -> Iterator[Told]:
    """The shapes of an address in which a parameter of the path's last segment tells the article: "/tin;nhom=5;ma=17"
    has "/tin;nhom={any};ma={id}".
    """
    last = unquote(urlsplit(link.url).path).rpartition("/")[2]
    extension = _EXTENSION.search(last)
    ending = extension[0] if extension else ""
    folder, *parts = last.removesuffix(ending).split(";")
    named = [(name, value) for name, _, value in (part.partition("=") for part in parts)]
    telling = [(name, value) for name, value in named if _template(value) is not None and not is_page_parameter(name)]
    for told, value in telling:
        values = "".join(f";{name}={_template(value) if name == told else '{any}'}" for name, _ in named)
        yield from (Told(f"/{before}{values}{ending}", value, told) for before in (literal(folder), "{any}"))


def _template(value: str) -> str | None:
    """The template of a value that may tell an article."""
    fitting = ((found, template) for form, template in _FORMS if (found := form.fullmatch(value)))
    written = (template.format(**found.groupdict()) if "{{" in template else template for found, template in fitting)
    return next(written, None)


def is_known(name: str | None) -> bool:
    """Whether a parameter of that name holds ids on many platforms."""
    return name is not None and _KNOWN.match(name) is not None


def narrowed(group: Group, shape: str) -> Group:
    """The group without the pages of another route, where one path shows all: "view=category" beside "view=article"."""
    titled = group.titled.values()
    pairs = Counter(pair for links in titled for pair in {pair for link in links for pair in link.parameters})
    routes = [group.where(pair) for pair, count in pairs.items() if count >= _ONE_ROUTE * len(titled)]
    best = max(routes, key=lambda route: route.score(shape), default=group)
    return narrowed(best, shape) if best.score(shape) > group.score(shape) else group


def query_of(group: Group, told: str) -> str:
    """The query of the shape. `told` is the parameter that tells the article, with its template, or "".

    Parameters that all titled links have stand in it: with their value where that is always the same, else as `{any}`.
    """
    links = [link for links in group.titled.values() for link in links]
    found = []
    for name, first in dict(links[0].parameters).items():
        values = {dict(link.parameters).get(name) for link in links}
        if name == group.told_by:
            found.append(told)
        elif None in values or not _NAME.fullmatch(name) or (len(values) > 1 and is_page_parameter(name)):
            continue
        else:
            found.append(f"{name}={first if len(values) == 1 and not _NOT_LITERAL.search(first) else '{any}'}")
    return f"?{'&'.join(found)}" if found else ""


def literal(text: str) -> str:
    """A text as a template holds it."""
    return re.sub(r"[{}\[\]?]", "", text)
