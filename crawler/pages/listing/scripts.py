"""What the scripts of a page say of the requests that they send: addresses, forms, and where a page number goes.

Scripts are not run. Three forms are read: texts joined by `+` or `concat` or in a template (`"/tin?page=" + page`),
and an address with an object behind it (`$.post("/api/list", {page: page, zone: "5"})`). Names are looked up among the
values that the page's inputs, its scripts' variables and its JSON have. An address that has a name
(`url: theme.ajaxurl`), as WordPress hands it to the scripts of its themes, may have its object before it, or a form
that is filled line by line.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import islice
from urllib.parse import urlencode

from lxml import etree

from crawler.pages.listing.page_numbers import is_page_parameter
from crawler.pages.listing.presses import Turn
from crawler.pages.listing.script_objects import Sent
from crawler.pages.page.tree import Element, Page

#: Characters of scripts that are read on a page.
_MOST_SCRIPT = 200_000
#: Characters behind an address in which its object is looked for.
_REACH = 1_500
_STRING = r"\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'"
_CALL = r"[$\w][\w$.]*(?:\([^()\n]{0,80}\))?(?:\.\w+(?:\([^()\n]{0,40}\))?)*"
#: Texts joined by signs, and templates.
_JOINED = re.compile(rf"(?:{_STRING}|{_CALL})(?:\s*\+\s*(?:{_STRING}|{_CALL}))+|`[^`\n]{{1,500}}`")
_PIECE = re.compile(rf"({_STRING})|({_CALL})")
_IN_TEMPLATE = re.compile(r"\$\{([^}]*)\}")
#: What is joined to a text: `"/tin?page=".concat(n, "&size=9")`.
_JOINT = re.compile(r"\.concat\(((?:[^()\n]|\([^()\n]{0,80}\)){1,200})\)")
_VARIABLE = re.compile(rf"(?<![?&\w$])([A-Za-z_$][\w$]*)\s*[:=]\s*(?:({_STRING})|(\d{{1,9}})\b)")
#: A name and its value in JSON that a page holds.
_PAIR = re.compile(r"\"([A-Za-z_]\w*)\"\s*:\s*(?:(\"(?:[^\"\\\n]|\\.){1,1000}\")|(\d{1,9})\b)")
_ADDRESS = re.compile(r"[\"'`]((?:https?:/)?/[^\s\"'`{}]{1,300})[\"'`]")
#: The same by its name.
_NAMED_ADDRESS = re.compile(
    rf"(?:\burl\s*:|\b(?:ajax|fetch|get|getJSON|post)\(|\bopen\(\s*['\"]\w+['\"]\s*,)\s*({_CALL})(?=\s*[,)}}])"
)
_OBJECT = re.compile(r"\{([^{}]{3,1000})\}")
#: A field of a form that a script fills: `form.append("page", page + 1);`.
_APPENDED = re.compile(rf"\.append\(\s*({_STRING}|[^,()\n]{{1,100}})\s*,\s*([^;\n]{{1,200}}?)\)\s*[;\n]")
_FIELD = re.compile(rf"[\"']?([A-Za-z_][\w\[\]]*)[\"']?\s*:\s*((?:{_STRING}|{_CALL}|[^,{{}}])+)")
_POST = re.compile(r"\bpost\b", re.IGNORECASE)
_COUNTING = re.compile(
    r"(?:^|[.$_])(?:cur|current|next|load|pg)?_?(?:page|trang|p|pg|index|idx)(?:\w*)$", re.IGNORECASE
)
#: The page number in a request that a script tells.
NUMBER = "{number}"


def scripts(page: Page) -> str:
    """The inline scripts of the page, one behind the other."""
    texts = (element.text or "" for element in page.root.iter("script") if not element.get("src"))
    return "\n".join(texts)[:_MOST_SCRIPT]


def values(page: Page, script: str) -> dict[str, str]:
    """What names mean on the page: variables of scripts, JSON, attributes, and inputs by id and by name."""
    found = {match[1]: _unquoted(match[2] or match[3]) for match in _VARIABLE.finditer(script)}
    filled = (element for element in page.root.iter("input") if element.get("value") is not None)
    named = ((name, one.get("value")) for one in filled for name in (one.get("name"), one.get("id")) if name)
    held = (pair for element in page.root.iter(etree.Element) for pair in _data_of(element) if pair[1])
    told = ((match[1], _in_json(match[2] or match[3])) for match in _PAIR.finditer(script))
    return dict(reversed([*told])) | dict(reversed([*held])) | found | dict(named)


def _data_of(element: Element) -> Iterator[tuple[str, str]]:
    """The data attributes of an element, as scripts name them."""
    for name, value in element.attrib.items():
        if name.startswith("data-"):
            yield re.sub(r"-(\w)", lambda match: match[1].upper(), name[5:]), value


def calls(script: str, known: Mapping[str, str]) -> list[Turn]:
    """The requests that the scripts send with a page number in them."""
    script = _JOINT.sub(lambda match: "+" + "+".join(one[0] for one in _PIECE.finditer(match[1])), script)
    found = [call for match in _JOINED.finditer(script) if (call := _joined(match[0], known))]
    for match in _ADDRESS.finditer(script):
        found += _with_object(match[1], script, match.end(), match.end(), known)
    for match in _NAMED_ADDRESS.finditer(script):
        url = _meaning(match[1], known) or ""
        if re.match(r"(?:https?:/)?/(?!/)", url):
            found += _with_object(url, script, max(0, match.start() - _REACH), match.end(), known)
    return list(dict.fromkeys(found))


def _with_object(url: str, script: str, first: int, behind: int, known: Mapping[str, str]) -> Iterator[Turn]:
    """The request to the address, which ends right before `behind`, with the first object from `first` on that counts
    pages, or a form that is filled around it."""
    is_post = _POST.search(script[max(0, behind - 200 - len(url)) : behind + 200]) is not None
    objects = [held[1] for held in _OBJECT.finditer(script[first : behind + _REACH])]
    fields = _APPENDED.findall(script[max(0, behind - _REACH) : behind + _REACH])
    is_told = all(re.fullmatch(_STRING, name) for name, _ in fields)  # else only the script knows its fields
    objects += [", ".join(f"{name}: {said}" for name, said in fields)] * is_told
    return islice(filter(None, (_sent(url, held, known, is_post=is_post) for held in objects)), 1)


def _joined(expression: str, known: Mapping[str, str]) -> Turn | None:
    """The request to an address that is joined of texts and names."""
    inside = enumerate(_IN_TEMPLATE.split(expression[1:-1]))  # texts, and what stands between them
    in_template = [("" if place % 2 else one, one if place % 2 else "") for place, one in inside]
    in_sum = [(_unquoted(text), name) for text, name in _PIECE.findall(expression)]
    parts = in_template if expression[0] == "`" else in_sum
    texts = [_meaning(name, known) if name else text for text, name in parts]
    url = "".join(text or "" for text in texts)
    is_whole = None not in texts and texts.count(NUMBER) == 1
    if not is_whole or not re.match(r"(?:https?:/)?/(?!/)|\?", url) or re.search(r"[\s<>]", url):
        return None
    return Turn(Sent("GET", url), _start(parts[texts.index(NUMBER)][1], known), 1)


def _sent(url: str, held: str, known: Mapping[str, str], *, is_post: bool) -> Turn | None:
    fields = [(match[1], match[2].strip()) for match in _FIELD.finditer(held)]
    form = [(name, NUMBER if is_page_parameter(name) else _value(said, known)) for name, said in fields]
    told = [(name, value) for name, value in form if value is not None]
    starts = [_start(said, known) for name, said in fields if is_page_parameter(name)]
    if len(told) < len(form) or len(starts) != 1:
        return None
    query = f"{'?&'['?' in url]}{urlencode(told)}"
    return Turn(Sent("POST", url, tuple(told)) if is_post else Sent("GET", url + query), starts[0], 1)


def _value(said: str, known: Mapping[str, str]) -> str | None:
    """The value of a field that counts no pages, `None` where nothing tells it."""
    if re.fullmatch(_STRING, said):
        return _unquoted(said)
    named = _meaning(said, known)
    return said if re.fullmatch(r"-?\d+(?:\.\d+)?|true|false", said) else None if named == NUMBER else named


def _meaning(name: str, known: Mapping[str, str]) -> str | None:
    """The value of an expression: what counts the pages is `NUMBER`, an unknown name `None`."""
    plain = re.sub(r"(?:\+\+|--|\s*[+-]\s*1\b)", "", name.strip())
    asked = re.search(r"\(\s*['\"][#.]?([\w$:-]+)['\"]\s*\)", plain)
    if asked is not None:  # $("#zone").val(), document.getElementById("zone").value, button.getAttribute("data-zone")
        held = known.get(asked[1].removeprefix("data-"))
        return NUMBER if is_page_parameter(asked[1].removeprefix("data-")) and (held or "").isdigit() else held
    last = plain.rpartition(".")[2].removesuffix("()")
    if _COUNTING.search(plain) and not known.get(last, "0").strip("0123456789"):
        return NUMBER
    return known.get(last)


def _start(name: str, known: Mapping[str, str]) -> int:
    """The number that the script begins to count from: 1 if it does not say so."""
    value = known.get(re.sub(r"[^\w$.]", "", name).rpartition(".")[2], "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _unquoted(text: str) -> str:
    return (text[1:-1] if text[:1] in {'"', "'"} else text).replace("\\/", "/")


def _in_json(text: str) -> str:
    with suppress(ValueError):
        return str(json.loads(text))
    return _unquoted(text)
