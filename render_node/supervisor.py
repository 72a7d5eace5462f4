"""Keeps the workers alive and recovers the claims of dead ones."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass

from render_node.attempts import LOADING
from render_node.claims import Claims
from render_node.config import Config
from render_node.devices import Device
from render_node.renders import Renders
from render_node.roster import Roster

logger = logging.getLogger(__name__)

POLL_EVERY_S = 0.1
EXPIRE_EVERY_S = 60.0
STOP_WITHIN_S = 10.0
_FIRST_DELAY_S = 0.2
_LONGEST_DELAY_S = 30.0
# A worker that ran for this long was healthy, and is restarted immediately.
_HEALTHY_AFTER_S = 30.0
_DEFUNCT_AFTER = 5


@dataclass
class _Slot:
    """A slot for one worker process."""

    device: Device
    process: subprocess.Popen[bytes] | None = None
    name: str = ""
    started_at: float = 0.0
    early_deaths: int = 0
    start_at: float = 0.0


class _Watch:
    """When each counter last changed."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, ...], tuple[int, float]] = {}

    def still_s(self, beats: dict[tuple[str, ...], int], *, now: float) -> dict[tuple[str, ...], float]:
        self._seen = {
            mark: self._seen[mark] if self._seen.get(mark, (None,))[0] == beat else (beat, now)
            for mark, beat in beats.items()
        }
        return {mark: now - seen_at for mark, (_, seen_at) in self._seen.items()}


class Supervisor:
    """The workers of this node, supervised in a separate thread."""

    def __init__(
        self,
        *,
        claims: Claims,
        renders: Renders,
        roster: Roster,
        config: Config,
        devices: tuple[Device, ...],
    ) -> None:
        self._claims = claims
        self._renders = renders
        self._roster = roster
        self._config = config
        self._slots = [_Slot(device=device) for device in devices]
        self._watch = _Watch()
        self._stopped = threading.Event()
        self._expire_at = 0.0
        # The parent-death signal is bound to the thread that started the child. So that thread must outlive
        # the children.
        self._thread = threading.Thread(target=self._run, name="supervisor", daemon=True)
        self.restarts = 0

    def start(self) -> None:
        # No worker runs yet: claims in progress were left by a node that was killed.
        self._renders.sweep()
        self._roster.remove()
        recovered = self._claims.recover()
        if recovered:
            logger.warning("renders recovered", extra={"renders": recovered})
        self._thread.start()

    def stop(self) -> None:
        """Stop the workers. They return their videos to the queue."""
        self._stopped.set()
        self._thread.join(timeout=STOP_WITHIN_S + 5)

    @property
    def alive(self) -> int:
        return sum(slot.process is not None and slot.process.poll() is None for slot in self._slots)

    @property
    def is_defunct(self) -> bool:
        """Whether every worker dies right after its start."""
        return all(slot.early_deaths >= _DEFUNCT_AFTER for slot in self._slots)

    def _run(self) -> None:
        while not self._stopped.wait(POLL_EVERY_S):
            try:
                self._check_workers()
            except Exception:
                logger.exception("supervisor failed")
                self._stopped.wait(1)
        self._end_workers()

    def _check_workers(self) -> None:
        now = time.monotonic()
        for slot in self._slots:
            if slot.process is not None and slot.process.poll() is not None:
                self._handle_exit(slot, now=now)
            if slot.process is None and now >= slot.start_at:
                self._start_worker(slot, now=now)
        for name in self._hanging_workers(now=now):
            self._kill(name)
        if now >= self._expire_at:
            self._expire_at = now + EXPIRE_EVERY_S
            self._renders.expire()

    def _hanging_workers(self, *, now: float) -> set[str]:
        """Workers without progress for too long, by this process's monotonic clock."""
        beats: dict[tuple[str, ...], int] = {}
        limits_s: dict[tuple[str, ...], float] = {}
        for video in self._claims.running():
            mark = (video.worker, video.id, str(video.attempt))
            beats[mark] = video.beat
            limits_s[mark] = self._config.load_s if video.stage == LOADING else self._config.lease_s
        for name, beat in self._roster.preparing().items():
            beats[name,] = beat
            limits_s[name,] = self._config.load_s
        still_s = self._watch.still_s(beats, now=now)
        return {mark[0] for mark, seconds in still_s.items() if seconds > limits_s[mark]}

    def _start_worker(self, slot: _Slot, *, now: float) -> None:
        slot.name = f"worker-{uuid.uuid4().hex}"
        command = [sys.executable, "-m", "render_node", "worker"]
        command += [slot.name, slot.device.name, str(os.getpid())]
        environment = os.environ | slot.device.environment
        slot.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, env=environment)  # noqa: S603 - ours
        slot.started_at = now

    def _handle_exit(self, slot: _Slot, *, now: float) -> None:
        code = slot.process.returncode if slot.process else None
        recovered = self._claims.recover(worker=slot.name)
        self._roster.remove(slot.name)
        was_healthy = now - slot.started_at > _HEALTHY_AFTER_S
        slot.early_deaths = 0 if was_healthy else slot.early_deaths + 1
        slot.start_at = now + (
            0 if was_healthy else min(_FIRST_DELAY_S * 2 ** (slot.early_deaths - 1), _LONGEST_DELAY_S)
        )
        slot.process = None
        self.restarts += 1
        logger.warning("worker died", extra={"exit_code": code, "renders": recovered})

    def _kill(self, name: str) -> None:
        """Kill a worker without progress. An unknown name belongs to a worker that died earlier."""
        for slot in self._slots:
            if slot.name == name and slot.process is not None:
                logger.warning("worker hung", extra={"worker": name})
                slot.process.kill()
                return
        self._claims.recover(worker=name)
        self._roster.remove(name)

    def _end_workers(self) -> None:
        running = [slot.process for slot in self._slots if slot.process is not None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_WITHIN_S
        for process in running:
            try:
                process.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._claims.recover()
        self._roster.remove()
