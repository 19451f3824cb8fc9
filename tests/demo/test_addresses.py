import pytest

from crawler.demo.addresses import PREFIXES, address, article_path, commune_slug, disguised, plain_slug, without_prefix
from crawler.demo.site import OFFICIAL_HOST, Site


def test_the_towns_slugs_drop_every_diacritic() -> None:
    title = "Đoàn đại biểu thị xã viếng Lăng Chủ tịch Hồ Chí Minh"
    assert plain_slug(title) == "doan-dai-bieu-thi-xa-vieng-lang-chu-tich-ho-chi-minh"


def test_the_communes_slugs_keep_d_with_stroke_and_spell_quotation_marks() -> None:
    title = 'Hội LHPN Việt Nam phát động "Tuần lễ áo dài" năm 2024'
    assert commune_slug(title) == "hoi-lhpn-viet-nam-phat-%C4%91ong-034-tuan-le-ao-dai-034-nam-2024"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_a_prefix_does_not_change_the_page(prefix: str) -> None:
    assert without_prefix(f"{prefix}/y-te;jsessionid=0A1B.node1") == "/y-te"


def test_a_page_whose_name_begins_like_a_locale_is_not_a_prefix() -> None:
    assert without_prefix("/vien-thong") == "/vien-thong"


def test_every_disguise_of_an_address_leads_to_the_same_article() -> None:
    site = Site(articles=60)
    seen = set()
    for index in range(site.size):
        article = site.article(index)
        for section in article.sections:
            for turn in range(10):
                link = disguised(article, section, OFFICIAL_HOST, turn)
                seen.add(link.partition(address(article, section)[:12])[0])
                path = link.removeprefix(f"http://{OFFICIAL_HOST}").removeprefix(f"https://{OFFICIAL_HOST}")
                found = article_path(without_prefix(path.partition("?")[0]))
                assert found is not None, link
                assert found.article_id == article.id
    assert seen >= {"", "/web/guest", "/vi_VN", "/vi", f"http://{OFFICIAL_HOST}", f"https://{OFFICIAL_HOST}"}
