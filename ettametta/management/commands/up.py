"""Run the whole product on this machine: ``make up``."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import requests
from celery import Celery
from django.conf import settings
from django.core.management.base import BaseCommand
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from ettametta import development, embedded, processes, web_server
from ettametta.supervisor import (
    NotYetError,
    Part,
    PartFailedError,
    StopRequestedError,
    Supervisor,
    stopping_on_signals,
)
from synthesis.library import development_certificates

# The stores that the product's own processes need to start.
_STORES = ("postgres", "redis")
# Processes left by a killed run end by themselves within seconds.
_LEFTOVERS_END_WITHIN_S = 30
_WEB_STOPS_WITHIN_S = 10
# A worker finishes its current steps.
_WORKER_GRACE_S = 75
# A busy machine is slow. A part that responds late is alive.
_ALIVE_WITHIN_S = 5.0


class Command(BaseCommand):
    """``manage.py up``: the stores, the product, the render node and the sandbox, until Ctrl-C."""

    help = "Run the whole product on this machine until Ctrl-C."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        var: Path = settings.VAR_DIR
        lock = processes.Lock(var / "run" / "up.lock")
        try:
            _take(lock)
        except PermissionError:
            sys.exit(f"{var} belongs to another user. Run make up as that user, or remove the folder.")
        except processes.LockedError as held:
            sys.exit(str(held))
        sys.exit(_Run(var=var, lock=lock).run_until_stopped())


@dataclass
class _Run:
    """One run of all parts."""

    var: Path
    lock: processes.Lock
    ports: dict[str, int] = field(init=False)
    variables: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        wanted = development.PREFERRED_PORTS | {"web": int(os.environ.get("WEB_PORT") or 8000)}
        self._reserved = development.reserve_ports(self.var / "run" / "ports.json", preferred=wanted)
        self.ports = {name: port.number for name, port in self._reserved.items()}
        self._leftover = development.read_environment(self._environment_file)
        self.variables = development.keep_secrets(self.var / "secrets.json")
        if not any(self._is_set_by_user(name) for name in development_certificates.SETTINGS):
            self.variables |= development_certificates.keep(self.var / "c2pa")
        for name in self.variables:
            if self._is_set_by_user(name):
                self.variables[name] = os.environ[name]

    def run_until_stopped(self) -> int:
        """Start everything, run until a stop is requested, then stop. Returns the exit code."""
        began_at = time.monotonic()
        exit_code = 0
        supervisor = Supervisor(log_folder=self.var / "log", say=_say)
        with stopping_on_signals():
            try:
                self._start(supervisor)
                self._announce(time.monotonic() - began_at)
                supervisor.watch()
            except StopRequestedError:
                _say("up", f"stopping; running work may take up to {_WORKER_GRACE_S} s to finish")
            except PartFailedError as failure:
                sys.stderr.write(f"\n{failure}\n\n")
                exit_code = failure.exit_code
            except embedded.StartError as failure:
                sys.stderr.write(f"\n{failure} The logs are in {self.var / 'log'}.\n\n")
                exit_code = 1
            finally:
                supervisor.stop()
                self._environment_file.unlink(missing_ok=True)
        return exit_code

    def _start(self, supervisor: Supervisor) -> None:
        self.lock.write(json.dumps({"process": os.getpid(), "address": self._site_url}))
        self.variables["SITE_URL"] = self._site_url
        self._start_stores(supervisor)
        self._set_service_urls()
        development.write_environment(self._environment_file, self.variables)
        supervisor.launch(self._services())
        supervisor.run({"database": self._starter("manage.py", "prepare_database")})
        supervisor.wait_until_ready()
        supervisor.launch(self._product())
        self._load_initial_data(supervisor)
        supervisor.wait_until_ready()

    def _load_initial_data(self, supervisor: Supervisor) -> None:
        """During the start: publish the prices, connect Stripe's webhook, and load the demo once."""
        commands = {"billing": self._starter("manage.py", "connect_stripe", "--keep-going")}
        stamp = self.var / "run" / "demo.txt"
        database = development.fingerprint_of_database(self._variable("DATABASE_URL"))
        if self._has_demo and not (stamp.exists() and stamp.read_text(encoding="ascii") == database):
            commands["demo"] = self._starter("manage.py", "load_demo")
        supervisor.run(commands)
        if "demo" in commands:
            stamp.write_text(database, encoding="ascii")

    # --- the parts --------------------------------------------------------------------------------------

    def _start_stores(self, supervisor: Supervisor) -> None:
        stores: dict[str, embedded.Postgres | embedded.Redis] = {}
        if not self._is_set_by_user("DATABASE_URL"):
            stores["postgres"] = embedded.Postgres(self.var / "postgres", self.ports["postgres"])
        if not self._is_set_by_user("REDIS_URL"):
            stores["redis"] = embedded.Redis(self.var / "redis", self.ports["redis"])
        supervisor.launch([_store_part(name, store) for name, store in stores.items()])
        supervisor.wait_until_ready()
        addresses = {"postgres": "DATABASE_URL", "redis": "REDIS_URL"}
        self.variables |= {addresses[name]: store.url() for name, store in stores.items()}

    def _set_service_urls(self) -> None:
        for name, part in (("SANDBOX_URL", "sandbox"), ("RENDER_NODE_URL", "render_node")):
            if not self._is_set_by_user(name):
                self.variables[name] = f"http://127.0.0.1:{self.ports[part]}"

    def _services(self) -> list[Part]:
        parts = []
        if not self._is_set_by_user("SANDBOX_URL"):
            port, data_dir = str(self.ports["sandbox"]), str(self.var / "sandbox")
            command = ["-m", "sandbox", "--port", port, "--data-dir", data_dir, "--customers"]
            parts.append(self._page_part("sandbox", self.variables["SANDBOX_URL"], command, stage=2))
        if not self._is_set_by_user("RENDER_NODE_URL"):
            own = {
                "RENDER_NODE_PORT": str(self.ports["render_node"]),
                "RENDER_NODE_DATA_DIR": str(self.var / "render_node"),
            }
            address = self.variables["RENDER_NODE_URL"]
            parts.append(self._page_part("render_node", address, ["-m", "render_node"], stage=2, own=own))
        return parts

    def _product(self) -> list[Part]:
        web = web_server.command(
            host="127.0.0.1", port=self.ports["web"], stops_within_s=_WEB_STOPS_WITHIN_S
        )[1:]
        beat = ["-m", "celery", "-A", "ettametta", "beat", "--loglevel", "INFO"]
        beat += ["--pidfile", "", "--schedule", str(self.var / "run" / "beat")]
        return [
            self._page_part("web", f"http://127.0.0.1:{self.ports['web']}", web, stage=3),
            self._worker_part("worker", queues="default,control,collection"),
            # Only waits for platforms: an upload that takes minutes must not delay the posts that are due.
            self._worker_part("publishing", queues="publishing", pool="threads", concurrency=6),
            self._worker_part("media", queues="media"),
            # Only waits for Stripe, so threads of one process are enough.
            self._worker_part("stripe", queues="stripe", pool="threads"),
            Part(
                name="beat",
                stage=3,
                # Like a worker, it may wait for a Redis that is gone.
                start=self._starter(*beat, is_stubborn=True),
                is_ready=_is_still_running,
                needs=_STORES,
            ),
        ]

    def _page_part(
        self,
        name: str,
        address: str,
        command: Sequence[str],
        *,
        stage: int,
        own: Mapping[str, str] | None = None,
    ) -> Part:
        return Part(
            name=name,
            stage=stage,
            start=self._starter(*command, own=own),
            is_ready=lambda _child: _answers(f"{address}/healthz", within_s=2),
            is_alive=lambda: _answers(f"{address}/healthz", within_s=_ALIVE_WITHIN_S),
            grace_s=_WEB_STOPS_WITHIN_S + 5,
            needs=_STORES if stage > 2 else (),
        )

    def _worker_part(self, name: str, *, queues: str, pool: str = "prefork", concurrency: int = 2) -> Part:
        node = f"{name}@{socket.gethostname()}"

        command = ["-m", "celery", "-A", "ettametta", "worker", "--queues", queues, "--hostname", node]
        return Part(
            name=name,
            stage=3,
            # If the supervisor is killed, Redis stops too, and a worker that waits for it may never end.
            start=self._starter(
                *command,
                *("--pool", pool, "--concurrency", str(concurrency), "--loglevel", "INFO"),
                # Workers don't need each other; discovery of others would cost each a second at the start.
                *("--without-mingle", "--without-gossip"),
                death_signal=signal.SIGQUIT,
                is_stubborn=True,
            ),
            is_ready=lambda _child: bool(_worker_answers(self._variable("REDIS_URL"), node, within_s=0.5)),
            is_alive=lambda: _worker_answers(self._variable("REDIS_URL"), node, within_s=_ALIVE_WITHIN_S),
            grace_s=_WORKER_GRACE_S,
            needs=_STORES,
        )

    def _starter(
        self,
        *arguments: str,
        own: Mapping[str, str] | None = None,
        death_signal: signal.Signals = signal.SIGTERM,
        is_stubborn: bool = False,
    ) -> Callable[[IO[bytes]], "subprocess.Popen[bytes]"]:
        def start(output: IO[bytes]) -> "subprocess.Popen[bytes]":
            return processes.spawn(
                [sys.executable, *arguments],
                output=output,
                env={**os.environ, **self.variables, **(own or {})},
                cwd=settings.BASE_DIR,
                death_signal=death_signal,
                is_stubborn=is_stubborn,
                inherit=[self.lock.descriptor],
            )

        return start

    # --- addresses --------------------------------------------------------------------------------------

    @property
    def _site_url(self) -> str:
        if self._is_set_by_user("SITE_URL"):
            return os.environ["SITE_URL"]
        return f"http://127.0.0.1:{self.ports['web']}"

    @property
    def _environment_file(self) -> Path:
        return self.var / "run" / "environment"

    def _variable(self, name: str) -> str:
        return self.variables.get(name) or os.environ[name]

    def _is_set_by_user(self, name: str) -> bool:
        """True if the user set this variable, and not an earlier run that was killed."""
        return bool(os.environ.get(name)) and os.environ[name] != self._leftover.get(name)

    @property
    def _has_demo(self) -> bool:
        """The demo uses the sandbox's videos. With a YouTube key, Discover shows real ones."""
        return not self._is_set_by_user("YOUTUBE_API_KEY")

    def _announce(self, took_s: float) -> None:
        sign_in = (
            f"{development.DEMO_EMAIL}  {development.DEMO_PASSWORD}"
            if self._has_demo
            else "with an account you create there"
        )
        sys.stdout.write(
            f"\n  ettametta is ready after {took_s:.0f} s\n\n"
            f"    open      {self._site_url}\n"
            f"    sign in   {sign_in}\n"
            f"    logs      {self.var / 'log'}\n"
            "    stop      Ctrl-C\n\n"
        )
        sys.stdout.flush()


