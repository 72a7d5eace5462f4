"""Separate stores that a test may damage."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import redis

from ettametta import embedded, processes
from tests import servers


class Redis:
    """One server that may be killed, restarted, or made to hang."""

    def __init__(self, folder: Path) -> None:
        self._server = embedded.Redis(folder, processes.free_port(), durable=False)
        self.start()

    def start(self) -> None:
        """Start it and wait until it responds."""
        self._child = self._server.start(output=subprocess.DEVNULL)
        self._server.wait_until_ready(self._child)

    def url(self) -> str:
        """Its URL, whether it runs or not."""
        return self._server.url()

    def client(self) -> "redis.Redis":
        """A connection to it."""
        return redis.Redis.from_url(self.url())

    def kill(self) -> None:
        """Kill it, as in a power failure."""
        processes.kill_group(self._child)
        self._child.wait()

    def hang(self) -> None:
        """Keep connections open, but stop responding."""
        os.kill(self._child.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Respond again."""
        os.kill(self._child.pid, signal.SIGCONT)


class Postgres:
    """One server with the product's schema that may be stopped, restarted, or made to hang."""

    def __init__(self, folder: Path) -> None:
        servers.copy_schema(folder)
        # Durable: data that was committed before a kill remains.
        self._server = embedded.Postgres(folder, processes.free_port(), durable=True)
        self.start()

    def start(self) -> None:
        """Start it and wait until it responds."""
        self._child = self._server.start(output=subprocess.DEVNULL)
        self._server.wait_until_ready(self._child)

    def url(self) -> str:
        """Its URL, whether it runs or not."""
        return self._server.url()

    def kill(self) -> None:
        """Kill it, as in a power failure."""
        processes.kill_group(self._child)
        self._child.wait()

    def stop(self) -> None:
        """Stop it as an operator does."""
        self._server.stop(self._child)

    def hang(self) -> None:
        """Suspend all its processes. The system still accepts connections."""
        for process in self._processes():
            process.suspend()

    def go_on(self) -> None:
        """Respond again."""
        for process in self._processes():
            process.resume()

    def _processes(self) -> list[psutil.Process]:
        postmaster = psutil.Process(self._child.pid)
        return [postmaster, *postmaster.children(recursive=True)]
