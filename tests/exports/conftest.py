"""The samples are of November 2026: the clock stands later, whenever the tests run."""

import pytest


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock."""
    monkeypatch.setenv("VNPORTAL_NOW", "2027-01-01T00:00:00+00:00")