def _take(lock: processes.Lock) -> None:
    """Take the lock. Raises LockedError with a message for the user."""
    try:
        lock.acquire()
        return
    except processes.LockedError as held:
        note = json.loads(str(held) or "{}")
    if "process" not in note:
        raise processes.LockedError("ettametta is already starting or stopping here.")
    if processes.is_alive(note["process"]):
        raise processes.LockedError(f"ettametta is already running at {note['address']}.")
    try:
        lock.acquire(wait_s=_LEFTOVERS_END_WITHIN_S)
    except processes.LockedError:
        raise processes.LockedError("An earlier run is still stopping. Try again in a moment.") from None


def _store_part(name: str, store: embedded.Postgres | embedded.Redis) -> Part:
    was_started = False

    def start(output: IO[bytes]) -> "subprocess.Popen[bytes]":
        nonlocal was_started
        if not was_started:
            # An earlier run that was killed may still be ending.
            was_started = True
            return store.start(output=output, wait_s=_LEFTOVERS_END_WITHIN_S)
        try:
            return store.start(output=output, wait_s=0)
        except embedded.InUseError as error:
            raise NotYetError from error

    return Part(
        name=name,
        stage=1,
        start=start,
        is_ready=lambda _child: store.is_ready(),
        stop_signal=store.stop_signal,
        grace_s=30,
    )


def _answers(url: str, *, within_s: float) -> bool:
    try:
        return requests.get(url, timeout=within_s).ok
    except requests.RequestException:
        return False


def _worker_answers(broker: str, node: str, *, within_s: float) -> bool | None:
    """None if the broker itself does not respond."""
    with Celery(broker=broker) as client:
        try:
            return bool(client.control.ping(destination=[node], timeout=within_s))
        except (OperationalError, RedisError, OSError):
            return None


def _is_still_running(child: "subprocess.Popen[bytes]") -> bool:
    return not processes.wait_until(lambda: False, child=child, timeout_s=0.5) and child.poll() is None


def _say(name: str, text: str) -> None:
    sys.stdout.write(f"{name:>12}  {text}\n")
    sys.stdout.flush()
