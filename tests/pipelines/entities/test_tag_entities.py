import random
import sys
from copy import deepcopy
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.records.article import Article, DocumentReference
from pipelines.annotate_text import NO_PORTAL
from pipelines.language.syllables import foreign
from pipelines.segment_words import segment_words
from pipelines.split_sentences import split_sentences
from pipelines.tag_entities import tag_entities
from tests.pipelines.entities.scoring import SETS, read_set


def article(*paragraphs: str, title: str | None = None, lead: str | None = None) -> Article:
    plain = Article(id="a", portal="texts", url="", title=title, lead=lead, paragraphs=list(paragraphs))
    return segment_words(split_sentences(plain, NO_PORTAL), NO_PORTAL)


def entities(*paragraphs: str, title: str | None = None, lead: str | None = None) -> list[tuple[str, str]]:
    found = tag_entities(article(*paragraphs, title=title, lead=lead), NO_PORTAL)
    return [(entity.label, entity.text) for entity in found.entities]


def test_an_article_without_text_has_no_entities():
    assert entities() == []


def test_the_article_given_is_not_changed():
    given_article = article("Đồng chí Nguyễn Huy Khánh tới dự.")
    before = deepcopy(given_article)
    tag_entities(given_article, NO_PORTAL)
    assert given_article == before


def test_a_body_inside_an_office_is_marked_without_the_office():
    assert entities("Chủ tịch UBND thị xã tới dự.") == [("ORG", "UBND thị xã")]


def test_a_person_right_behind_the_body_is_not_part_of_its_name():
    assert entities("Bí thư Thành ủy Hà Nội Đinh Tiến Dũng tiếp dân.") == [
        ("ORG", "Thành ủy Hà Nội"),
        ("PER", "Đinh Tiến Dũng"),
    ]


def test_a_school_named_after_a_person_is_one_body():
    assert entities("Cô dạy ở Trường THCS Nguyễn Trãi.") == [("ORG", "Trường THCS Nguyễn Trãi")]


def test_fields_of_work_continue_a_name_in_lower_case():
    name = "Ban Quản lý dự án đầu tư xây dựng công trình giao thông thành phố Hà Nội"
    assert entities(f"{name} báo cáo tiến độ.") == [("ORG", name)]


def test_a_name_ends_where_the_sentence_goes_on():
    assert entities("Trung tâm Phát triển quỹ đất thị xã niêm yết công khai.") == [
        ("ORG", "Trung tâm Phát triển quỹ đất thị xã")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "UBND các tỉnh rà soát quy hoạch.",
        "Các trường học đã cho học sinh nghỉ.",
        "Công an xã, phường tăng cường tuần tra.",
        "Đảng, Nhà nước và chính quyền quan tâm.",
        "Người dân thị xã đồng tình.",
        "Hội trường chật kín người.",
        "Trung tâm tổ chức 19 lớp tập huấn.",
        "Mực nước vượt báo động II.",
        "Bệnh dịch tả lợn châu Phi được khống chế.",
    ],
)
def test_plurals_and_common_nouns_are_not_marked(text):
    assert entities(text) == []


def test_the_place_inside_a_body_is_not_marked_again():
    assert entities("UBND xã Kim Sơn họp.") == [("ORG", "UBND xã Kim Sơn")]


def test_initials_of_victims_are_persons():
    assert entities("Nạn nhân là chị Đặng Thị N. và ông N.V.A bị thương.") == [
        ("PER", "Đặng Thị N."),
        ("PER", "N.V.A"),
    ]


def test_a_type_noun_behind_a_plural_belongs_to_none_of_the_places():
    assert entities("Mưa lớn ở các xã Kim Sơn, Sơn Đông và Cổ Đông.") == [
        ("LOC", "Kim Sơn"),
        ("LOC", "Sơn Đông"),
        ("LOC", "Cổ Đông"),
    ]


def test_a_name_once_found_with_its_title_is_found_without_it():
    found = entities("Đồng chí Ngô Đình Ngũ phát biểu.", "Sau đó Ngô Đình Ngũ trao quà.", title="NGÔ ĐÌNH NGŨ TRAO QUÀ")
    assert found.count(("PER", "Ngô Đình Ngũ")) == 2
    assert ("PER", "NGÔ ĐÌNH NGŨ") in found


def test_a_place_once_found_with_its_type_noun_is_found_without_it():
    assert ("LOC", "Đồi Vua") in entities("Lễ hội mở ở thôn Đồi Vua.", "Năm nay Đồi Vua đông khách.")


def test_heading_in_capitals_has_its_bodies():
    assert entities("ĐẢNG ỦY PHƯỜNG PHÚ THỊNH TỔ CHỨC HỘI NGHỊ SƠ KẾT") == [("ORG", "ĐẢNG ỦY PHƯỜNG PHÚ THỊNH")]


