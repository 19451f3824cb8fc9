"""What joins the parts of a body's name: dashes, "và", commas, and the bodies and fields behind them."""

from pipelines.entities.gazetteer import word_set
from pipelines.entities.names import name_end
from pipelines.entities.organisation_body import KNOWN_PLACES, LONGEST, STOP, Body
from pipelines.entities.organisation_heads import head_at
from pipelines.entities.organisation_places import anchored, branch_end, twinned
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import MARK, UPPER

JOINTS = word_set("joints")
_COMPANY_FORMS = word_set("company_forms")
_SCHOOLS = word_set("school_firsts")
_UNIVERSITIES = word_set("university_firsts")


def member(body: Body, j: int, last: str) -> int | None:
    """The end of the body behind a dash that this one belongs to: "Trường Đại học Sư phạm | - Đại học Huế"."""
    words = body.words
    k = j + 1
    if words.form[j] not in DASHES or last == "head" or not words.capital(k):
        return None
    school = words.low[body.start] in _SCHOOLS and words.low[k] in _UNIVERSITIES
    return body.inner_end(k) if school else None


def form_behind(body: Body, j: int, last: str) -> int | None:
    """Past a dash and the form of a company: "Tổng công ty May 10 | - CTCP"."""
    words = body.words
    form = words.form[j] in DASHES and j + 1 < words.count and words.low[j + 1] in _COMPANY_FORMS
    return j + 2 if form else None


def glued(body: Body, j: int, last: str) -> int | None:
    """Past the next part of a name whose parts a mark joins without blanks: "TT | &TT", "VH | -TT"."""
    words = body.words
    k = j + 1
    marks = words.form[j] in DASHES or words.form[j] == "/" or (words.form[j] == "&" and not _closed(body, last))
    marks = marks or (words.form[j] == "," and words.shape[j - 1 : j + 2] == [UPPER, MARK, UPPER])  # "LĐ | ,TB | &XH"
    inside = marks and k < words.count and words.glued[j] and words.glued[k]
    other = inside and head_at(words, k) is not None  # "Đảng ủy- | Ban Giám đốc" are two
    return k + 1 if inside and not other and (words.capital(k) or words.number(k)) else None


def branch_behind(body: Body, j: int, last: str) -> int | None:
    """The place of a branch behind a dash: "Ngân hàng Á Châu | - Chi nhánh Sơn Tây"."""
    words = body.words
    named = words.form[j] in DASHES and words.spells(j + 1, j + 3, "branch") and words.count > j + 3
    return (branch_end(body, j + 3) or STOP) if named else None


def twin(body: Body, j: int, last: str) -> int | None:
    """The second of two places with a dash: "Hội Hữu nghị Việt | - Nga"."""
    words = body.words
    dash = words.form[j] in DASHES and j + 1 < words.count
    if not dash or not twinned(body, j + 1):
        return None
    places = [words.written(j + 1)[table][0] for table in KNOWN_PLACES & words.written(j + 1).keys()]
    known = max(places, default=name_end(words, j + 1))  # "Việt Nam - Ấn Độ | Thành phố Hà Nội"
    return words.written(known).get("units", (known, ""))[0]  # "Việt - Đức Hà Tĩnh"


def stop_inside(body: Body, j: int, last: str) -> int | None:
    """Past the part behind a stop within a name: "C | .P. | Việt Nam"."""
    words = body.words
    k = j + 1
    inside = words.form[j] == "." and words.glued[j] and words.capital(k) and not _closed(body, last)
    return k + 1 if inside and (words.glued[k] or _initials_before(body, j)) else None


def joint(body: Body, j: int, last: str) -> tuple[int, str] | None:
    """Past a mark or "và" that the name runs across: "Văn hóa, Thể thao và Du lịch", "Lao động - Thương binh"."""
    words = body.words
    form, k = words.form[j], j + 1
    dash = form in DASHES
    if k >= words.count or not (dash or ((words.low[j] in JOINTS or form == ",") and not _closed(body, last))):
        return None
    other = last == "name" and body.tied and words.capital(k) and words.low[j] in word_set("and")
    agencies = words.low[k] in word_set("several") and "các cơ quan" in " ".join(words.low[k : k + 3])
    paper = words.low[body.start] in word_set("papers")  # "báo Hà Nội mới, | Kinh tế và Đô thị" are two
    if other or agencies or (form == "," and (paper or not _list_closes(body, k))):
        return None  # "Viễn thông Hà Nội và | Nước sạch Sơn Tây", "Sở Tài chính và | các cơ quan"
    return _after_joint(body, k, last, lower_allowed=not dash)


