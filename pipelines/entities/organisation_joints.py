"""What joins the parts of a body's name: dashes, "và", commas, and the bodies and fields behind them."""

from abc import abstractmethod

from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import name_end, person_shaped
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.organisation_places import COMPANIES, BodyReader
from pipelines.entities.sentences import DASHES
from pipelines.entities.syllables import MARK, foreign

#: Pieces of the longest name of a body.
LONGEST = 60
JOINTS = word_set("joints")
#: Forms of companies behind a dash: "Tổng công ty Khí Việt Nam - CTCP".
_COMPANY_FORMS = word_set("company_forms")
#: First syllables of schools, and of the universities that they may belong to.
_SCHOOLS = word_set("school_firsts")
_UNIVERSITIES = word_set("university_firsts")


class JointReader(BodyReader):
    """Reads joints and what follows them."""

    @abstractmethod
    def _body_end(self, k: int) -> int | None:
        """The end of another body that begins at k; the grammar of whole bodies (`bodies.py`) knows it."""

    def _member(self, j: int, last: str) -> int | None:
        """The end of the body behind a dash that this one belongs to: "Trường Đại học Sư phạm | - Đại học Huế"."""
        words = self._words
        k = j + 1
        if words.form[j] not in DASHES or last == "head" or not words.capital(k):
            return None
        school = words.low[self._start] in _SCHOOLS and words.low[k] in _UNIVERSITIES
        if not school:
            return None
        return self._body_end(k)

    def _joint(self, j: int, last: str) -> tuple[int, str] | None:
        """Past a mark or "và" that the name runs across: "Văn hóa, Thể thao và Du lịch", "Lao động - Thương binh"."""
        words = self._words
        form = words.form[j]
        k = j + 1
        closed = last == "joint" or (last == "head" and not self._head_with_field())
        if k >= words.count or (closed and form not in DASHES and form != "/"):
            return None
        if form in DASHES and words.low[k] in _COMPANY_FORMS and last in ("name", "field"):
            return k + 1, "place"
        if form in DASHES or form in "&/":
            if words.glued[j] and words.glued[k] and (words.capital(k) or words.number(k)):
                self.named = True
                return k + 1, "field"
            if form == "/":
                return None
        if form in DASHES and words.low[k : k + 2] == ["chi", "nhánh"] and words.count > k + 2:
            branch = self._branch(k + 2)
            return (branch, "place") if branch is not None else None
        if (
            form in DASHES
            and last == "name"
            and words.low[self._start] in COMPANIES
            and "bodies_known" in words.written(k)
        ):
            return words.written(k)["bodies_known"][0], "place"  # "Công ty CP Than Hà Tu - | Vinacomin"
        if form in DASHES and last == "name" and self._twinned(k):
            return name_end(words, k), "place"
        if (
            form == "."
            and words.glued[j]
            and words.glued[k]
            and words.lower(k)
            and foreign(words.form[j - 1] + words.form[k])
        ):
            return k + 1, "name"  # "Siêu thị Co.opmart"
        if form == "." and words.glued[j] and words.capital(k) and (words.glued[k] or self._initials_before(j)):
            return k + 1, "name"
        if form == "," and not self._list_closes(k):
            return None
        if form != "," and form not in DASHES and words.low[j] not in JOINTS:
            return None
        if last == "name" and self.tied and words.capital(k) and words.low[j] == "và":
            return None  # another body: "Viễn thông Hà Nội và | Nước sạch Sơn Tây"
        return self._after_joint(k, last, lower_allowed=form not in DASHES)

    def _head_with_field(self) -> bool:
        """Whether the head noun ends in a field, which others may join: "Trung tâm ngoại ngữ | và tin học"."""
        words = self._words
        return any(
            words.tables(k).get("fields", (0, ""))[0] == self._head_end for k in range(self._start + 1, self._head_end)
        )

    def _initials_before(self, j: int) -> bool:
        """Whether the stop at j closes initials: "C.P. Việt Nam"."""
        words = self._words
        return len(words.form[j - 1]) == 1 and words.form[j - 2] == "." and words.glued[j - 1]

    def _after_joint(self, k: int, last: str, *, lower_allowed: bool) -> tuple[int, str] | None:
        words = self._words
        if not words.capital(k) and not (lower_allowed and words.lower(k)):
            return None
        if words.lower(k) and (words.number(k - 2) or (last == "name" and words.low[self._start] != "ban")):
            return None  # "Lữ đoàn 147 và | công nhân"
        tables = words.tables(k)
        ends = [tables[name][0] for name in ("fields", "fields_verbal") if name in tables]
        if not ends:
            unknown = self._unknown_field(k)
            return (unknown, "field") if unknown is not None else None
        head = head_at(words, k)
        if (
            head is not None
            and words.capital(k)
            and (head[0] > max(ends) or "bodies_named" not in head[1])
            and self._body_end(k) is not None
        ):
            return None
        self.named = self.named or words.capital(k)
        return max(ends), "field"

    def _unknown_field(self, k: int) -> int | None:
        """The end of a field in capitals that no table knows, if a unit or place closes the name behind it."""
        words = self._words
        if not self.fielded or not words.capital(k) or words.written(k) or words.tables(k).keys() - {"levels"}:
            return None
        end = name_end(words, k)
        while words.lower(end) and end - k < 4 and not words.written(end):
            if words.tables(end).keys() & {"levels", "enders", "titles"}:
                break
            end += 1
        if end - k > 1 and person_shaped(words, k, name_end(words, k)):
            return None
        return end if end < words.count and self._anchored(end, "field") else None

    def _closes_early(self, k: int) -> bool:
        """Whether one field alone stands at k between the comma and a mark: "Ủy ban Tài chính, | Ngân sách,"."""
        words = self._words
        if not words.capital(k) or head_at(words, k) is not None:
            return False
        end = words.tables(k).get("fields", (0, ""))[0]
        return end > k and (end == words.count or words.shape[end] == MARK) and "levels" not in words.tables(k)

    def _list_closes(self, k: int) -> bool:
        """Whether fields from k on end in "và" and a last one."""
        words = self._words
        if words.low[self._start : self._start + 2] == ["ủy", "ban"] and self._closes_early(k):
            return True
        while k < min(words.count, self._start + LONGEST):
            tables = words.tables(k)
            ends = [tables[name][0] for name in ("fields", "fields_verbal") if name in tables]
            if not ends or (words.capital(k) and self._body_end(k) is not None):
                return False
            if "và" in words.low[k : max(ends)]:
                return True
            k = max(ends)
            if k < words.count and words.low[k] in JOINTS:
                return (
                    "fields" in words.tables(k + 1) or "fields_verbal" in words.tables(k + 1)
                    if k + 1 < words.count
                    else False
                )
            if k >= words.count or words.form[k] != ",":
                return False
            k += 1
        return False
