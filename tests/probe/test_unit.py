"""Whose portal it is, as a profile assumes it from the home page."""

import pytest

from crawler.commands.inferred import unit_of
from crawler.pages.page.tree import read


@pytest.mark.parametrize(
    ("footer", "name"),
    [
        ("Cổng thông tin điện tử phường Sơn Tây, thành phố Hà Nội", "phường Sơn Tây"),
        ("Trang thông tin điện tử xã Bình Tân, tỉnh Láng Khê", None),
    ],
)
def test_a_unit_with_a_province_that_is_not_known_is_left_out(footer: str, name: str | None) -> None:
    unit = unit_of(read(f"<html><body><p>{footer}</p></body></html>"))
    assert (unit.name if unit else None) == name
