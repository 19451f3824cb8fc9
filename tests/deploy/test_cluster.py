"""The examples for a cluster: their form, and that what they start is there."""

from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from crawler.cli import app

DEPLOY = Path(__file__).parent.parent.parent / "deploy"
FLEET = {option for param in typer.main.get_command(app).commands["fleet"].params for option in param.opts}  # type: ignore[attr-defined]


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


def options(command: list[str]) -> set[str]:
    return {word for word in command if word.startswith("--")}


def test_the_compose_file_has_a_scheduler_workers_and_a_night() -> None:
    (compose,) = documents("compose.yaml")
    services = compose["services"]
    assert services.keys() == {"scheduler", "worker", "night"}
    for service in services.values():
        assert {"image", "build", "volumes", "env_file"} <= service.keys()
        assert "ports" not in service, "who reaches the scheduler can run programs"
    assert {volume.partition(":")[0] for one in services.values() for volume in one["volumes"]} == set(
        compose["volumes"]
    )
    assert services["night"]["command"][0] == "fleet"
    assert options(services["night"]["command"]) <= FLEET
    assert services["night"]["command"][4] == services["worker"]["entrypoint"][2]
    assert (DEPLOY / services["night"]["env_file"]).is_file()


def test_the_manifest_has_what_kubernetes_asks_for() -> None:
    found = documents("kubernetes.yaml")
    assert sorted(one["kind"] for one in found) == ["CronJob", "Deployment", "Deployment", "NetworkPolicy", "Service"]
    assert all(one["apiVersion"] and one["metadata"]["name"] for one in found)
    by_name = {(one["kind"], one["metadata"]["name"]): one for one in found}
    for deployment in (one for one in found if one["kind"] == "Deployment"):
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert deployment["spec"]["selector"]["matchLabels"].items() <= labels.items()
    service = by_name["Service", "vnportal-scheduler"]["spec"]
    assert service["selector"] == {"app": "vnportal-scheduler"}
    pods = [
        by_name["Deployment", "vnportal-worker"]["spec"]["template"],
        by_name["CronJob", "vnportal-night"]["spec"]["jobTemplate"]["spec"]["template"],
    ]
    for pod in pods:
        assert pod["metadata"]["labels"]["fleet"] == "vnportal", "the scheduler lets no others in"
        (container,) = pod["spec"]["containers"]
        assert container["volumeMounts"][0]["name"] == pod["spec"]["volumes"][0]["name"]
        assert "tcp://vnportal-scheduler:8786" in container["command"]
    night = pods[1]["spec"]["containers"][0]["command"]
    assert night[:2] == ["vnportal", "fleet"] and options(night) <= FLEET


@pytest.mark.parametrize("name", ["compose.yaml", "kubernetes.yaml"])
def test_no_example_holds_a_secret_or_an_address_outside(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "http" not in text and "password" not in text.lower()
