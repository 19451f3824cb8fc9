"""The grammar of organisations: a head noun, fields of work, names, a unit at the end.

"Ban Quản lý dự án | đầu tư xây dựng | công trình giao thông | thành phố Hà Nội": the head noun is in capitals or a
name in capitals follows it; fields of work continue it in either case; a unit's type noun, with or without its name,
closes it.
"""

from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.names import family, name_end, person_shaped, place_end
from pipelines.entities.organisation_heads import HEADS, head_at, is_no_head
from pipelines.entities.organisation_joints import LONGEST
from pipelines.entities.organisation_numbers import counts
from pipelines.entities.organisation_places import KNOWN_PLACES
from pipelines.entities.organisation_trades import LINK_STOPS, TradeReader
from pipelines.entities.sentences import DASHES, Words
from pipelines.entities.syllables import CAPITAL, MARK, UPPER, foreign
from pipelines.language.taggers import is_word

#: First syllables of head nouns that a task in lower case names: "Ban Chỉ đạo phòng, chống thiên tai".
_BY_TASK = word_set("task_firsts")
#: Bodies within bodies that are looked into.
DEEPEST = 6


def body_at(words: Words, i: int, *, person_follows: bool = False) -> int | None:
    """The end of the organisation that begins at piece i, or `None`.

    `person_follows` says that an office stands before it, so that a person's name may end it.
    """
    known = words.bodies.get((i, person_follows), -1)
    if known != -1:
        return known
    head = head_at(words, i)
    if head is None or words.depth >= DEEPEST:
        return None
    words.depth += 1
    end = None if is_no_head(words, i, head[0]) else _read_body(words, i, *head, person_follows)
    words.depth -= 1
    words.bodies[i, person_follows] = end
    return end


def _read_body(words: Words, i: int, end: int, kinds: set[str], person_follows: bool) -> int | None:
    """The end of the body with the head noun i:end, if what follows makes it a name."""
    body = _Body(words, i, end, person_follows)
    stop = body.read()
    if words.lower(i) and not _named_in_lower_case(words, i, end, stop, kinds, body):
        return None
    if body.fielded and not body.tied and words.low[stop : stop + 1] == ["các"] and "levels" in words.tables(stop + 1):
        return None  # of many units: "Sở Y tế các tỉnh"
    if words.low[i:end] in (["bộ"], ["sở"], ["vụ"]) and not (
        body.fielded or (stop > end and words.shape[end] == UPPER)
    ):
        return None  # "Bộ Quy tắc ứng xử"
    if end - i == 1 and words.low[i] in ("đội", "tổ", "cụm", "khối") and stop == end + 1 and words.number(end):
        larger = words.form[stop : stop + 1] == [","] and words.capital(stop + 1) and head_at(words, stop + 1)
        if not larger:
            return None  # "Đội 3" of a village, but "Đội 3, Phòng Cảnh sát hình sự"
    if "bodies_standing" in kinds:
        return stop if words.capital(i) or stop > end else None
    if words.lower(i) and words.low[i] in ("dân", "khối"):
        return None  # "dân quân xã Thượng Hà" are people, "khối THCS" schools
    task = body.tied or words.low[i] in _BY_TASK or words.capital(end - 1) or words.low[end - 1] == "sát"
    by_task = words.capital(i) and end - i > 1 and task
    if "bodies_named" in kinds and stop > end and (body.named or by_task):
        return stop
    return stop if "bodies_of_units" in kinds and body.tied else None


def _named_in_lower_case(words: Words, i: int, end: int, stop: int, kinds: set[str], body: "_Body") -> bool:
    """Whether a head noun in lower case has a name behind it: "trường Nguyễn Du", but "tổ chức 19 lớp"."""
    capitals = any(words.capital(k) for k in range(end, stop))
    if not body.named or not (capitals or words.low[end - 1] in _FORMATIONS):
        return False
    if "bodies_named" not in kinds and not body.united and words.low[i] not in ("đội", "tuyển"):
        return False
    if words.low[i] == "trạm" or (words.low[i:end] == ["trung", "tâm"] and not body.fielded):
        return False  # a place: "trạm thủy văn Giàng"; "trung tâm Hà Nội" is downtown
    return end - i > 1 or body.fielded or words.low[i] in _LOWER_HEADS


#: Head nouns of one syllable that a name follows even in lower case ("trường Nguyễn Du").
_LOWER_HEADS = word_set("lower_heads")
#: Last syllables of military formations, whose name is a number ("trung đoàn 165").
_FORMATIONS = word_set("formations")


