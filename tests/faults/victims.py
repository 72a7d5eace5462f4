"""Processes of the product that a test may kill and restart."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.conf import settings

from ettametta import processes
from tests import product


class Victim:
    """One program with its child processes. After a restart, it appends to the same log."""

    def __init__(
        self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> None:
        self.name = name
        self.deaths = 0
        self._command = [sys.executable, *command]
        self._environment = {**os.environ, **(environment or {})}
        self._child: subprocess.Popen[bytes] | None = None
        self._log = Path(settings.VAR_DIR) / "log" / f"{name}.log"

    def start(self) -> None:
        """Start it, without waiting until it is ready."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as output:
            self._child = processes.spawn(
                self._command, output=output, env=self._environment, cwd=settings.BASE_DIR
            )

    def kill(self) -> None:
        """Kill it without any cleanup, as in a power failure."""
        if self._child is not None:
            processes.kill_group(self._child)
            self._child.wait()
            self.deaths += 1

    def stop(self) -> str:
        """Stop it for good. Returns the end of its log."""
        if self._child is not None:
            processes.stop(self._child, grace_s=30)
        return "\n".join(self._log.read_text(encoding="utf-8", errors="replace").splitlines()[-60:])


def worker() -> Victim:
    """A worker for every queue."""
    queues = ",".join(product.QUEUES)
    command = ["-m", "celery", "-A", "ettametta", "worker", "--queues", queues]
    return Victim("worker", [*command, "--concurrency", "2", "--loglevel", "INFO"])


def render_node(url: str = "", *, name: str = "render_node") -> Victim:
    """A render node that stores its work on disk; without ``url`` the one in the settings."""
    environment = {
        "RENDER_NODE_PORT": (url or settings.RENDER_NODE_URL).rpartition(":")[2],
        "RENDER_NODE_DATA_DIR": str(Path(settings.VAR_DIR) / f"{name}_to_kill"),
        "RENDER_NODE_TOKEN": settings.RENDER_NODE_TOKEN,
        "RENDER_NODE_WEBHOOK_SECRET": settings.RENDER_NODE_WEBHOOK_SECRET,
    }
    return Victim(name, ["-m", "render_node"], environment)
