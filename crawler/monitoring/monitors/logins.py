"""Monitor `login`: answers that ask for a password where an article should be."""

from collections.abc import Iterator

from pydantic import Field

from crawler.monitoring.monitor import Case, Monitor, Thresholds, at_most
from crawler.store.alerts import Finding


class Limits(Thresholds):
    """Its keys."""

    logins: int | None = Field(default=None, ge=0, description="answers that ask for a password instead of an article")


def judge(case: Case) -> Iterator[Finding]:
    """Wrong when more answers are such a page than allowed."""
    number = case.run.problems.get("not_an_article_login", 0)
    yield from at_most(
        case,
        "login",
        f"{number} answers ask for a password instead of an article",
        number,
        Limits.of(case.profile).logins,
        "open one of the addresses (problems of kind not_an_article_login) in a browser",
    )


MONITOR = Monitor(
    name="login",
    limits=Limits,
    judge=judge,
    saw="answers that ask for a password where an article should be",
    remedy="open one of the addresses in a browser; articles that were withdrawn from the public stay so",
    always=True,
)
