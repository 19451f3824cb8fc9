"""A portal's profile: what differs from one site to the next, read from `portals/NAME.toml`.

A profile may build on a family's (`extends = "_liferay"`): its tables are laid over the family's, key by key.
Loading is strict: an unknown key, a wrong type or an impossible value raises `ProfileError`, which names the
file, the key, what was observed and the remedy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeVar, get_args
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from crawler.records.article import Article
from crawler.records.column import tables
from crawler.records.declared_labels import Labels
from crawler.records.errors import ProfileError, nearest
from crawler.records.platform import ArticlePlace, Continuation, Platform


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError('expected a web address such as "https://sontay.hanoi.gov.vn"')
    if not value.isascii():
        port = f":{parts.port}" if parts.port else ""
        value = parts._replace(netloc=f"{ascii_host(parts.hostname)}{port}").geturl()
    return value.rstrip("/")


def ascii_host(host: str) -> str:
    """A host's name as the name service knows it.

    >>> ascii_host("sơntây.vn"), ascii_host("sontay.gov.vn")
    ('xn--snty-doa75i.vn', 'sontay.gov.vn')
    """
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host  # no name at all: whoever asks for it is told so


def _pem(value: str) -> str:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        load_pem_x509_certificates(value.encode()) if value else None
    except ValueError:
        raise ValueError('expected certificates in PEM, "-----BEGIN CERTIFICATE-----" and so on') from None
    return value


@cache
def _time_zones() -> set[str]:
    return available_timezones()  # a look at some hundred files: profiles of a nation take it once


def _time_zone(value: str) -> str:
    if value not in _time_zones():
        raise ValueError('expected a name of the IANA time zone database such as "Asia/Ho_Chi_Minh"')
    return value


def _selector(value: str) -> str:
    from cssselect import SelectorError
    from parsel.csstranslator import HTMLTranslator

    try:
        HTMLTranslator().css_to_xpath(value)
    except SelectorError as error:
        raise ValueError(f"expected a CSS selector ({error})") from None
    return value


Model = TypeVar("Model", bound=BaseModel)
Css = Annotated[str, AfterValidator(_selector)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Unit(_Table):
    """The administrative unit whose portal this is."""

    name: str = Field(min_length=1, description='Official name with its type, such as "thị xã Sơn Tây"')
    code: str | None = Field(None, pattern=r"^\d{2,5}$", description="Code of the General Statistics Office, if known")
    district: str | None = Field(
        None, min_length=1, description='For a commune: its (former) district, "thị xã Sơn Tây"'
    )
    province: str = Field(min_length=1, description='Such as "thành phố Hà Nội"')


class Selectors(_Table):
    """Pinned CSS selectors, for a portal whose layout misleads the landmarks. None are needed as a rule."""

    article: Css | None = None
    category: Css | None = None
    title: Css | None = None
    meta: Css | None = None
    lead: Css | None = None
    body: Css | None = None
    author: Css | None = None
    listing: Css | None = None
    navigation: Css | None = None


class Tls(_Table):
    """How far the portal's certificate is trusted."""

    verify: bool = Field(default=True, description="Whether certificates are verified")
    intermediates: Annotated[str, AfterValidator(_pem)] = Field(
        default="", description="Certificates in PEM that the server leaves out"
    )


