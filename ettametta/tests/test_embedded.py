"""Embedded servers in any folder: they lose no data and leave no process running."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
import redis

from ettametta import embedded, processes
from ettametta.tests.test_processes import comes_true, is_running
from tests.servers import temporary_place

_START_AND_WAIT = """
import subprocess, sys, time
from pathlib import Path
from ettametta import embedded
folder = Path({folder!r})
postgres = embedded.Postgres(folder / "postgres", {ports[0]})
redis = embedded.Redis(folder / "redis", {ports[1]})
for store in (postgres, redis):
    child = store.start(output=subprocess.DEVNULL)
    store.wait_until_ready(child)
    sys.stdout.write(f"{{child.pid}}\\n")
sys.stdout.flush()
time.sleep(120)
"""


@pytest.fixture
def folder():
    """A folder that Postgres' user can reach, with a space in its name."""
    place = Path(tempfile.mkdtemp(prefix="a project ", dir=temporary_place()))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def start():
    """Starts a server and waits for it. Servers that a test leaves running are killed."""
    children = []

    def start_and_wait(server):
        children.append(server.start(output=subprocess.DEVNULL))
        server.wait_until_ready(children[-1])
        return children[-1]

    yield start_and_wait
    for child in children:
        processes.stop(child, with_signal=signal.SIGKILL)


@pytest.fixture
def postgres(folder):
    return embedded.Postgres(folder / "postgres", processes.free_port())


def test_postgres_keeps_its_data_when_it_is_killed(postgres, start):
    child = start(postgres)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    child.kill()
    child.wait()

    child = start(postgres)

    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    assert postgres.stop(child) == 0


def test_redis_keeps_its_data_when_it_is_killed(folder, start):
    server = embedded.Redis(folder / "redis", processes.free_port())
    child = start(server)
    with redis.Redis.from_url(server.url()) as client:
        client.set("kept", 7)
    child.kill()
    child.wait()

    child = start(server)

    with redis.Redis.from_url(server.url()) as client:
        assert client.get("kept") == b"7"
    assert server.stop(child) == 0


def test_connections_require_the_password(postgres, folder, start):
    server = embedded.Redis(folder / "redis", processes.free_port())
    start(postgres)
    start(server)

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgres://postgres:guessed@127.0.0.1:{postgres.port}/postgres")
    with redis.Redis(port=server.port) as client, pytest.raises(redis.AuthenticationError):
        client.get("anything")


def test_a_folder_belongs_to_one_server_at_a_time(postgres, start):
    child = start(postgres)
    second = embedded.Postgres(postgres.folder, processes.free_port())

    with pytest.raises(embedded.StartError, match="Another server is using"):
        second.start(output=subprocess.DEVNULL, wait_s=0.1)

    assert child.poll() is None


def test_an_interrupted_first_start_is_repeated(postgres, start):
    (postgres.folder / "data.init" / "base").mkdir(parents=True)

    child = start(postgres)

    assert postgres.stop(child) == 0


def test_a_port_that_another_process_holds_is_named(postgres, folder, start):
    start(postgres)
    other = embedded.Postgres(folder / "other", postgres.port)

    # The first server responds on that port, with another password.
    with pytest.raises(embedded.StartError, match=f"did not start on port {postgres.port}"):
        start(other)


def test_variables_of_the_shell_do_not_reach_the_server(postgres, monkeypatch, start):
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("PGPORT", "1")
    child = postgres.start(output=subprocess.DEVNULL)
    monkeypatch.undo()

    postgres.wait_until_ready(child)

    assert postgres.stop(child) == 0


def test_killing_the_starter_leaves_no_server_behind(folder):
    ports = [processes.free_port(), processes.free_port()]
    program = _START_AND_WAIT.format(folder=str(folder), ports=ports)
    starter = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own program
    assert starter.stdout is not None
    children = [int(starter.stdout.readline()), int(starter.stdout.readline())]

    starter.send_signal(signal.SIGKILL)
    starter.communicate()

    assert comes_true(lambda: not any(map(is_running, children)), within_s=20)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give Postgres to somebody else")
def test_root_s_data_moves_into_the_open_when_the_project_is_closed(folder, monkeypatch, start):
    monkeypatch.setattr(embedded, "_OPEN_PLACE", Path(f"{folder} in the open"))
    postgres = embedded.Postgres(folder / "var" / "postgres", processes.free_port())
    child = start(postgres)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    postgres.stop(child)
    folder.chmod(0o700)

    child = start(postgres)

    assert (folder / "var" / "postgres").is_symlink()
    with psycopg.connect(postgres.url()) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
    postgres.stop(child)
    shutil.rmtree(embedded._OPEN_PLACE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to give Postgres to somebody else")
def test_root_copies_the_programs_out_of_a_closed_folder(folder, monkeypatch, start):
    monkeypatch.setattr(embedded, "_OPEN_PLACE", folder / "open")
    monkeypatch.setattr(embedded, "_is_open", lambda path: "site-packages" not in path.parts)
    postgres = embedded.Postgres(folder / "postgres", processes.free_port())

    child = start(postgres)

    program = Path(f"/proc/{child.pid}/exe").readlink()
    assert program.is_relative_to(folder / "open")
    assert postgres.stop(child) == 0
