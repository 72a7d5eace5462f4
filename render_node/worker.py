"""The child process that renders. It may crash, hang or be killed; its videos are then rendered again."""

import ctypes
import logging
import os
import shutil
import signal
import sys
import threading
import time
from types import FrameType

from render_node.claims import Claim, Claims
from render_node.config import Config
from render_node.contract import WorkerState
from render_node.database import Database
from render_node.drawing import LOADING, Drawing, ModelFaultError
from render_node.engines.base import Clip, Engine, EngineError, OutOfMemoryError, StoppedError
from render_node.engines.residency import Residency
from render_node.offer import Offer
from render_node.roster import Roster
from render_node.tallies import add

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.05
_SIGN_EVERY_S = 1.0
_PR_SET_PDEATHSIG = 1


class Worker:
    """Takes one video after another until it is told to stop.

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
        self._residency = Residency(place=config.place)
        self._finisher: threading.Thread | None = None
        self._said: tuple[WorkerState, tuple[str, ...]] | None = None
        self.leaving = threading.Event()

    def run(self) -> None:
        self._roster.enter(self._name, device=self._device)
        self._warm_up()
        while not self.leaving.is_set():
            if not self._draw_next():
                self.leaving.wait(LOOK_EVERY_S)
        self._wait_for_finisher()

    # --- startup --------------------------------------------------------------------------------------

    def _warm_up(self) -> None:
        """Warm up before the first video. The last model comes first, so that the first stays in memory."""
        self._say(WorkerState.WARMING)
        for model in reversed(self._config.models_to_warm):
            try:
                self._engine(model).warm_up(_SignsOfLife(self._roster, self._name, leaving=self.leaving))
            except StoppedError:
                return
            except (ModelFaultError, EngineError, OutOfMemoryError):
                # Requests for it get the error; the other models work.
                logger.exception("a model that is offered could not be warmed up", extra={"model": model})

    def _say(self, state: WorkerState) -> None:
        told = (state, self._residency.resident)
        if told != self._said:
            self._said = told
            self._roster.say(self._name, state=state, resident=self._residency.resident)

    def _engine(self, model: str) -> Engine:
        """Load the engine if needed. Raises ModelFaultError, OutOfMemoryError."""
        before = set(self._residency.resident)
        try:
            engine = self._residency.engine(model)
        except EngineError as error:
            self._offer.report_fault(model, note=str(error))
            raise ModelFaultError(str(error)) from error
        except ImportError as error:
            note = f"this node lacks {error.name}, which render_node/requirements-models.txt installs"
            self._offer.report_fault(model, note=note)
            raise ModelFaultError(f"{model} cannot be drawn with: {note}.") from error
        except (StoppedError, OutOfMemoryError):
            raise
        except Exception as error:
            # Libraries may raise any error for the content of a folder; the other models still work.
            logger.exception("a model could not be loaded", extra={"model": model})
            note = "its folder was read and could not be made into a model; the node's log says why"
            self._offer.report_fault(model, note=note)
            raise ModelFaultError(f"{model} cannot be drawn with: {note}.") from error
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

    def _draw_next(self) -> bool:
        """Render one video, or begin it and leave the rest to the finisher. False if none waits."""
        claim = None
        if self._has_room():
            claim = self._claims.claim(self._name, resident=self._residency.resident)
        if claim is None:
            self._say(WorkerState.BUSY if self._is_finishing else WorkerState.READY)
            return False
        self._say(WorkerState.BUSY)
        self._draw(claim)
        return True

    def _has_room(self) -> bool:
        return shutil.disk_usage(self._config.data_dir).free >= self._config.least_free_bytes

    def _draw(self, claim: Claim) -> None:
        drawing = Drawing(
            claim, claims=self._claims, config=self._config, leaving=self.leaving, device=self._device
        )
        logger.info("render started", extra=drawing.facts)
        with drawing.settled():
            if claim.request.model not in self._residency.resident:
                drawing.say(LOADING)
            engine = self._engine(claim.request.model)
            if not claim.is_first_try:
                # A video that was lost once is rendered alone, so that a crash loses no other video.
                self._wait_for_finisher(drawing)
            clip = drawing.begin(engine)
            self._wait_for_finisher(drawing)
            if engine.overlaps and claim.is_first_try:
                self._finish_meanwhile(drawing, clip, engine)
            else:
                drawing.finish(clip, engine=engine)

    def _finish_meanwhile(self, drawing: Drawing, clip: Clip, engine: Engine) -> None:
        def finish() -> None:
            with drawing.settled():
                drawing.finish(clip, engine=engine)

        self._finisher = threading.Thread(target=finish, name=f"finish-{drawing.claim.id}")
        self._finisher.start()

    @property
    def _is_finishing(self) -> bool:
        return self._finisher is not None and self._finisher.is_alive()

    def _wait_for_finisher(self, drawing: Drawing | None = None) -> None:
        """At most one clip is being finished. A video that waits for it keeps sending heartbeats."""
        while self._finisher is not None and self._finisher.is_alive():
            self._finisher.join(timeout=LOOK_EVERY_S)
            if drawing is not None:
                drawing.step(stage="waiting", done=0, total=1)
        self._finisher = None


class _SignsOfLife:
    """The control interface during a warm-up: heartbeats only."""

    def __init__(self, roster: Roster, name: str, *, leaving: threading.Event) -> None:
        self._roster = roster
        self._name = name
        self._leaving = leaving
        self._signed_at = 0.0

    def step(self, *, stage: str, done: int, total: int) -> None:
        """See ``engines.base.Control``."""
        if self._leaving.is_set():
            raise StoppedError
        if time.monotonic() - self._signed_at >= _SIGN_EVERY_S:
            self._signed_at = time.monotonic()
            note = f"{stage} {done} of {total}"
            self._roster.say(self._name, state=WorkerState.WARMING, note=note)


def leave_with_parent(parent: int) -> None:
    """Make this process end when ``parent`` ends, for any reason."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    # Other systems have no such signal; and on Linux the parent may have died before the request.
    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def run(config: Config, *, name: str, device: str, parent: int) -> None:
    """Run a worker until SIGTERM or the parent's end."""
    leave_with_parent(parent)
    database = Database(config.database_path)
    worker = Worker(name=name, device=device, database=database, config=config)

    def leave(_signal: int, _frame: FrameType | None) -> None:
        worker.leaving.set()

    signal.signal(signal.SIGTERM, leave)
    # Ctrl-C reaches the whole terminal; the parent decides when to stop.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker.run()
    finally:
        database.close()