def test_no_entity_overlaps_a_reference_to_a_document():
    text = "Theo Quyết định số 12/QĐ-UBND của UBND xã Kim Sơn, bà Lê Thị Hoa được khen."
    with_document = article(text)
    end = text.index(", bà")
    with_document.documents = [
        DocumentReference("Quyết định", "12/QĐ-UBND", None, None, text[5:end], "paragraphs", 0, 5, end)
    ]
    found = tag_entities(with_document, NO_PORTAL).entities
    assert [(entity.label, entity.text) for entity in found] == [("PER", "Lê Thị Hoa")]


_PIECES = st.sampled_from(
    [
        "Sở",
        "Ban",
        "UBND",
        "xã",
        "huyện",
        "Y",
        "tế",
        "Nguyễn",
        "Văn",
        "A",
        ".",
        ",",
        "-",
        "–",
        "và",
        "(",
        ")",
        "Trường",
        "THPT",
        "số",
        "3",
        "2-1",
        "Hà",
        "Nội",
        "tại",
        "ông",
        "Đ/c",
        "N.V.A",
        "các",
        "Chủ",
        "tịch",
        "hồ",
        "Hồ",
        "Chí",
        "Minh",
        "QUÁCH",
        "ĐÌNH",
        "12/QĐ",
        "thị",
        "Bộ",
        "của",
        "Liên",
        "hợp",
        "quốc",
        "chi",
        "nhánh",
        "K'Brêu",
        "🙂",
        "漢",
        "\u200b",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40), st.booleans())
def test_any_text_gives_sorted_separate_spans_that_cut_out_their_text(pieces, joined):
    text = ("" if joined else " ").join(pieces)
    found = tag_entities(article(text), NO_PORTAL).entities
    assert [entity.text for entity in found] == [text[entity.start : entity.end] for entity in found]
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(entity.text == entity.text.strip() and entity.text for entity in found)


