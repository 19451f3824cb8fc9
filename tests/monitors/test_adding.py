"""A monitor is a file of its own: its keys are keys of profiles, which stay strict."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler import portals
from crawler.records.errors import ProfileError

MONITOR = '''
from pydantic import Field
from crawler.monitoring.monitors.monitor import Monitor

class Few(Monitor):
    """Few new articles."""

    name = "few"
    remedy = "look at the portal"
    least_new: int | None = Field(default=None, ge=0, description="new articles at the least")

    def judge(self, case):
        new = case.run.statistics.read
        if self.least_new is not None:
            yield self.finding(case, new >= self.least_new, f"{new} new articles", f"at least {self.least_new}")
'''
#: What a night of three articles comes to.
NIGHT = """
import sys
from dataclasses import asdict
from pathlib import Path
from crawler import portals
from crawler.crawling.summary import Summary
from crawler.monitoring import watching
from crawler.records.crawl_statistics import CrawlStatistics
from crawler.store.store import Store
from tests.docs import manual
profile = portals.load("sontay")
with Store(Path(sys.argv[1])) as store:
    run = store.runs.start("sontay", {"base_url": profile.base_url})
    store.runs.finish(run.run_id, "finished", asdict(Summary(statistics=CrawlStatistics(read=3))))
    print(*(change.text for change in watching.watch(store, profile)))
print(manual.monitors(), manual.thresholds())
"""
ROOT = Path(portals.__file__).parents[2]


def test_a_monitor_is_added_by_its_file_and_its_key_in_a_profile(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "crawler", tmp_path / "crawler")
    (tmp_path / "crawler" / "monitoring" / "monitors" / "few.py").write_text(MONITOR, encoding="utf-8")
    family = tmp_path / "crawler" / "portals" / "_portal.toml"
    family.write_text(family.read_text("utf-8").replace("[monitors]\n", "[monitors]\nleast_new = 5\n"), "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", NIGHT, str(tmp_path / "store.sqlite")],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert "few: 3 new articles; usual: at least 5; look at the portal" in done.stdout
    assert "| `few` | Few new articles | look at the portal |" in done.stdout
    assert "| `least_new` | new articles at the least |" in done.stdout


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "chalenges = 0",
            'monitors.chalenges = 0: unknown key: did you mean "challenges"?: remove it or mend its spelling',
        ),
        ("given_up = 5", "monitors.given_up = 5: expected less than or equal to 1"),
        ('quiet_days = "14"', "monitors.quiet_days = '14': expected a valid integer"),
        ("coverage.body = 0.9", "monitors.coverage = {'body': 0.9}: expected some of title, lead, text,"),
        ("coverage.title = 2", "monitors.coverage.title = 2: expected less than or equal to 1"),
        ("usual_runs = 0", "monitors.usual_runs = 0: expected greater than or equal to 1"),
    ],
)
def test_a_wrong_key_is_refused_with_file_key_value_and_remedy(tmp_path: Path, line: str, message: str) -> None:
    profile = f'title = "Phố"\nbase_url = "https://x.vn"\n[monitors]\n{line}\n'
    (tmp_path / "pho.toml").write_text(profile, encoding="utf-8")
    with pytest.raises(ProfileError) as error:
        portals.load("pho", tmp_path)
    assert f"/pho.toml: {message}" in str(error.value)
