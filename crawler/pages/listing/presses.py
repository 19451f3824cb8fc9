"""What a press on a page number asks for, where its script says no address: `onclick="return go(5, 2)"`.

The script is read for the number behind the page that is shown, and for the one behind that: what differs between the
two requests is the page number, and how it counts. Where the page shows but one further number, the second press is
made of the first: with the next number in the attribute that holds it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.pages.listing.page_numbers import counts, is_page_parameter, path_number
from crawler.pages.listing.paging_labels import is_disabled, is_script, is_small, label_of, number_in, rel_of
from crawler.pages.listing.script_objects import Objects, Press, Sent, select
from crawler.pages.listing.script_steps import Steps
from crawler.pages.listing.script_tokens import Script, Token, tokens
from crawler.pages.page.tree import Element, Page, words_of
from crawler.records.query import parameters

#: Numbers that are more likely a month than pages; elements and handlers that are looked at, presses that are read.
_DAYS, _MOST_PRESSED, _MOST_HANDLERS, _MOST_TRIED = 28, 500, 20, 4
_TEXT = r"\"[^\"\n]{1,100}\"|'[^'\n]{1,100}'"
#: `$("#trang").on("click", "a", function …`, `$(".trang a").click(…`, `querySelectorAll(…)….addEventListener(…`.
_HANDLER = re.compile(
    rf"(?:\$|jQuery|querySelector(?:All)?|getElement(?P<by>ById))\(\s*(?P<of>{_TEXT}|document|window)\s*\)"
    r"(?:(?!jQuery\(|querySelector|getElement)[^;$]){0,150}?"
    r"\.(?:(?:click|change)\(\s*|(?:on|bind|live|delegate|addEventListener)\(\s*"
    rf"['\"](?:click|change)[^'\"\n]{{0,40}}['\"]\s*,\s*(?:(?P<in>{_TEXT})\s*,\s*)?)"
)
_NUMBER = re.compile(r"\d+")
#: Digits that are too many for a page number.
_LONG = 7
#: Stands for any page number.
_ANY = 987


class Turn(NamedTuple):
    """The request for a page, with `{number}` where its number stands: `first` for the next page, `step` more for each
    further one.
    """

    sent: Sent
    first: int
    step: int


@dataclass(frozen=True, slots=True)
class _Pressed:
    """An element that a script attaches itself to, by attributes or by a handler: the script, and whether it is one."""

    element: Element
    script: Sequence[Token]
    number: int | None
    is_handler: bool = False


def turns(page: Page, url: str, script: str, known: Mapping[str, str], number: int) -> list[Turn]:
    """How presses on the page turn to the page behind page `number`: one way, none where several ways lead there."""
    found = list(islice(_pressed(page, script), _MOST_PRESSED))
    numbers = [one.number for one in found if one.number is not None]
    read = Script(script, known)
    by_number = [one for one in found if one.number == number + 1 and len(numbers) < _DAYS]
    by_word = [one for one in found if one.number is None and rel_of(one.element, label_of(one.element)) == "next"]
    fallen = _fallen(by_word, found, page, url, read, number)
    told = (
        [_turn(one, found, page, url, read, number) for one in chosen[:_MOST_TRIED]] for chosen in (by_number, by_word)
    )
    ways = next(filter(None, (list(dict.fromkeys(filter(None, each))) for each in told)), [])
    return [fallen] if fallen is not None else ways if len(ways) == 1 else []


def _pressed(page: Page, script: str) -> Iterator[_Pressed]:
    """What may be pressed, with the script that it holds or that is attached to it, in reading order."""
    handlers: dict[Element, list[list[Token]]] = {}
    for element, handler in _handled(page, script):
        handlers.setdefault(element, []).append(handler)
    for element in page.places:
        href = (element.get("href") or "").strip()
        held = element.get("onclick") or element.get("onchange") or (href if is_script(href) else "")
        attached = [(tokens(held), False)] * bool(held) + [(one, True) for one in handlers.get(element, ())]
        may_turn = bool(attached) and (element.tag == "select" or is_small(element)) and not is_disabled(element)
        for pieces, is_handler in attached if may_turn else ():
            options = islice(element.iter("option"), _DAYS)
            shown = [number_in(words_of(option)) for option in options] or [number_in(label_of(element).strip("[] "))]
            yield from (_Pressed(element, pieces, one, is_handler) for one in shown)


def _handled(page: Page, script: str) -> Iterator[tuple[Element, list[Token]]]:
    """The elements to which handlers are attached, with what stands in these."""
    for match in islice(_HANDLER.finditer(script), _MOST_HANDLERS):
        selector = " ".join(part[1:-1] for part in (match["of"], match["in"]) if part and part[0] in "\"'")
        by_id = f"#{selector}" if match["by"] else selector
        held = tokens(script, match.end())
        yield from ((element, held) for element in islice(select(page.root, by_id), _MOST_PRESSED) if selector)


def _turn(pressed: _Pressed, found: list[_Pressed], page: Page, url: str, script: Script, number: int) -> Turn | None:
    """How a press turns to the next page, and presses on further numbers to those behind it."""
    here = _sent(pressed, _press(pressed), page, url, script)
    further = [one for one in found if one.number == number + 2 and _is_alike(one, pressed)]
    presses = [(one, _press(one)) for one in further[:1]] or [(pressed, one) for one in _made(pressed, number + 1)]
    pairs = (zip(here, _sent(one, press, page, url, script), strict=False) for one, press in presses if here)
    ways = (_between(left, right) for each in pairs for left, right in each)
    fitting = [one for one in ways if one is not None and counts(number + 1, one.first) is not None]
    counting = [one for one in fitting if one.first - number * one.step in {0, 1}]
    named = [one for one in counting if _is_named(one.sent)]
    return next(iter(named or counting), None) if len({*(named or counting)}) == 1 else None


def _fallen(
    by_word: list[_Pressed], found: list[_Pressed], page: Page, url: str, script: Script, number: int
) -> Turn | None:
    """How a form turns to the page behind page `number`, counted from the newest on, where the numbers shown fall, "4 |
    3 | 2 | 1", and words of the row lead on to one of them.
    """
    shown = [(one, one.number) for one in found if one.number is not None]
    numbers = [held for _, held in shown]
    falls = bool(by_word) and numbers == sorted(set(numbers), reverse=True) and (len(numbers) > 1 or number == 1)
    wanted = _sent(by_word[0], _press(by_word[0]), page, url, script) if falls else []
    tried = ((one, held, _sent(one, _press(one), page, url, script)) for one, held in shown[:_MOST_TRIED] if falls)
    presses = ((one, held, here, press) for one, held, here in tried if here == wanted for press in _made(one, held))
    told = (
        (held, _between(left, right))
        for one, held, here, press in presses
        for left, right in zip(here, _sent(one, press, page, url, script), strict=False)
    )
    by_form = (turn for held, turn in told if turn is not None and turn.first == held and turn.sent.by_form)
    return next((turn._replace(step=-turn.step) for turn in by_form), None)


def _is_named(sent: Sent) -> bool:
    """Whether what holds the number is called as page numbers are."""
    held = (*parameters(urlsplit(sent.url).query), *sent.form)
    is_parameter = any(value == "{number}" and is_page_parameter(name) for name, value in held)
    return is_parameter or path_number(sent.url.replace("{number}", str(_ANY))) == _ANY


def _is_alike(one: _Pressed, other: _Pressed) -> bool:
    """Whether two elements hold the same script but for numbers; the options of one list do."""
    left, right = ([token.text for token in each.script if token.kind != "number"] for each in (one, other))
    return left == right and (one.element is other.element or one.element.tag == other.element.tag)


def _press(pressed: _Pressed) -> Press:
    element = pressed.element
    attributes = {str(name): str(value) for name, value in element.attrib.items()}
    options = (one for one in element.iter("option") if number_in(words_of(one)) == pressed.number)
    chosen = next(((one.get("value") or words_of(one)) for one in options), None)
    return Press(element, attributes if chosen is None else attributes | {"value": chosen}, words_of(element))


def _made(pressed: _Pressed, number: int) -> Iterator[Press]:
    """The press with another number for the next page's where one is held: in the script, an attribute or the text."""
    press = _press(pressed)
    yield from [press._replace(text=str(number + 1))] * (press.text == str(number))
    told = ((name, value) for name, value in press.attributes.items() if name not in {"id", "class", "style"})
    held = ((name, value, match) for name, value in told for match in _NUMBER.finditer(value))
    for name, value, match in (one for one in held if one[2][0] in {str(number), str(number - 1)}):
        other = f"{value[: match.start()]}{int(match[0]) + 1}{value[match.end() :]}"
        yield press._replace(attributes={**press.attributes, name: other})


