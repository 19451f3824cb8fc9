"""Findings are what the articles say, and are claimed on no fewer articles than their rules name."""

import json
import re
from pathlib import Path

import pytest
from lxml import html

from crawler.store.collection import Collection
from crawler.store.store import Store
from exports.phrases import Phrase
from exports.report import Edition, report
from exports.report.dataset_tables import add_tables
from exports.report.figures import tables
from exports.report.findings import KEYS, found
from pipelines.derive_tables import derivers
from tests.report.stores import busy, example
from tests.shards import new_store

#: What is true of `busy`, by the way it is made.
TRUE = {
    "topic": Phrase(
        "Số bài về chuyển đổi số tăng gấp 6,7 lần từ 2023 đến 2025: 6 bài, rồi 40 bài.",
        "Articles on digital transformation grew 6.7-fold from 2023 to 2025: 6, then 40.",
    ),
    "former-units": Phrase(
        "Từ 1/7/2025, 100 % số bài nêu đơn vị hành chính vẫn gọi tên một đơn vị không còn nữa.",
        "Since 1 July 2025, 100% of the articles that name an administrative unit still name one that is no more.",
    ),
    "category": Phrase(
        "Chuyên mục Y tế giảm 4 lần: 40 bài năm 2023, 10 bài năm 2025.",
        "The category Y tế fell to 1/4: 40 articles in 2023, 10 in 2025.",
    ),
    "person": Phrase(
        "Lê Văn An được nêu nhiều nhất trong 12 tháng gần đây: 30 bài; 12 tháng trước đó: 0 bài.",
        "Lê Văn An is named most in the latest 12 months: in 30 articles; in the 12 months before: 0.",
    ),
    "peak": Phrase(
        "Tháng 5/2024 có nhiều bài nhất: 60 bài, gấp 6 lần một tháng thường.",
        "Most articles are of May 2024: 60, 6 times as many as in a usual month.",
    ),
    "repeats": Phrase(
        "10 % số bài gần như lặp lại một bài sớm hơn: 40 trên 410 bài.",
        "10% of the articles nearly repeat an earlier one: 40 of 410.",
    ),
    "body": Phrase(
        "Ủy ban nhân dân thị xã Sơn Tây được nêu trong 49 % số bài, nhiều hơn mọi cơ quan khác.",
        "Ủy ban nhân dân thị xã Sơn Tây is named in 49% of the articles, more than any other body.",
    ),
    "citing": Phrase(
        "24 % số bài viện dẫn ít nhất một văn bản: 100 trên 410 bài.",
        "24% of the articles cite an official document: 100 of 410.",
    ),
    "pair": Phrase(
        "100 % số bài nêu Trần Thị Bình cũng nêu Lê Văn An: 20 trên 20 bài.",
        "100% of the articles that name Trần Thị Bình name Lê Văn An, too: 20 of 20.",
    ),
    "weekend": Phrase(
        "Cuối tuần chỉ có 0 % số bài; ngày đăng nhiều nhất là thứ Tư.",
        "Only 0% of the articles appear at weekends; most appear on Wednesday.",
    ),
    "morning": Phrase(
        "100 % số bài được đăng buổi sáng, trước 12 giờ.", "100% of the articles are published before noon."
    ),
    "views": Phrase("Một phần mười số bài có 96 % lượt xem.", "A tenth of the articles has 96% of the views."),
    "document": Phrase(
        "Luật Thư viện được viện dẫn nhiều nhất: 100 bài.", "Luật Thư viện is cited most: in 100 articles."
    ),
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return busy(tmp_path_factory.mktemp("day"))


def claimed(file: Path) -> dict[str, Phrase]:
    with Collection(file, read_only=True) as collection, collection.reading() as reading:
        add_tables(reading, derivers())
        for statement in tables().values():
            reading.execute(statement)
        return {finding.key: finding.sentence for finding in found(reading)}


def test_each_finding_says_what_the_articles_say(full: Path) -> None:
    assert claimed(full) == TRUE
    assert list(TRUE) == KEYS


def test_nothing_is_claimed_on_too_few_articles(tmp_path: Path) -> None:
    (tmp_path / "thin").mkdir()
    assert claimed(busy(tmp_path / "thin", every=12)) == {}
    assert claimed(example(tmp_path, 19)) == {}


def test_nothing_is_claimed_of_even_numbers(tmp_path: Path) -> None:
    """Many articles, the same on all days of all weeks: then there is nothing to tell."""
    data = example(tmp_path, 1200)
    for portal in ("thu", "xa"):
        with Store(new_store(data, portal)) as store, store.transaction():
            store.database.connection.execute(
                "UPDATE versions SET published_at = date('2023-01-01', '+' || number || ' days') || 'T'"
                " || substr('0' || ((number + 1) % 24), -2) || ':30:00+07:00'"
                " FROM articles AS a WHERE a.article_id = versions.article_id"
            )
            store.database.connection.execute("UPDATE annotations SET entities = '[]', documents = '[]'")
            store.database.connection.execute("UPDATE observations SET view_count = 100")
    with Collection(data) as collection, collection.database.transaction() as connection:
        connection.execute("UPDATE fingerprints SET near_duplicate_of = NULL")
    assert claimed(data) == {}


def test_the_page_shows_five_each_with_its_rule_query_chart_and_numbers(full: Path) -> None:
    with Collection(full, read_only=True) as collection, collection.reading() as reading:
        page = html.fromstring(report(reading, derivers(), Edition()))
        shown = page.xpath('//figure[@class="finding"]')
        assert [figure.get("id") for figure in shown] == [f"finding-{key}" for key in KEYS[:5]]
        for figure, key in zip(shown, KEYS, strict=False):
            query = figure.xpath('.//details[@class="query"]//code')[0].text_content()
            add_tables(reading, derivers())
            *making, last = re.split(r";\n", query)
            for statement in making:
                reading.execute(statement)
            row = dict(reading.execute(last).fetchone())
            table = [[cell.get("data-value") for cell in line.xpath("td")] for line in figure.xpath(".//tbody/tr")]
            assert table == [[str(label), str(value)] for label, value in json.loads(row["series"])]
            assert [line.text_content() for line in figure.xpath("./figcaption//span")] == list(TRUE[key])
            assert len(figure.xpath(".//*[local-name()='svg']")) == 2
            assert len(figure.xpath('.//details[@class="query"]/p')[0].text_content()) > 100
