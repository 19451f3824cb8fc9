"""What firms, cooperatives and small bodies do, as it stands in lower case between their head noun and their name."""

from typing import NamedTuple

from pipelines.entities.gazetteer import trade_stops, word_set
from pipelines.entities.organisation_body import KNOWN_PLACES, Body
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.organisation_joints import JOINTS
from pipelines.entities.organisation_places import anchored
from pipelines.entities.place_names import place_at
from pipelines.entities.sentences import Words
from pipelines.language.syllables import CAPITAL, UPPER

#: Syllables of the longest run of unknown words within a name, and tables whose entries such a run cannot hold.
_LONGEST_LINK = 8
LINK_STOPS = frozenset({"titles", "enders", "place_heads", "levels", "fields_verbal", "named_things"})
#: Pieces of the longest trade, and tables whose entries it cannot hold unless they are fields.
_LONGEST_TRADE = 16
_TRADE_STOPS = frozenset({"enders", "named_things"})


class _Run(NamedTuple):
    """Where a trade ends; whether the tables know all of it, whether "và" joins it, whether a verb begins it."""

    end: int
    known: bool
    joined: bool
    verbal: bool


def field_across(body: Body) -> int | None:
    """The end of a field in lower case that the head noun only begins: "Nhà máy gạch | không nung"."""
    words = body.words
    inner = range(body.start + 1, body.head_end) if words.lower(body.head_end) else ()
    ends = (words.tables(k).get("fields", (0, ""))[0] for k in inner if not words.inside[k])
    return next((end for end in ends if end > body.head_end), None)


def _trade_kind(body: Body) -> str | None:
    """What the table says of the head noun's trade; `None` if it takes none."""
    end, kind = body.words.tables(body.start).get("bodies_by_trade", (0, ""))
    if not end:
        return None
    if end == body.head_end or kind in ("", "task"):
        return kind
    return "" if kind == "form" else None


def trade(body: Body, j: int, last: str) -> int | None:
    """The end of what the body does, before its name: "Công ty TNHH | sản xuất, thương mại và vận tải | Tín Lợi".

    How much is believed depends on the head noun's kind, which the table `bodies_by_trade` explains.
    """
    words = body.words
    kind = _trade_kind(body)
    if kind is None or last not in ("head", "field") or not (kind == "form" or words.capital(body.start)):
        return None
    residents = words.tables(body.start).get("levels", (0, ""))[0] > body.head_end  # "Tổ | dân phố số 21"
    before = words.low[body.start - 1] if body.start and words.lower(body.start) else ""
    if residents or before in word_set("one") or (kind in ("fields", "nouns", "task") and last != "head"):
        return None  # also "một cơ sở sản xuất bánh Hà Nội"
    run = _trade_run(body, j, kind, opens=last == "head", verb_due=last != "field" or kind == "form")
    if run is None or not _names_itself(body, run.end):
        return None
    if kind == "form" or words.low[run.end] in word_set("number_word"):
        return run.end
    capital = words.capital(run.end)
    done = run.verbal and not capital and "levels" not in words.tables(run.end)
    if done or (kind == "nouns" and run.verbal):
        return None  # "Công ty | xây dựng | cầu Phú Thịnh", "Hội | hỗ trợ nông dân | Kim Sơn"
    believed = kind != "task" if capital else kind == "club" or run.verbal == (kind == "task")
    return run.end if run.known or believed else None


def _trade_run(body: Body, j: int, kind: str, *, opens: bool, verb_due: bool) -> _Run | None:
    """The words of the trade that begins at j, up to a name, number or place.

    Verbs stand at its beginning, behind "và" and commas, and behind a legal form anywhere. Unless the head noun
    is such a form, no unknown verb stands before the name: it would be the sentence's ("Hợp tác xã | đòi | Hà
    Phát").
    """
    words = body.words
    k = j
    comma = joined = closing = False
    known, verbal = True, False
    while k < min(words.count, j + _LONGEST_TRADE):
        if words.low[k] in JOINTS or words.form[k] == ",":
            comma, joined = comma or words.form[k] == ",", words.form[k] != ","
            verb_due, closing = True, False
            k += 1
            continue
        if not words.lower(k) or (closing and _site_or_number(body, k)):
            break
        word = _trade_word(body, k, kind, verb_due=verb_due, inside=k > j)
        if word is None:
            return None
        verbal = verbal or (k == j and (word[1] == "verb" or "fields" not in words.tables(k)) and word[1] != "noun")
        k, sort = word
        known = known and sort == "field"
        closing, verb_due = sort != "verb" or kind == "form", kind == "form"
    if k >= words.count or not closing or (comma and not joined):
        return None
    return _Run(k, known, joined, verbal)