@pytest.mark.parametrize("unit", ["A", "Ban ", "xã, ", "Nguyễn ", "UBND, ", "sông ", "Sở Y tế, ", "Giám đốc Giáo dục "])
def test_names_without_end_are_bounded(unit):
    found = tag_entities(article(unit * (20_000 // len(unit))), NO_PORTAL).entities
    assert all(entity.end - entity.start < 700 for entity in found)


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_words_of_the_sets_give_separate_spans(seed):
    words = [word for path in sorted(SETS.glob("*.txt")) for case in read_set(path) for word in case.text.split()]
    shuffle = random.Random(seed)
    for _ in range(60):
        text = " ".join(shuffle.choices(words, k=shuffle.choice((1, 2, 5, 60))))
        text = shuffle.choice((text, text, text.title(), text.upper()))
        found = tag_entities(article(text), NO_PORTAL).entities
        assert all(first.end <= second.start for first, second in pairwise(found)), text


def test_unknown_nouns_between_a_field_and_a_unit_belong_to_the_name():
    name = "Hiệp hội Doanh nghiệp nhỏ và vừa tỉnh Nghệ An"
    assert entities(f"{name} họp thường niên.") == [("ORG", name)]


def test_a_foreigner_behind_the_country_is_a_person():
    assert entities("Đại sứ Thụy Điển tại Việt Nam Anna Lindqvist tới dự.") == [
        ("LOC", "Thụy Điển"),
        ("LOC", "Việt Nam"),
        ("PER", "Anna Lindqvist"),
    ]


def test_a_number_that_counts_what_follows_is_not_part_of_a_place():
    assert entities("Tàu gặp nạn cách đảo Song Tử Tây 40 hải lý.") == [("LOC", "đảo Song Tử Tây")]


def test_places_in_the_title_of_a_song_are_not_marked():
    assert entities("Cô hát ca khúc “Hà Nội mùa thu”.") == []


def test_teams_of_a_list_are_marked_one_by_one():
    assert entities("Hai đội Sanna Khánh Hòa và Thái Sơn Nam gặp nhau.") == [
        ("ORG", "Sanna Khánh Hòa"),
        ("ORG", "Thái Sơn Nam"),
    ]


def test_a_sight_is_found_in_a_heading_in_capitals():
    assert entities("ĐỀN CHÍN GIAN ĐÓN BẰNG XẾP HẠNG DI TÍCH") == [("LOC", "ĐỀN CHÍN GIAN")]


@pytest.mark.parametrize(
    "unit", ["Tr.", "A.B", "biển ", "Công ty Y tế kiểm tra nông nghiệp ", "HTX trồng rau và ", "ca khúc “ "]
)
def test_the_cost_of_a_repeated_piece_grows_no_faster_than_its_number(unit):
    def calls(count: int) -> int:
        steps = 0

        def count_step(frame: object, event: str, argument: object) -> None:
            nonlocal steps
            steps += event == "call"

        given_article = article(unit * count)
        sys.setprofile(count_step)
        try:
            tag_entities(given_article, NO_PORTAL)
        finally:
            sys.setprofile(None)
        return steps

    calls(200)  # the tables are read once
    assert calls(800) <= 6 * calls(200)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # "cầu" of a verb is no bridge, so what it asks is asked of a body
        ("Ông yêu cầu UBND huyện Phú Tân bồi thường.", [("ORG", "UBND huyện Phú Tân")]),
        ("Xã tổ chức Đại lễ Phật đản tại chùa Mía.", [("LOC", "chùa Mía")]),
        ("Nhà ở hẻm 88 đường Nguyễn Thị Minh Khai.", [("LOC", "hẻm 88 đường Nguyễn Thị Minh Khai")]),
        ("Nước ngập mặt đường Quốc lộ 7.", [("LOC", "Quốc lộ 7")]),
        (
            "Lữ đoàn 147 và công nhân Khu công nghiệp Nomura.",
            [("ORG", "Lữ đoàn 147"), ("LOC", "Khu công nghiệp Nomura")],
        ),
        ("Các em Câu lạc bộ “Em yêu quê hương” trồng cây.", [("ORG", "Câu lạc bộ “Em yêu quê hương”")]),
        ("Bà dạy ở Trường Đại học Sư phạm - Đại học Huế.", [("ORG", "Trường Đại học Sư phạm - Đại học Huế")]),
        ("Họ dâng hương tại Đền thờ vua Đinh Tiên Hoàng.", [("LOC", "Đền thờ vua Đinh Tiên Hoàng")]),
        ("Tổng thống Hàn Quốc Yoon Suk Yeol tới thăm.", [("LOC", "Hàn Quốc"), ("PER", "Yoon Suk Yeol")]),
        ("Luật sư Đoàn Minh Trí bào chữa.", [("PER", "Đoàn Minh Trí")]),
        ("Nghệ sĩ Xuân Bắc, Tự Long và Công Lý biểu diễn.", [("PER", n) for n in ("Xuân Bắc", "Tự Long", "Công Lý")]),
        ("CHỦ TỊCH DỰ LỄ KHÁNH THÀNH CẦU MỸ THUẬN 2", [("LOC", "CẦU MỸ THUẬN 2")]),
        ("TRƯỜNG TIỂU HỌC LÊ LỢI ĐÓN BẰNG KHEN", [("ORG", "TRƯỜNG TIỂU HỌC LÊ LỢI")]),
    ],
)
def test_names_go_as_far_as_they_do_in_official_prose(text, wanted):
    assert entities(text) == wanted


def test_a_given_name_is_found_behind_the_full_one():
    found = entities("Công an bắt Trần Văn Dũng.", "Theo lời khai, Dũng đã bán xe.")
    assert found == [("PER", "Trần Văn Dũng"), ("PER", "Dũng")]


@pytest.mark.parametrize("word", ["Yoon", "Hyun", "Kang", "Dubna", "Gwangju", "Kiko"])
def test_what_is_no_syllable_of_vietnamese_is_foreign(word):
    assert foreign(word)


@pytest.mark.parametrize("word", ["Nguyễn", "Quỳnh", "Giêng", "Khuya", "Nghiêm", "Gì", "Oanh", "Ý", "Kỳ", "Loong"])
def test_syllables_of_vietnamese_are_not_foreign(word):
    assert not foreign(word)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nghệ An thắng Hải Phòng 2 - 1.", [("ORG", "Nghệ An"), ("ORG", "Hải Phòng")]),
        ("Kết quả vòng 3: Hà Tĩnh - Quảng Nam 2-2.", [("ORG", "Hà Tĩnh"), ("ORG", "Quảng Nam")]),
        ("Nam Định gặp Hà Tĩnh ở bán kết.", [("ORG", "Nam Định"), ("ORG", "Hà Tĩnh")]),
        ("Hà Nội gặp Hải Phòng bàn về phát triển chung.", [("LOC", "Hà Nội"), ("LOC", "Hải Phòng")]),
        ("Đội tuyển Việt Nam thắng Malaysia 2-0.", [("ORG", "Đội tuyển Việt Nam"), ("LOC", "Malaysia")]),
    ],
)
def test_towns_are_teams_where_a_match_is_told_and_places_elsewhere(text, expected):
    assert entities(text) == expected


def test_a_word_that_begins_like_a_country_is_none():
    assert entities("Lễ giỗ Anh hùng dân tộc Nguyễn Trung Trực.") == [("PER", "Nguyễn Trung Trực")]


def test_a_known_place_is_found_in_a_heading_in_capitals():
    assert entities("LÀO CAI: MƯA LỚN GÂY NGẬP ÚNG") == [("LOC", "LÀO CAI")]


