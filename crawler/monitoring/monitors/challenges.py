"""Monitor `challenge`: answers that want to see a browser or a person first."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Thresholds, at_most
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    challenges: int | None = Field(
        default=None, ge=0, description="answers that are a firewall's challenge to a browser"
    )


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when more answers are such a page than allowed."""
    number, url = case.run.statistics.challenges, case.run.statistics.challenge
    example = f", such as {url}" if url and number else ""
    yield from at_most(
        case,
        "challenge",
        f"{number} answers are a challenge to a browser{example}",
        number,
        Limits.of(case.profile).challenges,
        "ask the portal's operators to let the crawler pass; a longer limits.delay may help",
    )


MONITOR = Monitor(
    name="challenge",
    limits=Limits,
    judge=judge,
    saw="answers that want to see a browser or a person first: a firewall",
    remedy="ask the portal's operators to let the crawler pass (it names itself, see `VNPORTAL_CONTACT`); try a longer"
    " `limits.delay`",
    always=True,
)
