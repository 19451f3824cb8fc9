"""The shape of articles' addresses on a platform that nobody has declared, inferred from the links of its pages.

Links are grouped by the shape of their address. The articles' shape is the one whose links carry titles, with days and
pictures beside them: "/tin-tuc/hoi-nghi-giao-ban-15678.html" has the shape "/tin-tuc/{slug}-{id}.html". Where the path
is that of many pages, a parameter tells the article (`query_shapes`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from crawler.pages.listing.link_groups import LEAST, Group, Link
from crawler.pages.listing.page_numbers import page_parameter
from crawler.pages.listing.query_shapes import (
    Told,
    is_known,
    literal,
    narrowed,
    query_of,
    told_by_path_parameter,
    told_by_query,
)
from crawler.records.platform import ArticlePlace, Platform

#: Pages that tell by a link that all of them show.
_SHOWN_BY = 3
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
#: By what an id stands in the last two parts of a path, with the shape that they have then.
_BY_NUMBER = (
    (re.compile(r".*/[^/]*[a-z][^/]*?(?P<joint>[-_.]+[a-z]{0,5}?)(?P<id>\d{1,20})", re.I), "/{{slug}}{joint}{{id}}"),
    (re.compile(r".*/(?P<id>\d{1,20})(?P<joint>[-_.])[^/]*[a-z][^/]*", re.I), "/{{id}}{joint}{{slug}}"),
    (re.compile(r".*-.*(?P<joint>/[A-Za-z]{0,4})(?P<id>\d+)"), "/{{slug}}{joint}{{id}}"),
    (re.compile(r"[^-]*(?P<joint>/)(?P<id>\d+)"), "{joint}{{id}}"),
    (re.compile(r"(?P<id>\d+)(?P<joint>/)(?!\d+$)[^/]*"), "/{{id}}{joint}{{slug}}"),
)
_WORDS = re.compile(r"^[^/.]+(?:-[^/.-]+){3,}-?$")
#: The site on a server of several: their articles have one space of ids.
_SITE = re.compile(r"^(/(?:web|group))/[^/]+")
_YEAR = re.compile(r"^(?:19|20)\d{2}$")


class Inferred(NamedTuple):
    """A shape with examples of articles that have it: address and title."""

    shape: str
    examples: tuple[tuple[str, str], ...]


def matching(found: Iterable[Link], platform: Platform) -> dict[str, tuple[str, str]]:
    """The articles that the links lead to by a platform's shapes: address and title by id."""
    articles: dict[str, tuple[str, str]] = {}
    for link in found:
        place = _place(link.url, platform)
        if place is not None and len(link.words) >= len(articles.get(place.article_id, ("", ""))[1]):
            articles[place.article_id] = (link.url, link.words)
    return articles


def _place(url: str, platform: Platform) -> ArticlePlace | None:
    parts = urlsplit(url)
    return platform.place(unquote(parts.path).rstrip("/"), parts.query)


def infer(pages: Sequence[Sequence[Link]]) -> Inferred | None:
    """The shape of the articles' addresses, `None` where no shape carries titles.

    `pages` are the links of each page. A link that all of three pages or more show is the theme's, a menu's as a rule:
    its words are no title.
    """
    addresses = [{link.url for link in links} for links in pages]
    themes = set.intersection(*addresses) if len(addresses) >= _SHOWN_BY else set()
    groups: dict[str, Group] = {}
    for link in (link for links in pages for link in links):
        for told in (*_tails(link.url), *told_by_path_parameter(link), *told_by_query(link)):
            group = groups.setdefault(told.shape, Group(told.parameter))
            group.links[told.key].append(link._replace(words="") if link.url in themes else link)
    best = max(groups, key=lambda tail: (groups[tail].score(tail), is_known(groups[tail].told_by)), default=None)
    if best is None or groups[best].score(best) == 0.0:
        return None
    path, _, told_in = best.partition("?")
    group = narrowed(groups[best], best)
    # Titles are told from names of lists by their words, whatever folder holds them.
    group = group if "{title}" in path else _without_lists(group, path.count("/"))
    titled = {link.url: link for links in group.titled.values() for link in links}
    shape = _lead(titled, path) + path + query_of(group, told_in)
    if "{title}" in shape:
        shape = _worded(shape, set().union(*addresses), titled)
    elif "{id}" in shape:
        shape = shape.replace("{id}", _sized(group))
    shown = [max(links, key=lambda link: len(link.words)) for links in group.titled.values()]
    return Inferred(shape, tuple((link.url, link.words) for link in shown[:5]))


