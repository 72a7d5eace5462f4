"""pytest plugin: each run gets its own real Postgres, and each xdist worker its own Redis and database.

Loaded with ``-p`` so that the servers' URLs are in the environment before Django reads its settings. The
first process of a run starts Postgres from a cached data folder that already has the product's schema; each
process that runs tests then copies one database and starts one Redis. A changed migration, model or
requirement makes a new folder.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import psycopg
import pytest

from ettametta import embedded, processes

ROOT = Path(__file__).resolve().parent.parent
_CACHE = ROOT / "var" / "test"
_CACHED_SCHEMAS = 4
_TEMPORARY = "ettametta-test-"
_ROOM_NEEDED_BYTES = 4 * 1024**3
# Files that determine the schema of a new database.
_SCHEMA_FILES = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "foundation/*.py",
    "ettametta/settings/*.py",
    "ettametta/management/commands/prepare_database.py",
    "requirements.txt",
)
# How the first process tells its workers where Postgres is.
_POSTGRES = "ETTAMETTA_TEST_POSTGRES"


class Servers:
    """The servers of one pytest process, and their folder."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY, dir=temporary_place()))
        # Postgres runs as another user if tests run as root.
        self.folder.chmod(0o711)
        self._alive = processes.Lock(self.folder / "lock")
        self._alive.acquire()
        self._log: IO[bytes] = (self.folder / "servers.log").open("wb")
        self._started: list[tuple[embedded.Postgres | embedded.Redis, subprocess.Popen[bytes]]] = []

    def start(self) -> None:
        """Start this process's servers and set their URLs in the environment."""
        # Importing the project selected the production settings, unless others were set.
        os.environ["DJANGO_SETTINGS_MODULE"] = "ettametta.settings.test"
        # A person's own keys must not make a test call the real services.
        os.environ["ENV_FILE"] = os.devnull
        if _POSTGRES not in os.environ:
            os.environ[_POSTGRES] = self._start_postgres().url("{database}")
        redis = embedded.Redis(self.folder / "redis", processes.free_port(), durable=False)
        self._start(redis)
        web_port = processes.free_port()
        os.environ |= {
            "DATABASE_URL": _copy_database(),
            "REDIS_URL": redis.url(),
            "VAR_DIR": str(self.folder / "var"),
            "SITE_URL": f"http://127.0.0.1:{web_port}",
            "DJANGO_LIVE_TEST_SERVER_ADDRESS": f"127.0.0.1:{web_port}",
            "SANDBOX_URL": f"http://127.0.0.1:{processes.free_port()}",
            "RENDER_NODE_URL": f"http://127.0.0.1:{processes.free_port()}",
        }

    def stop(self) -> None:
        """Stop everything and delete all files. Idempotent."""
        while self._started:
            server, child = self._started.pop()
            server.stop(child)
        self._log.close()
        self._alive.release()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, server: embedded.Postgres | embedded.Redis) -> None:
        child = server.start(output=self._log)
        self._started.append((server, child))
        try:
            server.wait_until_ready(child)
        except embedded.StartError as error:
            log = (self.folder / "servers.log").read_text(errors="replace")
            pytest.exit(f"{error}\n{log[-4000:]}", returncode=3)

    def _start_postgres(self) -> embedded.Postgres:
        postgres = embedded.Postgres(self.folder / "postgres", processes.free_port(), durable=False)
        turns = processes.Lock(_CACHE / "lock")
        turns.acquire(wait_s=600)
        try:
            cached = _CACHE / _schema_digest()
            if not cached.exists():
                self._build_schema(postgres, cached)
            else:
                cached.touch()
                _copy_folder(cached, postgres.folder)
        finally:
            turns.release()
        self._start(postgres)
        return postgres

    def _build_schema(self, postgres: embedded.Postgres, cached: Path) -> None:
        self._start(postgres)
        command = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
        environment = os.environ | {"DATABASE_URL": postgres.url()}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)  # noqa: S603 - our own program
        if done.returncode != 0:
            pytest.exit(f"The test database could not be made.\n{done.stderr[-6000:]}", returncode=3)
        server, child = self._started.pop()
        server.stop(child)
        unfinished = _CACHE / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        _copy_folder(postgres.folder, unfinished)
        unfinished.rename(cached)
        _forget_old_schemas()


def temporary_place() -> Path:
    """A folder in memory if there is enough: a database is some thousand small files, copied per process."""
    memory = Path("/dev/shm")  # noqa: S108 - each run creates its own folder there
    if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_NEEDED_BYTES:
        return memory
    return Path(tempfile.gettempdir())


def copy_schema(folder: Path) -> None:
    """Fill ``folder`` with the data of a Postgres that has the product's schema."""
    _copy_folder(_CACHE / _schema_digest(), folder)


def _schema_digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for pattern in _SCHEMA_FILES:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _copy_folder(source: Path, target: Path) -> None:
    # Keeps owners, unlike shutil: under root the files belong to the user who runs Postgres.
    subprocess.run(["/bin/cp", "-a", source, target], check=True)  # noqa: S603 - our own two paths


def _forget_old_schemas() -> None:
    schemas = [path for path in _CACHE.iterdir() if path.is_dir()]
    schemas.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for path in schemas[_CACHED_SCHEMAS:]:
        shutil.rmtree(path)


def _copy_database() -> str:
    """Copy the schema to a separate database for this process, and return its URL."""
    address = os.environ[_POSTGRES]
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with psycopg.connect(address.format(database="postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {embedded.DATABASE} STRATEGY file_copy")
    return address.format(database=name)


def _clear_leftovers() -> None:
    """Delete the folders of runs that were killed."""
    for folder in temporary_place().glob(f"{_TEMPORARY}*"):
        try:
            if time.time() - folder.stat().st_mtime < 60:
                continue
            lock = processes.Lock(folder / "lock")
            lock.acquire()
        except (OSError, processes.LockedError):
            continue
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start the servers before pytest-django loads the settings."""
    _clear_leftovers()
    servers = Servers()
    atexit.register(servers.stop)
    servers.start()
    return (yield)
