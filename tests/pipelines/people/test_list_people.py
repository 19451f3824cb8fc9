"""Who is who in a dataset: one person where something tells so, two where nothing does."""

from collections.abc import Iterable
from typing import Any

import pytest

from crawler.portals import load
from crawler.records.article import Article, to_dict
from crawler.records.derived import Pair, Person, Position
from pipelines import stages
from pipelines.list_people import MOST_TOGETHER, PeopleNamed

PORTAL = load("sontay")


def tables(articles: Iterable[dict[str, Any]]) -> tuple[list[Person], list[Position], list[Pair]]:
    named = PeopleNamed()
    for article in articles:
        named.see(article)
    found = {name: list(rows) for name, rows in named.tables()}
    return found["people"], found["positions"], found["cooccurrence"]


def of(*texts: str, days: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Articles of one paragraph each, on their days or all on one."""
    return [
        to_dict(
            stages.annotate(
                Article(
                    f"sontay:{number}",
                    "sontay",
                    f"https://x.vn/{number}",
                    paragraphs=[text],
                    published_at=f"{days[number] if days else '2024-03-05'}T08:00:00+07:00",
                ),
                PORTAL,
            )
        )
        for number, text in enumerate(texts)
    ]


def evidence(people: list[Person], name: str) -> list[str]:
    return [person.evidence for person in people if person.name == name]


def test_two_of_a_name_in_bodies_that_nothing_joins_stay_two_and_are_marked() -> None:
    people, positions, _ = tables(
        of(
            "Giám đốc Sở Y tế thành phố Hà Nội, ông Trần Văn Lực phát biểu.",
            "Hiệu trưởng Trường THCS Kim Sơn, ông Trần Văn Lực phát biểu.",
        )
    )
    assert [(person.name, person.evidence, person.namesakes) for person in people] == [("Trần Văn Lực", "body", 1)] * 2
    assert {position.person_id for position in positions} == {person.person_id for person in people}


def test_an_article_of_a_name_that_several_bear_is_given_to_none_of_them() -> None:
    people, _, _ = tables(
        of(
            "Giám đốc Sở Y tế thành phố Hà Nội, ông Trần Văn Lực phát biểu.",
            "Hiệu trưởng Trường THCS Kim Sơn, ông Trần Văn Lực phát biểu.",
            "Ông Trần Văn Lực trồng rau ở vườn nhà.",
        )
    )
    assert sorted(evidence(people, "Trần Văn Lực")) == ["body", "body", "name"]
    assert {person.namesakes for person in people} == {2}


def test_an_article_that_names_both_offices_joins_them_and_is_told() -> None:
    people, positions, _ = tables(
        of(
            "Đồng chí Trần Văn Lực, Giám đốc Sở Y tế thành phố Hà Nội phát biểu.",
            "Đồng chí Trần Văn Lực, Bí thư Thị ủy Sơn Tây phát biểu.",
            "Đồng chí Trần Văn Lực, nguyên Giám đốc Sở Y tế thành phố Hà Nội, giữ chức Bí thư Thị ủy Sơn Tây.",
        )
    )
    (person,) = people
    assert (person.evidence, person.evidence_article, person.namesakes) == ("article body", "sontay:2", 0)
    assert {position.former for position in positions if position.role == "Giám đốc"} == {True, False}


def test_bodies_that_lead_one_unit_or_its_successor_tell_one_person() -> None:
    people, positions, _ = tables(
        of(
            "Đồng chí Trần Văn Lực, Chủ tịch UBND thị xã Sơn Tây phát biểu.",
            "Đồng chí Trần Văn Lực, Bí thư Thị ủy Sơn Tây phát biểu.",
            "Đồng chí Trần Văn Lực, Chủ tịch UBND phường Sơn Tây phát biểu.",
            days=("2024-03-05", "2025-02-03", "2025-07-08"),
        )
    )
    (person,) = people
    assert person.evidence == "body unit successor"
    assert (person.first_day, person.last_day) == ("2024-03-05", "2025-07-08")
    assert {position.first_day for position in positions} == {"2024-03-05", "2025-02-03", "2025-07-08"}


def test_a_leader_known_by_several_names_is_one() -> None:
    people, _, _ = tables(
        of("Bác Hồ về thăm Sơn Tây.", "Chủ tịch Hồ Chí Minh ra lời kêu gọi.", "Nơi Bác Hồ dừng chân.")
    )
    assert [(person.name, person.evidence, person.articles) for person in people] == [("Hồ Chí Minh", "known", 3)]


def test_a_short_name_is_the_full_one_of_its_article_and_initials_are_nobody() -> None:
    people, _, _ = tables(
        of("Đồng chí Nguyễn Huy Khánh đến dự. Sau đó, ông Khánh phát biểu. Bị hại là chị Đặng Thị N. ở xã Kim Sơn.")
    )
    assert [(person.name, person.mentions) for person in people] == [("Nguyễn Huy Khánh", 2)]


def test_an_office_without_its_body_is_that_which_the_article_has_told() -> None:
    _, positions, _ = tables(
        of("Phó Chủ tịch UBND thị xã Sơn Tây, ông Trần Văn Lực phát biểu. Phó Chủ tịch Trần Văn Lực cảm ơn bà con.")
    )
    assert {position.body for position in positions} == {"Ủy ban nhân dân thị xã Sơn Tây"}
    assert [position.sentence for position in positions] == [0, 1]


def test_people_of_an_article_are_pairs_and_sentences_are_counted_apart() -> None:
    _, _, pairs = tables(
        of(
            "Ông Trần Văn Lực và bà Lê Thị Mận dự họp.",
            "Ông Trần Văn Lực vắng mặt. Bà Lê Thị Mận chủ trì.",
        )
    )
    assert [(pair.articles, pair.sentences) for pair in pairs] == [(2, 1)]
    assert all(pair.person_id < pair.other_id for pair in pairs)


def test_a_list_of_people_makes_no_pairs() -> None:
    (article,) = of("Ông Trần Văn Lực đến dự.")
    mention = article["entities"][0]
    many = [
        {**mention, "start": 10 * number, "text": f"Trần Văn A{chr(98 + number % 20)}{chr(98 + number // 20)}"}
        for number in range(MOST_TOGETHER + 1)
    ]
    article["entities"] = [{**one, "canonical": one["text"]} for one in many]
    people, _, pairs = tables([article])
    assert (len(people), pairs) == (MOST_TOGETHER + 1, [])


@pytest.mark.parametrize("texts", [(), ("",), ("Mưa lớn.",)])
def test_nobody_is_found_where_nobody_is_named(texts: tuple[str, ...]) -> None:
    assert tables(of(*texts)) == ([], [], [])
