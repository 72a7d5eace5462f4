"""A machine keeps its ports and secrets from one start to the next."""

import socket

import pytest

from ettametta import development, processes


def test_a_port_is_kept_while_it_is_free(tmp_path):
    preferred = processes.free_port()
    first = development.choose_ports(tmp_path / "ports.json", preferred={"web": preferred})

    again = development.choose_ports(tmp_path / "ports.json", preferred={"web": preferred + 1})

    assert first == again == {"web": preferred}


def test_a_port_that_somebody_took_is_replaced_by_a_free_one(tmp_path):
    preferred = processes.free_port()
    with socket.create_server(("127.0.0.1", preferred)):
        ports = development.choose_ports(tmp_path / "ports.json", preferred={"web": preferred})

    assert ports["web"] > preferred


def test_two_parts_never_share_a_port(tmp_path):
    preferred = processes.free_port()

    ports = development.choose_ports(tmp_path / "p.json", preferred={"web": preferred, "node": preferred})

    assert ports["web"] != ports["node"]


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