@pytest.mark.parametrize("dash", ["-", "–", "—"])
def test_a_province_with_a_dash_is_one_place_whatever_the_dash(dash):
    name = f"Bà Rịa {dash} Vũng Tàu"
    assert entities(f"{name} khởi công cảng mới.") == [("LOC", name)]


def test_a_square_that_is_named_like_a_division_of_the_army_is_a_place():
    assert entities("Mít tinh tại quảng trường Đại Đoàn Kết.") == [("LOC", "quảng trường Đại Đoàn Kết")]


def test_a_body_of_many_units_is_not_marked():
    assert entities("Bộ Y tế đề nghị Sở Y tế các tỉnh tăng cường giám sát.") == [("ORG", "Bộ Y tế")]


def test_a_fund_may_be_named_by_a_phrase_in_lower_case():
    assert entities("Quỹ Nâng bước em tới trường trao 20 suất quà.") == [("ORG", "Quỹ Nâng bước em tới trường")]


def test_a_foreigner_behind_a_city_does_not_belong_to_its_name():
    found = entities("Tổng Lãnh sự Ấn Độ tại Thành phố Hồ Chí Minh Madan Mohan Sethi chào xã giao.")
    assert found[-2:] == [("LOC", "Thành phố Hồ Chí Minh"), ("PER", "Madan Mohan Sethi")]


def test_a_photographer_with_the_name_of_a_commune_is_a_person():
    assert entities("Nông dân gặt lúa. (Ảnh: Thành Long)") == [("PER", "Thành Long")]


@pytest.mark.parametrize(
    "name",
    [
        "Hợp tác xã vận tải hàng hóa và hành khách Tân Lợi",
        "HTX nuôi ong mật Tam Đường",
        "Công ty TNHH sản xuất, thương mại và dịch vụ vận tải Tín Lợi",
        "Công ty cổ phần cấp nước và môi trường đô thị Gia Nghĩa",
        "Nhà máy gạch không nung Hồng Hà",
        "Quỹ khuyến học khuyến tài Phùng Hưng",
        "Trung tâm ngoại ngữ và tin học Ánh Dương",
        "Trung tâm nghiên cứu và chuyển giao công nghệ Tây Nguyên",
        "Hội nghề cá tỉnh Bạc Liêu",
        "Hội làng nghề mộc Đồng Kỵ",
        "Hội Khuyến học dòng họ Nguyễn Bá",
        "Tổ thu gom rác tự quản thôn Hạ",
        "Đội lân sư rồng Hưng Nghĩa",
        "Câu lạc bộ hiến máu dự bị huyện đảo Cát Hải",
        "Chi bộ Tổ dân phố 9 phường Sông Bằng",
        "Bảo tàng Đồng quê",
    ],
)
def test_what_a_body_does_belongs_to_its_name_in_lower_case(name):
    assert entities(f"Theo {name}, kết quả tốt.") == [("ORG", name)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hợp tác xã thu mua thóc xã Kim Sơn với giá cao.", [("LOC", "xã Kim Sơn")]),
        ("Hợp tác xã mua máy cấy Kim Sơn.", [("LOC", "Kim Sơn")]),
        ("Đội tuần tra sông Hồng suốt đêm.", [("LOC", "sông Hồng")]),
        ("Hội vận động chị em thôn Hạ góp gạo.", [("LOC", "thôn Hạ")]),
        ("Công ty khai thác đá gần chùa Thầy.", [("LOC", "chùa Thầy")]),
        ("Cơ sở hạ tầng xã Kim Sơn được nâng cấp.", [("LOC", "xã Kim Sơn")]),
        ("Đội ngũ cán bộ y tế huyện Mường Lát còn thiếu.", [("LOC", "huyện Mường Lát")]),
        ("Bà góp vốn vào một cơ sở sản xuất bánh Hà Nội.", [("LOC", "Hà Nội")]),
    ],
)
def test_what_a_common_noun_does_is_no_name(text, wanted):
    assert entities(text) == wanted


def test_thousands_that_count_what_follows_are_not_part_of_a_body():
    assert entities("Họ tặng Bộ Y tế 400.000 liều vắc xin.") == [("ORG", "Bộ Y tế")]


def test_a_body_with_a_field_stands_behind_its_chairman():
    found = entities("Bà là chủ nhiệm Câu lạc bộ hát then đàn tính xã Tân Trào.")
    assert found == [("ORG", "Câu lạc bộ hát then đàn tính xã Tân Trào")]


def test_what_a_type_noun_only_seems_to_name_is_a_place_of_its_own():
    assert entities("Copenhagen, thủ đô Đan Mạch, đón đoàn.")[-1] == ("LOC", "Đan Mạch")
    assert ("LOC", "TP Hà Nội") in entities("Lãnh đạo các quận, huyện TP Hà Nội dự họp.")
