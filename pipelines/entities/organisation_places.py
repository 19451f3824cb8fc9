"""What places do in names of bodies: the unit that closes one, the site that it works on, the place of a branch."""

from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import family, name_end, person_shaped, place_end
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.place_names import place_at
from pipelines.entities.sentences import DASHES, Words
from pipelines.entities.syllables import CAPITAL, UPPER, foreign

#: First syllables of places that have bodies of their own: "Hải quan cửa khẩu Tịnh Biên", "Công an sân bay Nội Bài".
_GUARDED = word_set("guarded_firsts")
#: Tables of names of places.
KNOWN_PLACES = {"units", "places_known"}


#: First syllables of companies, which hardly go without a name of their own.
COMPANIES = word_set("company_firsts")
_SMALL_TRADE = (["tổ", "hợp"], ["cơ", "sở"], ["liên", "hiệp"])


class BodyReader:
    """Reads places behind a head noun.

    What followed: `named`, something in capitals or a number; `tied`, a unit, place or parent body; `united`, a unit
    with its name; `fielded`, a field of work in capitals.
    """

    def __init__(self, words: Words, start: int, head_end: int, person_follows: bool) -> None:
        self._words = words
        self._start = start
        self._head_end = head_end
        self._person_follows = person_follows
        self.named = False
        self.tied = False
        self.fielded = False
        self.united = False

    def _awaits_name(self, last: str) -> bool:
        """Whether a company has only a field so far: its own name must follow ("Công ty Công nghệ | Nông Xanh")."""
        return last == "field" and self._trades()

    def _trades(self) -> bool:
        """Whether the body is a company or its like: "Tổ hợp tác", "Cơ sở", but no other "Tổ"."""
        words = self._words
        return words.low[self._start] in COMPANIES or words.low[self._start : self._start + 2] in _SMALL_TRADE

    def _anchored(self, k: int, last: str) -> bool:
        """Whether a name that can close a body's stands at k: a unit or place, behind the head noun any name."""
        words = self._words
        if words.capital(k):
            if head_at(words, k) is not None:
                return False
            end = name_end(words, k)
            unknown = (
                (last == "head" or self._awaits_name(last))
                and end > k
                and words.shape[k] == CAPITAL
                and not person_shaped(words, k, end)
            )
            places = words.written(k).keys() & KNOWN_PLACES
            known = "units" in places or (bool(places) and (words.shape[k] == UPPER or not foreign(words.form[k])))
            return unknown or known or words.form[k] == "Việt"
        level = words.tables(k).get("levels")
        if "places_known" in words.written(k):
            return True  # "miền Bắc"
        return level is not None and level[1] == "unit" and place_at(words, k) is not None

    def _site(self, j: int, last: str) -> int | None:
        """A place with its type noun as the body's object: "Đồn Biên phòng | Cửa khẩu Cầu Treo"."""
        words = self._words
        site = words.tables(j).get("place_heads")
        if last not in ("head", "field") or site is None or words.number(site[0]):
            return None
        if words.lower(j) and "bodies_named" not in words.tables(self._start) and words.low[j] not in _GUARDED:
            return None
        known = words.written(j).get("places_known")
        place = max(place_at(words, j) or 0, known[0] if known else 0) or None
        self.tied = self.tied or (place is not None and words.low[j] in _GUARDED)
        return place

    def _unit(self, j: int) -> int | None:
        """A unit's type noun with its name or, for the units proper, without ("UBND thị xã")."""
        words = self._words
        tables = words.tables(j)
        level = tables.get("levels")
        head = head_at(words, j)
        if level is None or max(tables.get("fields", (0, ""))[0], head[0] if head else 0) > level[0]:
            return None
        if words.form[j] == "H" or (
            words.capital(j)
            and not words.opens(j)
            and not (words.capital(level[0]) or words.number(level[0]))
            and level[1] != "unit"
        ):
            return None
        place = None if self._person_behind(level[0]) else place_at(words, j)
        if place is not None:
            if self._person_follows and words.capital(level[0]):
                place = min(place, place_end(words, level[0], place, person_follows=True))
            self.tied = self.named = self.united = True
            return place
        end = level[0]
        if level[1] != "unit" or words.number(end) or (words.capital(end) and not self._person_behind(end)):
            return None
        if words.inside[j] and words.lower(j - 1) and not words.shouted:
            return None
        if end < words.count and words.inside[end] and not words.shouted:
            return None  # the type noun is only part of a word: "xã hội"
        if self._enumerated(end):
            return None
        self.tied = True
        return end

    def _person_behind(self, j: int) -> bool:
        """Whether a person follows the bare type noun: "Chủ tịch Ủy ban MTTQ thị xã | Hoàng Thị Tuyết"."""
        words = self._words
        if not words.capital(j) or not family(words.form[j]) or not self._person_follows:
            return False
        end = name_end(words, j)
        if any(table in words.written(j) for table in ("units", "places_known")):
            return end - j > 2 and words.form[j + 1] in ("Văn", "Thị")
        return person_shaped(words, j, end)

    def _enumerated(self, end: int) -> bool:
        """Whether further bare type nouns follow: "UBND xã, phường" means no single body."""
        words = self._words
        if end + 1 < words.count and (
            words.form[end] in (",", "/") or words.form[end] in DASHES or words.low[end] == "và"
        ):
            level = words.tables(end + 1).get("levels")
            return level is not None and not words.capital(level[0])
        return False

    def _place(self, j: int) -> int | None:
        words = self._words
        if j >= words.count:
            return None
        place = place_at(words, j)
        if place is None and words.capital(j):
            place = place_end(words, j, name_end(words, j), person_follows=self._person_follows)
            known = max(
                (found[0] for table, found in words.written(j).items() if table in ("units", "places_known")), default=0
            )
            place = known or place
        if place is not None:
            self.named = self.tied = True
        return place

    def _branch(self, j: int) -> int | None:
        """The end of the place of a branch, or of two: "chi nhánh | Gia Lai - Kon Tum"."""
        words = self._words
        end = self._place(j)
        if end is None or end + 1 >= words.count or words.form[end] not in DASHES:
            return end
        return words.written(end + 1).get("units", (end, ""))[0]

    def _named_after_nations(self) -> bool:
        return self._words.low[self._start] in ("trường", "bệnh", "hội", "cung", "viện", "học")

    def _twinned(self, k: int) -> bool:
        """Whether a second place follows the dash: "Hội Hữu nghị Việt - Nga", "liên huyện Ea Kar - M'Drắk"."""
        words = self._words
        known = any(table in words.written(k) for table in ("units", "places_known"))
        trade = words.low[self._start] in ("ngân", "công", "tổng", "tập", "chi", "cục", "hạt", "điện", "xí")
        provinces = (
            all(words.written(i).get("units", (0, ""))[1] == "province" for i in (k, max(self._start, k - 3)))
            and words.written(k - 3)["units"][0] == k - 1
        )
        if (
            words.low[k - 2] == "việt"
            and words.shape[k] == CAPITAL
            and not words.capital(k + 1)
            and self._named_after_nations()
        ):
            return True  # "Trường Mầm non Việt - Bun"
        return known and (
            provinces or trade or words.low[k - 2] in ("việt", "nam") or "liên" in words.low[self._start : k]
        )
