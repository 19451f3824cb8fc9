"""The shape of articles' addresses on a platform that nobody has declared, told by the links of a few pages."""

import pytest

from crawler import portals
from crawler.crawling.recognition import Guess
from crawler.pages.listing.link_groups import links
from crawler.pages.listing.shapes import infer
from crawler.records.platform import Platform

BASE = "http://cong.example.vn"
PORTAL = portals.unnamed(BASE)
CATEGORIES = {"Tin tức": "tin-tuc", "Cải cách hành chính": "cai-cach-hanh-chinh", "An ninh - Quốc phòng": "an-ninh"}
TITLES = (
    "Xã tổ chức lễ phát động trồng cây",
    "Hội Phụ nữ xã tập huấn kỹ năng sống",
    "Lịch tiếp công dân tháng sáu",
    "Trường tiểu học khai giảng năm học",
)


def page(slug: str, address: str) -> str:
    """A category's page: a menu that all pages have, and articles of its own."""
    menu = "".join(f'<li><a href="/{one}">{name}</a></li>' for name, one in CATEGORIES.items())
    slugs = [title.lower().replace(" ", "-") + f"-{slug}" for title in TITLES]
    addresses = [address.format(category=slug, slug=one, number=sum(map(ord, one))) for one in slugs]
    shown = "".join(
        f'<div><a href="{address}">{title} ({slug})</a> <i>12/06/2025</i></div>'
        for address, title in zip(addresses, TITLES, strict=True)
    )
    return f"<html><body><ul>{menu}</ul><main>{shown}</main></body></html>"


def inferred(address: str) -> str:
    shown = [links(page(slug, address), f"{BASE}/{slug}", PORTAL) for slug in CATEGORIES.values()]
    found = infer(shown)
    assert found is not None
    return found.shape


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("/tin;id={number}", "/tin;id={id}"),
        ("/tin;id={number};nhom={category}", "/tin;id={id};nhom={any}"),
        ("/cong/{category};ma={number}.html", "/cong/{any};ma={id}.html"),
    ],
)
def test_a_parameter_of_the_path_may_tell_the_article(address: str, shape: str) -> None:
    assert inferred(address) == shape


@pytest.mark.parametrize(
    ("address", "shape"),
    [
        ("/{category}/{slug}", "/{path}/{title:2}"),
        ("/{category}/bai/{slug}.html", "/{path}/{title:2}.html"),
        ("/{slug}", "/{title:5}"),
        ("/bai-viet/{slug}", "/bai-viet/{title:2}"),
        ("/tin-tuc/{slug}/BL{number}", "/tin-tuc/{slug}/bl{id}"),
        ("/{category}/tabid/101/ArticleID/{number}/{slug}-nam-2025.aspx", "/{path}/{id}/{slug}.aspx"),
        ("/2025/06/{slug}-nam-2025", "/{year}/{month}/{key}"),
        ("/tin/2025/06/{slug}-{number}.html", "/tin/{year}/{month}/{slug}-{id}.html"),
        ("/{category}/2025/{slug}.{number}.vnp", "/{path}/{slug}.{id}.vnp"),
    ],
)
def test_names_in_a_menu_are_no_articles_however_many_words_they_have(address: str, shape: str) -> None:
    assert inferred(address) == shape


def test_a_short_title_is_an_article_where_no_listing_has_such_an_address() -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": ["/{path}/{title:2}"]})
    portal = Guess((platform,), ()).of(PORTAL)
    assert portal.place("/tin-tuc/lich-hop") is not None
    assert portal.place("/cai-cach-hanh-chinh") is None


def test_the_words_of_an_address_without_a_number_tell_the_title() -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": ["/{path}/{title}"]})
    place = platform.place("/tin-tuc/ubnd-xa-hop-ban-ke-hoach-he")
    assert place is not None
    assert (place.slug, place.page) == ("ubnd-xa-hop-ban-ke-hoach-he", "tin-tuc")


def by_query(article: str, listing: str) -> str:
    """The shape inferred from three listings told by a number, each with articles of its own, dated."""
    shown = []
    for place, name in enumerate(CATEGORIES, start=1):
        menu = "".join(
            f'<li><a href="{listing.format(one)}">{words}</a></li>' for one, words in enumerate(CATEGORIES, start=1)
        )
        titled = {
            article.format(id=place * 40 + number, cat=place, slug=f"ban-tin-so-{number}"): f"{title} của {name}"
            for number, title in enumerate(TITLES, start=1)
        }
        entries = "".join(
            f'<div><a href="{url}">{title}</a> <i>12/06/2025</i> <a href="{url}">Chi tiết</a></div>'
            for url, title in titled.items()
        )
        pager = f'<a href="{listing.format(place)}&trang=2">2</a>'
        html = f"<html><body><ul>{menu}</ul><main>{entries}{pager}</main></body></html>"
        shown.append(links(html, f"{BASE}{listing.format(place)}", PORTAL))
    found = infer(shown)
    assert found is not None
    return found.shape


