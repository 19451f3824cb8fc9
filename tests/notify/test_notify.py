"""Notifications: what is sent, to whom, and that no credential appears anywhere, whatever goes wrong."""

import json
import logging
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from crawler.monitoring import messages
from crawler.monitoring.notify import Event, check_config, notify
from crawler.records.errors import UsageError
from crawler.store.alerts import Change

SECRET = "s3cr3t-m4t-kh4u"
FAILURE = Event("failure", "vnportal: sontay: coverage.published_at", "0 % of 40 articles have published_at")
RECOVERY = Event("recovery", "vnportal: sontay: paging is right again")
DIGEST = Event("digest", "vnportal: last night", "12 new articles")


@contextmanager
def webhook(status: int = 200) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A web service on loopback that keeps the JSON it is sent; its host with port, and what came."""
    came: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", came
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Mailbox:
    """Keeps the messages that the mail server is handed."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's
        self.messages.append(envelope.content)  # type: ignore[attr-defined] # aiosmtpd is not typed
        return "250 OK"


class Mailing(Controller):
    """A mail server on a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def test_failures_and_recoveries_are_sent_and_a_digest_only_when_asked_for() -> None:
    with webhook() as (host, came):
        assert notify([RECOVERY, DIGEST], {"VNPORTAL_NOTIFY": f"json://{host}"}) == []
        assert notify([DIGEST], {"VNPORTAL_NOTIFY": f"json://{host}"}) == []
        assert notify([RECOVERY, DIGEST, FAILURE], {"VNPORTAL_NOTIFY": f"json://{host}"}) == []
        assert [(message["type"], message["title"]) for message in came] == [
            ("success", "vnportal: sontay: paging is right again"),
            ("failure", "vnportal: sontay: coverage.published_at (and 1 more)"),
        ]
        assert "0 % of 40 articles have published_at" in came[1]["message"]
        came.clear()
        asked = {"VNPORTAL_NOTIFY": f"json://{host}", "VNPORTAL_NOTIFY_ON": "digest"}
        assert notify([FAILURE, RECOVERY, DIGEST], asked) == []
        assert [message["title"] for message in came] == ["vnportal: last night"]


def test_what_one_night_tells_is_one_message() -> None:
    with webhook() as (host, came):
        notify(
            [FAILURE, Event("failure", "vnportal: vienson: run", "out of reach")], {"VNPORTAL_NOTIFY": f"json://{host}"}
        )
    (message,) = came
    assert message["title"] == "vnportal: sontay: coverage.published_at (and 1 more)"
    assert "vienson: run\nout of reach" in message["message"]


def test_nothing_is_sent_when_nothing_is_configured_or_nothing_happened() -> None:
    assert notify([FAILURE], {}) == []
    with webhook() as (host, came):
        assert notify([], {"VNPORTAL_NOTIFY": f"json://{host}"}) == []
    assert came == []


def test_every_address_is_sent_to_and_each_that_fails_is_named_without_its_text(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with webhook() as (good, came), webhook(500) as (bad, _):
        addresses = f"json://user:{SECRET}@{bad}/{SECRET}\njson://{good} nonsense-{SECRET} tgram://{SECRET}/"
        failures = notify([FAILURE], {"VNPORTAL_NOTIFY": addresses})
    assert len(came) == 1
    assert [failure.partition(" could not")[0] for failure in failures] == [
        "notification of failure to entry 1 (json)",
        "notification of failure to entry 3",
        "notification of failure to entry 4 (tgram)",
    ]
    captured = capfd.readouterr()
    assert SECRET not in "\n".join([*failures, caplog.text, captured.out, captured.err])


def test_a_mail_server_gets_a_mail_that_says_what_was_seen() -> None:
    mailbox = Mailbox()
    controller = Mailing(mailbox, hostname="127.0.0.1", port=0, ready_timeout=300)
    controller.start()
    try:
        address = f"mailto://127.0.0.1:{controller.port}?from=crawler@example.vn&to=operator@example.vn&mode=insecure"
        assert notify([FAILURE], {"VNPORTAL_NOTIFY": address}) == []
    finally:
        controller.stop()
    (mail,) = map(message_from_bytes, mailbox.messages)
    assert mail["To"] == "operator@example.vn"
    assert mail["Subject"] == "vnportal: sontay: coverage.published_at"
    texts = [part.get_payload(decode=True) or b"" for part in mail.walk() if part.get_content_maintype() == "text"]
    assert "0 % of 40 articles" in texts[0].decode()


def test_a_mail_server_that_is_not_there_is_a_failure_without_credentials(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # it does not listen, and nobody else gets its port
        closed = f"127.0.0.1:{deaf.getsockname()[1]}"
        address = f"mailto://operator:{SECRET}@{closed}?to=operator@example.vn&mode=insecure"
        (failure,) = notify([FAILURE], {"VNPORTAL_NOTIFY": address})
    captured = capfd.readouterr()
    assert "entry 1 (mailto)" in failure
    assert SECRET not in failure + captured.out + captured.err


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"VNPORTAL_NOTIFY": f"json://127.0.0.1 nonsense://{SECRET}"}, "entry 2 (nonsense) is no address"),
        ({"VNPORTAL_NOTIFY": "json://127.0.0.1", "VNPORTAL_NOTIFY_ON": SECRET}, "expected some of failure, recovery"),
    ],
)
def test_a_wrong_configuration_is_an_error_that_keeps_secrets(environ: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        check_config(environ)
    assert said in str(caught.value)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_right_configuration_and_none_pass() -> None:
    check_config({})
    check_config({"VNPORTAL_NOTIFY": "json://127.0.0.1", "VNPORTAL_NOTIFY_ON": "failure, digest"})


def test_without_apprise_the_remedy_is_named() -> None:
    program = (
        "import sys; sys.modules['apprise'] = None\n"
        "from crawler.monitoring.notify import check_config\n"
        "check_config({})\n"
        f"check_config({{'VNPORTAL_NOTIFY': 'json://{SECRET}'}})\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    last = done.stderr.strip().splitlines()[-1]
    assert 'pip install "vnportal[notify]"' in last
    assert SECRET not in done.stderr.replace(program, "")


def command(**environ: str) -> "subprocess.CompletedProcess[str]":
    own = {name: value for name, value in os.environ.items() if not name.startswith("VNPORTAL_")}
    line = [sys.executable, "-c", "from crawler.cli import main; main()", "notify", "--test"]
    return subprocess.run(line, env=own | environ, capture_output=True, text=True, timeout=300)


def test_a_message_can_be_sent_to_see_whether_it_comes() -> None:
    with webhook() as (good, came), webhook(500) as (bad, _):
        addresses = f"json://user:{SECRET}@{bad}/{SECRET} json://{good}"
        done = command(VNPORTAL_NOTIFY=addresses, VNPORTAL_NOTIFY_ON="digest")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == "entry 2 (json): sent"
    assert "to entry 1 (json) could not be sent" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    (message,) = came
    assert message["title"] == f"vnportal on {socket.gethostname()}: a test message"


def test_a_test_message_without_anybody_to_send_it_to_is_wrong_usage() -> None:
    done = command()
    assert (done.returncode, done.stdout) == (2, "")
    assert "VNPORTAL_NOTIFY is not set" in done.stderr


LINE = "20261129: failed: nothing new; no dataset published; 3 s"
ERROR = "sontay: https://sontay.gov.vn: the home page cannot be had: the connection was refused: check base_url"


def told(errors: list[str], changes: list[Change], recovered: bool = False) -> dict[str, Event]:
    events = messages.of_night("crawler1", "/var/lib/vnportal/data", LINE, errors, changes, recovered)
    return {event.kind: event for event in events}


def test_the_title_names_machine_portal_and_fault() -> None:
    found = told([ERROR], [])
    assert found["failure"].title == f"vnportal on crawler1: {ERROR}"
    assert "/var/lib/vnportal/data" in found["failure"].text
    assert LINE in found["failure"].text
    long = told([ERROR + " again" * 40, "vienson: another"], [])["failure"].title
    assert (len(long), long.endswith("… (and 1 more)")) == (140, True)


def test_a_failed_crawl_is_told_once_though_its_monitor_says_it_too() -> None:
    alert = Change("failure", "sontay", "run", ERROR.partition(": ")[2])
    found = told([ERROR], [alert, Change("recovery", "vienson", "quiet", "right again since today")])
    assert found["failure"].text.count("the home page cannot be had") == 1
    assert "vienson: quiet: right again since today" in found["failure"].text
    assert "recovery" not in found


def test_a_night_that_is_well_again_says_so() -> None:
    found = told([], [], recovered=True)
    assert "The night before had failed" in found["recovery"].title
    assert found.keys() == {"recovery", "digest"}
