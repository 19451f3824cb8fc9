"""What presses on page numbers ask for: scripts that say no address are read, and what is not certain is none."""

import random

import pytest

from crawler.pages.listing.presses import Turn, turns
from crawler.pages.listing.scripts import scripts, values
from crawler.pages.page.tree import read

URL = "https://xa.gov.vn/muc/tin?nhom=5"
FORM = (
    '<form id="loc" name="loc" method="{method}" action="/tin"><input type="hidden" id="so" name="trang" value="1">'
    '<input type="hidden" name="nhom" value="7"></form>'
)
OF_FORM = (("trang", "{number}"), ("nhom", "7"))


def pressed(script: str, number: str, last: int = 3, around: str = "") -> list[Turn]:
    numbers = "".join(number.format(n=n, before=n - 1) for n in range(2, last + 1))
    page = read(f'<body>{around}<div class="so"><b>1</b>{numbers}</div><script>{script}</script></body>')
    held = scripts(page)
    return turns(page, URL, held, values(page, held), 1)


@pytest.mark.parametrize("last", [2, 3])
@pytest.mark.parametrize(
    ("script", "number", "url", "first", "step"),
    [
        (
            "function toi(p) { var u = window.location.pathname; window.location.href = u + '?trang=' + p; }",
            '<a href="javascript:toi({n});">{n}</a>',
            "/muc/tin?trang={number}",
            2,
            1,
        ),
        (
            "var toi = (nhom, p) => { location.assign(`/tin/${nhom}/trang-${p}.html`) };",
            '<a href="#" onclick="return toi(2, {n})">{n}</a>',
            "/tin/2/trang-{number}.html",
            2,
            1,
        ),
        (
            "function toi(p) { document.location = location.href.replace(/&trang=\\d+/, '') + '&trang=' + p }",
            "<span onclick=\"toi('{n}')\">{n}</span>",
            f"{URL}&trang={{number}}",
            2,
            1,
        ),
        (
            "function toi(p) { if (p < 1) { p = 1; } lay('/tin/ds', p, 10); return false; } /* lay() */"
            "function lay(u, p, n) { fetch(u + '?tu=' + (p - 1) * n + '&lay=' + n).then(function (r) { xem(r); }); }",
            '<a href="#" onclick="toi({n})">{n}</a>',
            "/tin/ds?tu={number}&lay=10",
            10,
            10,
        ),
        (
            "function toi(i) { var x = new XMLHttpRequest(); x.open('GET', 'ds.php?i=' + i); x.send(); }",
            '<a href="#" onclick="toi({before})">{n}</a>',
            "ds.php?i={number}",
            1,
            1,
        ),
        (
            "$(document).on('click', '.so a', function (e) { e.preventDefault(); lay($(this).data('trang')); });"
            "function lay(p) { $.getJSON('/ds', { nhom: $('.so').attr('class'), trang: p }, function (d) {}); }",
            '<a href="#" data-trang="{n}">{n}</a>',
            "/ds?nhom=so&trang={number}",
            2,
            1,
        ),
        (
            "$('.so a').click(function () { window.location = '/tin/trang/' + parseInt($(this).text()); });",
            '<a href="#">{n}</a>',
            "/tin/trang/{number}",
            2,
            1,
        ),
        (
            "jQuery(document).ready(function () { jQuery('.so a').click(function () {"
            "location.href = '?trang=' + jQuery(this).attr('data-so'); }); });",
            '<a href="#" data-so="{n}">{n}</a>',
            "?trang={number}",
            2,
            1,
        ),
        (
            "function toi(p) { var tu = p * 10 - 10, u = '/ds?tu='; if (p > 1 && u) $.get(u + tu); else $.get(u); }",
            '<a href="#" onclick="toi({n})">{n}</a>',
            "/ds?tu={number}",
            10,
            10,
        ),
        (
            "function toi(p) { if (typeof p === 'undefined') p = 1; var x = new XMLHttpRequest;"
            "x.open('GET', 'ds.php?i=' + p); x.send(); }",
            '<a href="#" onclick="toi({n})">{n}</a>',
            "ds.php?i={number}",
            2,
            1,
        ),
        (
            "var tin = { toi: function (p) { setTimeout(() => this.xong, 10); location.href = `/tin/trang/${p}`; } };",
            '<a href="#" onclick="tin.toi({n})">{n}</a>',
            "/tin/trang/{number}",
            2,
            1,
        ),
    ],
    ids=[
        "location",
        "arrow",
        "replaced",
        "calls another",
        "from zero",
        "delegated",
        "by text",
        "when ready",
        "products before sums",
        "no brackets",
        "of an object",
    ],
)
def test_the_address_is_told(script: str, number: str, url: str, first: int, step: int, last: int) -> None:
    (turn,) = pressed(script, number, last)
    assert (turn.sent.method, turn.sent.url, turn.first, turn.step) == ("GET", url, first, step)


