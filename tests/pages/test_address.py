"""Every way to write an article's address leads to the same article."""

from itertools import product
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import portals
from crawler.pages.page.address import (
    absolute,
    article_address,
    canonical_url,
    fetch_url,
    is_on_portal,
    page_path,
    same_host,
    sent_url,
)
from crawler.portals import unnamed
from crawler.records.platform import Platform
from crawler.records.profile import Age, Portal

MIRROR = portals.load("sontay").at("http://127.0.0.1:8080")
TOWN = "/tin-noi-bat/-/view_content/8658064-son-tay-dep-mai-danh-xung.html"


@pytest.mark.parametrize(
    ("url", "article_id"),
    [
        (
            "https://sontay.hanoi.gov.vn/hoc-tap-va-lam-theo-tam-guong-hcm/-/view_content/2285084-doan-dai-bieu.html",
            "2285084",
        ),
        (f"http://SONTAY.hanoi.gov.vn{TOWN}", "8658064"),
        (f"https://sontay.hanoi.gov.vn/web/guest{TOWN};jsessionid=AB12.node1?redirect=%2Ftin", "8658064"),
        (f"/vi_VN/web/guest{TOWN}?p_p_state=pop_up#top", "8658064"),
        ("/tin-noi-bat;jsessionid=1F/-/view_content/8658064-x.html", "8658064"),
        ("/tin-noi-bat/-/view_content/pop_up/8658064-x.html?_101_viewMode=print&_101_languageId=vi_VN", "8658064"),
        ("/-/view_content/17", "17"),
        ("/a/b/-/view_content/17.html", "17"),
        (
            "https://vnreview.vn/tin-tuc-kinh-doanh/-/view_content/content/2965950/google-da-ra-gia-mua-fitbit",
            "2965950",
        ),
        ("/tin/-/view_content/content/2965950", "2965950"),
        ("https://vienson.sontay.hanoi.gov.vn/tin-chi-tiet/-/chi-tiet/thi-xa-1924-2024-15678-1276.html", "15678"),
        ("https://hoilhpn.org.vn/en/tin-chi-tiet/-/chi-tiet/phat-%C4%91ong-034-tuan-le-034-2024-63133-2.html", "63133"),
        ("https://hoilhpn.org.vn/en/tin-chi-tiet/-/chi-tiet/phat-đong-63133-2.html%20", "63133"),
        ("/tin-chi-tiet/-/chi-tiet/15678-1276.html", "15678"),
        ("  /tin-noi-bat/-/view_content/8658064-a.html.  ", "8658064"),
        # Liferay's own asset publisher, by number or by words.
        ("/web/guest/thong-bao/-/asset_publisher/kLm3XyPq0Zab/content/id/20842", "20842"),
        ("/thong-bao/-/asset_publisher/kLm3/content/lich-tiep-dan?inheritRedirect=false", "lich-tiep-dan"),
    ],
)
def test_reads_the_article_id_from_every_shape(url: str, article_id: str) -> None:
    address = article_address(url, MIRROR)
    assert address is not None
    assert address.article_id == article_id


@pytest.mark.parametrize(
    "url",
    [
        "/tin-noi-bat",
        "/c/portal/login?redirect=%2Ftin-noi-bat%2F-%2Fview_content%2F8658064-a.html",
        "/-/view_content/abc-1.html",
        "/tin-chi-tiet/-/chi-tiet/bai-viet.html",
        "/documents/10180/0/van-ban.signed.pdf",
        "javascript:;",
        "http://[bad/-/view_content/1-a.html",
        "",
    ],
)
def test_other_addresses_lead_to_no_article(url: str) -> None:
    assert article_address(url, MIRROR) is None


@pytest.mark.parametrize(
    "url",
    [
        TOWN,
        f"https://sontay.hanoi.gov.vn{TOWN}",
        f"http://sontay.hanoi.gov.vn:80{TOWN}",
        f"http://www.sontay.hanoi.gov.vn/web/guest{TOWN};jsessionid=1",
        f"http://127.0.0.1:8080/vi{TOWN}?redirect=%2F&utm_source=zalo#x",
        f"/en/web/guest{TOWN}?p_p_state=pop_up&p_p_id=P",
    ],
)
def test_one_article_has_one_canonical_url(url: str) -> None:
    assert canonical_url(url, MIRROR) == f"http://127.0.0.1:8080{TOWN}"


def test_percent_encoding_does_not_matter() -> None:
    shapes = ["/t/-/chi-tiet/%C4%91ong-1-2.html", "/t/-/chi-tiet/%c4%91ong-1-2.html", "/t/-/chi-tiet/đong-1-2.html"]
    assert len({canonical_url(shape, MIRROR) for shape in shapes}) == 1


