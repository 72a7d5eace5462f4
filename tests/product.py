"""The product's other processes, run for real during a test."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis
import requests
from celery import current_app
from django.conf import settings

from ettametta import processes

QUEUES = ("default", "control", "media", "collection", "publishing", "stripe")
_STARTS_WITHIN_S = 60
_FINISHES_WITHIN_S = 3


@contextmanager
def sandbox() -> Iterator[str]:
    """The stand-ins of every outside system, at ``settings.SANDBOX_URL``."""
    url: str = settings.SANDBOX_URL
    command = ["-m", "sandbox", "--port", _port(url), "--data-dir", str(_var() / "sandbox")]
    with _running("sandbox", command) as child:
        _wait_for_page(f"{url}/healthz", child=child, name="sandbox")
        yield url


@contextmanager
def render_node() -> Iterator[str]:
    """A render node that draws with ``motion``, at ``settings.RENDER_NODE_URL``."""
    url: str = settings.RENDER_NODE_URL
    environment = {
        "RENDER_NODE_PORT": _port(url),
        "RENDER_NODE_DATA_DIR": str(_var() / "render_node"),
        "RENDER_NODE_TOKEN": settings.RENDER_NODE_TOKEN,
        "RENDER_NODE_WEBHOOK_SECRET": settings.RENDER_NODE_WEBHOOK_SECRET,
    }
    with _running("render_node", ["-m", "render_node"], environment=environment) as child:
        # Wait until it is ready: it accepts work only once its own worker has started.
        _wait_for_page(f"{url}/readyz", child=child, name="render_node")
        yield url


class Worker:
    """A worker for every queue, on this process's database. It runs tasks only between begin and end."""

    def __init__(self) -> None:
        self._process = ExitStack()
        self._child: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Run all tasks that are sent from now on."""
        with redis.Redis.from_url(settings.REDIS_URL) as broker:
            # Messages of earlier tests refer to deleted rows.
            broker.flushdb()
        if self._child is None or self._child.poll() is not None:
            self.stop()
            self._start()
            return
        for queue in QUEUES:
            current_app.control.add_consumer(queue, reply=True, limit=1)

    def end(self) -> None:
        """Finish the tasks that have begun, and begin no more. A worker with postponed tasks is stopped."""
        if self._child is None:
            return
        for queue in QUEUES:
            current_app.control.cancel_consumer(queue, reply=True, limit=1)
        if not processes.wait_until(_has_no_tasks, child=self._child, timeout_s=_FINISHES_WITHIN_S):
            self.stop()

    def stop(self) -> None:
        """Let it finish its current tasks and end. Idempotent; the next begin starts another."""
        self._child = None
        self._process.close()

    def _start(self) -> None:
        command = ["-m", "celery", "-A", "ettametta", "worker", "--queues", ",".join(QUEUES)]
        child = self._process.enter_context(
            _running("worker", [*command, "--concurrency", "2", "--loglevel", "INFO"])
        )
        ready = processes.wait_until(
            lambda: bool(current_app.control.ping(timeout=0.3)), child=child, timeout_s=_STARTS_WITHIN_S
        )
        if not ready:
            self.stop()
            pytest.fail(f"The worker did not start.\n{_log_tail('worker')}")
        self._child = child


def _has_no_tasks() -> bool:
    worker = current_app.control.inspect(limit=1)
    found = [worker.active(), worker.reserved(), worker.scheduled()]
    return all(tasks is not None and not any(tasks.values()) for tasks in found)


@contextmanager
def _running(
    name: str, command: list[str], *, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    log = _log_file(name)
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        child = processes.spawn(
            [sys.executable, *command],
            output=output,
            env={**os.environ, **(environment or {})},
            cwd=settings.BASE_DIR,
        )
        try:
            yield child
        finally:
            processes.stop(child, grace_s=60)
            # Captured, and shown by pytest if a test fails.
            sys.stdout.write(f"--- the end of {name}'s log ---\n{_log_tail(name)}\n")


def _wait_for_page(url: str, *, child: "subprocess.Popen[bytes]", name: str) -> None:
    if not processes.wait_until(lambda: _answers(url), child=child, timeout_s=_STARTS_WITHIN_S):
        pytest.fail(f"{name} did not start.\n{_log_tail(name)}")


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


def _var() -> Path:
    return Path(settings.VAR_DIR)


def _log_file(name: str) -> Path:
    return _var() / "log" / f"{name}.log"


def _log_tail(name: str) -> str:
    return "\n".join(_log_file(name).read_text(encoding="utf-8", errors="replace").splitlines()[-40:])


def _port(url: str) -> str:
    return url.rpartition(":")[2]