class Limits(_Table):
    """How much of the portal a crawl asks for, and how gently."""

    delay: float = Field(default=1.0, ge=0, le=600, description="Seconds between two requests to the host")
    concurrent_requests: int = Field(default=1, ge=1, le=16, description="Requests to the host at a time")
    timeout: float = Field(default=60.0, gt=0, le=600, description="Seconds that one answer may take")
    response_bytes: int = Field(
        default=10_000_000, ge=10_000, le=1_000_000_000, description="Larger answers are given up"
    )
    retries: int = Field(default=5, ge=0, le=20, description="Further tries after a failure that may pass")
    longest_wait: float = Field(
        default=300.0, ge=0, le=3600, description="Seconds: the most that Retry-After may ask for"
    )
    categories: int = Field(default=300, ge=1, le=10_000, description="Listings found in the navigation at the most")
    listing_pages: int = Field(default=10_000, ge=1, le=1_000_000, description="Pages of one listing at the most")
    run_articles: int = Field(default=500_000, ge=1, description="Articles of one run at the most")
    portal_articles: int = Field(default=2_000_000, ge=1, description="Articles of the portal at the most")
    run_bytes: int = Field(default=100_000_000_000, ge=1, description="Bytes that one run archives at the most")
    portal_bytes: int = Field(
        default=400_000_000_000, ge=1, description="Bytes of the archive of the portal at the most"
    )
    disk_free: int = Field(default=200_000_000, ge=0, description="Bytes that a crawl leaves free on the disk")


def _host(value: str) -> str:
    parts = urlsplit(f"//{value}")
    if not parts.hostname or parts.netloc != value or "@" in value:
        raise ValueError('expected a host such as "static.hanoi.gov.vn", with its port if it has one')
    port = f":{parts.port}" if parts.port else ""
    return f"{ascii_host(parts.hostname)}{port}"


class Files(_Table):
    """How many files of articles are fetched, where `attachments = "fetch"`, and from which hosts."""

    hosts: list[Annotated[str, AfterValidator(_host)]] = Field(
        default=[], description="Hosts that the portal keeps files on, besides its own; no others are asked"
    )
    bytes: int = Field(default=50_000_000, ge=1_000, le=1_000_000_000, description="Larger files are given up")
    per_article: int = Field(default=50, ge=1, le=10_000, description="Files of one article at the most")
    per_run: int = Field(default=100_000, ge=1, description="Files that one run asks for at the most")

    def has(self, url: str) -> bool:
        """Whether an address is on one of the hosts."""
        try:
            return _host(urlsplit(url.lower()).netloc) in self.hosts
        except ValueError:
            return False


class Revisit(_Table):
    """How often a known article is fetched again, by its age in days."""

    daily_until: int = Field(default=7, ge=0)
    weekly_until: int = Field(default=90, ge=0)
    every_days_then: int = Field(default=30, ge=1)


class Incremental(_Table):
    """How far a nightly run reads a listing."""

    known_in_a_row: int = Field(
        default=20, ge=1, description="A listing ends after so many articles in a row that earlier runs met"
    )
    full_walk_every: int = Field(default=14, ge=1, description="Nights in which each listing is read to its end once")


class Bounds(_Table):
    """The range in which a number is expected."""

    min: float | None = None
    max: float | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"expected min no greater than max, not {self.min:g} and {self.max:g}")
        return self


class Check(Bounds):
    """Outside its own bounds a number keeps a dataset from being published; outside those of `warn` it is told."""

    warn: Bounds = Bounds()


def _article_fields(checks: dict[str, Check]) -> dict[str, Check]:
    known = [field.name for field in fields(Article)]
    for name in checks:
        if name not in known:
            raise ValueError(f"expected names of fields such as {known[5]!r}, not {name!r}")
        check = checks[name]
        if any(
            not 0 <= bound <= 1 for bound in (check.min, check.max, check.warn.min, check.warn.max) if bound is not None
        ):
            raise ValueError(f"expected shares from 0 to 1 for {name!r}")
    return checks


#: The tables of a dataset: the articles, their lists, the readings of counts of visits, and what archives lack.
TABLES = ("articles", *tables(Article), "observations", "missing_articles", "visits")


def _table(name: str) -> str:
    if name not in TABLES:
        raise ValueError(f"expected one of {', '.join(map(repr, TABLES))}")
    return name


class Checks(_Table):
    """What a portal's part of a dataset must be like before it is published."""

    count: dict[Annotated[str, AfterValidator(_table)], Check] = Field(default={}, description="Rows of a table")
    share: Annotated[dict[str, Check], AfterValidator(_article_fields)] = Field(
        default={}, description="Share of the articles that have a field, from 0 to 1"
    )
    growth: Check = Field(default=Check(), description="Articles, as a multiple of those of the last version")
    duplicate_ids: Check = Field(default=Check(max=0), description="Articles whose id another one has")
    unresolved_keys: Check = Field(default=Check(max=0), description="Rows that name an article that is not there")
    wrong_offsets: Check = Field(default=Check(max=0), description="Spans whose offsets do not cut out their text")


