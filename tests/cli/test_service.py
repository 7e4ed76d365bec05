"""`cafe run` as a service: nobody types, a supervisor starts it, asks how it is, and stops it."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.cli.conftest import Call, command, environment, opens_at_midnight

pytestmark = pytest.mark.usefixtures("script")


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


class Service:
    """A running bot, and what it has told so far."""

    def __init__(self, **more: str) -> None:
        self.process = subprocess.Popen(
            command("run", "--language", "fr"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(**more),
        )
        self.told: list[dict[str, Any]] = []

    def until(self, event: str) -> None:
        """Wait for a line of the log."""
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.told.append(json.loads(line))
            if self.told[-1]["event"] == event:
                return
        raise AssertionError(f"it ended without {event}: {self.told}")

    def stopped_by(self, number: signal.Signals) -> str:
        """Stop it; returns what stood on standard output."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        self.told += [json.loads(line) for line in err.splitlines()]
        return out.decode()

    def events(self) -> list[str]:
        return [one["event"] for one in self.told]


@contextlib.contextmanager
def service(**more: str) -> Iterator[Service]:
    made = Service(**more)
    try:
        yield made
    finally:
        made.process.kill()
        made.process.communicate()


def asked(port: int, path: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), dict(error.headers)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_where_nobody_types_it_runs_until_it_is_told_to_stop(number: signal.Signals) -> None:
    with service() as bot:
        bot.until("started")
        out = bot.stopped_by(number)
        assert bot.process.returncode == 0
    assert bot.events()[-2:] == ["stopping", "stopped"]
    assert "Aucun café n’est ouvert" in out


def test_a_café_opened_from_elsewhere_is_presented_by_the_service(call: Call, script: Path) -> None:
    opens_at_midnight(script)
    assert call("open", "lamp").status == 0
    with service() as bot:
        bot.until("beat_done")
        out = bot.stopped_by(signal.SIGTERM)
    assert bot.told[-1]["event"] == "stopped"
    assert next(one["beat"] for one in bot.told if one["event"] == "beat_done").endswith("present")
    assert "An evening lamp" in out, "it says what is open"
    assert "Let's talk about lamps" not in out + json.dumps(bot.told), "but not what is said there"


def test_the_supervisor_is_told_when_it_is_ready_and_when_it_stops(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(60)
        with service(NOTIFY_SOCKET=str(tmp_path / "notify")) as bot:
            assert supervisor.recv(100) == b"READY=1"
            bot.stopped_by(signal.SIGTERM)
            assert supervisor.recv(100) == b"STOPPING=1"


def test_sigterm_stops_it_in_a_pipe_too(call: Call) -> None:
    bot = subprocess.Popen(
        command("run", "--language", "en"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()
    )
    assert bot.stdout is not None
    assert bot.stdout.readline()
    while "Welcome" not in bot.stdout.readline().decode():
        pass
    bot.terminate()
    bot.communicate(timeout=60)
    assert bot.returncode == 0


def test_it_answers_how_it_is(call: Call, port: int, script: Path) -> None:
    opens_at_midnight(script)
    assert call("open", "lamp").status == 0
    with service(CAFE_HEALTH__PORT=str(port)) as bot:
        bot.until("beat_done")
        status, body, headers = asked(port, "/health")
        report = json.loads(body)
        assert (status, report["status"], report["wrong"]) == (200, "ok", [])
        assert report["accounts"]["terminal"]["listening"] is True
        assert headers["Server"] == "cafe"
        status, body, _ = asked(port, "/metrics")
        metrics = {one.name: one for family in text_string_to_metric_families(body) for one in family.samples}
        assert status == 200
        found = {
            (one.name, *one.labels.values()): one.value
            for family in text_string_to_metric_families(body)
            for one in family.samples
        }
        assert found["cafe_database_up",] == 1
        assert found["cafe_beats", "done"] >= 1
        assert found["cafe_beats_late",] == 0
        assert found["cafe_deliveries", "done"] >= 1
        assert found["cafe_posts",] == 0
        assert found["cafe_account_listening", "terminal"] == 1
        assert found["cafe_refusals_total", "terminal"] == 0
        assert {label for one in metrics.values() for label in one.labels} <= {"progress", "state", "account"}
        bot.stopped_by(signal.SIGTERM)


def test_it_answers_nothing_else_and_tells_no_version(port: int) -> None:
    with service(CAFE_HEALTH__PORT=str(port)) as bot:
        bot.until("started")
        for path, method, expected in (
            ("/", "GET", 404),
            ("/health/../cafe.db", "GET", 404),
            ("/metrics", "POST", 405),
            ("/health", "DELETE", 405),
            ("/health", "HEAD", 405),
        ):
            status, body, headers = asked(port, path, method)
            assert status == expected
            assert "aiohttp" not in body.lower() + str(headers).lower()
            assert "python" not in body.lower() + str(headers).lower()
        for raw in (b"GET\r\n\r\n", b"\0\0\0\r\n\r\n", b"GET /health HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n"):
            with (
                socket.create_connection(("127.0.0.1", port), timeout=30) as there,
                contextlib.suppress(ConnectionError),
            ):
                there.sendall(raw)
                answer = there.recv(4096).decode(errors="replace")
                assert not re.search(r"aiohttp|Python/", answer), answer
        assert asked(port, "/health")[0] == 200, "and goes on answering"
        bot.stopped_by(signal.SIGTERM)


def test_a_port_that_is_taken_is_one_sentence_and_status_2(
    call: Call, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAFE_HEALTH__PORT", str(port))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        said = call("run")
    assert said.status == 2
    assert f"{port} is taken" in said.only_fault


def test_without_a_port_nobody_is_answered(port: int) -> None:
    with service() as bot:
        bot.until("started")
        with pytest.raises(urllib.error.URLError):
            asked(port, "/health")
        assert "health_listens" not in bot.events()