def _closed(body: Body, last: str) -> bool:
    """Whether nothing but a dash may follow: behind a head noun that ends in no field."""
    whole = body.words.spells(body.start, body.head_end, "bodies_of_the_state")  # "Bộ Chính trị và | kế hoạch"
    return last == "head" and (whole or not _head_with_field(body))


def _head_with_field(body: Body) -> bool:
    """Whether the head noun ends in a field, which others may join: "Trung tâm ngoại ngữ | và tin học"."""
    words = body.words
    return any(words.tables(k).get("fields", (0, ""))[0] == body.head_end for k in range(body.start + 1, body.head_end))


def _initials_before(body: Body, j: int) -> bool:
    """Whether the stop at j closes initials: "C.P. Việt Nam"."""
    words = body.words
    return len(words.form[j - 1]) == 1 and words.form[j - 2] == "." and words.glued[j - 1]


def _after_joint(body: Body, k: int, last: str, *, lower_allowed: bool) -> tuple[int, str] | None:
    words = body.words
    lower = words.lower(k)
    other = words.number(k - 2) or (last == "name" and words.low[body.start] not in word_set("boards"))
    if (
        not (words.capital(k) or (lower_allowed and lower))
        or (lower and words.low[k] == words.low[body.start])  # "Phòng Văn hóa và | phòng Quản lý đô thị"
        or (lower and other)  # "Lữ đoàn 147 và | công nhân"
        # "Bộ Xây dựng và | tổng hợp báo cáo"
        or (lower and "fields" not in words.tables(k) and words.spells(body.start, body.head_end, "needs_field"))
    ):
        return None
    tables = words.tables(k)
    short = last == "field" or (words.low[k - 1] in JOINTS and words.shape[k - 2] == UPPER)
    if words.shape[k] == UPPER and short and not (tables or words.written(k)):  # needed: 2 real mentions
        return k + 1, "field"  # "Bộ Nông nghiệp và | PTNT", "Cục PTTH và | TTĐT"
    ends = [tables[name][0] for name in ("fields", "fields_verbal") if name in tables]
    if not ends:
        unknown = _unknown_field(body, k)
        return (unknown, "field") if unknown is not None else None
    head = head_at(words, k)
    end = words.word_end(max(ends))  # "Công ty In và | Văn hóa phẩm"
    if (
        head is not None
        and words.capital(k)
        and (head[0] > max(ends) or "bodies_named" not in head[1] or words.low[k] == words.low[body.start])
        and (body.inner_end(k) is not None or last == "name")  # "Sở TT&TT và | Công đoàn cơ quan"
    ):
        return None
    body.named = body.named or words.capital(k)
    return end, "field"


def _unknown_field(body: Body, k: int) -> int | None:
    """The end of a field in capitals that no table knows, if a unit or place closes the name behind it."""
    words = body.words
    if not body.fielded or not words.capital(k) or words.written(k) or words.tables(k).keys() - {"levels"}:
        return None
    end = name_end(words, k)
    while words.lower(end) and end - k < 4 and not words.written(end):
        end += 1
    return end if end < words.count and anchored(body, end, "field") else None


def _closes_early(body: Body, k: int) -> bool:
    """Whether one field alone stands at k between the comma and a mark: "Ủy ban Tài chính, | Ngân sách,"."""
    words = body.words
    end = words.tables(k).get("fields", (0, ""))[0]
    return end > k and (end == words.count or words.shape[end] == MARK) and "levels" not in words.tables(k)


def _list_closes(body: Body, k: int) -> bool:
    """Whether fields from k on end in "và", or in a dash, and a last one."""
    words = body.words
    if words.spells(body.start, body.start + 2, "committees") and _closes_early(body, k):
        return True
    while k < min(words.count, body.start + LONGEST):
        end = _fields_end(words, k)
        if not end or (words.capital(k) and body.inner_end(k) is not None):
            return False
        joined = end < words.count and (words.low[end] in JOINTS or (words.form[end] in DASHES and words.capital(k)))
        if joined or "và" in words.low[k:end]:
            return "và" in words.low[k:end] or _fields_end(words, end + 1) > 0
        k = end + 1
    return False


def _fields_end(words: Words, k: int) -> int:
    """The end of the field at k and of those in capitals right behind it ("Tư vấn Công nghệ Thông tin"), or 0."""
    tables = words.tables(k)
    end = max((tables[name][0] for name in ("fields", "fields_verbal") if name in tables), default=0)
    while end and words.capital(end) and "fields" in words.tables(end):
        end = words.tables(end)["fields"][0]
    return end
