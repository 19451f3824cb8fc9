"""The layers that mark organisations."""

import re

from pipelines.entities.board import Board
from pipelines.entities.context import inside_name, office_before
from pipelines.entities.gazetteer import word_set, words_of
from pipelines.entities.names import family, name_end, person_shaped
from pipelines.entities.organisation_heads import HEADS, head_at
from pipelines.entities.organisation_names import body_at
from pipelines.entities.organisation_numbers import counts
from pipelines.entities.person_names import title_end
from pipelines.entities.place_names import listed_names, place_at, plural_before, type_noun
from pipelines.entities.sentences import DASHES, Words
from pipelines.language.syllables import UPPER

#: Tables whose entries `tag_bodies` looks at.
_CONCERNED = frozenset({*HEADS, "titles"})


def tag_bodies(board: Board) -> None:
    """Organisations by their head nouns."""
    words = board.words
    i = 0
    while i < words.count:
        tables, written = words.tables(i), words.written(i)
        title = tables.get("titles", (i, ""))[0]
        office = title - i > 1 and (head_at(words, i) or (0,))[0] < title
        concerned = words.told[i] and ("bodies_known" in written or not _CONCERNED.isdisjoint(tables))
        person = not office and i > 0 and family(words.form[i]) and _personal_title_before(words, i)
        if not concerned or person or office:
            # "đồng chí Đoàn Hùng Sơn"; "Phó Chủ tịch Thường trực" holds no "Thường trực"
            i = _head_within(words, i, title) if office else i + 1
            continue
        known = written.get("bodies_known")
        if known and (known[0] - i > 2 or words.low[known[0] : known[0] + 2] == _BRANCH):
            end = _branch_end(words, known[0])
            if board.free(i, end) and not _type_noun_before(words, i):
                board.add(i, end, "ORG")
                i = end
                continue
        head = None if board.taken[i] else head_at(words, i)
        if head is not None and _longer_phrase(words, i, head[0]):
            i = words.written(i)["not_entities"][0]  # "BHXH tự nguyện"
            continue
        listed = words.lower(i) and words.low[i] in _LISTED_BODIES and plural_before(words, i)
        if head is not None and listed and words.capital(head[0]):
            _tag_listed(board, head[0])
            i = head[0]
            continue
        if head is not None:
            stop = body_at(words, i, person_follows=office_before(words, i))
            if stop is not None and board.free(i, stop):
                board.add(i, stop, "ORG", sure=stop - i > 2)
                i = stop
                continue
            board.block(i, words.kinds.get(i, i))
            kinds = "levels" in words.tables(head[0]) or words.spells(head[0], head[0] + 1, "many")
            if stop is None and kinds and board.spans:
                _retract(board, i)
        i += 1


def _tag_listed(board: Board, i: int) -> None:
    """Mark the bodies that are listed by their bare names from i on."""
    words = board.words
    for first, last in listed_names(words, i):
        other = "levels" in words.tables(first) or words.low[first] in word_set("centre_firsts")
        if board.free(first, last) and not other:
            board.add(first, last, "ORG", sure=True)


def _retract(board: Board, i: int) -> None:
    """Unmark the bare head noun that is joined to a list of kinds at i: "HĐND, | UBND quận, huyện"."""
    words, last = board.words, board.spans[-1]
    joined = last.end == i - 1 and (words.form[i - 1] in ",-" or words.low[i - 1] in word_set("and"))
    single = words.spells(last.start, last.end, "bodies_of_the_state")  # "bầu cử Quốc hội và | HĐND các cấp"
    if joined and not single and last.label == "ORG" and (head_at(words, last.start) or (0,))[0] == last.end:
        board.spans.pop()


def _longer_phrase(words: Words, i: int, end: int) -> bool:
    """Whether a phrase that is no entity begins with the head noun i:end and ends behind it in lower case."""
    phrase_end = words.written(i).get("not_entities", (0, ""))[0]
    return phrase_end > end and words.lower(phrase_end - 1)


#: Head nouns behind which several bodies are listed by their bare names ("hai đội Sanna Khánh Hòa và Thái Sơn Nam").
_LISTED_BODIES = word_set("listed_heads")


def _head_within(words: Words, i: int, end: int) -> int:
    """Where a head noun begins in the title i:end and goes on behind it ("Trưởng | Ban Tổ chức"), else `end`."""
    first = words.spells(end, end + 2, "standing") and words.spells(i, i + 1, "deputies")
    if first and head_at(words, end + 2):  # needed: 9 real mentions of 1,600 articles
        return end + 2  # "Phó Trưởng ban Thường trực | Ban Tuyên giáo Thành ủy"
    for k in range(i + 1, end):
        head = None if words.low[k] in word_set("standing_firsts") else head_at(words, k)
        if head is None:
            continue
        united = head[0] == end and ("levels" in words.tables(end) or words.form[end : end + 1] == ["Sở"])
        if not united and head[0] <= end == k + 1 and head_at(words, end) is not None:
            break
        if united or head[0] > end or (head[0] == end and _goes_on(words, k, end)):
            return k  # "Bí thư | Chi bộ tổ dân phố 3"
    return end


