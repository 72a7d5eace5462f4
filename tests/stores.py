"""Stores of a test's own, which it may hurt."""

import os
import signal
import subprocess
from pathlib import Path

import psutil
import redis

from ettametta import embedded, processes
from tests import servers


class Redis:
    """One server that may be killed, started again, or made to hang."""

    def __init__(self, folder: Path) -> None:
        self._server = embedded.Redis(folder, processes.free_port(), durable=False)
        self.start()

    def start(self) -> None:
        """Return when it answers."""
        self._child = self._server.start(output=subprocess.DEVNULL)
        self._server.wait_until_ready(self._child)

    def url(self) -> str:
        """Where it is, whether it runs or not."""
        return self._server.url()

    def client(self) -> "redis.Redis":
        """A connection to it."""
        return redis.Redis.from_url(self.url())

    def kill(self) -> None:
        """As when the machine loses power."""
        processes.kill_group(self._child)
        self._child.wait()

    def hang(self) -> None:
        """It keeps its connections and answers nothing."""
        os.kill(self._child.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """It answers again."""
        os.kill(self._child.pid, signal.SIGCONT)


class Postgres:
    """One server with the product's schema that may be stopped, started again, or made to hang."""

    def __init__(self, folder: Path) -> None:
        servers.copy_schema(folder)
        # Durable: what was committed before a kill is there after it.
        self._server = embedded.Postgres(folder, processes.free_port(), durable=True)
        self.start()

    def start(self) -> None:
        """Return when it answers."""
        self._child = self._server.start(output=subprocess.DEVNULL)
        self._server.wait_until_ready(self._child)

    def url(self) -> str:
        """Where it is, whether it runs or not."""
        return self._server.url()

    def kill(self) -> None:
        """As when the machine loses power."""
        processes.kill_group(self._child)
        self._child.wait()

    def stop(self) -> None:
        """As an operator stops it."""
        self._server.stop(self._child)

    def hang(self) -> None:
        """Every process of it stops where it is; the system still takes connections."""
        for process in self._processes():
            process.suspend()

    def go_on(self) -> None:
        """It answers again."""
        for process in self._processes():
            process.resume()

    def _processes(self) -> list[psutil.Process]:
        postmaster = psutil.Process(self._child.pid)
        return [postmaster, *postmaster.children(recursive=True)]