_ROMAN = (["I"], ["II"], ["III"], ["IV"], ["V"])
#: What ties a body to the whole country: "Hội đồng Thi đua - Khen thưởng | Trung ương".
_OF_THE_COUNTRY = (["trung", "ương"], ["quốc", "gia"], ["nhà", "nước"])
_SIDES = word_set("sides")
#: First syllables of bodies whose name may stand in quotation marks, and pieces of the longest such name.
_QUOTED = word_set("quoted_firsts")
_LONGEST_QUOTATION = 12


#: Syllables of the longest fund's name in lower case; before these words it ends.
_LONGEST_PURPOSE = 9
_PREDICATES = frozenset(words_of("predicates")) | frozenset(
    {"hiện", "phát", "chi", "kêu", "ủng", "đóng", "góp", "thăm", "mang", "có", "là", "xây"}
)


class _Body(TradeReader):
    """Reads on behind a head noun: units, fields, joints and names in turn."""

    def read(self) -> int:
        """The end of the name."""
        across = self._field_across()
        end, last = (across, "field") if across is not None else (self._head_end, "head")
        while end < min(self._words.count, self._start + LONGEST):
            step = self._step(end, last)
            if step is None:
                break
            end, last = step
        return end

    def _step(self, j: int, last: str) -> tuple[int, str] | None:
        words = self._words
        if words.low[j] == "tại" and "body_places_tied" in words.tables(self._start):
            place = self._place(j + 1)
            return (place, "place") if place is not None else None
        about = self._about(j)
        if about is not None:
            return about, "field"
        unit = self._unit(j)
        if unit is not None:
            return unit, "unit"
        if words.number(j) and words.low[j + 1 : j + 2] == ["mm"] and last == "field":
            return j + 2, "name"  # "Đại đội Pháo phòng không | 37 mm"
        if words.low[j : j + 2] == ["dòng", "họ"] and words.capital(j + 2) and last in ("head", "field"):
            self.tied = self.named = True
            return name_end(words, j + 2), "place"  # "Hội Khuyến học | dòng họ Nguyễn Bá"
        purpose = self._purpose(j, last)
        if purpose is not None:
            self.named = True
            return purpose, "name"
        quoted = self._quoted(j, last)
        if quoted is not None:
            self.named = True
            return quoted, "name"
        if words.low[j] == "cấp" and words.number(j + 1) and words.low[self._start] == "bệnh":
            return j + 2, "field"  # "Bệnh viện dã chiến | cấp 2 | số 5"
        if words.low[j : j + 2] == ["cơ", "sở"] and words.number(j + 2) and last not in ("head", "place"):
            return j + 3, "name"  # "Bệnh viện Bạch Mai | cơ sở 2"
        if words.low[j] == "phía" and words.low[j + 1 : j + 2] and words.low[j + 1] in _SIDES and words.capital(j + 1):
            return (j + 2, "place") if last == "field" else None  # "Trung tâm Xúc tiến đầu tư | phía Nam"
        member = self._member(j, last)
        if member is not None:
            self.named = True
            return member, "unit"
        if last == "unit":
            if words.form[j] in DASHES and words.low[j + 1 : j + 3] == ["chi", "nhánh"]:
                branch = self._place(j + 3)
                return (branch, "place") if branch is not None else None
            if words.form[j] in DASHES and j + 1 < words.count and self._twinned(j + 1):
                return name_end(words, j + 1), "unit"
            return None
        if last == "place":
            if words.low[j : j + 2] == ["chi", "nhánh"] and words.capital(j) and words.count > j + 2:
                branch = self._branch(j + 2)
                return (branch, "place") if branch is not None else None
            return None
        joint = self._joint(j, last)
        if joint is not None:
            return joint
        field = self._field(j, last)
        nested = self._nested(j)
        if nested is not None and (field is None or nested > field):
            self.named = self.tied = True
            return nested, "unit"
        if field is not None:
            self.tied = self.tied or words.low[j:field] in _OF_THE_COUNTRY
            if words.capital(j):
                self.named = True
                self.fielded = True
            return field, "field" if words.capital(j) or last != "name" else last
        place = self._site(j, last)
        if place is not None:
            self.named = True
            return place, "name"
        if words.low[j : j + 2] == ["chi", "nhánh"] and words.count > j + 2:
            branch = self._branch(j + 2)
            if branch is not None:
                return branch, "place"
        if words.low[j] == "vùng" and last == "field" and "places_known" in words.written(j + 1):
            self.named = self.tied = True
            return words.written(j + 1)["places_known"][0], "place"  # "Bệnh viện Đa khoa | vùng Tây Nguyên"
        if words.low[j] == "vùng" and (words.number(j + 1) or words.form[j + 1 : j + 2][:1] in _ROMAN):
            self.named = self.tied = True
            return j + 2, "place"  # "Chi cục Kiểm lâm | vùng II"
        if words.low[j : j + 2] == ["khu", "vực"] and words.count > j + 2:
            area = self._branch(j + 2)
            if area is not None or words.number(j + 2):
                self.named = self.tied = True
                return area or j + 3, "place"
        if last == "head" and words.low[j - 1] == "vực" and "places_known" in words.written(j):
            self.named = self.tied = True
            return words.written(j)["places_known"][0], "place"
        apart = not words.inside[j] or ("fields" in words.tables(j) and self._trades())
        single = last == "name" and j == self._head_end + 1 and apart
        link = None
        if last in ("head", "field") or single or words.inside[j]:
            link = self._link_end(j, "single" if single else last)  # "Thuốc | sát trùng | Việt Nam"
        if link is None:
            link = self._trade_end(j, last)
        if link is not None:
            self.named = True
            return link, "field"
        return self._name(j, last)

    def _body_end(self, k: int) -> int | None:
        return body_at(self._words, k, person_follows=self._person_follows)

    def _whole_head(self, last: str) -> bool:
        """Whether the head noun is a name by itself, behind which a person may stand ("Sở GD&ĐT | Lâm Thị Mai")."""
        standing = self._words.tables(self._start).get("bodies_standing")
        return last == "head" and standing is not None and standing[0] == self._head_end

    def _quoted(self, j: int, last: str) -> int | None:
        """The end of a name in quotation marks: 'Câu lạc bộ | "Em yêu quê hương"'."""
        words = self._words
        if words.form[j] not in ("“", '"') or last not in ("head", "field") or words.low[self._start] not in _QUOTED:
            return None
        for k in range(j + 2, min(words.count, j + _LONGEST_QUOTATION)):
            if words.form[k] in ("”", '"'):
                return k + 1
        return None

    def _purpose(self, j: int, last: str) -> int | None:
        """The end of a fund's name that is a phrase in lower case: "Quỹ | Nâng bước em tới trường | trao ..."."""
        words = self._words
        if words.low[self._start] != "quỹ" or last != "head" or not words.capital(j):
            return None
        if not words.tables(j).keys().isdisjoint({"fields", "fields_verbal"}):
            return None
        k = j + 1
        while words.lower(k) and words.low[k] not in _PREDICATES and k - j < _LONGEST_PURPOSE:
            k += 1
        closed = k == words.count or words.shape[k] == MARK or (words.lower(k) and words.low[k] in _PREDICATES)
        return k if k - j > 2 and closed else None

    def _about(self, j: int) -> int | None:
        """The end of what a committee is about: "Ban Chỉ đạo quốc gia | về phòng, chống thiên tai"."""
        words = self._words
        if words.low[j] != "về" or words.low[self._start : self._start + 3] != ["ban", "chỉ", "đạo"]:
            return None
        tables = words.tables(j + 1)
        return max((tables[name][0] for name in ("fields", "fields_verbal") if name in tables), default=0) or None

    def _nested(self, j: int) -> int | None:
        words = self._words
        if not words.capital(j) or j == self._start:
            return None
        return body_at(words, j, person_follows=self._person_follows)

    def _field(self, j: int, last: str) -> int | None:
        words = self._words
        tables = words.tables(j)
        noun, verb = tables.get("fields"), tables.get("fields_verbal")
        if words.capital(j):
            if words.written(j).get("places_known", (0, ""))[0] > max(noun[0] if noun else 0, verb[0] if verb else 0):
                return None
            end = max(noun[0] if noun else 0, verb[0] if verb else 0)
            head = head_at(words, j)
            if head is not None and head[0] > end and words.lower(end):
                return None  # the first syllable of a head noun: "Văn | phòng"
            if words.lower(end) and tables.get("place_heads", (0, ""))[0] > end:
                return None  # "Nhà văn | hóa"
            if end - j == 1 and words.lower(end) and words.inside[end] and is_word(words.low[j : end + 1]):
                return None  # the first syllable of another word: "Bảo tàng | Đồng quê"
            return end or None
        if last == "name":
            return None
        if words.low[j] == "các" and last in ("head", "field") and words.low[self._start] in _BY_TASK:
            return max(words.tables(j + 1).get("fields", (0, ""))[0], noun[0] if noun else 0) or None
        standing = (
            "bodies_standing" in words.tables(self._start)
            and words.tables(self._start)["bodies_standing"][0] == self._head_end
        )
        if standing and last == "head" and words.low[self._head_end - 1] not in ("án", "dựng", "qlda"):
            return None
        longest = max(found[0] for found in (noun, verb, (0, "")) if found)
        if last == "head" and self._trade(longest):
            return longest
        if last == "head" and words.low[self._start] == "đội" and words.low[longest : longest + 1] == ["số"]:
            return longest  # "Đội | công binh | số 2"
        if last == "head" and not self._long_head():
            return None  # "Đoàn thầy thuốc tình nguyện" is nobody's name
        if verb and (noun is None or noun[0] <= verb[0]) and not self._verb_allowed(j, last):
            return None
        ends = [found[0] for found in (noun, verb) if found]
        return max(ends) if ends else None

    def _verb_allowed(self, j: int, last: str) -> bool:
        words = self._words
        if last == "head":
            return words.low[self._start] in _BY_TASK and words.capital(self._start)
        if self._awaits_name(last):
            end = words.tables(j)["fields_verbal"][0]  # "Chế biến Thực phẩm | xuất khẩu | Đồng Giao"
            if "fields" in words.tables(end):
                while "fields" in words.tables(end) and end - j < LONGEST:
                    end = words.tables(end)["fields"][0]
                return self._anchored(end, last)  # "Quản lý | khai thác | dịch vụ thủy lợi TP.HCM"
            return words.capital(end) and not words.tables(end).keys() & {"place_heads", "enders", *HEADS}
        return last == "joint" or words.low[j - 1] == "án"

    def _name(self, j: int, last: str) -> tuple[int, str] | None:
        words = self._words
        if words.low[j] == "số" and words.number(j + 1):
            self.named = self.tied = True
            return j + 2, "name"
        if words.number(j):
            formation = words.low[self._head_end - 1] in _FORMATIONS
            if (
                (last == "head" and len(words.form[j]) <= 3)
                or (formation and last == "field")
                or (last in ("name", "field") and not counts(words, j))
            ):
                self.named = True
                return j + 1, "name"
            return None
        if not words.capital(j) or ("enders" in words.tables(j) and not words.written(j).keys() & KNOWN_PLACES):
            return None
        end = name_end(words, j)
        if end == j:
            return None
        takes_names = words.tables(self._start).get("bodies_named", (0, ""))[0] == self._head_end
        if (
            not takes_names
            and foreign(words.form[j])
            and not any(t in words.written(j) for t in ("units", "places_known"))
        ):
            return None  # "Liên hợp quốc | António Guterres"
        if (
            family(words.form[j])
            and end - j >= 2
            and (
                last == "field"
                or not takes_names
                or self._whole_head(last)
                or (last == "name" and not words.number(j - 1))
            )
            and (self._person_follows or (not takes_names and person_shaped(words, j, end)))
            and not (self._awaits_name(last) and not person_shaped(words, j, end))
            and not any(table in words.written(j) for table in ("units", "places_known"))
        ):
            return None
        if end - j > 1 and "fields" in words.tables(end - 1) and words.lower(end):
            return end - 1, "name"  # a field begins with the last capital: "Hội | Khoa học"
        for k in range(j + 1, end):  # a place's name of several syllables goes on in lower case
            if words.form[k - 1] == "Việt":
                continue  # "Việt Nam | bộ sách"
            end = max(end, words.written(k).get("places_known", (0, ""))[0])
        whole = end
        end = place_end(words, j, end, person_follows=self._person_follows)
        if end < whole:
            self.named = self.tied = True
            return end, "place"
        if (
            end - j == 1
            and last in ("head", "field")
            and self._awaits_name("field")
            and words.lower(end)
            and words.capital(end + 1)
            and not words.tables(end).keys() & LINK_STOPS
            and head_at(words, end + 1) is None
        ):
            self.named = True
            return end + 1, "field"  # a trade with one capital that no table knows: "Công ty CP | Địa ốc | Alibaba"
        plain = not (words.written(j) or foreign(words.form[j]))
        one_capital = end - j == 1 and words.shape[j] == CAPITAL and words.lower(end)
        if one_capital and last != "name" and plain and is_word(words.low[j : end + 1]):
            end += 1  # a word with one capital: "Vật | lý"
            while words.lower(end) and words.inside[end]:
                end += 1
            self.named = True
            return end, "field"
        known = max(
            (found[0] for table, found in words.written(j).items() if table in ("units", "places_known")), default=0
        )
        if known >= end:
            end = known
            self.tied = True
        self.named = True
        return end, "name"