def _site_or_number(body: Body, k: int) -> bool:
    """Whether a place with its type noun, or "số" and a number, stands at k."""
    words = body.words
    return place_at(words, k) is not None or (words.low[k] in word_set("number_word") and words.number(k + 1))


def _trade_word(body: Body, k: int, kind: str, *, verb_due: bool, inside: bool) -> tuple[int, str] | None:
    """The end of the word of a trade at k, and whether it is a "field", "noun" or "verb"; `None` if it is none.

    Verbs that are fields may stand `inside` a trade, others only where one is due.
    """
    words = body.words
    tables = words.tables(k)
    tables_of_fields = ("fields", "fields_verbal") if verb_due or inside else ("fields",)
    field = max((tables[name][0] for name in tables_of_fields if name in tables), default=0)
    end = _word_end(words, k + 1)
    if trade_stops().at(words.low, k).get("trade_stops", (0, ""))[0] >= max(field, end):
        return None
    if field:
        return field, "field"
    person = "titles" in tables and not words.lower(tables["titles"][0])
    if (
        kind in ("fields", "nouns") or person or _whole(words, k, _TRADE_STOPS)
    ):  # needed: 3 real mentions of 1,600 articles
        return None
    if words.pos[k] in ("N", "Nc", "A") or (kind == "form" and words.pos[k] == "M"):
        return end, "noun"
    return (end, "verb") if words.pos[k] == "V" and verb_due else None


def _names_itself(body: Body, k: int) -> bool:
    """Whether the body's own name, or the place or number that tells it from others, stands behind its trade."""
    words = body.words
    if words.lower(k):
        return True  # a place or number
    country = words.written(k).get("places_known", (0, ""))[1] == "country" and words.form[k] not in word_set("viet")
    return words.capital(k) and not country and anchored(body, k, "head")


def closed_by_place(body: Body, j: int, last: str) -> int | None:
    """The end of a field that no table has whole, at the place behind it: "Trung tâm | hợp tác trí tuệ | Việt Nam".

    Behind a committee the field may hold any verb but those of the news; else only one that is a field may open it.
    """
    words = body.words
    kind = _trade_kind(body)
    board = kind == "task" and words.low[body.start] in word_set("boards")
    opens = last == "head"
    takes = board or kind in ("fields", "nouns") or (kind == "form" and opens)
    if not takes or last not in ("head", "field") or not any(map(words.capital, range(body.start, body.head_end))):
        return None
    k = j
    while k < min(words.count, j + _LONGEST_TRADE) and not (k > j and anchored(body, k, "field")):
        end = _board_word(words, k) if board else _open_word(words, k, opens=k == j and opens and kind != "nouns")
        if end is None:
            return None
        k = end
    return k if k > j and k < words.count and anchored(body, k, "field") else None


def _board_word(words: Words, k: int) -> int | None:
    """The end of a word at k that may stand in the task of a committee; `None` if it is none."""
    if _stops(words, k) or words.form[k] in ",;.:()":
        return _open_word(words, k, opens=True)
    plan = words.capital(k) and any(words.spells(k, k + n, "plans") for n in (1, 2))
    return _word_end(words, k + 1) if plan or not words.capital(k) else _open_word(words, k, opens=True)


def _stops(words: Words, k: int) -> bool:
    """Whether the word at k is one of those that no trade holds."""
    return trade_stops().at(words.low, k).get("trade_stops", (0, ""))[0] >= _word_end(words, k + 1)