def _goes_on(words: Words, k: int, end: int) -> bool:
    """Whether the name of the body with the head noun k:end goes on behind the title that ends there."""
    capital = words.capital(end)
    # "Giám đốc | Hợp tác xã Mật ong Tam Quang"
    named = words.capital(k) and ("fields" in words.tables(end) or (capital and not family(words.form[end])))
    return named or (capital and k + 1 == end)  # needed: 9 real mentions


def _personal_title_before(words: Words, i: int) -> bool:
    titles = [title_end(words, k) for k in range(max(0, i - 3), i)]
    # "Luật sư Đoàn Minh Trí"
    return (i, True) in titles or ((i, False) in titles and person_shaped(words, i, name_end(words, i)))


def tag_known_bodies(board: Board) -> None:
    """Organisations known by their names, also with a branch or country ("Agribank chi nhánh Sơn Tây"); youth teams."""
    words = board.words
    english = not words_of("bodies_english").keys().isdisjoint(words.form)
    i = 0
    while i < words.count:
        end = _known_end(words, i, english) if words.told[i] or words.capital(i) else i  # guard: time
        if end > i and board.free(i, end) and not inside_name(board, i, end) and not _type_noun_before(words, i):
            board.add(i, end, "ORG")
            i = end
        else:
            i += 1


def _known_end(words: Words, i: int, english: bool) -> int:
    """The end of the known name at i, or of one that an English word of trade closes where there is any; else i."""
    known = words.written(i).get("bodies_known", (i, ""))[0]
    end = max(_branch_end(words, known) if known > i else i, _english_end(words, i) if english else i)
    if known > i and words.number(end) and len(words.form[end]) <= 2 and not counts(words, end):
        end += 1  # "Lilama 18"
    coded = end == i and words.shape[i] == UPPER and i + 1 < words.count and words.form[i - 1] not in _WITHIN
    if coded and (_YOUTH_TEAM.fullmatch(words.form[i]) or _abbreviation(words, i)):
        return words.written(i + 1).get("places_known", (i, ""))[0]
    return end


#: Marks before the second half of an abbreviation: "CNTT- | TT Việt Nam", "TT & | TT Việt Nam".
_WITHIN = DASHES | {"&"}


def _abbreviation(words: Words, i: int) -> bool:
    """Whether an unknown abbreviation stands at i: a country behind it makes it a body ("RMIT Việt Nam")."""
    return (
        words.shape[i] == UPPER and not words.shouted and not words.tables(i) and words.form[i + 1] in word_set("viet")
    )


_YOUTH_TEAM = re.compile(r"U(?:1[4-9]|2[0-3])")


_BRANCH = ["chi", "nhánh"]


def _english_end(words: Words, i: int) -> int:
    """The end of a name in capitals that an English word of trade closes: "Sun PhuQuoc | Airways"."""
    end = name_end(words, i)
    for k in range(end - 1, i, -1):
        if words.form[k] in words_of("bodies_english"):
            own = not words_of("english_words").keys() >= set(words.form[i : k + 1])
            return k + 1 if own else i
    return i


def _type_noun_before(words: Words, i: int) -> bool:
    nouns = words.tables(max(0, i - 1)).keys() & {"levels", "place_heads"}
    before = i > 0 and bool(nouns) and type_noun(words, i - 1) is not None  # but "Yêu cầu | VNPT Hà Nội"
    # "quảng trường | Đại Đoàn Kết", which is also a newspaper
    return before or any(words.tables(k).get("place_heads", (0, ""))[0] == i for k in range(max(0, i - 3), i - 1))


def _branch_end(words: Words, end: int) -> int:
    if words.low[end : end + 2] == _BRANCH and words.count > end + 2:
        return place_at(words, end + 2) or max(name_end(words, end + 2), end)
    if words.capital(end):
        places = [words.written(end)[table][0] for table in ("places_known", "units") if table in words.written(end)]
        return max(places, default=end)
    return end


def tag_abbreviations(board: Board) -> None:
    """The abbreviation in brackets behind an organisation ("Trung tâm Kiểm soát bệnh tật (HCDC)")."""
    words = board.words
    for span in list(board.spans):
        j = span.end
        if (
            span.label == "ORG"
            and j + 2 < words.count
            and words.form[j] == "("
            and words.form[j + 2] == ")"
            and words.shape[j + 1] == UPPER
            and board.free(j + 1, j + 2)
        ):
            board.add(j + 1, j + 2, "ORG")
