"""A machine keeps its ports and secrets from one start to the next."""

import json
import signal
import socket
import subprocess
import sys

import pytest
from django.conf import settings

from ettametta import development, processes

# One start: reserves two ports, and holds them until it is killed.
_START = """
import sys, time, pathlib
from ettametta import development
port = int(sys.argv[2])
held = development.reserve_ports(pathlib.Path(sys.argv[1]), preferred={"web": port, "node": port})
time.sleep(120)
"""


def numbers(ports):
    return {name: port.number for name, port in ports.items()}


def release(ports):
    for port in ports.values():
        port.release()


def test_a_port_is_kept_while_it_is_free(tmp_path):
    preferred = processes.free_port()
    first = development.reserve_ports(tmp_path / "ports.json", preferred={"web": preferred})
    release(first)

    again = development.reserve_ports(tmp_path / "ports.json", preferred={"web": preferred + 1})

    release(again)
    assert numbers(first) == numbers(again) == {"web": preferred}


def test_a_taken_port_is_replaced_by_a_free_one(tmp_path):
    preferred = processes.free_port()
    with socket.create_server(("127.0.0.1", preferred)):
        ports = development.reserve_ports(tmp_path / "ports.json", preferred={"web": preferred})

    release(ports)
    assert ports["web"].number > preferred


def test_a_reserved_port_can_be_listened_on(tmp_path):
    ports = development.reserve_ports(tmp_path / "p.json", preferred={"web": processes.free_port()})

    with socket.create_server(("127.0.0.1", ports["web"].number)) as server:
        assert server.getsockname()[1] == ports["web"].number
    release(ports)


def test_starts_at_the_same_moment_choose_different_ports(tmp_path):
    first = processes.free_port()
    starts = [
        processes.spawn(
            [sys.executable, "-c", _START, str(tmp_path / f"{number}.json"), str(first)],
            output=subprocess.DEVNULL,
            cwd=settings.BASE_DIR,
        )
        for number in range(5)
    ]
    files = [tmp_path / f"{number}.json" for number in range(5)]
    try:
        waiting = [
            processes.wait_until(file.exists, child=start, timeout_s=60)
            for file, start in zip(files, starts, strict=True)
        ]
        chosen = [port for file in files for port in json.loads(file.read_text()).values()]
    finally:
        for start in starts:
            processes.stop(start, with_signal=signal.SIGKILL)
    after = development.reserve_ports(tmp_path / "after.json", preferred={"web": first})
    release(after)

    assert all(waiting)
    assert len(set(chosen)) == len(chosen) == 10
    assert after["web"].number == first


def test_secrets_are_made_once_and_for_their_owner_alone(tmp_path):
    first = development.keep_secrets(tmp_path / "secrets.json")

    assert development.keep_secrets(tmp_path / "secrets.json") == first
    assert len(set(first.values())) == len(first) == 4
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_an_environment_reads_back_as_it_was_written(tmp_path):
    variables = {"DATABASE_URL": "postgres://p:a=b@host/x", "EMPTY": ""}

    development.write_environment(tmp_path / "environment", variables)

    assert development.read_environment(tmp_path / "environment") == variables
    assert development.read_environment(tmp_path / "missing") == {}


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ("postgres://u:secret@127.0.0.1:6000/ettametta", True),
        ("postgres://u:another@127.0.0.1:5000/ettametta", False),
        ("postgres://u:secret@127.0.0.1:5000/elsewhere", False),
    ],
)
def test_a_database_is_known_by_everything_but_its_port(other, is_same):
    known = development.fingerprint_of_database("postgres://u:secret@127.0.0.1:5000/ettametta")

    assert (development.fingerprint_of_database(other) == known) is is_same