def _without_lists(group: Group, depth: int) -> Group:
    """The links of the folder that holds most of the articles, where another folder holds lists.

    "/tin-tuc/le-hoi-5" and "/danh-muc/van-hoa-5" have one shape, but no menu calls an article by its title.
    """
    folders: dict[str, Group] = {}
    for key, link in ((key, link) for key, links in group.links.items() for link in links):
        folders.setdefault(_folder(link.url, depth), Group(group.told_by)).links[key].append(link)
    largest = max(folders.values(), key=lambda one: len(one.titled))
    lists = [one for one in folders.values() if len(one.links) >= LEAST and len(one.titled) * 2 < len(one.links)]
    is_most = len(largest.titled) * 2 > len(group.titled)
    return largest if lists and is_most and largest not in lists else group


def _folder(url: str, depth: int) -> str:
    """What stands before the last `depth` parts of an address' path."""
    return urlsplit(url).path.rstrip("/").rsplit("/", depth)[0].lower()


def _worded(shape: str, addresses: Iterable[str], titled: Collection[str]) -> str:
    """The shape with the least number of words in `{title}`: more than names of listings have in such addresses."""
    tried = shape.replace("{title}", "{key}")
    platform = Platform.model_validate({"name": "tried", "title": "Tried", "articles": [tried]})
    places = ((address, _place(address, platform)) for address in addresses)
    words = {address: len(re.findall(r"[^-]+", place.article_id)) for address, place in places if place is not None}
    least = min(words[address] for address in titled)
    # What is longer than a title is an article, too: of a box that all pages show.
    names = max((count for address, count in words.items() if address not in titled and count < least), default=1)
    return shape.replace("{title}", f"{{title:{min(names + 1, 9)}}}")


def _sized(group: Group) -> str:
    """The placeholder of the id, with its least length where addresses of other pages end in shorter numbers."""
    titled = group.titled
    numbers = {key: max(re.findall(r"\d+", key), key=len, default="") for key in group.links}
    least = min((len(numbers[key]) for key in titled), default=1)
    others = [len(numbers[key]) for key in group.links if key not in titled]
    return f"{{id:{min(least, 9)}}}" if others and max(others) < least else "{id}"


def _tails(url: str) -> Iterator[Told]:
    """The shapes that the end of an address' path may have. A page of a listing has none.

    Titles end in numbers, too: "/4258/giam-sat-quy-1-2025.aspx" has two shapes. What many titles share is no id.
    """
    segments = unquote(urlsplit(url).path).rstrip("/").strip("/").split("/")
    if page_parameter(url) is not None or not segments[-1] or ";" in segments[-1]:
        return
    extension = _EXTENSION.search(segments[-1])
    ending = extension[0].lower() if extension else ""
    last = segments[-1][: len(segments[-1]) - len(ending)]
    above = segments[-2] if len(segments) > 1 else ""
    is_of_day = above.isdigit() and any(_YEAR.match(one) for one in segments[-4:-1])
    for form, template in _BY_NUMBER:
        found = form.fullmatch(f"/{last}" if is_of_day else f"{above}/{last}")
        if found is not None:
            yield Told(template.format(joint=found["joint"].lower()) + ending, found["id"])
    dates = _dates(segments[:-1])
    if dates:
        yield Told(f"{dates}/{{key}}{ending}", last)
    elif _WORDS.match(last):
        yield Told(f"/{{title}}{ending}", last)


def _dates(segments: list[str]) -> str:
    """The shape of the days in an address: "/{year}/{month}" or "/{year}/{month}/{day}"."""
    for count, names in ((3, "/{year}/{month}/{day}"), (2, "/{year}/{month}")):
        held = segments[-count:]
        if len(held) == count and _YEAR.match(held[0]) and all(one.isdigit() and len(one) <= 2 for one in held[1:]):
            return names
    return ""


def _lead(urls: Collection[str], tail: str) -> str:
    """What stands before the tail: the folders that all addresses share, days among them, then those that differ."""
    depth = tail.count("/")
    above = [unquote(urlsplit(url).path).strip("/").split("/")[:-depth] for url in urls]
    shared: list[str] = []
    for folders in zip(*above, strict=False):
        name = _of_day(folders, shared)
        if name is None and len(set(folders)) > 1:
            break
        shared.append(name or literal(folders[0]))
    lead = _SITE.sub(r"\1/{any}", "".join(f"/{folder}" for folder in shared))
    if all(len(folders) == len(shared) for folders in above):
        return lead
    return f"{lead}/{{path}}" if all(len(folders) > len(shared) for folders in above) else f"{lead}{{page}}"


def _of_day(folders: Collection[str], before: list[str]) -> str | None:
    """The placeholder of a folder that holds a year, or behind one a month, or behind that a day."""
    if all(_YEAR.match(folder) for folder in folders):
        return "{year}"
    of_day = all(folder.isdigit() and len(folder) <= 2 for folder in folders)
    return {"{year}": "{month}", "{month}": "{day}"}.get("".join(before[-1:])) if of_day else None
