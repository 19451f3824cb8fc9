"""`vnportal site`: the whole of a dataset as a folder of pages, for any web server."""

import hashlib
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlencode, urlsplit

import pytest
from lxml import html
from playwright.sync_api import Browser

from crawler.cli import app
from crawler.commands.report import write as write_report
from crawler.records.article import Article, to_dict
from crawler.records.errors import ExportError
from exports import columns
from exports.atomic import exchange
from exports.browse.article_list import Conditions, article_list
from exports.browse.catalog import Catalog
from exports.browse.home_page import home
from exports.browse.query_words import parse
from exports.browse.reader import Reader
from exports.publish.browsable import browsable
from exports.site import build_site as building
from exports.site.build_site import build_site
from exports.site.file_names import plain
from exports.site.page_set import opened
from exports.write import write
from pipelines.derive_tables import derivers

from ..browse.dataset import CHANGED, COUNT, EVIL, HOSTILE, PEOPLE, example, two_portals
from ..browser import Recorded, faults

COMMAND = (sys.executable, "-c", "from crawler.cli import main; main()", "site")
AT = "2026-11-24T09:00:00+07:00"
#: Bytes that a page has at the most.
BUDGET = 100_000
#: Bytes of the style and of the site's own scripts, elements of a page, and requests of a page with the first hits.
STYLE_BUDGET, SCRIPT_BUDGET, ELEMENT_BUDGET, SEARCH_BUDGET = 20_000, 22_000, 2_500, 50


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def version(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return example(tmp_path_factory.mktemp("site") / "data")


@pytest.fixture(scope="module")
def site(version: Path) -> Path:
    """The site in a folder of a web server's folder."""
    out = version.parents[2] / "www" / "tin bài"
    out.parent.mkdir()
    done = command(out, "--data", version.parents[1])
    assert (done.returncode, done.stderr) == (0, "")
    assert f" pages of {COUNT} articles" in done.stdout
    return out


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.parent))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tin%20b%C3%A0i"
        server.shutdown()


