"""What places do in names of bodies: the unit that closes one, the site that it works on, the place of a branch."""

from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import family, name_end, person_shaped, place_end
from pipelines.entities.organisation_body import KNOWN_PLACES, Body
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.place_names import place_at
from pipelines.entities.sentences import DASHES
from pipelines.language.syllables import CAPITAL, UPPER, foreign

_GUARDED = word_set("guarded_firsts")


def anchored(body: Body, k: int, last: str) -> bool:
    """Whether a name that can close a body's stands at k: a unit or place, behind the head noun any name."""
    words = body.words
    if words.capital(k):
        end = name_end(words, k)
        unknown = (
            (last == "head" or body.awaits_name(last))
            and end > k
            and (words.shape[k] == CAPITAL or body.awaits_name(last))
            and not person_shaped(words, k, end)
        )
        places = words.written(k).keys() & KNOWN_PLACES
        known = "units" in places or (bool(places) and (words.shape[k] == UPPER or not foreign(words.form[k])))
        return unknown or known
    level = words.tables(k).get("levels")
    return level is not None and level[1] == "unit" and place_at(words, k) is not None


def site(body: Body, j: int, last: str) -> int | None:
    """A place with its type noun as the body's object: "Đồn Biên phòng | Cửa khẩu Cầu Treo"."""
    words = body.words
    site = words.tables(j).get("place_heads")
    if last not in ("head", "field") or site is None or words.number(site[0]):
        return None
    known = words.written(j).get("places_known")
    place = max(place_at(words, j) or 0, known[0] if known else 0) or None
    if place is not None and words.capital(site[0]):
        place = place_end(words, site[0], place, person_follows=body.person_follows)
    closing = words.low[j] in _GUARDED or body.head_is("bodies_of_units")
    body.tied = body.tied or (place is not None and closing)
    return place


def unit(body: Body, j: int, state: str) -> int | None:
    """A unit's type noun with its name or, for the units proper, without ("UBND thị xã")."""
    words = body.words
    tables = words.tables(j)
    level = tables.get("levels")
    head = head_at(words, j)
    if level is None or max(tables.get("fields", (0, ""))[0], head[0] if head else 0) > level[0]:
        return None
    place = None if _person_behind(body, level[0]) else place_at(words, j)
    if place is not None:
        if body.person_follows and words.capital(level[0]):
            place = min(place, place_end(words, level[0], place, person_follows=True))
        body.tied = body.named = body.united = True
        return place
    end = level[0]
    if level[1] != "unit" or words.number(end) or (words.capital(end) and not _person_behind(body, end)):
        return None
    if _enumerated(body, end):
        body.many = True
        return None
    body.tied = True
    return end


def _person_behind(body: Body, j: int) -> bool:
    """Whether a person follows the bare type noun: "Chủ tịch Ủy ban MTTQ thị xã | Hoàng Thị Tuyết"."""
    words = body.words
    if not words.capital(j) or not family(words.form[j]) or not body.person_follows:  # guard: time
        return False
    end = name_end(words, j)
    written = words.written(j)
    if "places_known" in written or "units" in written:
        smaller = "places_known" not in written and written["units"][1] != "province"  # "Thành phố | Lê Hồng | Sơn"
        shaped = smaller and person_shaped(words, j, end)
        return end - j > 2 and (words.form[j + 1] in word_set("commonest_middles") or shaped)
    return person_shaped(words, j, end) or end - j == 3  # needed: 10 real mentions


def _enumerated(body: Body, end: int) -> bool:
    """Whether further bare type nouns follow: "UBND xã, phường" means no single body."""
    words = body.words
    if end + 1 >= words.count:  # guard: time
        return False
    mark = words.form[end] in (",", "/") or words.form[end] in DASHES or words.low[end] in word_set("and")
    following = end + mark  # also "quận huyện" without a mark
    level = words.tables(following).get("levels", (following + 1, ""))
    kind = level[1] == "unit" if not mark else "levels" in words.tables(following)
    kind = kind or (mark and words.low[following] in word_set("short_levels"))
    return kind and not words.capital(level[0])


def named_place_end(body: Body, j: int) -> int | None:
    """The end of the place or of the unknown name in capitals at j; notes that the body is named and tied."""
    words = body.words
    place = place_at(words, j)
    if place is None and words.capital(j):
        place = place_end(words, j, name_end(words, j), person_follows=body.person_follows)
        known = max(
            (found[0] for table, found in words.written(j).items() if table in ("units", "places_known")), default=0
        )
        place = known or place
    body.named, body.tied = body.named or place is not None, body.tied or place is not None
    return place


def branch_end(body: Body, j: int) -> int | None:
    """The end of the place of a branch, or of two: "chi nhánh | Gia Lai - Kon Tum"."""
    words = body.words
    end = named_place_end(body, j)
    dash = end is not None and words.form[end : end + 1] == ["-"]
    return words.written(end + 1).get("units", (end, ""))[0] if end is not None and dash else end


def twinned(body: Body, k: int) -> bool:
    """Whether a second place follows the dash: "Hội Hữu nghị Việt - Nga", "liên huyện Ea Kar - M'Drắk"."""
    words = body.words
    vietnamese = words.form[k - 2] in word_set("viet") and words.form[k] in word_set("short_nations")
    known = vietnamese or any(table in words.written(k) for table in ("units", "places_known"))
    trade = words.low[body.start] in word_set("twinned_firsts")
    provinces = (
        all(words.written(i).get("units", (0, ""))[1] == "province" for i in (k, max(body.start, k - 3)))
        and words.written(k - 3)["units"][0] == k - 1
    )
    return known and (
        provinces
        or trade
        or words.low[k - 2] in word_set("before_other_nations")
        or "liên" in words.low[body.start : k]
    )