class Datasets(_Table):
    """How published datasets are kept."""

    keep: int = Field(default=14, ge=1, description="Versions that stay; what `latest` points to always does")


class ArchiveKept(_Table):
    """How much of the raw archive is kept; without a value, all of it. None goes before two versions are published."""

    keep_days: int | None = Field(default=None, ge=0, description="Days that a file is kept after its last answer")
    max_bytes: int | None = Field(default=None, ge=0, description="Bytes in all, beyond which the oldest files go")


class Age(_Table):
    """A time of the portal on one platform. What it leaves out is as the profile says.

    The shape of an article's address tells its platform and so its clock; the day of the article tells its unit, since
    a platform may show the articles of an earlier time, too.
    """

    platform: Platform
    since: date | None = None
    until: date | None = None
    clock: Literal["12h", "24h"] | None = None
    unit: Unit | None = None
    seen_live: bool = True

    def holds(self, day: date) -> bool:
        """Whether the day lies in this age."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class ListingContinuation(Continuation):
    """How one listing goes on, where only the profile can tell; `listing` is its path.

    Where no `{number}` counts, one request brings the rest. `ends` are the ids of the last articles of the page and of
    the answer as they were: where the crawl misses one of them, the listing has grown, and articles may be left out.
    """

    listing: str = Field(pattern=r"^/")
    ends: list[str] = Field(default=[], description="Articles that must be seen, else the listing has grown")


class Complete(_Table):
    """A listing that showed all that it had, and how many articles that were; it may have grown since.

    `offers_more` says that it shows what leads on, as "Xem thêm", though a press brought nothing.
    """

    listing: str = Field(pattern=r"^/")
    articles: int | None = None
    offers_more: bool = False


def _complete(value: Any) -> Any:
    return {"listing": value} if isinstance(value, str) else value


class Portal(_Table):
    """A portal's profile. `name` is the file's name; `base_url` is without a trailing slash."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = Field(min_length=1)
    base_url: Annotated[str, AfterValidator(_web_address)]
    aliases: list[str] = Field(default_factory=list, description="Other host names that serve the same portal")
    hosts: list[str] = Field(
        default=[], description="Other hosts of its server: portals that share one are never crawled at the same time"
    )
    unit: Unit | None = None
    language: Literal["vi", "en"] = "vi"
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Ho_Chi_Minh"
    clock: Literal["12h", "24h"] = "24h"
    ages: list[Age] = Field(default_factory=list, description="Its platforms, the oldest first")
    continuations: list[ListingContinuation] = Field(default=[], description="How single listings go on")
    complete: list[Annotated[Complete, BeforeValidator(_complete)]] = Field(
        default=[], description="Listings that show all that they have at once; a path alone is enough"
    )
    fetch: Literal["http", "browser"] = Field(
        default="http", description="What asks for pages: browser where they are empty without a script"
    )
    hash_bang: Literal["path", "escaped", "browser"] = Field(
        default="path", description='How a page is had whose link is "#!/tin/12"'
    )
    seen_live: bool = Field(default=True, description="Whether anybody has seen the portal work as declared")
    nightly: bool = Field(default=True, description="Whether `vnportal nightly` crawls it when no portal is named")
    contact: str | None = Field(None, description="Where the portal's operators reach whoever runs the crawl")
    selectors: Selectors = Selectors()
    labels: Labels = Field(default=Labels(), description="Labels in words that only this portal prints")
    limits: Limits = Limits()
    attachments: Literal["list", "fetch"] = Field(
        default="list", description="Whether files of articles are fetched and read"
    )
    files: Files = Files()
    tls: Tls = Tls()
    revisit: Revisit = Revisit()
    incremental: Incremental = Incremental()
    checks: Checks = Checks()
    monitors: dict[str, Any] = Field(
        default={}, description="When a crawl counts as unusual: the monitors' keys, checked on loading"
    )
    datasets: Datasets = Datasets()
    archive: ArchiveKept = ArchiveKept()

    @property
    def zone(self) -> ZoneInfo:
        """The portal's time zone."""
        return ZoneInfo(self.time_zone)

    @property
    def host(self) -> str:
        """Host and port of the base address, in lower case."""
        return urlsplit(self.base_url).netloc.lower()

    @property
    def platforms(self) -> list[Platform]:
        """The platforms of the portal, the oldest first."""
        return [age.platform for age in self.ages]

    def place(self, path: str, query: str = "") -> tuple[Age, ArticlePlace] | None:
        """What the address of an article says, and the age of its shape; `None` for any other address.

        Ids of different ages stay apart: those of the first platform are plain, those of a later one are written
        behind the name of its space, unless that is the first one's. `path` is decoded, without a slash at its end.
        """
        for age in self.ages:
            place = age.platform.place(path, query)
            if place is not None:
                space = age.platform.space
                if space == self.ages[0].platform.space:
                    return age, place
                return age, place._replace(article_id=f"{space}:{place.article_id}")
        return None

    def age_of(self, url: str) -> Age | None:
        """The age of the platform that an article's canonical address has the shape of."""
        parts = urlsplit(url)
        found = self.place(unquote(parts.path).rstrip("/"), parts.query)
        return found[0] if found is not None else None

    def labels_of(self, age: Age | None) -> tuple[tuple[str, str], ...]:
        """The labels (field, word) of the page of an article: the portal's own and those of its address' platform."""
        return self.labels.pairs() + (age.platform.labels.pairs() if age is not None else ())

    def unit_on(self, day: date | None, url: str) -> Unit | None:
        """Whose portal it was on the day of an article; without a day, at the time of its address' platform."""
        age = next((one for one in self.ages if one.holds(day)), None) if day is not None else self.age_of(url)
        return (age and age.unit) or self.unit

    def at(self, base_url: str) -> "Portal":
        """The same portal served from another address; its own host becomes an alias, so that absolute links still fit.

        Raises:
            ProfileError: `base_url` is not a web address.
        """
        data = self.model_dump()
        data["base_url"] = base_url
        official = urlsplit(self.base_url).netloc.lower()
        data["aliases"] = list(dict.fromkeys([*self.aliases, official]))
        return validate(data, "--base-url")


