"""The profile of a portal that nobody has described: written from what a look at it has shown."""

import json
import re
import sys
from functools import lru_cache
from pathlib import Path

from crawler.crawling.probe import Look
from crawler.pages.page.lexicon import HOME
from crawler.pages.page.tree import Page, folded, read
from crawler.records.errors import UsageError
from crawler.records.platform import Continuation, Platform
from crawler.records.profile import Complete, Portal, Unit
from pipelines.tables import entries
from pipelines.units import load_units
from pipelines.units.registry import Unit as Known

#: What keeps pages from being had that only a script shows.
BEHIND_HASH = 'links lead behind "#!" to pages that the server does not show: only a browser may read them'
EMPTY = "the home page leads nowhere without its script: a browser renders it"
#: Texts at the end of the home page that may be its footer, and characters of a title.
_FOOTER, _LONGEST_TITLE = 40, 200
#: Characters behind the words for an owner in which its name stands.
_REACH = 120
_OWNER = re.compile("|".join(entries("pages/owners")), re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[|»›]\s*|\s+[-–]\s+")
_NAME = re.compile(r"((?:[^\W\d_]+\s+){0,5}[^\W\d_]+)")


def save(look: Look, portal: Portal, file: Path, *, own: str | None = None, ask: bool) -> None:
    """Write the profile of a portal that was looked at; `ask` for its unit where the page does not say it.

    `own` is the text of the profile that the portal has outside the program.

    Raises:
        UsageError: nothing was recognised, or the file cannot be written.
    """
    if look.failure is not None or not portal.ages:
        by_browser = f"vnportal probe {portal.base_url} --browser --write FILE"
        hidden = f"{BEHIND_HASH}: {by_browser}" if look.is_behind_hash else None
        empty = f"{EMPTY}: {by_browser}" if look.is_empty and portal.fetch != "browser" else None
        why = look.failure or hidden or empty or "no platform was recognised"
        raise UsageError(f"{portal.base_url}: no profile can be written: {why}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(_written(look, portal, own, ask=ask), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"--write {file}: {error.strerror}: name a file that can be written") from None


def _written(look: Look, portal: Portal, own: str | None, *, ask: bool) -> str:
    """The profile: of a portal that was recognised in full, else what is new over the profile that there is."""
    if look.guess is None:
        begin = f"extends = {_text(portal.name)}\ntitle = {_text(portal.title)}\nbase_url = {_text(portal.base_url)}\n"
        begin = re.sub(r"(?m)^complete = .*\n", "", own.partition("\n[[continuations]]")[0]) if own else begin
        return "\n".join([_complete(portal) + begin.rstrip("\n"), *_continuations(portal), ""])
    page = read(look.home)
    unit = portal.unit or unit_of(page)
    if unit is None and ask:
        unit = _asked()
    return profile_text(portal, _title(page), unit)


def _title(page: Page) -> str:
    """What the portal calls itself in the title of its home page, without "Trang chủ"."""
    parts = [part.strip() for part in _SEPARATORS.split(page.title)]
    return max((part for part in parts if not HOME.fullmatch(folded(part))), key=len, default="")[:_LONGEST_TITLE]


def profile_text(portal: Portal, title: str, unit: Unit | None) -> str:
    """The profile as TOML."""
    lines = [
        "# Inferred from the portal's pages: look at it before it is trusted.",
        'extends = "_portal"',
        f"title = {_text(title or portal.base_url)}",
        f"base_url = {_text(portal.base_url)}",
        *([f"aliases = [{', '.join(map(_text, portal.aliases))}]"] if portal.aliases else []),
        f'clock = "{portal.clock}"',
        *(['fetch = "browser"'] if portal.fetch == "browser" else []),
        *([f'hash_bang = "{portal.hash_bang}"'] if portal.hash_bang != "path" else []),
        *filter(None, [_complete(portal).strip()]),
    ]
    declared = [age.platform for age in portal.ages]
    if len(declared) == 1 and not _is_inferred(declared[0]):
        lines.append(f"platform = {_text(declared[0].name)}")
    if unit is not None:
        lines += ["", "[unit]", f"name = {_text(unit.name)}", f"province = {_text(unit.province)}"]
        lines += [f"district = {_text(unit.district)}"] if unit.district else []
    if len(declared) == 1 and _is_inferred(declared[0]):
        lines += ["", "[platform]", *_own(declared[0])]
    if len(declared) > 1:
        lines += [line for one in declared for line in ("", "[[ages]]", f"platform = {_platform(one)}")]
    return "\n".join([*lines, *_continuations(portal), ""])


def _platform(platform: Platform) -> str:
    """A platform of several: by its name, or as it is inferred."""
    return f"{{ {', '.join(_own(platform))} }}" if _is_inferred(platform) else _text(platform.name)


def _own(platform: Platform) -> list[str]:
    """The keys of a platform that is inferred."""
    ids = [f"ids = {_text(platform.ids)}"] if platform.ids is not None else []
    return [f"title = {_text(platform.title)}", *ids, f"articles = [{', '.join(map(_text, platform.articles))}]"]


def _complete(portal: Portal) -> str:
    """The line that names the listings without further pages; it stands before all tables."""
    return f"complete = [{', '.join(map(_whole, portal.complete))}]\n" if portal.complete else ""


def _whole(one: Complete) -> str:
    known = [f"listing = {_text(one.listing)}", *([f"articles = {one.articles}"] if one.articles is not None else [])]
    return f"{{ {', '.join([*known, *(['offers_more = true'] if one.offers_more else [])])} }}"


def _continuations(portal: Portal) -> list[str]:
    lines = []
    for continuation in portal.continuations:
        lines += ["", "[[continuations]]", f"listing = {_text(continuation.listing)}", *_continuation(continuation)]
        lines += [f"ends = [{', '.join(map(_text, continuation.ends))}]"] if continuation.ends else []
    return lines


def _continuation(one: Continuation) -> list[str]:
    lines = [f"method = {_text(one.method)}", f"url = {_text(one.url)}", f"first = {one.first}"]
    lines += [f"step = {one.step}"] if one.step > 1 else []
    lines += [f"body = {_text(one.body)}"] if one.body else []
    lines += [f"counter = {_text(one.counter)}"] if one.counter else []
    lines += [f"items = {_text(one.items)}", f"item = {_text(one.item)}"] if one.items and one.item else []
    lines += [f"form = {_table(one.form)}"] if one.form else []
    lines += [f"address = {_text(one.address)}"] if one.address else []
    return lines + ([f"headers = {_table(one.headers)}"] if one.headers else [])


def _table(pairs: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{_text(name)} = {_text(value)}" for name, value in pairs.items()) + " }"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _is_inferred(platform: Platform) -> bool:
    return platform.name == "inferred"


def unit_of(page: Page) -> Unit | None:
    """The unit whose portal it is, as title and footer of the home page name it; `None` where they name it with a
    province that is not known.

    "Cổng thông tin điện tử phường Sơn Tây, thành phố Hà Nội" names the ward.
    """
    texts = [page.title, *(text.text for text in reversed(page.texts[-_FOOTER:]))]
    said = [text[owner.end() : owner.end() + _REACH] for text in texts for owner in _OWNER.finditer(text)]
    named = [unit for text in said for unit in _named(text)]
    province = next((unit for unit in named if unit.level == "province"), None)
    lesser = (unit for unit in named if unit.level != "province")
    own = next((unit for unit in lesser if province is None or province.code in unit.within), None)
    is_foreign = province is None and any(_provinces() & _types_in(text) for text in said)
    if own is not None and not is_foreign:
        name = province.name if province is not None else own.province
        return _unit(own.name, own.district, name) if name else None
    return _unit(province.name, None, province.name) if province is not None else None


def _named(text: str) -> list[Known]:
    """The units that a text names with their types."""
    units = load_units()
    found: list[Known] = []
    for typed in _types().finditer(text):
        following = _NAME.match(text, typed.end())
        words = following[1].split() if following else []
        sizes = range(min(len(words), 5), 0, -1)
        fitting = (units.named(" ".join(words[:size]), typed[1].lower()) for size in sizes)
        found += next(filter(None, fitting), [])
    return found


def _types_in(text: str) -> set[str]:
    return {typed[1].lower() for typed in _types().finditer(text)}


@lru_cache
def _provinces() -> frozenset[str]:
    """The types that provinces alone have."""
    levels = {(unit.type, unit.level == "province") for unit in load_units()}
    return frozenset(kind for kind, of_province in levels if of_province and (kind, False) not in levels)


@lru_cache
def _types() -> re.Pattern[str]:
    types = sorted({unit.type for unit in load_units()}, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(types)})\s+", re.IGNORECASE)


def _unit(name: str, district: str | None, province: str) -> Unit:
    return Unit(name=name, code=None, district=district, province=province)


def _asked() -> Unit | None:
    """The unit, asked for on the terminal; nothing typed leaves it out."""
    sys.stderr.write("Unit whose portal this is, such as: phường Sơn Tây, thành phố Hà Nội (Enter leaves it out): ")
    sys.stderr.flush()
    name, _, province = sys.stdin.readline().strip().rpartition(",")
    if not province.strip():
        return None
    return _unit((name or province).strip(), None, province.strip())
