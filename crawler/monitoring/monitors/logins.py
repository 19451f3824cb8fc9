"""The monitor `login`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor


class Logins(Monitor):
    """Answers that ask for a password where an article should be. Withdrawn articles stay so."""

    name = "login"
    remedy = "open one of the addresses (problems of kind not_an_article_login) in a browser"
    always = True

    logins: int | None = Field(default=None, ge=0, description="answers that ask for a password instead of an article")

    def judge(self, case: Case) -> Findings:
        """The parser tells what such a page is."""
        number = case.run.problems.get("not_an_article_login", 0)
        yield from self.at_most(case, number, self.logins, f"{number} answers ask for a password instead of an article")