@pytest.mark.parametrize(
    ("article", "listing", "shape"),
    [
        ("/?mod=tin&act=xem&ma={id}&nhom={cat}", "/?mod=tin&act=ds&nhom={}", "/?mod=tin&act=xem&ma={id}&nhom={any}"),
        ("/xem.php?ma={id}", "/ds.php?nhom={}", "/xem.php?ma={id}"),
        ("/xem.php?nhom={cat}&bai={id}", "/xem.php?nhom={}", "/xem.php?nhom={any}&bai={id}"),
        (
            "/index.php?option=com_content&view=article&id={id}:{slug}&catid={cat}&Itemid=5",
            "/index.php?option=com_content&view=category&id={}:tin&Itemid=5",
            "/index.php?option=com_content&view=article&id={id}:{slug}&catid={any}&Itemid=5",
        ),
        (
            "/default.aspx?portalid=33&tabid=19&catid={cat}&distid={id}",
            "/default.aspx?portalid=33&tabid=18&catid={}",
            "/default.aspx?portalid=33&tabid=19&catid={any}&distid={id}",
        ),
        ("/?p={id}", "/?cat={}", "/?p={id}"),
        ("/DOC.ASPX?MA={id}", "/DS.ASPX?NHOM={}", "/DOC.ASPX?MA={id}"),
        ("/xem?mod=tin;ma={id}", "/ds?mod=tin;nhom={}", "/xem?mod=tin&ma={id}"),
        ("/index.php?q=node/{id}", "/index.php?q=muc/{}", "/index.php?q=node/{id}"),
        ("/index.php?url=muc-{cat}/{slug}-{id}.html", "/index.php?url=muc-{}", "/index.php?url={any}/{slug}-{id}.html"),
        ("/tin/{slug}-{id}.html?lang=vi", "/ds?lang=vi&nhom={}", "/tin/{slug}-{id}.html?lang=vi"),
        ("/doc.php?khoa=9f86d081{id}a", "/ds.php?nhom={}", "/doc.php?khoa={key}"),
    ],
)
def test_the_parameter_that_differs_from_title_to_title_tells_the_article(
    article: str, listing: str, shape: str
) -> None:
    assert by_query(article, listing) == shape


def test_no_parameter_tells_articles_that_many_titles_share() -> None:
    titles = "".join(
        f'<a href="/xem?nhom={number % 3}">{title} {number}</a>' for number in range(40) for title in TITLES
    )
    assert infer([links(titles, BASE, PORTAL)]) is None


def test_articles_have_a_folder_of_their_own_where_lists_have_the_same_shape() -> None:
    """Menus name the lists; one list is linked by a title's length of words on a single page."""
    menu = "".join(
        f'<a href="/danh-muc/{slug}-{place}">{name}</a>' for place, (name, slug) in enumerate(CATEGORIES.items(), 3)
    )
    papers = "".join(
        f'<p><a href="/van-ban/ke-hoach-{place}">Kế hoạch số {place} của ủy ban</a></p>' for place in (30, 31)
    )

    def shown(slug: str) -> str:
        entries = "".join(
            f'<p><a href="/tin-tuc/bai-{slug}-{place}">{title} ({slug})</a> 12/06/2025</p>'
            for place, title in enumerate(TITLES, 10 * sum(map(ord, slug)))
        )
        alone = '<a href="/danh-muc/pho-bien-phap-luat-19">Phổ biến pháp luật cho dân</a>' if slug == "tin-tuc" else ""
        return f"<html><body>{menu}{alone}<main>{entries}</main>{papers}</body></html>"

    found = infer([links(shown(slug), f"{BASE}/danh-muc/{slug}-3", PORTAL) for slug in CATEGORIES.values()])
    assert found is not None
    assert found.shape == "/tin-tuc/{slug}-{id}"


def test_titles_of_several_folders_are_articles_though_a_box_of_every_page_holds_those_of_another() -> None:
    """Schools' portals cut slugs, and show a box of documents on all pages."""
    papers = "".join(f'<p><a href="/tai-lieu/ke-hoach-nam-hoc-so-{n}.html">Kế hoạch năm học {n}</a></p>' for n in "abc")

    def shown(folder: str, number: str) -> str:
        cut = [f"/{folder}/{title.lower().replace(' ', '-')}-lan-{number}-.html" for title in TITLES]
        entries = "".join(
            f'<p><a href="{address}">{title} lần {number}</a> 12/06/2025</p>'
            for address, title in zip(cut, TITLES, strict=True)
        )
        return f"<html><body><main>{entries}</main>{papers}</body></html>"

    pages = [("tin-tuc", "đầu"), ("tin-tuc", "nhì"), ("tin-tuc", "ba"), ("hoat-dong", "tư")]
    found = infer([links(shown(*one), f"{BASE}/{one[0]}.html", PORTAL) for one in pages])
    assert found is not None
    assert found.shape.startswith("/{path}/{title"), found.shape
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": [found.shape]})
    assert platform.place("/hoat-dong/hoi-phu-nu-xa-tap-huan-ky-nang-song-cho-.html") is not None