def _open_word(words: Words, k: int, *, opens: bool) -> int | None:
    """The end of a word at k that may stand in a field which a place closes; `None` if it is none."""
    tables = words.tables(k)
    noun, verb = (tables.get(name, (0, ""))[0] for name in ("fields", "fields_verbal"))
    if words.low[k] in JOINTS or words.form[k] in ",-":
        known = words.tables(k + 1).keys() & {"fields", "fields_verbal"}
        return k + 1 if known or (words.form[k] != "," and words.lower(k + 1)) else None
    if noun or (verb and (opens or words.low[k - 1] in JOINTS)):
        return max(noun, verb)
    if words.shape[k] == UPPER and not words.written(k):
        return k + 1  # "giải pháp CNTT | Thuận An"
    end = _word_end(words, k + 1)
    if not words.lower(k) or _stops(words, k) or _whole(words, k, LINK_STOPS):  # needed: 2 real mentions
        return k + 1 if words.number(k) and not words.form[k].isdigit() else None  # "3G"
    return end if words.pos[k] in ("N", "Nc", "A") else None


def _whole(words: Words, k: int, names: frozenset[str]) -> bool:
    """Whether one of the tables has the word at k or more, not its first half: "giải", but not in "giải pháp"."""
    tables = words.tables(k)
    return any(tables[name][0] >= _word_end(words, k + 1) for name in names & tables.keys())


def link_end(body: Body, j: int, last: str) -> int | None:
    """The end of unknown nouns that join a field to a name or unit ("Bảo tồn | voi | Đắk Lắk").

    Without a verb or preposition between them the nouns can hardly begin the sentence's predicate.
    """
    words = body.words
    k = j
    # a word of the name goes on in lower case: "Non | nước | Cao Bằng"
    if last == "name":  # needed: 2 real mentions
        k = _word_end(words, j)
        return k if words.written(k).keys() & KNOWN_PLACES else None
    if last == "single":
        while words.lower(k) and k - j < 4 and not words.tables(k).keys() & {"titles", "enders", "levels"}:
            k += 1
        nouns = "fields" in words.tables(j) or all(words.pos[n] in ("N", "A") for n in range(j, k))
        # "hãng Gartner | cho rằng tại Việt Nam", "Quốc hội Lào | thăm Việt Nam"
        told = (n for n in range(j, k) if words.pos[n] == "V" and trade_stops().at(words.low, n))
        spoken = next(told, None) is not None or any(words.pos[n] == "C" for n in range(j, k))
        joined = (" ".join(words.form[k : k + 2]) in word_set("vietnam") and not spoken) or (
            body.trades()
            and ("places_known" in words.written(k) or (nouns and words.shape[k : k + 1] == [CAPITAL]))
            and head_at(words, k) is None
        )  # "Tổ hợp tác Đan | lục bình | Hưng Phú"
        return k if k > j and joined else None
    while words.lower(k) and k - j < _LONGEST_LINK and not (k > j and anchored(body, k, last)):
        tables = words.tables(k)
        noun = words.pos[k] in ("N", "A") or (k > j and words.low[k] in JOINTS and words.lower(k + 1))
        if not noun or ("fields" not in tables and tables.keys() & LINK_STOPS):
            return None
        k = _word_end(words, k + 1)
    takes = last != "head" or _takes_trade(body)
    return k if k > j and takes and anchored(body, k, last) else None


def _word_end(words: Words, k: int) -> int:
    """The end of the word in lower case that goes on at k; k itself if none does."""
    while words.lower(k) and words.inside[k]:
        k += 1
    return k


def _takes_trade(body: Body) -> bool:
    """Whether unknown nouns may follow the head noun itself ("Nhà máy | đường | Lam Sơn")."""
    words = body.words
    tables = words.tables(body.start)
    return (
        (body.long_head() or words.low[body.start] in word_set("squads"))
        and words.capital(body.start)
        and tables.get("bodies_named", (0, ""))[0] == body.head_end
        and tables.get("bodies_standing", (0, ""))[0] != body.head_end
    )


def trades_before_name(body: Body, end: int) -> bool:
    """Whether the lower-case field up to `end` stands between head noun and name: "Nhà máy | giấy | Lam Kinh"."""
    words = body.words
    named = "bodies_named" in words.tables(body.start)
    return bool(end) and named and body.long_head() and words.capital(end) and head_at(words, end) is None
