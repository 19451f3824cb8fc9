"""Listings that go on by a script in a file of its own: the file is asked for once, and what it says is followed."""

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.crawl.portals import Category, article_page, items
from tests.crawl.running import crawl, problems, stored
from tests.crawl.server import Answer, Page, Served, serving

PAGE = 5
MORE = """
var page = 1;
$(".more").on("click", function () {
    page++;
    $.get("/ajax/tin?nhom=" + $(this).data("nhom") + "&page=" + page, function (html) { $("#ds").append(html); });
});
"""
#: How themes of WordPress ask for more, with what the page hands to their script.
OBJECT = """
jQuery(function ($) {
    $(".more").click(function () {
        var data = { 'action': 'them_tin', 'query': theme.posts, 'page': theme.current_page };
        $.ajax({ url: theme.ajaxurl, data: data, type: 'POST', success: function (html) { theme.current_page++; } });
    });
});
"""
FORM = """
var more = document.querySelector('.more'), paged = parseInt(more.getAttribute('data-paged'), 10) || 1;
more.addEventListener('click', function () {
    var data = new FormData();
    data.append('action', 'them_tin');
    data.append('query', theme.posts);
    data.append('paged', paged + 1);
    fetch(theme.ajaxurl, { method: 'POST', body: data }).then(function (answer) { paged++; });
});
"""


def portal(script: str) -> tuple[list[Category], dict[str, "Page | str | Answer"]]:
    """Two listings whose button only a script file knows, and a short one that shows all."""
    categories = [
        Category("tin", "Tin tức", items(900, 13)),
        Category("van-hoa", "Văn hóa", items(700, 8)),
        Category("y-te", "Y tế", items(500, 3)),
    ]
    by_slug = {one.slug: one for one in categories}

    def entries(category: Category, number: int) -> str:
        shown = category.items[(number - 1) * PAGE : number * PAGE]
        return "".join(f'<li><a href="{one.path(category)}">{one.title}</a> {one.day:%d/%m/%Y}</li>' for one in shown)

    def listing(category: Category) -> str:
        handed = {"ajaxurl": "/ajax/them", "posts": json.dumps({"nhom": category.slug}), "current_page": "1"}
        button = (
            f'<button class="more" data-nhom="{category.slug}" data-paged="1">Xem thêm</button>'
            f"<script>var theme = {json.dumps(handed)};</script>"
        )
        return (
            f"<html><head><title>{category.name}</title></head><body>{menu}<h1>{category.name}</h1><ul id=ds>"
            f"{entries(category, 1)}</ul>{button if len(category.items) > PAGE else ''}"
            '<script src="/js/jquery-3.6.min.js"></script><script src="/js/site.js"></script></body></html>'
        )

    def more(sent: dict[str, str]) -> str:
        said = {name: values[0] for name, values in parse_qs(sent["body"]).items()}
        number = int(said["page"]) + 1 if "page" in said else int(said["paged"])
        return entries(by_slug[json.loads(said["query"])["nhom"]], number) if said["action"] == "them_tin" else ""

    menu = "".join(f'<a href="/{one.slug}">{one.name}</a> ' for one in categories)
    articles = {one.path(category): article_page(one, category) for category in categories for one in category.items}
    return categories, {
        "/": f"<html><body>{menu}</body></html>",
        **{f"/{one.slug}": listing(one) for one in categories},
        "POST /ajax/them": more,
        "/ajax/tin": lambda query: entries(by_slug[query["nhom"]], int(query["page"])),
        "/js/site.js": Answer(script, headers={"Content-Type": "application/javascript"}),
        **articles,
    }


def asked(served: Served, prefix: str) -> int:
    return sum(count for path, count in served.asked.items() if path.startswith(prefix))


@pytest.mark.parametrize("script", [MORE, OBJECT, FORM], ids=["address", "object", "form"])
def test_a_script_file_is_asked_for_once_and_followed(script: str, tmp_path: Path) -> None:
    categories, pages = portal(script)
    with serving(pages) as served:
        crawl(served.base_url, tmp_path)
    truth = {str(item.number): {one.name} for one in categories for item in one.items}
    assert {number: set(article.categories) for number, article in stored(tmp_path).items()} == truth
    assert problems(tmp_path) == []
    assert asked(served, "/js/") == 1
    assert (served.asked["/tin"], served.asked["/van-hoa"], served.asked["/y-te"]) == (2, 2, 1)


@pytest.mark.parametrize(
    "script",
    [
        "var page = 1; tai(ky(page));",
        MORE.replace("/ajax/tin", "/ajax/het-han"),
        FORM.replace(
            "data.append('query', theme.posts);", "['query'].forEach(function (f) { data.append(f, ky(f)); });"
        ),
    ],
    ids=["nothing", "wrong", "fields that are computed"],
)
def test_a_script_file_that_says_nothing_or_something_wrong_leaves_the_listing_incomplete(
    script: str, tmp_path: Path
) -> None:
    _, pages = portal(script)
    with serving(pages) as served:
        said = crawl(served.base_url, tmp_path).stdout
    assert len(stored(tmp_path)) == 13
    assert problems(tmp_path) == ["listing_incomplete"] * 2
    assert "incomplete: Tin tức" in said
