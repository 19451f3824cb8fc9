"""The clock goes by itself, or stands still where it is told to."""

from datetime import UTC, datetime

import pytest

from crawler.records import clock
from crawler.records.errors import UsageError


def test_goes_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    assert datetime.now(UTC) <= clock.now() <= datetime.now(UTC)


def test_stands_still_at_the_moment_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, "2026-11-24T09:00:00+07:00")
    assert clock.now() == clock.now() == datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.mark.parametrize("said", ["yesterday", "2026-11-24T09:00:00"])
def test_what_is_no_moment_is_a_usage_error(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv(clock.VARIABLE, said)
    with pytest.raises(UsageError, match="2026-11-24T02:00:00"):
        clock.now()