def validate(data: dict[str, Any], where: str) -> Portal:
    """The profile that `data` make up; `where` is named in an error.

    Raises:
        ProfileError: the data are no profile.
    """
    return validated(Portal, data, where)


def validated(model: type[Model], data: dict[str, Any], where: str, table: str = "") -> Model:
    """The record of a model that the data make up. An error names `where`, and the key within `table`.

    Raises:
        ProfileError: the data are no such record.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in ([table] if table else []) + [*first["loc"]])
        message = f"{where}: {_observation(key, first, model)}"
        more = error.error_count() - 1
        raise ProfileError(f"{message} (and {more} more)" if more else message) from None


def _observation(key: str, error: Mapping[str, Any], model: type[BaseModel]) -> str:
    if error["type"] == "extra_forbidden":
        meant = nearest(str(error["loc"][-1]), _keys(model, error["loc"][:-1]))
        return f"{key} = {error['input']!r}: unknown key{meant}: remove it or mend its spelling"
    if error["type"] == "missing":
        return f"{key}: missing: add it"
    expected = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input should be ")
    return f"{key} = {error['input']!r}: expected {expected.removeprefix('expected ')}"


def _keys(model: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """The keys of the table at a place of a model's data."""
    for name in (part for part in place if isinstance(part, str)):
        kind = model.model_fields[name].annotation
        kinds = (one for one in (kind, *get_args(kind)) if isinstance(one, type))
        model = next(one for one in kinds if issubclass(one, BaseModel))
    return list(model.model_fields)