def contents(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def dead_links(site: Path) -> list[tuple[str, str]]:
    """Links that lead nowhere, and those outside that no article names, each behind its page."""
    pages = {path: html.fromstring(path.read_bytes()) for path in site.rglob("*.html")}
    anchors = {path: set(page.xpath("//@id")) for path, page in pages.items()}
    wrong = []
    for path, page in pages.items():
        for link in page.xpath("//@href | //@src | //@action | //@data-root | //@data-here"):
            parts = urlsplit(link)
            if parts.scheme or link.startswith("/"):
                outside = parts.scheme in {"http", "https"} and link.getparent().get("rel") == "noopener noreferrer"
                wrong += [] if outside else [(str(path), link)]
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.exists() or (parts.fragment and parts.fragment not in anchors[target]):
                wrong.append((str(path), link))
    return wrong


def test_every_link_leads_somewhere_and_none_outside_but_to_what_articles_name(site: Path) -> None:
    assert dead_links(site) == []


@pytest.mark.parametrize("count", [0, 1])
def test_a_dataset_of_nothing_and_one_of_a_bare_article_have_sensible_pages(tmp_path: Path, count: int) -> None:
    bare = Article(id="sontay:1", portal="sontay", url="https://sontay.hanoi.gov.vn/1", fetched_at=AT)
    write([to_dict(bare)][:count], tmp_path / "data", ["sqlite"], derivers=derivers())
    built = build_site(tmp_path / "data", tmp_path / "data" / "browse.sqlite", tmp_path / "site")
    assert (built.articles, dead_links(tmp_path / "site")) == (count, [])
    for path in (tmp_path / "site").rglob("*.html"):
        page = html.fromstring(path.read_bytes())
        assert page.xpath("count(//h1)") == 1, path
        lists = page.xpath("//main//*[self::ul or self::ol or self::table][not(@hidden) and not(@id = 'hits')]")
        assert all(one.xpath(".//li | .//td") for one in lists), path


def test_a_site_of_some_portals_has_their_articles_and_data_alone(tmp_path: Path) -> None:
    data, out = tmp_path / "data", tmp_path / "site"
    version = two_portals(data)
    assert app(["site", str(out), "--data", str(data), "--portal", "vien*"], standalone_mode=False) == 0
    assert dead_links(out) == []
    assert [path.name for path in (out / "article").iterdir()] == ["vienson"]
    assert any((out / "person").iterdir())
    lines = (out / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["portal"] for line in lines} == {"vienson"}
    told = json.loads((out / "data" / "version.json").read_text(encoding="utf-8"))
    assert (told["version"], told["selection"]) == (version.name, "a selection of: portals vienson")


def test_every_article_and_name_has_its_page_in_both_languages_and_none_is_heavy(site: Path) -> None:
    names = {plain(f"{number}") + ".html" for number in range(COUNT)}
    for root in (site, site / "en"):
        assert {path.name for path in (root / "article" / "sontay").iterdir()} == names
        people = [html.parse(path).findtext(".//h1") for path in (root / "person").glob("*.html")]
        assert {(name or "").strip() for name in people} == set(PEOPLE)
    assert {path.name: size for path in site.rglob("*.html") if (size := path.stat().st_size) > BUDGET} == {}


def test_report_browse_and_site_count_what_the_tables_of_the_dataset_have(
    version: Path, site: Path, tmp_path: Path
) -> None:
    """One body is one whatever it is called, two people of one name are two, and so are two documents of one number."""
    with opened(browsable(version, tmp_path)) as tables:
        expected = {name: tables.execute(query).fetchone()[0] for name, query in NUMBERS.items()}
        counts = home(Reader(tables, Catalog(tables))).counts
    write_report(version.parents[1], version.parents[1] / "report.html")
    first = html.parse(version.parents[1] / "report.html").getroot().get_element_by_id("numbers")
    told = [int(re.sub(r"\D", "", one.xpath("string((*|text())[1])"))) for one in first.xpath("div/dd[1]")]
    assert told == [expected[name] for name in ("articles", "words", "people", "bodies", "documents")]
    kinds = ("articles", "people", "bodies", "units", "documents")
    assert [*counts.values()] == [expected[name] for name in kinds]
    shown = html.parse(site / "index.html").xpath("//ul[@class='figures'][1]//strong")
    assert [int(one.text) for one in shown] == [expected[name] for name in kinds]


#: What the first screens count, over the tables of a dataset.
NUMBERS = {
    "articles": "SELECT count(*) FROM articles",
    "words": "SELECT sum(word_count) FROM articles",
    "people": "SELECT count(*) FROM people",
    "bodies": "SELECT count(*) FROM bodies WHERE articles > 0",
    "units": "SELECT count(*) FROM units WHERE articles > 0",
    "documents": "SELECT count(DISTINCT coalesce(document_id, type || ' ' || number, text)) FROM documents",
}


def test_the_data_files_lie_beside_the_pages(version: Path, site: Path) -> None:
    single = {f"{table.name}.{form}" for form in ("csv", "parquet") for table in columns.TABLES}
    single -= {f"{table.name}.csv" for table in columns.TABLES if not table.csv}
    single |= {"articles.jsonl", *(f"{table.name}.jsonl" for table in columns.APART)}
    expected = {*single, "README.md", "DATA_DICTIONARY.md"}
    assert contents(site / "data").keys() == expected
    page = html.parse(site / "data.html").getroot()
    assert {unquote(link).removeprefix("data/") for link in page.xpath("//td/a/@href")} == expected


def test_a_run_that_fails_leaves_the_site_and_the_next_makes_the_same_bytes(
    version: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(site)

    def fail(_: Path) -> None:
        raise ExportError("no search index")

    with monkeypatch.context() as patched:
        patched.setattr(building, "write_index", fail)
        with pytest.raises(ExportError):
            build_site(version, browsable(version, tmp_path), site)
    assert contents(site) == before
    build_site(version, browsable(version, tmp_path), site)
    assert contents(site) == before
    assert [path.name for path in site.parent.iterdir()] == [site.name]


def test_a_folder_with_something_else_is_left_alone(version: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Kính gửi")
    done = command(tmp_path, "--data", version)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("vnportal: ") and done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_folders_change_places(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    exchange(tmp_path / "one", tmp_path / "other")
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["other"]
    exchange(tmp_path / "one", tmp_path / "third")
    assert not (tmp_path / "one").exists()
    assert [path.name for path in (tmp_path / "third").iterdir()] == ["other"]


def kinds(site: Path) -> list[str]:
    """A page of each kind."""
    found = [next((site / kind).glob("*.html")) for kind in ("person", "body", "unit", "document", "question")]
    found += [next((site / "list" / kind).glob("*.html")) for kind in ("year", "month", "category")]
    names = [str(path.relative_to(site)) for path in found]
    articles = [f"article/sontay/{number}.html" for number in (CHANGED, EVIL)]
    return ["index.html", "articles/index.html", "data.html", "people/index.html", *names, *articles]


def test_every_kind_of_page_is_well_for_all_readers(browser_page: Recorded, site: Path, base: str) -> None:
    for path in kinds(site):
        for root in ("", "en/") if path in ("index.html", "articles/index.html") else ("",):
            page = browser_page.open(f"{base}/{root}{path}")
            assert faults(page) == [], path
            assert page.locator("h1").count() == 1, path
    assert browser_page.errors == []
    assert browser_page.outside == []


def test_every_kind_of_page_keeps_to_its_budget(browser_page: Recorded, site: Path, base: str) -> None:
    style = (site / "static" / "browse.css").stat().st_size
    scripts = sum(file.stat().st_size for file in (site / "static").glob("*.js"))
    assert (style <= STYLE_BUDGET, scripts <= SCRIPT_BUDGET) == (True, True)
    assert "@font-face" not in (site / "static" / "browse.css").read_text(encoding="utf-8")
    for path in kinds(site):
        browser_page.requests.clear()
        page = browser_page.open(f"{base}/{path}")
        asked = [address.rpartition("/")[2] for address in browser_page.requests]
        searches = path == "articles/index.html"
        assert len(asked) <= (7 if searches else 3), asked
        assert page.locator("*").count() <= ELEMENT_BUDGET, path
        # What is painted first waits for the style alone, and nothing that comes later moves it.
        assert page.locator("script:not([defer]), body link, body style, img, iframe, video, object").count() == 0
        assert page.locator("script").count() == (4 if searches else 0)


def test_a_search_keeps_to_its_budget(browser_page: Recorded, base: str) -> None:
    for words in ("họp", "người:Lê Thị Hai họp năm:2018-2021"):
        browser_page.requests.clear()
        page = browser_page.open(f"{base}/articles/index.html?_search={quote(words)}")
        page.locator("#hits > li").nth(10).wait_for()
        assert len(browser_page.requests) <= SEARCH_BUDGET, browser_page.requests


def test_search_finds_words_with_and_without_accents_and_shows_text_as_text(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/index.html")
    for words, titles in (("dang uy phuong hop", 2), ("đảng ủy phường họp", 2), ("khongdauco", 0)):
        page.get_by_role("searchbox").fill(words)
        browser_page.follow(page.get_by_role("search").get_by_role("button"))
        page.locator("#found:not(:empty)").wait_for()
        assert page.locator("#hits li a", has_text="phường họp").count() == titles, words
    browser_page.open(f"{base}/en/articles/index.html?_search=onerror")
    page.locator("#hits a").first.wait_for()
    assert page.locator("#hits a").first.inner_text().startswith(HOSTILE[:8])
    assert page.locator("#hits img, #hits script").count() == 0
    browser_page.follow(page.locator("#hits a").first)
    assert page.url.endswith(f"/en/article/sontay/{EVIL}.html")
    assert page.title() != "hỏng"
    assert browser_page.errors == []
    assert browser_page.outside == []


def test_search_takes_what_that_of_browse_takes(
    browser_page: Recorded, version: Path, base: str, tmp_path: Path
) -> None:
    """Phrases, absent words, names, years and facets: the site finds and counts what `vnportal browse` does."""
    connection = opened(browsable(version, tmp_path))
    reader = Reader(connection, Catalog(connection))
    everywhere = {(name.kind, name.key): name.articles for name in reader.every_name()}
    page = browser_page.page
    for words, *names in QUERIES:
        asked = urlencode({"_search": words, **{f"_{kind}": key for kind, key in names}})
        browser_page.open(f"{base}/articles/index.html?{asked}")
        assert page.evaluate(READ, words) == read(words)
        page.locator("#found:not(:empty)").wait_for()
        told = re.match(r"[\d.]+", page.locator("#found").inner_text())
        expected = article_list(reader, Conditions(search=words, names=tuple(names)))
        assert int(told[0] if told else 0) == expected.found, words
        # A person, body, place or document of one article is no facet: it narrows nothing down.
        facets = {
            facet.kind: [
                (name.name, name.articles)
                for name in facet.names
                if facet.kind in ("category", "year", "author") or everywhere[facet.kind, name.key] > 1
            ]
            for facet in expected.facets
        }
        shown = {kind: [tuple(row) for row in rows] for kind, rows in page.evaluate(FACETS).items()}
        assert [*shown.items()] == [(kind, rows) for kind, rows in facets.items() if rows], words
    connection.close()
    assert browser_page.errors == []


#: Searches, some of which find nothing, with what else the list is narrowed down by.
QUERIES: tuple[tuple[str, *tuple[tuple[str, str], ...]], ...] = (
    ('"phường họp"',),
    ('"họp phường"',),
    ("đảng -phường",),
    ('họp -"Đảng ủy"',),
    ("người:Nguyễn Văn Mẫu",),
    ("nguoi: nguyen van mau họp",),
    ('người:"Nguyễn Văn Mẫu họp"',),
    ('cơ quan:"Hội Nông dân" năm:2019',),
    ("năm:2019-2020 người:Lê Thị Hai năm:2020",),
    ("địa danh:Hà Nội văn bản:Luật",),
    ("họp khongdauco",),
    ("họp", ("year", "2020"), ("category", "Y tế")),
    ("", ("place", "01")),
    ("phường", ("author", "TÁC GIẢ A"), ("year", "1999")),
)
FACETS = """() => Object.fromEntries([...document.querySelectorAll("#facets details")].map(box => [box.id.slice(6),
  [...box.querySelectorAll("li:has(.count)")].map(item => [item.querySelector("a").textContent.replace(/ ×$/, ""),
    Number(item.querySelector(".count").textContent)])]))"""
READ = """words => {
  const operators = JSON.parse(document.getElementById("found").dataset.operators);
  const {terms, without, names, years} = readQuery(words, operators);
  const pairs = found => found.map(term => [term.text, term.phrase]);
  return [pairs(terms), pairs(without), names.map(name => [name.kind, name.words, name.quoted]), years];
}"""


def read(words: str) -> list[object]:
    """What a search asks for, as `READ` gives it."""
    query = parse(words)
    names = [[name.kind, list(name.words), name.quoted] for name in query.names]
    return [
        [list(term) for term in query.terms],
        [list(term) for term in query.without],
        names,
        [*map(list, query.years)],
    ]


def test_names_are_suggested_while_they_are_typed_and_above_the_results(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/en/articles/index.html")
    assert not page.locator("#named").is_visible()
    page.get_by_role("searchbox").press_sequentially("van m")
    link = page.locator("#named a", has_text="Nguyễn Văn Mẫu").first
    browser_page.follow(link)
    assert "/en/person/" in page.url and page.locator("h1").inner_text().startswith("Nguyễn Văn Mẫu")
    browser_page.open(f"{base}/articles/index.html?_search=hoi+nong")
    assert page.locator("#named a").first.inner_text() == "Hội Nông dân"
    assert browser_page.errors == []


def test_results_are_narrowed_down_and_widened_again_by_links(browser_page: Recorded, base: str) -> None:
    page = browser_page.open(f"{base}/articles/index.html?_search=hop")
    facet = page.locator("#facet-year li").first
    count = facet.locator(".count").inner_text()
    browser_page.follow(facet.locator("a"))
    page.locator("#found:not(:empty)").wait_for()
    assert page.locator("#found").inner_text().startswith(f"{count} ")
    browser_page.follow(page.locator("#chosen a", has_text="hop"))
    page.locator("#found:not(:empty)").wait_for()
    assert page.locator("#chosen li").count() == 1
    assert faults(page) == []


def test_words_as_typed_come_first_and_more_can_be_seen(browser_page: Recorded, base: str) -> None:
    page = browser_page.page
    for words, first in (("đảng ủy phường họp", "Đảng ủy phường họp"), ("đảng uỷ phường họp", "Đảng uỷ phường họp")):
        browser_page.open(f"{base}/articles/index.html?_search={quote(words)}")
        page.locator("#hits a").first.wait_for()
        assert page.locator("#hits a").first.inner_text() == first
    browser_page.open(f"{base}/articles/index.html?_search=hop")
    page.get_by_role("button", name="Hiện thêm").click()
    page.locator("#hits > li").nth(39).wait_for()
    browser_page.open(f"{base}/articles/index.html?_search=hop+khongdauco")
    browser_page.follow(page.get_by_role("link", name="chỉ tìm “hop”"))
    page.locator("#hits a").first.wait_for()


def test_all_but_search_works_without_a_script_and_without_a_server(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    assert page.locator("body").evaluate("body => getComputedStyle(body).margin") == "0px", "the style is applied"
    for name in ("Bài viết", "2020", "English"):
        page.get_by_role("link", name=name, exact=True).first.click()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".titles a").first.click()
    assert page.locator("article.text").is_visible()
    context.close()


def test_a_name_as_a_file_is_short_and_its_own() -> None:
    assert plain("2020") == "2020"
    assert plain("Đề án 01-ĐA/TU").startswith("de-an-01-da-tu-")
    assert plain("a/b") != plain("a-b") != plain("A-b")
    assert len(plain("ủ" * 500)) < 80
    assert plain("../..").isalnum() and plain("日本").isalnum()
