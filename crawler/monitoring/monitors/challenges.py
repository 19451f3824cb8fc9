"""The monitor `challenge`."""

from pydantic import Field

from crawler.monitoring.monitors.monitor import Case, Findings, Monitor, such_as


class Challenges(Monitor):
    """Answers that want to see a browser or a person first: a firewall."""

    name = "challenge"
    remedy = "ask the portal's operators to let the crawler pass; a longer limits.delay may help"
    always = True

    challenges: int | None = Field(
        default=None, ge=0, description="answers that are a challenge to a browser, from a firewall"
    )

    def judge(self, case: Case) -> Findings:
        """Final answers count, not the tries before them."""
        number, url = case.run.statistics.challenges, case.run.statistics.challenge
        seen = f"{number} answers are a challenge to a browser{such_as(url)}"
        yield from self.at_most(case, number, self.challenges, seen)