def test_a_listings_key_keeps_the_page_and_drops_the_noise() -> None:
    noisy = (
        "/thoi-su?p_p_id=X_W&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view&_X_W_delta=10&_X_W_keywords="
        "&_X_W_andOperator=true&_X_W_resetCur=false&_X_W_cur=2&utm_source=a"
    )
    assert canonical_url(noisy, MIRROR) == "http://127.0.0.1:8080/thoi-su?_X_W_cur=2"
    assert canonical_url("/thoi-su?p_p_id=X_W&p_p_lifecycle=0", MIRROR) == canonical_url("/thoi-su/", MIRROR)
    assert canonical_url("/thoi-su?categoryId=5", MIRROR) != canonical_url("/thoi-su?categoryId=6", MIRROR)


def test_asks_the_mirror_for_what_the_official_host_is_linked_for() -> None:
    base = "http://127.0.0.1:8080/tin"
    assert fetch_url(f"https://sontay.hanoi.gov.vn{TOWN}?redirect=x", base, MIRROR) == f"http://127.0.0.1:8080{TOWN}"
    assert fetch_url("?cur=2", base, MIRROR) == "http://127.0.0.1:8080/tin?cur=2"
    assert fetch_url("http://127.0.0.1:9090/tin", base, MIRROR) is None
    assert fetch_url("https://hanoi.gov.vn/tin", base, MIRROR) is None
    assert fetch_url("mailto:a@example.vn", base, MIRROR) is None


def test_another_port_is_another_host() -> None:
    assert not is_on_portal("http://127.0.0.1:8081/", MIRROR)
    assert not same_host("http://127.0.0.1:8081/", MIRROR.base_url)
    assert same_host("https://sontay.hanoi.gov.vn/a", "http://sontay.hanoi.gov.vn")


def test_a_pages_path_has_no_prefix() -> None:
    assert page_path("http://127.0.0.1:8080/vi/web/guest/tin-noi-bat/?x=1") == "tin-noi-bat"
    assert page_path("http://127.0.0.1:8080/web/guest") is None


@given(st.text(max_size=200))
def test_no_text_makes_the_reading_of_addresses_fail(text: str) -> None:
    for url in (text, f"http://127.0.0.1:8080/{text}", f"/-/view_content/{text}"):
        article_address(url, MIRROR)
        canonical_url(url, MIRROR)
        fetch_url(url, MIRROR.base_url, MIRROR)


@given(
    st.integers(1, 10**15), st.from_regex(r"[a-z0-9đ]{1,8}(-[a-z0-9đ]{1,8}){0,6}", fullmatch=True), st.integers(1, 9999)
)
def test_reads_back_any_id_from_any_slug(number: int, slug: str, other: int) -> None:
    for url in (
        f"/tin/-/view_content/{number}-{slug}.html",
        f"/tin/-/view_content/content/{number}/{slug}",
        f"/tin-chi-tiet/-/chi-tiet/{slug}-{number}-{other}.html",
    ):
        address = article_address(url, MIRROR)
        assert address is not None
        assert address.article_id == str(number)


@pytest.mark.parametrize(
    ("grown", "is_"),
    [
        (f"{TOWN}/en/vi/en.html", TOWN),
        (f"{TOWN}/vi", TOWN),
        ("/tin-tuc/en/vi", "/tin-tuc"),
        ("/tin-tuc/en", "/tin-tuc/en"),
        ("/trang?id=7/vi/en/vi", "/trang?id=7"),
    ],
)
def test_the_languages_that_a_link_appends_to_its_page_are_cut(grown: str, is_: str) -> None:
    assert fetch_url(grown, "http://127.0.0.1:8080/", MIRROR) == f"http://127.0.0.1:8080{is_}"
    assert canonical_url(grown, MIRROR) == canonical_url(is_, MIRROR)


@pytest.mark.parametrize("number", ["١٢٣", "１２３", "²³"])
def test_other_digits_than_0_to_9_make_no_id(number: str) -> None:
    assert article_address(f"/-/view_content/{number}-a.html", MIRROR) is None


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/a%2Fb", "/a%2Fb"),
        ("/%F8", "/%F8"),
        ("/50%-giam", "/50%25-giam"),
        ("/đất đai", "/%C4%91%E1%BA%A5t%20%C4%91ai"),
    ],
)
def test_escapes_are_asked_for_as_they_stand(path: str, asked: str) -> None:
    assert fetch_url(path, MIRROR.base_url, MIRROR) == f"{MIRROR.base_url}{asked}"