def _sent(pressed: _Pressed, press: Press, page: Page, url: str, script: Script) -> list[Sent]:
    """The requests that a press makes."""
    objects = Objects(page, url, press)
    steps = Steps(script, objects)
    held = (press.attributes.get(name) for name in ("onclick", "onchange", "href"))
    own = re.sub(r"^\s*javascript:", "", next(filter(None, held), ""))
    steps.handle(pressed.script) if pressed.is_handler else steps.run(tokens(f"{{{own}\n}}"))
    return objects.sent


def _between(left: Sent, right: Sent) -> Turn | None:
    """What two requests for neighbouring pages have in common, with the one number in which they differ."""
    pieces, others = (re.split(r"(\d+)", "\0".join(_held(each))) for each in (left, right))
    names = [tuple((name, "") for name, _ in each.form) for each in (left, right)]
    frames = [each._replace(url="", text=None, form=form) for each, form in zip((left, right), names, strict=True)]
    is_alike = frames[0] == frames[1] and len(pieces) == len(others)
    pairs = enumerate(zip(pieces, others, strict=True)) if is_alike else ()
    match [(place, *pair) for place, pair in pairs if pair[0] != pair[1]]:
        case [(place, number, other)] if (
            place % 2 and max(len(number), len(other)) < _LONG and int(number) < int(other)
        ):
            url, text, *values = "".join([*pieces[:place], "{number}", *pieces[place + 1 :]]).split("\0")
            form = tuple(zip((name for name, _ in left.form), values, strict=False))
            sent = left._replace(url=url, form=form, text=text if left.text is not None else None)
            return Turn(sent, int(number), int(other) - int(number))
    return None


def _held(sent: Sent) -> list[str]:
    """The texts of a request that may hold a number."""
    return [sent.url, sent.text or "", *(value for _, value in sent.form)]
