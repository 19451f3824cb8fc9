"""What a press adds to a form by POST: links, drop-down lists, and buttons of the listing's own form alone."""

import pytest
from lxml import html

from crawler.pages.listing.postbacks import posted_back

LINK = "<a href=\"javascript:__doPostBack('$sau','')\">Trang sau</a>"
OPTIONS = "<option value='0'>1</option><option value='1'>2</option>"
LIST = f"<select name='$so' onchange=\"__doPostBack('$so','')\">{OPTIONS}</select>"
BUTTON = "<input type='submit' name='$tiep' value='Trang sau'>"


@pytest.mark.parametrize(
    ("held", "added"),
    [
        (LINK, {"__EVENTTARGET": "$sau", "__EVENTARGUMENT": ""}),
        (LIST, {"__EVENTTARGET": "$so", "__EVENTARGUMENT": "", "$so": "1"}),
        (BUTTON, {"$tiep": "Trang sau"}),
        ("<input type='submit' name='gui' value='Gửi ý kiến'>", None),
        (BUTTON.replace("name='$tiep'", "name='$tiep' disabled"), None),
    ],
    ids=["link", "list", "button", "another button", "disabled"],
)
def test_a_press_on_what_leads_to_the_next_page_adds_its_fields(held: str, added: dict[str, str] | None) -> None:
    form = html.fromstring(f"<form method='post'>{held}</form>")
    assert posted_back(form, 1, is_own=True) == added


def test_a_button_of_a_form_that_leads_elsewhere_is_not_pressed() -> None:
    form = html.fromstring(f"<form method='post' action='/khao-sat'><textarea name='y'></textarea>{BUTTON}</form>")
    assert posted_back(form, 1, is_own=False) is None
