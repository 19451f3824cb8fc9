"""Linking to administrative units: marked articles, abbreviations, and names that several units have."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records.article import Article, Entity
from pipelines.link_units import link_units
from pipelines.units.spelling import expanded, title_case, usual_case
from tests.ordinary import spent
from tests.pipelines.units.articles import Wanted, articles, outcomes, outside_score, portal, score

SETS = ("open.txt", "held.txt", "late.txt", "counted.txt")
SONTAY = portal("thị xã Sơn Tây < thành phố Hà Nội")


@pytest.mark.parametrize(("entity", "wanted"), [outcome for name in SETS for outcome in outcomes(name)])
def test_entities_get_the_marked_unit_status_and_name(entity: Entity, wanted: Wanted):
    assert (entity.unit_code, entity.unit_status, entity.canonical) == wanted


def test_no_link_of_the_sets_is_wrong():
    assert [score(name).wrong for name in SETS] == [0] * len(SETS)


def test_articles_by_another_author_are_linked_rightly_and_nearly_all():
    made = outside_score()
    assert made.entities == 165
    assert made.wrong == 0
    assert made.right >= 145
    assert made.canonical >= 160


def linked(text: str, *marks: tuple[str, str], day: str | None = "2021-05-05", home: str = "-") -> list[Entity]:
    """The entities of a text, linked; each mark is a surface and its label, in order."""
    entities, position = [], 0
    for surface, label in marks:
        start = text.index(surface, position)
        position = start + len(surface)
        entities.append(Entity(surface, label, "paragraphs", 0, start, position))
    published = f"{day}T08:00:00+07:00" if day else None
    article = Article("p:1", "p", "", paragraphs=[text], entities=entities, published_at=published)
    return link_units(article, portal(home)).entities


def test_a_unit_that_has_ended_carries_its_successors():
    (town,) = linked("Tại thị xã Sơn Tây.", ("thị xã Sơn Tây", "LOC"), day="2026-01-01")
    assert town.unit_status == "former"
    assert town.unit_successors == "01/phuongsontay@2025 01/phuongtungthien@2025 01/xadoaiphuong@2025"


def test_a_unit_that_lasts_has_no_successors():
    (city,) = linked("Tại Hà Nội.", ("Hà Nội", "LOC"))
    assert (city.unit_status, city.unit_successors) == ("current", None)


def test_the_status_turns_on_the_day_of_the_reform():
    before, after = (
        linked("Tại huyện Ba Vì.", ("huyện Ba Vì", "LOC"), day=day)[0] for day in ("2025-06-30", "2025-07-01")
    )
    assert (before.unit_code, before.unit_status) == ("01/huyenbavi", "current")
    assert (after.unit_code, after.unit_status) == ("01/huyenbavi", "former")


def test_a_unit_that_does_not_exist_yet_is_not_linked():
    (ward,) = linked("Tại phường Tùng Thiện.", ("phường Tùng Thiện", "LOC"), day="2020-01-01")
    assert (ward.unit_code, ward.unit_status) == (None, None)


def test_a_text_without_a_date_is_of_the_present():
    (province,) = linked("Tại tỉnh Lào Cai.", ("tỉnh Lào Cai", "LOC"), day=None)
    assert (province.unit_code, province.unit_status) == ("15@2025", "current")


def test_a_commune_that_contradicts_what_stands_behind_it_is_not_linked():
    commune, district = linked("Tại xã Đường Lâm, huyện Ba Vì.", ("xã Đường Lâm", "LOC"), ("huyện Ba Vì", "LOC"))
    assert commune.unit_code is None
    assert district.unit_code == "01/huyenbavi"


def test_the_portals_own_namesake_makes_a_name_ambiguous():
    ward, _ = linked(
        "Chợ ở phường Quang Trung. Đoàn quận Hà Đông sang thăm.",
        ("phường Quang Trung", "LOC"),
        ("quận Hà Đông", "LOC"),
        home="thị xã Sơn Tây < thành phố Hà Nội",
    )
    assert (ward.unit_code, ward.unit_status) == (None, "ambiguous")


def test_a_body_without_a_known_portal_keeps_its_open_name():
    (body,) = linked("Theo UBND thị xã.", ("UBND thị xã", "ORG"))
    assert (body.canonical, body.unit_code) == ("Ủy ban nhân dân thị xã", None)


def test_a_body_named_by_type_is_that_of_the_only_unit_named():
    body, _ = linked("UBND huyện và nhân dân huyện Như Xuân.", ("UBND huyện", "ORG"), ("huyện Như Xuân", "LOC"))
    assert body.canonical == "Ủy ban nhân dân huyện Như Xuân"


def test_a_body_named_by_type_is_ambiguous_behind_another_unit_of_the_type():
    _, body = linked(
        "Đoàn thị xã Quảng Yên thăm UBND thị xã.",
        ("thị xã Quảng Yên", "LOC"),
        ("UBND thị xã", "ORG"),
        home="thị xã Sơn Tây < thành phố Hà Nội",
    )
    assert (body.unit_code, body.unit_status) == (None, "ambiguous")


def test_a_man_in_the_name_of_a_body_is_no_city():
    (body,) = linked("Đoàn TNCS Hồ Chí Minh ra quân.", ("Đoàn TNCS Hồ Chí Minh", "ORG"))
    assert (body.unit_code, body.canonical) == (None, "Đoàn Thanh niên Cộng sản Hồ Chí Minh")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trụ sở tại số 185 Giảng Võ, phường Cát Linh.", "Giảng Võ"),
        ("Cấm xe trên tuyến Cát Linh từ 19 giờ.", "Cát Linh"),
        ("Hồ sơ nộp tại 12A/3 Cát Linh.", "Cát Linh"),
    ],
)
def test_a_street_is_never_the_ward_of_its_name(text: str, name: str):
    (street,) = linked(text, (name, "LOC"), home="thành phố Hà Nội")
    assert (street.unit_code, street.unit_status) == (None, None)


@pytest.mark.parametrize("name", ["Sở Y tế", "Thanh tra Sở Xây dựng", "HĐND", "Văn phòng Sở"])
def test_a_body_that_every_province_has_once_is_that_of_the_portals_province(name: str):
    (body,) = linked(f"Theo {name}, hồ sơ đã đủ.", (name, "ORG"), home="thị xã Sơn Tây < thành phố Hà Nội")
    assert (body.unit_code, body.unit_status) == ("01", "current")


def test_a_department_that_names_its_province_is_not_the_portals():
    (body,) = linked("Theo Sở Y tế Nghệ An.", ("Sở Y tế Nghệ An", "ORG"), home="thành phố Hà Nội")
    assert body.unit_code == "40"


@pytest.mark.parametrize("name", ["Sở Giao dịch Chứng khoán", "Sở Cảnh sát Chicago"])
def test_what_only_looks_like_a_department_belongs_to_no_province(name: str):
    (body,) = linked(f"Theo {name}.", (name, "ORG"), home="thành phố Hà Nội")
    assert body.unit_code is None


def test_changes_nothing_that_it_is_given():
    article, home, _ = next(articles("open.txt"))
    link_units(article, home)
    assert all(entity.canonical is None and entity.unit_code is None for entity in article.entities)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Ủy ban MTTQ Việt Nam", "Ủy ban Mặt trận Tổ quốc Việt Nam"),
        ("Trường THCS Phùng Hưng", "Trường Trung học cơ sở Phùng Hưng"),
        ("Sở NN&PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
        ("Phòng Lao động - Thương binh và Xã hội", "Phòng Lao động - Thương binh và Xã hội"),
        ("UBND Thành phố", "Ủy ban nhân dân thành phố"),
        ("Ban Chỉ huy PCTT&TKCN", "Ban Chỉ huy phòng, chống thiên tai và tìm kiếm cứu nạn"),
        ("FIFA", "FIFA"),
    ],
)
def test_usual_abbreviations_are_written_out(short: str, full: str):
    assert expanded(short) == full


def test_capitals_give_way_to_usual_case():
    assert title_case("PHẠM HẢO") == "Phạm Hảo"
    assert usual_case("HỘI ĐỒNG NHÂN DÂN") == "Hội đồng nhân dân"


@pytest.mark.parametrize(
    ("surface", "label"), [("UBND thị xã", "ORG"), ("phường Quang Trung", "LOC"), ("Sơn Tây", "LOC")]
)
def test_many_entities_take_time_in_proportion_to_their_number(surface: str, label: str):
    count = 4_000
    step = len(surface) + 2
    entities = [Entity(surface, label, "paragraphs", 0, i * step, i * step + len(surface)) for i in range(count)]
    article = Article("p:1", "p", "", paragraphs=[f"{surface}, " * count], entities=entities)
    # As long as 160 ordinary pages; comparing all with all takes as long as 24,000.
    assert spent(lambda: link_units(article, SONTAY)) < 2_000


PIECES = ["UBND", "thị xã", "Sơn Tây", "xã", "TP.", "Q.1", "Thị ủy", "Hà Nội", " ", ", ", "-", "’", "ĐOÀN", "các", "1"]


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.one_of(st.text(max_size=30), st.lists(st.sampled_from(PIECES), max_size=8).map("".join)),
            st.sampled_from(["PER", "ORG", "LOC"]),
        ),
        max_size=6,
    )
)
def test_any_entities_are_linked_without_an_error(marks: list[tuple[str, str]]):
    text = ", ".join(surface for surface, _ in marks)
    found = linked(text, *marks, home="thị xã Sơn Tây < thành phố Hà Nội")
    assert [entity.text for entity in found] == [surface for surface, _ in marks]
    assert all(entity.unit_status in (None, "current", "former", "ambiguous") for entity in found)


def test_a_body_named_by_the_commune_alone_is_that_of_the_portal():
    (council,) = linked("HĐND xã họp.", ("HĐND xã", "ORG"), home="xã Đường Lâm < thị xã Sơn Tây < thành phố Hà Nội")
    assert council.unit_code == "01/thixasontay/xaduonglam"


def test_a_unit_whose_name_begins_like_a_common_word_is_found_in_a_body():
    (body,) = linked("UBND thành phố Hội An họp.", ("UBND thành phố Hội An", "ORG"))
    assert body.unit_code == "49/thanhphohoian"


def test_a_unit_that_the_portals_own_took_the_place_of_is_meant():
    (former,) = linked(
        "Đường qua xã Kim Sơn cũ.",
        ("xã Kim Sơn", "LOC"),
        day="2025-09-15",
        home="xã Đoài Phương < thành phố Hà Nội",
    )
    assert (former.unit_code, former.unit_status) == ("01/thixasontay/xakimson", "former")


def test_an_island_district_is_a_district():
    (island,) = linked("Tàu ra huyện đảo Lý Sơn.", ("huyện đảo Lý Sơn", "LOC"))
    assert island.unit_code == "51/huyenlyson"
