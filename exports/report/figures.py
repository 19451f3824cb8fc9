"""What the report shows: for each figure its words, its query and the chart that draws the query's rows.

The queries are files in `queries/`, over the tables of `crawler/store/schema.sql`; they need nothing but SQLite 3.35,
and what stands under a chart is the text that was run.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from exports.report import charts
from exports.report.wording import Said

Rows = Sequence[Sequence[Any]]

QUERIES = Path(__file__).parent / "queries"


class Figure(NamedTuple):
    """A chart with its table and query.

    `key` is its anchor and names its query; `note` says how to read it; `columns` are the headings of the table, one
    for each column of the query; `draw` makes the chart, `None` for a table that stands alone.
    """

    key: str
    title: Said
    note: Said
    columns: tuple[Said, ...]
    draw: Callable[[Rows], charts.Chart] | None

    @property
    def query(self) -> str:
        """The query's text."""
        return (QUERIES / f"{self.key}.sql").read_text(encoding="utf-8").rstrip()


class Section(NamedTuple):
    """Figures under one heading."""

    title: Said
    figures: tuple[Figure, ...]


ARTICLES = Said("Số bài", "Articles")
MENTIONS = Said("Số lần", "Mentions")
_PERIOD = Said("Thời gian", "Period")


def _named(key: str, title: Said) -> Figure:
    return Figure(
        key,
        title,
        Said(
            "Xếp theo số bài có nêu tên; các cách viết của một tên được gộp theo tên đầy đủ khi nhận ra được.",
            "By the number of articles that name them; spellings are joined under the full name where it is known.",
        ),
        (Said("Tên", "Name"), ARTICLES, MENTIONS),
        charts.bars,
    )


