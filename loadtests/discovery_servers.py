"""Postgres and Redis for the discovery bench, with their data in ``var/discovery_bench``. No Django here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from ettametta import embedded, processes

_ROOT = Path(__file__).resolve().parent.parent
_PLACE = _ROOT / "var" / "discovery_bench"


class Stores:
    """The servers for one world. A kept world is used again."""

    def __init__(self, world: str) -> None:
        self.folder = _PLACE / world
        # Written once the world is whole.
        self._mark = self.folder / "loaded"
        self._running: list[tuple[embedded.Postgres | embedded.Redis, subprocess.Popen[bytes]]] = []

    @property
    def is_loaded(self) -> bool:
        """True if the database has a whole world."""
        return self._mark.exists()

    def start(self) -> None:
        """Start both and set their URLs in the environment. Prepares an empty database if none was kept."""
        if not self.is_loaded:
            self.delete()
        self.folder.mkdir(parents=True, exist_ok=True)
        postgres = embedded.Postgres(self.folder / "postgres", processes.free_port(), durable=False)
        redis = embedded.Redis(self.folder / "redis", processes.free_port(), durable=False)
        for server in (postgres, redis):
            child = server.start(output=subprocess.DEVNULL)
            self._running.append((server, child))
            server.wait_until_ready(child)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "ettametta.settings.test",
            "ENV_FILE": os.devnull,
            "LOG_LEVEL": "WARNING",
            "DATABASE_URL": postgres.url(),
            "REDIS_URL": redis.url(),
            # Platforms are set up, and never called.
            "SANDBOX_URL": "http://127.0.0.1:9",
            "VAR_DIR": str(self.folder / "var"),
        }
        command = [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"]
        subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program

    def keep(self) -> None:
        """Record that the world is whole."""
        self._mark.touch()

    def stop(self) -> None:
        """Stop both."""
        while self._running:
            server, child = self._running.pop()
            server.stop(child)

    def delete(self) -> None:
        """Delete all data. Nothing may run."""
        data = self.folder / "postgres"
        # For root, Postgres runs as another user, and its data may be elsewhere.
        if data.is_symlink():
            shutil.rmtree(data.resolve(), ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