@pytest.mark.parametrize("last", [2, 3])
@pytest.mark.parametrize(
    ("script", "number"),
    [
        ("var goc = '/'; function tai(n, p) { $.post(goc + 'tin', { trang: p, nhom: n }); }", "tai(7, {n})"),
        ("function tai(p) { $.ajax({ type: 'POST', url: '/tin', data: 'trang=' + p + '&nhom=7' }); }", "tai({n})"),
        (
            "async function tai(p) { const d = new FormData(); d.append('trang', p); d.append('nhom', 7);"
            "const r = await fetch('/tin', { method: 'POST', body: d }); }",
            "tai({n})",
        ),
        (
            "function tai(p) { var x = new XMLHttpRequest(), q = new URLSearchParams({ trang: p, nhom: 7 });"
            "x.open('POST', '/tin', true); x.send(q.toString()); }",
            "tai({n})",
        ),
        (f"</script>{FORM.format(method='post')}<script>", "document.loc.trang.value = {n}; document.loc.submit()"),
        (
            f"function tai(p) {{ $('#so').val(p); $('#loc').submit(); }}</script>{FORM.format(method='post')}<script>",
            "tai({n})",
        ),
        (
            "function tai(p) { var f = document.forms[0]; f.elements['trang'].value = p; f.submit(); }"
            f"</script>{FORM.format(method='post')}<script>",
            "tai({n})",
        ),
    ],
    ids=["post", "ajax", "FormData", "XMLHttpRequest", "form", "form by jQuery", "form by number"],
)
def test_what_is_sent_is_told(script: str, number: str, last: int) -> None:
    (turn,) = pressed(script, f'<a href="#" onclick="{number}">{{n}}</a>', last)
    assert (turn.sent.method, turn.sent.url, turn.sent.form) == ("POST", "/tin", OF_FORM)
    assert (turn.first, turn.step) == (2, 1)


def test_a_drop_down_list_and_a_form_by_get_are_followed() -> None:
    script = "function toi(o) { document.getElementById('so').value = o.options[o.selectedIndex].value; loc(); }"
    script += "function loc() { document.getElementById('loc').submit(); }"
    offered = "".join(f"<option value={n}>Trang {n}</option>" for n in (1, 2, 3))
    (turn,) = pressed(script, "", around=f"{FORM.format(method='get')}<select onchange='toi(this)'>{offered}</select>")
    assert (turn.sent.url, turn.first) == ("/tin?trang={number}&nhom=7", 2)


@pytest.mark.parametrize("shown", [4, 3, 2])
def test_numbers_of_a_form_that_fall_lead_to_the_number_below(shown: int) -> None:
    """A listing of four pages, the newest of which has the number 4; `shown` is the page that was asked for."""
    script = "function toi(p) { document.f.trang.value = p; document.f.submit(); return false }"
    form = f"<form name=f method=post action=/tin><input type=hidden name=trang value={shown}></form>"
    press = '<a href="#" onclick="return toi({})">{}</a>'
    row = "".join(f"<b>{n}</b>" if n == shown else press.format(n, n) for n in (4, 3, 2, 1))
    html = f"<body>{form}<div>{row} {press.format(shown - 1, 'Cũ hơn »')}</div><script>{script}</script></body>"
    page = read(html)
    (turn,) = turns(page, URL, scripts(page), {}, 5 - shown)
    assert (turn.sent.form, turn.first, turn.step) == ((("trang", "{number}"),), shown - 1, -1)


@pytest.mark.parametrize(
    ("script", "number"),
    [
        ("function toi(p) { $.get('/ds', { trang: p, khoa: ky(p) }); }", '<a onclick="toi({n})">{n}</a>'),
        ("function toi(p) { location.href = ma[p]; }", '<a onclick="toi({n})">{n}</a>'),
        ("function toi(p) { location.href = '/tin?trang=2'; }", '<a onclick="toi({n})">{n}</a>'),
        ("function toi(p) { $.get('/ds?a=' + p + '&b=' + p); }", '<a onclick="toi({n})">{n}</a>'),
        ("function toi(p) { if (p > 99) location.href = '/tin?trang=' + p; }", '<a onclick="toi({n})">{n}</a>'),
        ("", '<a onclick="toi({n})">{n}</a>'),
        (
            "function toi(a, p) { location.href = '/' + a + '?trang=' + p; }",
            "<a onclick=\"toi('a', {n})\">{n}</a><a onclick=\"toi('b', {n})\">{n}</a>",
        ),
    ],
    ids=["computed", "looked up", "constant", "twice", "not done", "no function", "two listings"],
)
def test_what_is_not_certain_is_none(script: str, number: str) -> None:
    assert pressed(script, number) == []


def test_any_script_is_read_to_its_end() -> None:
    pieces = ["(", ")", "{", "}", "[", "]", "=", "+", "'", "`", "${", "/", "!", "?", ":", ".", ",", ";", "=>", "p", "x"]
    pieces += ["if", "else", "function", "new", "var", "return", "location", "$", "this", "2", "toi(", "'a'", "x=x+x;"]
    chance = random.Random(7)
    for script in [*("".join(chance.choices(pieces, k=300)) for _ in range(60)), *(one * 1_500 for one in pieces)]:
        pressed(f"function toi(p) {{ {script} }}", f'<a onclick="toi({{n}}); {chance.choice(pieces[5:9])}">{{n}}</a>')