def test_an_article_told_by_a_parameter_keeps_those_that_its_shape_names() -> None:
    shape = "/index.php?option=com_content&view=article&id={id}:{slug}&catid={any}"
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": [shape]})
    portal = unnamed("http://cong.example.vn")
    portal = portal.model_copy(update={"ages": [Age(platform=platform)]})
    link = "/index.php?Option=com_content&view=article&catid=9&id=12:hop-dan&tmpl=component&print=1"
    found = article_address(link, portal)
    assert found is not None
    assert (found.article_id, found.slug) == ("12", "hop-dan")
    asked = fetch_url(link, "http://cong.example.vn/", portal)
    assert asked == "http://cong.example.vn/index.php?Option=com_content&view=article&catid=9&id=12:hop-dan"
    canonical = "http://cong.example.vn/index.php?option=com_content&view=article&id=12%3Ahop-dan&catid=9"
    assert canonical_url(link, portal) == canonical_url(asked, portal) == canonical
    assert article_address(canonical.replace("&catid=9", ""), portal) is not None
    assert article_address("/index.php?option=com_content&view=category&id=12:hop-dan", portal) is None


def on_shape(shape: str, **fields: str) -> Portal:
    """A portal whose articles have addresses of one shape."""
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": [shape]})
    return unnamed("http://cong.example.vn").model_copy(update={"ages": [Age(platform=platform)], **fields})


def test_a_path_keeps_the_parameters_that_tell_what_is_shown_and_loses_the_session() -> None:
    portal = on_shape("/tin;nhom={any};id={id}")
    link = "/tin;jsessionid=1F.node2;nhom=5;id=12?redirect=%2F"
    found = article_address(link, portal)
    assert found is not None
    assert found.article_id == "12"
    asked = "http://cong.example.vn/tin;nhom=5;id=12"
    assert fetch_url(link, portal.base_url, portal) == canonical_url(link, portal) == asked
    assert canonical_url("/ds;sid=9;nhom=5;;trang=2", portal) == "http://cong.example.vn/ds;nhom=5;trang=2"


def test_a_parameter_of_the_path_that_the_shape_does_not_know_hides_no_article() -> None:
    found = article_address("/tin/a-12.html;v=2", on_shape("/{folder}/{slug}-{id}.html"))
    assert found is not None
    assert found.article_id == "12"


@pytest.mark.parametrize(
    ("way", "asked", "sent", "canonical"),
    [
        ("path", "/tin?trang=2", "/tin?trang=2", "/tin?trang=2"),
        ("escaped", "/!/tin?trang=2", "/?_escaped_fragment_=/tin?trang=2", "/#!/tin?trang=2"),
        ("browser", "/!/tin?trang=2", "/#!/tin?trang=2", "/#!/tin?trang=2"),
    ],
)
def test_what_stands_behind_a_hash_is_asked_for_as_the_profile_says(
    way: str, asked: str, sent: str, canonical: str
) -> None:
    portal = on_shape("[/!]/{folder}/{id}", hash_bang=way)
    base = portal.base_url
    url = fetch_url("#!/tin?trang=2", f"{base}{asked}", portal)
    assert url == base + asked
    assert sent_url(url, portal) == base + sent
    assert canonical_url(url, portal) == canonical_url(base + canonical, portal) == base + canonical
    found = article_address("/#!/tin/12", portal)
    assert found is not None
    assert found.article_id == "12"
    assert fetch_url("/tin#dau-trang", base, portal) == f"{base}/tin"


def test_parameters_parted_by_semicolons_are_asked_for_as_they_are_linked() -> None:
    platform = Platform.model_validate({"name": "suy_ra", "title": "Suy ra", "articles": ["/xem?mod=tin&ma={id}"]})
    portal = unnamed("http://cong.example.vn").model_copy(update={"ages": [Age(platform=platform)]})
    assert (
        fetch_url("/xem?mod=tin;ma=5;in=1", "http://cong.example.vn/", portal)
        == "http://cong.example.vn/xem?mod=tin;ma=5"
    )


def test_a_link_is_made_absolute_as_the_standard_says_though_only_the_host_of_its_page_may_be_looked_at() -> None:
    pages = ["http://a.vn", "http://a.vn/", "https://a.vn:8443/tin/1?trang=2#x", "http://a.vn?x", "//a.vn/x", "/x", ""]
    near = ["/", "/tin", "/a/../b", "/./x;p=1?q#f", "/..//x", "/?", "/;", "tin", "../tin", "?trang=2", "#x", "", " /x "]
    far = ["//b.vn/x", "///x", "http://b.vn", "https://b.vn/a/../b?", "http://", "http:///x", "http:x", "HTTP://b.vn"]
    for page, link in product(pages, [*near, *far]):
        assert absolute(link, page) == urljoin(page, link.strip()), (page, link)
