"""A platform: what the portals made with one CMS have in common, declared in `portals/platforms/NAME.toml`.

The declaration says how the addresses of articles look, how a listing goes on, which clock and labels the pages print,
and by which marks the platform is recognised. It never names a host. An address shape is a template:

    {page}/-/view_content/{id}[-{slug}][.html]

`{id}` is the article's number (`{id:8}`: of eight digits at least), `{key}` an id that is no number (`{title}`: one of
four words at least, `{title:2}`: of two), `{page}` the path of the listing (it may be empty: `{path}` may not),
`{folder}` a listing of one path segment, `{any}` a path that says nothing, `{slug}` the title in the address,
`{number}` a number that says nothing, `{space}` a part that has ids of its own. Brackets hold what may be missing.
Behind `?` stand the parameters that an article's address must have. One with the value `{any}` may be missing; it is
sent where a link has it:

    /index.php?option=com_content&view=article&id={id}:{slug}&catid={any}
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from crawler.records.declared_labels import Labels
from crawler.records.query import parameters

_PLACEHOLDERS = {
    "page": r"(?P<page>.*?)",
    "path": r"(?P<page>[^/]+(?:/[^/]+)*?)",
    "folder": r"(?P<page>[^/]+)",
    "any": r".*?",
    "slug": r"(?P<slug>[^/]*?)",
    "id": r"(?P<id>[0-9]{1,20})",
    "key": r"(?P<id>[^/]+?)",
    "title": r"(?P<id>-?[^/.-]+(?:-+[^/.-]+){3,}-?)",  # one that is cut ends in a dash
    "number": r"[0-9]{1,20}",
    "year": r"[0-9]{4}",
    "month": r"[0-9]{1,2}",
    "day": r"[0-9]{1,2}",
    "space": r"(?P<space>[a-z]{2}/[a-z0-9-]+|[a-z0-9-]+)",
}
#: The value of a parameter that says nothing of the article, and may be missing.
_ANY = "{any}"
#: A parameter of a shape; what its value may hold; and all placeholders of an id.
_PARAMETER = re.compile(r"[\w.$:\[\]-]+=[^=]+")
_IN_VALUES = frozenset({"id", "key", "title", "slug", "any", "number"})
_ID = re.compile(r"\{(?:id|key|title)\b")
_PART = re.compile(r"\{(?P<name>\w*)(?::(?P<least>\d))?\}|(?P<open>\[)|(?P<close>\])|(?P<text>[^{}\[\]]+)|(?P<other>.)")


class ArticlePlace(NamedTuple):
    """What an address says by its shape: the article's id, its title's slug, and the listing that it stands under.

    `number` is the id as the address prints it; `article_id` holds the platform's own space of ids before it. `page` is
    the path of the listing. `parameters` are those of the query that belong to the article's address.
    """

    article_id: str
    number: str
    slug: str | None
    page: str | None
    parameters: tuple[tuple[str, str], ...] = ()


def _template(value: str) -> str:
    path, _, query = value.partition("?")
    try:
        _pattern(path)
        for _, template in _query(query):
            _pattern(template)
    except (ValueError, re.error) as error:
        raise ValueError(f'expected a shape such as "/{{folder}}/{{slug}}-{{id}}.htm" ({error})') from None
    if len(_ID.findall(value)) != 1:
        raise ValueError('expected one "{id}" or "{key}" in the shape')
    return value


@lru_cache
def _query(query: str) -> tuple[tuple[str, str], ...]:
    """The parameters of a shape: names, and templates of their values.

    Raises:
        ValueError: it is no query, or a value has a placeholder of paths.
    """
    found = []
    for part in filter(None, query.split("&")):
        name, _, template = part.partition("=")
        if not _PARAMETER.fullmatch(part) or not {one["name"] for one in _PART.finditer(template)} <= {
            None,
            *_IN_VALUES,
        }:
            raise ValueError(f'{part!r} is none of a query such as "?view=article&ItemID={{id}}"')
        found.append((name, template))
    return tuple(found)


def _expression(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"expected a regular expression ({error})") from None
    return value


@lru_cache
def _pattern(path: str) -> re.Pattern[str]:
    """The pattern of a template's path.

    Raises:
        ValueError: an unknown placeholder, or brackets that do not pair.
    """
    made, depth = "", 0
    for part in _PART.finditer(path):
        if part["name"] is not None:
            if part["name"] not in _PLACEHOLDERS:
                raise ValueError(f"no such placeholder: {part[0]}")
            piece = _PLACEHOLDERS[part["name"]]
            if part["least"]:
                least = int(part["least"]) - (part["name"] == "title")  # words behind the first
                piece = re.sub(r"\{\d,", f"{{{least},", piece)
            made += piece
        elif part["open"]:
            made, depth = made + "(?:", depth + 1
        elif part["close"]:
            made, depth = made + ")?", depth - 1
        elif part["text"]:
            made += re.escape(part["text"])
        if part["other"] or depth < 0:
            raise ValueError(f"a stray {part[0]!r}")
    if depth:
        raise ValueError("a bracket is not closed")
    return re.compile(f"^{made}$", re.IGNORECASE | re.DOTALL)


Shape = Annotated[str, AfterValidator(_template)]
Expression = Annotated[str, AfterValidator(_expression)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Continuation(_Table):
    """How the further pages of a listing are asked for where no link leads there.

    `url` is an address, or a path of the portal. In it `{number}` is the page's number, counted from 1, `{path}` the
    path of the listing without extension, and `{zone}` a value that the listing's page holds (`zone`).
    """

    method: Literal["GET", "POST"] = "GET"
    url: str = Field(min_length=1)
    counter: str | None = Field(None, description="Form field that counts the pages")
    first: int = Field(default=1, description="The number in the first request; the page that it brings may be known")
    step: int = Field(default=1, ge=1, description="What each further request adds; more than 1 where articles count")
    body: str | None = Field(
        None, description="Text that is sent instead of a form, JSON as a rule, with {number} in it"
    )
    zone: str | None = Field(None, description="CSS selector of the input in the page that holds {zone}")
    form: dict[str, str] = Field(default={}, description="Fields that every request sends")
    needs: list[str] = Field(default=[], description="Fields whose values the page, its script or the profile must say")
    items: str | None = Field(None, description="Field that lists what the first page shows, once for each article")
    item: str | None = Field(None, description="Attribute of the page's elements that holds such a value")
    headers: dict[str, str] = {}
    address: str | None = Field(
        None, description="Address of an article, made of the fields of its record in JSON: /tin/{slug}-{_id}"
    )
    full: int = Field(default=5, ge=1, description="Articles of a page from which on it may go on without saying so")

    @property
    def counts(self) -> bool:
        """Whether its requests have the numbers of pages in them; else one request brings all the rest."""
        return self.counter is not None or any(
            "{number}" in text for text in (self.url, self.body or "", *self.form.values())
        )


class Marks(_Table):
    """What tells the platform besides its shapes: strings in the source of its pages, expressions for its addresses."""

    pages: list[str] = []
    addresses: list[Expression] = []


class Platform(_Table):
    """A platform's declaration. `name` is the file's name.

    `ids` names the space of its ids: two platforms of one space have the same articles under the same ids.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    articles: list[Shape] = Field(min_length=1)
    ids: str | None = Field(None, pattern=r"^[a-z][a-z0-9_]*$")
    clock: Literal["12h", "24h"] | None = Field(None, description="The clock of all its portals, if they share one")
    prefixes: Expression | None = Field(None, description="Segments before any path that do not change what is shown")
    lists: list[str] = Field(
        default=[], description="Folders whose pages list articles, though the shapes fit: tag, topic"
    )
    prints: dict[str, str] = Field(default={}, description="Parts of print views' paths, and what stands there else")
    author_before_time: bool = Field(default=False, description="Whether the author stands before the time, unlabelled")
    labels: Labels = Field(default=Labels(), description="Labels in words that no other platform prints")
    witnesses: list[str] = Field(default=[], description="Addresses of feeds and sitemaps; {path} is a listing's")
    continues: list[Continuation] = []
    marks: Marks = Marks()

    @property
    def space(self) -> str:
        """The name of its space of ids."""
        return self.ids or self.name

    def plain(self, path: str) -> str:
        """A decoded path without what does not change the page: prefixes, and the marks of a print view."""
        path = self.unprinted(path)
        return _prefix(self.prefixes).sub("", path) if self.prefixes else path

    def unprinted(self, path: str) -> str:
        """The path of the page that a print view shows; any other path as it is."""
        for part, instead in self.prints.items():
            path = path.replace(part, instead, 1)
        return path

    def place(self, path: str, query: str = "") -> ArticlePlace | None:
        """What the address of an article says; `None` for any other. `path` is decoded, without a slash at its end."""
        plain = self.plain(path)
        if plain.rpartition("/")[0].rpartition("/")[2] in self.lists:
            return None
        given = {name.lower(): value for name, value in parameters(query)}
        for shape in self.articles:
            template, _, wanted = shape.partition("?")
            found = _pattern(template.rstrip("/")).match(plain)
            held = _held(wanted, given) if found is not None else None
            if found is None or held is None:
                continue
            groups = {**found.groupdict(), **held[1]}
            number = groups["id"].lstrip("0") or "0" if _is_number(groups["id"]) else groups["id"]
            space = (groups.get("space") or "").replace("/", "-")
            page = plain[: found.end("page")].strip("/") if groups.get("page") else None
            slug = groups.get("slug") or (None if _is_number(number) else number)
            return ArticlePlace(f"{space}-{number}" if space else number, number, slug, page or None, held[0])
        return None

    def beside(self, path: str, query: str) -> str | None:
        """The id of an article whose address has one of the shapes but for the folders before the last segment of its
        path; `None` where no such shape names its folders, or the path alone tells the article.
        """
        given = {name.lower(): value for name, value in parameters(query)}
        for shape in self.articles:
            template, _, wanted = shape.partition("?")
            alike = template.rpartition("/")[2].lower() == path.rpartition("/")[2].lower()
            held = _held(wanted, given) if wanted and alike and "{" not in template.replace("{any}", "") else None
            if held is not None and "id" in held[1]:
                return held[1]["id"]
        return None


def _held(wanted: str, given: Mapping[str, str]) -> tuple[tuple[tuple[str, str], ...], dict[str, str]] | None:
    """The parameters that a shape wants, as the shape spells their names, and what their placeholders hold; `None`
    where one is missing or another. `given` are those of an address, by their names in small letters.
    """
    held: list[tuple[str, str]] = []
    groups: dict[str, str] = {}
    for name, template in _query(wanted):
        value = given.get(name.lower(), "")
        found = _pattern(template).match(value)
        if found is None:
            return None
        if value:
            held.append((name, value))
        elif template != _ANY:
            return None
        groups |= found.groupdict()
    return tuple(held), groups


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


@lru_cache
def _prefix(expression: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:/(?:{expression})(?=/|$))+", re.IGNORECASE)
