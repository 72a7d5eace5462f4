"""Stop what ``make up`` runs, from another terminal: ``make down``."""

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from ettametta import processes

# Slightly longer than the sum of the parts' grace periods.
_ENDS_WITHIN_S = 150


class Command(BaseCommand):
    """``manage.py down``: signal the running supervisor to stop, and wait until everything has stopped."""

    help = "Stop what make up runs."
    requires_system_checks: tuple[str, ...] = ()

    def handle(self, *args: Any, **options: Any) -> None:
        var: Path = settings.VAR_DIR
        lock = processes.Lock(var / "run" / "up.lock")
        if not lock.path.exists():
            sys.stdout.write("ettametta is not running.\n")
            return
        try:
            lock.acquire()
            sys.stdout.write("ettametta is not running.\n")
        except processes.LockedError as held:
            _signal_stop(json.loads(str(held) or "{}").get("process"))
            _wait_for(lock)


def _wait_for(lock: processes.Lock) -> None:
    try:
        lock.acquire(wait_s=_ENDS_WITHIN_S)
    except processes.LockedError:
        sys.exit(f"ettametta did not stop within {_ENDS_WITHIN_S} s. Check its logs.")
    sys.stdout.write("ettametta has stopped.\n")


def _signal_stop(process: int | None) -> None:
    if process is None:
        return
    try:
        os.kill(process, signal.SIGTERM)
    except ProcessLookupError:
        # The supervisor was killed. Its remaining processes are about to end by themselves.
        return