SECTIONS = (
    Section(
        Said("Tổng quan", "Overview"),
        (
            Figure(
                "overview",
                Said("Các cổng thông tin", "Portals"),
                Said("Mỗi dòng là một cổng thông tin trong kho.", "Each row is a portal of the store."),
                (
                    Said("Cổng", "Portal"),
                    ARTICLES,
                    Said("Bài sớm nhất", "Earliest"),
                    Said("Bài mới nhất", "Latest"),
                    Said("Đã gán nhãn", "Annotated"),
                    Said("Đã gỡ", "Gone"),
                    Said("Gần trùng", "Near duplicates"),
                    Said("Lần thu thập cuối", "Last crawled"),
                ),
                None,
            ),
        ),
    ),
    Section(
        Said("Bài đăng", "Publication"),
        (
            Figure(
                "months",
                Said("Số bài theo tháng", "Articles by month"),
                Said(
                    "Theo ngày đăng; bài không rõ ngày không được tính.", "By date of publication, where it is known."
                ),
                (Said("Tháng", "Month"), ARTICLES),
                charts.months,
            ),
            Figure(
                "categories",
                Said("Số bài theo chuyên mục", "Articles by category"),
                Said(
                    "Một bài có thể nằm trong nhiều chuyên mục; 20 chuyên mục nhiều bài nhất.",
                    "An article may stand in several categories; the 20 largest.",
                ),
                (Said("Chuyên mục", "Category"), ARTICLES),
                charts.bars,
            ),
            Figure(
                "categories-over-time",
                Said("Chuyên mục theo thời gian", "Categories over time"),
                Said(
                    "Ô càng đậm, số bài càng nhiều; 12 chuyên mục nhiều bài nhất.", "Darker cells hold more articles."
                ),
                (Said("Chuyên mục", "Category"), _PERIOD, ARTICLES),
                charts.grid,
            ),
            Figure(
                "hours",
                Said("Giờ đăng bài", "Hours of publication"),
                Said(
                    "Giờ Việt Nam. Một số cổng dùng đồng hồ 12 giờ không ghi sáng, chiều: khi ảnh, tệp hay nội dung "
                    "cho biết, giờ được suy ra. Bài chỉ biết ngày không được tính.",
                    "Vietnamese time. Some portals print a 12-hour clock without AM or PM: where uploads or the text "
                    "tell, the hour is inferred. Articles of which only the day is known are left out.",
                ),
                (Said("Giờ", "Hour"), Said("Như trang ghi", "As printed"), Said("Suy ra", "Inferred")),
                charts.hours,
            ),
        ),
    ),
    Section(
        Said("Lượt xem", "View counts"),
        (
            Figure(
                "views",
                Said("Phân bố lượt xem", "Distribution of view counts"),
                Said(
                    "Số do cổng tự đếm ở lần quan sát cuối; lượt truy cập của chương trình cũng được cổng đếm.",
                    "The portal's own count when last observed; the crawler's visits are in it.",
                ),
                (Said("Từ (lượt)", "From (views)"), ARTICLES),
                charts.view_bins,
            ),
            Figure(
                "most-viewed",
                Said("Được xem nhiều nhất", "Most viewed"),
                Said("Mười bài có lượt xem cao nhất.", "The ten articles with most views."),
                (Said("Bài", "Article"), Said("Lượt xem", "Views"), Said("Mã bài", "Id")),
                charts.bars,
            ),
        ),
    ),
    Section(
        Said("Ai, cơ quan nào, ở đâu", "Who, which body, where"),
        (
            _named("people", Said("Người được nêu nhiều nhất", "People named most")),
            _named("bodies", Said("Cơ quan, tổ chức được nêu nhiều nhất", "Bodies named most")),
            _named("places", Said("Địa danh được nêu nhiều nhất", "Places named most")),
            Figure(
                "together",
                Said("Ai được nêu cùng ai", "Who is named with whom"),
                Said(
                    "Số bài nêu tên cả hai người; 12 người được nêu trong nhiều bài nhất.",
                    "Articles that name both; the 12 people named in most articles.",
                ),
                (Said("Người", "Person"), Said("Cùng với", "With"), ARTICLES),
                charts.square,
            ),
            Figure(
                "pairs",
                Said("Những cặp tên gặp nhiều nhất", "Pairs named most"),
                Said("Số bài nêu tên cả hai người.", "Articles that name both."),
                (Said("Cặp", "Pair"), ARTICLES),
                charts.bars,
            ),
        ),
    ),
    Section(
        Said("Văn bản", "Documents"),
        (
            Figure(
                "documents",
                Said("Văn bản được viện dẫn nhiều nhất", "Documents cited most"),
                Said("Xếp theo số bài viện dẫn.", "By the number of articles that cite them."),
                (Said("Văn bản", "Document"), ARTICLES, MENTIONS),
                charts.bars,
            ),
        ),
    ),
    Section(
        Said("Chất lượng dữ liệu", "Quality of the data"),
        (
            Figure(
                "coverage",
                Said("Độ đầy đủ của các trường", "Field coverage over time"),
                Said("Tỷ lệ bài có giá trị, phần trăm, theo ngày đăng.", "Share of articles with a value, per cent."),
                (_PERIOD, Said("Trường", "Field"), Said("Phần trăm", "Per cent"), ARTICLES),
                charts.coverage,
            ),
            Figure(
                "reposts",
                Said("Bài được đăng lại nhiều nhất", "Articles reposted most"),
                Said(
                    "Số bài gần như lặp lại một bài sớm hơn, trên cùng cổng hay cổng khác.",
                    "Articles that nearly repeat an earlier one, on the same portal or another.",
                ),
                (Said("Bài đầu tiên", "First article"), Said("Số bài lặp lại", "Repeats"), Said("Mã bài", "Id")),
                charts.bars,
            ),
            Figure(
                "problems",
                Said("Vấn đề đã ghi nhận", "Problems"),
                Said(
                    "Những gì bị bỏ qua, hỏng hoặc phải sửa trong mọi lần chạy.",
                    "All that was dropped, skipped, failed or repaired, in all runs.",
                ),
                (Said("Bước: loại", "Stage: kind"), Said("Số lần", "Times"), ARTICLES),
                charts.bars,
            ),
        ),
    ),
    Section(
        Said("Chi phí thu thập", "What the runs cost"),
        (
            Figure(
                "runs",
                Said("Các lần chạy gần nhất", "The latest runs"),
                Said(
                    "Trang, yêu cầu, dung lượng nhận về, thời gian; lần chạy bị ngắt rồi chạy tiếp chỉ tính phần cuối.",
                    "Pages, requests, bytes received and time; of a run that was resumed, its last part alone.",
                ),
                (
                    Said("Lần chạy", "Run"),
                    Said("Trang đọc", "Pages read"),
                    Said("Yêu cầu", "Requests"),
                    Said("MB", "MB"),
                    Said("Giây", "Seconds"),
                    Said("Bài mới", "New articles"),
                    Said("Bài đổi", "Changed"),
                    Said("Kết quả", "Outcome"),
                ),
                None,
            ),
        ),
    ),
)
