"""The child process that renders. If it crashes, hangs or is killed, its video is rendered again."""

import ctypes
import logging
import os
import shutil
import signal
import sys
import threading
import time
from types import FrameType

from render_node.attempts import LOADING, Attempt, ModelFaultError
from render_node.claims import Claim, Claims
from render_node.config import Config
from render_node.contract import WorkerState
from render_node.database import Database
from render_node.engines.base import Clip, Engine, EngineError, OutOfMemoryError, StoppedError
from render_node.engines.residency import Residency
from render_node.offer import Offer
from render_node.roster import Roster
from render_node.tallies import add

logger = logging.getLogger(__name__)

POLL_EVERY_S = 0.05
_HEARTBEAT_EVERY_S = 1.0
_PR_SET_PDEATHSIG = 1


class Worker:
    """Renders one video after another until it is stopped.

    While a clip's pictures are decoded and encoded in a second thread, the first thread begins the next
    video.
    """

    def __init__(self, *, name: str, device: str, database: Database, config: Config) -> None:
        self._name = name
        self._device = device
        self._database = database
        self._config = config
        self._claims = Claims(database=database, config=config)
        self._roster = Roster(database=database)
        self._offer = Offer(database=database, config=config)
        self._residency = Residency(machine=config.machine)
        self._finisher: threading.Thread | None = None
        self._reported: tuple[WorkerState, tuple[str, ...]] | None = None
        self.stopping = threading.Event()

    def run(self) -> None:
        self._roster.register(self._name, device=self._device)
        self._warm_up()
        while not self.stopping.is_set():
            if not self._render_next():
                self.stopping.wait(POLL_EVERY_S)
        self._wait_for_finisher()

    # --- startup --------------------------------------------------------------------------------------

    def _warm_up(self) -> None:
        """Warm up before the first video. The last model comes first, so that the first stays in memory."""
        self._report(WorkerState.WARMING)
        for model in reversed(self._config.models_to_warm):
            try:
                self._engine(model).warm_up(_Heartbeats(self._roster, self._name, stopping=self.stopping))
            except StoppedError:
                return
            except (ModelFaultError, EngineError, OutOfMemoryError):
                # Requests for this model fail with the error; the other models work.
                logger.exception("warm-up failed", extra={"model": model})

    def _report(self, state: WorkerState) -> None:
        report = (state, self._residency.resident)
        if report != self._reported:
            self._reported = report
            self._roster.report(self._name, state=state, resident=self._residency.resident)

    def _engine(self, model: str) -> Engine:
        """Load the engine if needed. Raises ModelFaultError, OutOfMemoryError."""
        before = set(self._residency.resident)
        try:
            engine = self._residency.engine(model)
        except EngineError as error:
            self._offer.report_fault(model, note=str(error))
            raise ModelFaultError(str(error)) from error
        except ImportError as error:
            note = f"{error.name} is not installed; install render_node/requirements-models.txt"
            self._offer.report_fault(model, note=note)
            raise ModelFaultError(f"{model} is unavailable: {note}.") from error
        except (StoppedError, OutOfMemoryError):
            raise
        except Exception as error:
            # Libraries may raise any error for the content of a folder; the other models still work.
            logger.exception("model loading failed", extra={"model": model})
            note = "it could not be loaded from its folder; the node's log has the details"
            self._offer.report_fault(model, note=note)
            raise ModelFaultError(f"{model} is unavailable: {note}.") from error
        if model not in before:
            self._note_load(model, evicted=before - set(self._residency.resident))
        return engine

    def _note_load(self, model: str, *, evicted: set[str]) -> None:
        self._offer.clear_faults(model)
        with self._database.transaction() as connection:
            add(connection, "loads", model=model, label=self._device)
            for name in evicted:
                add(connection, "evictions", model=name, label=self._device)

    # --- rendering ------------------------------------------------------------------------------------

    def _render_next(self) -> bool:
        """Render one video; the finisher may complete it in the background. False if the queue is empty."""
        claim = None
        if self._has_room():
            claim = self._claims.claim(self._name, resident=self._residency.resident)
        if claim is None:
            self._report(WorkerState.BUSY if self._is_finishing else WorkerState.READY)
            return False
        self._report(WorkerState.BUSY)
        self._render(claim)
        return True

    def _has_room(self) -> bool:
        return shutil.disk_usage(self._config.data_dir).free >= self._config.least_free_bytes

    def _render(self, claim: Claim) -> None:
        attempt = Attempt(
            claim, claims=self._claims, config=self._config, stopping=self.stopping, device=self._device
        )
        logger.info("render started", extra=attempt.facts)
        with attempt.settled():
            if claim.request.model not in self._residency.resident:
                attempt.report_stage(LOADING)
            engine = self._engine(claim.request.model)
            if not claim.is_first_try:
                # A video that is rendered again is rendered alone, so that a crash affects no other video.
                self._wait_for_finisher(attempt)
            clip = attempt.begin(engine)
            self._wait_for_finisher(attempt)
            if engine.overlaps and claim.is_first_try:
                self._finish_in_background(attempt, clip, engine)
            else:
                attempt.finish(clip, engine=engine)

    def _finish_in_background(self, attempt: Attempt, clip: Clip, engine: Engine) -> None:
        def finish() -> None:
            with attempt.settled():
                attempt.finish(clip, engine=engine)

        self._finisher = threading.Thread(target=finish, name=f"finish-{attempt.claim.id}")
        self._finisher.start()

    @property
    def _is_finishing(self) -> bool:
        return self._finisher is not None and self._finisher.is_alive()

    def _wait_for_finisher(self, attempt: Attempt | None = None) -> None:
        """At most one clip is being finished. A video that waits for it keeps sending heartbeats."""
        while self._finisher is not None and self._finisher.is_alive():
            self._finisher.join(timeout=POLL_EVERY_S)
            if attempt is not None:
                attempt.step(stage="waiting", done=0, total=1)
        self._finisher = None


class _Heartbeats:
    """The control interface during a warm-up: heartbeats only."""

    def __init__(self, roster: Roster, name: str, *, stopping: threading.Event) -> None:
        self._roster = roster
        self._name = name
        self._stopping = stopping
        self._sent_at = 0.0

    def step(self, *, stage: str, done: int, total: int) -> None:
        """See ``engines.base.Control``."""
        if self._stopping.is_set():
            raise StoppedError
        if time.monotonic() - self._sent_at >= _HEARTBEAT_EVERY_S:
            self._sent_at = time.monotonic()
            note = f"{stage} {done} of {total}"
            self._roster.report(self._name, state=WorkerState.WARMING, note=note)


def exit_with_parent(parent: int) -> None:
    """End this process when ``parent`` ends, for any reason."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    # Other systems have no such signal, and on Linux the parent may have died before ``prctl``.
    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def run(config: Config, *, name: str, device: str, parent: int) -> None:
    """Run a worker until SIGTERM or the parent's end."""
    exit_with_parent(parent)
    database = Database(config.database_path)
    worker = Worker(name=name, device=device, database=database, config=config)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    # Ctrl-C reaches the whole terminal; the parent decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker.run()
    finally:
        database.close()
