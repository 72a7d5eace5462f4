"""``make up`` and ``make down``, for real, on a machine whose usual ports are in use."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests
from django.conf import settings

from ettametta import development
from ettametta.tests.test_processes import comes_true
from tests.servers import temporary_place

pytestmark = pytest.mark.slow

# Generous: a busy machine with two cores runs this beside other tests.
_STARTS_WITHIN_S = 300
_ENDS_WITHIN_S = 150
# Variables from tests/servers.py that a new user does not have.
_NOT_A_NEWCOMER_S = ("DATABASE_URL", "REDIS_URL", "SANDBOX_URL", "RENDER_NODE_URL", "SITE_URL", "VAR_DIR")


class Machine:
    """A machine with its own folder, in which people run commands."""

    def __init__(self, folder: Path) -> None:
        self.var = folder / "the var folder"
        self._environment = {key: value for key, value in os.environ.items() if key not in _NOT_A_NEWCOMER_S}
        self._environment |= {
            "VAR_DIR": str(self.var),
            "DJANGO_SETTINGS_MODULE": "ettametta.settings.development",
        }
        self.console = folder / "console.txt"

    def type(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", *command.split()],
            cwd=settings.BASE_DIR,
            env=self._environment,
            capture_output=True,
            text=True,
        )

    def up(self) -> "subprocess.Popen[bytes]":
        with self.console.open("wb") as console:
            child = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=settings.BASE_DIR,
                env=self._environment,
                stdout=console,
                stderr=subprocess.STDOUT,
            )
        assert comes_true(
            lambda: "sign in" in self.said() or child.poll() is not None, within_s=_STARTS_WITHIN_S
        )
        assert child.poll() is None, self.said()
        return child

    def said(self) -> str:
        return self.console.read_text(encoding="utf-8")

    def address(self) -> str:
        note = json.loads((self.var / "run" / "up.lock").read_text(encoding="utf-8"))
        return str(note["address"])

    def processes(self) -> list[psutil.Process]:
        """Every process that runs in this machine's folder or refers to it."""
        return [process for process in psutil.process_iter() if self._belongs_here(process)]

    def commands(self) -> list[list[str]]:
        """The command lines of the remaining processes."""
        left = []
        for process in self.processes():
            with contextlib.suppress(psutil.Error):
                left.append(process.cmdline())
        return left

    def part(self, words: str) -> psutil.Process:
        """The first process whose command line has these words."""
        return next(process for process in self.processes() if words in " ".join(process.cmdline()))

    def _belongs_here(self, process: psutil.Process) -> bool:
        try:
            told_of_it = process.environ().get("VAR_DIR") == str(self.var)
            works_in_it = process.cwd().startswith(str(self.var)) or str(self.var) in " ".join(
                process.cmdline()
            )
        except psutil.Error:
            # It has ended meanwhile, or belongs to another user.
            return False
        return told_of_it or works_in_it


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    folder = Path(tempfile.mkdtemp(prefix="a machine ", dir=temporary_place()))
    # Postgres runs as another user if tests run as root.
    folder.chmod(0o755)
    machine = Machine(folder)
    yield machine
    for process in machine.processes():
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def supervisor(machine) -> Iterator["subprocess.Popen[bytes]"]:
    child = machine.up()
    yield child
    child.kill()
    child.wait()


def test_everything_is_ready_when_it_says_so(machine, supervisor):
    answer = requests.get(f"{machine.address()}/readyz", timeout=30)

    assert answer.json()["status"] == "ready"
    parts = "postgres redis sandbox render_node web worker publishing media stripe beat"
    for part in parts.split():
        assert f"{part}  ready after" in machine.said()
    assert "demo@ettametta.test" in machine.said()


def test_a_second_start_says_where_the_first_one_runs(machine, supervisor):
    second = machine.type("up")

    assert second.returncode == 1
    assert f"already running at {machine.address()}" in second.stderr


def test_commands_typed_beside_it_use_its_database(machine, supervisor):
    shown = machine.type("migrate --check")

    assert shown.returncode == 0, shown.stderr


@pytest.mark.parametrize("words", ["redis-server", "--queues media", "-m render_node"])
def test_a_part_that_is_killed_comes_back(machine, supervisor, words):
    first = machine.part(words)
    starts_before = machine.said().count("ready after")

    first.kill()

    assert comes_true(lambda: machine.said().count("ready after") > starts_before, within_s=_STARTS_WITHIN_S)
    assert machine.part(words) != first


@pytest.mark.parametrize(
    "dead",
    [
        ("--queues default", "redis-server"),
        ("ettametta.web_server", "bin/postgres -D"),
        ("celery -A ettametta beat", "-m sandbox"),
    ],
    ids=["worker and redis", "web and postgres", "beat and sandbox"],
)
def test_parts_that_are_killed_together_come_back(machine, supervisor, dead):
    starts_before = machine.said().count("ready after")
    victims = [machine.part(words) for words in dead]

    for victim in victims:
        victim.kill()

    assert comes_true(
        lambda: machine.said().count("ready after") >= starts_before + len(dead), within_s=_STARTS_WITHIN_S
    )
    assert comes_true(lambda: is_ready(machine), within_s=60)


def test_a_web_server_that_gives_up_on_its_workers_is_started_again(machine, supervisor):
    said_before = len(machine.said())

    def kill_the_workers() -> bool:
        if "web  ended with" in machine.said()[said_before:]:
            return True
        for process in machine.processes():
            try:
                if "ettametta.web_server" in " ".join(process.cmdline()) and process.ppid() != supervisor.pid:
                    process.kill()
            except psutil.NoSuchProcess:
                continue
        return False

    assert comes_true(kill_the_workers, within_s=120)
    assert comes_true(lambda: "web  ready after" in machine.said()[said_before:], within_s=_STARTS_WITHIN_S)
    assert comes_true(lambda: is_ready(machine), within_s=60)


def is_ready(machine):
    try:
        return requests.get(f"{machine.address()}/readyz", timeout=10).ok
    except requests.RequestException:
        return False


def test_killing_it_leaves_nothing_and_the_next_start_finds_everything(machine, supervisor):
    before = machine.address()
    secrets = development.keep_secrets(machine.var / "secrets.json")

    supervisor.kill()
    supervisor.wait()

    assert comes_true(lambda: not machine.processes(), within_s=_ENDS_WITHIN_S), machine.commands()
    again = machine.up()
    assert machine.address() == before
    assert development.keep_secrets(machine.var / "secrets.json") == secrets
    stopped = machine.type("down")
    assert stopped.stdout == "ettametta has stopped.\n"
    assert again.wait(timeout=_ENDS_WITHIN_S) == 0
    assert not machine.processes()
    assert machine.type("down").stdout == "ettametta is not running.\n"
