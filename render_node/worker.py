"""The child process that draws. It may crash, hang or be killed; what it holds is then drawn again."""

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from types import FrameType

from render_node import engines, errors, video_file
from render_node.claims import Claim, Claims
from render_node.config import Config
from render_node.contract import Recipe
from render_node.database import Database
from render_node.engines.base import Engine, EngineError, Job, StoppedError

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 0.05
CHECK_EVERY_S = 0.2
TOUCH_EVERY_S = 1.0
_PR_SET_PDEATHSIG = 1


class Worker:
    """Takes one video after another until it is told to leave."""

    def __init__(self, *, name: str, claims: Claims, config: Config) -> None:
        self._name = name
        self._claims = claims
        self._config = config
        self._engines: dict[str, Engine] = {}
        self.leaving = threading.Event()

    def run(self) -> None:
        for model in self._config.models:
            self._engines[model] = engines.load(model)
        while not self.leaving.wait(LOOK_EVERY_S):
            claim = self._claims.claim(self._name)
            if claim is not None:
                self._draw(claim)

    def _draw(self, claim: Claim) -> None:
        facts = {"render_id": claim.id, "attempt": claim.attempt}
        started_at = time.monotonic()
        logger.info("render started", extra=facts)
        try:
            self._draw_to_file(claim)
        except StoppedError:
            self._claims.stop(claim)
            logger.info("render stopped", extra=facts)
        except EngineError as error:
            self._claims.fail(claim, code="engine_refused", message=str(error))
            logger.warning("render refused by the engine", extra=facts)
        except Exception:
            logger.exception("render failed", extra=facts)
            self._claims.fail(claim, code="engine_error", message="The engine failed on this request.")
        else:
            logger.info("render ended", extra=facts | {"duration_s": round(time.monotonic() - started_at, 2)})

    def _draw_to_file(self, claim: Claim) -> None:
        request = claim.request
        control = _ClaimControl(claim=claim, claims=self._claims, leaving=self.leaving)
        engine = self._engines[request.model]
        clip = engine.render(Job(request=request, seed=claim.seed), control=control)
        shape = video_file.Format(
            width=request.width_px,
            height=request.height_px,
            fps=request.fps,
            num_frames=request.num_frames,
            preset=request.preset,
        )
        path = self._config.videos_dir / f"{claim.id}.mp4"
        facts = video_file.write(path, pictures=clip.pictures, shape=shape, control=control, sound=clip.sound)
        recipe = Recipe(
            engine=request.model,
            engine_version=engine.version,
            seed=claim.seed,
            preset=request.preset,
            settings=clip.settings,
            libraries=clip.libraries | video_file.libraries(),
            **vars(clip.origins),
        )
        if not self._claims.complete(claim, facts=facts, recipe=recipe):
            path.unlink(missing_ok=True)
            raise StoppedError


class _ClaimControl:
    """Carries progress from an engine to the claim, and a stop from the claim to the engine."""

    def __init__(self, *, claim: Claim, claims: Claims, leaving: threading.Event) -> None:
        self._claim = claim
        self._claims = claims
        self._leaving = leaving
        self._checked_at = self._touched_at = 0.0

    def step(self, *, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._checked_at < CHECK_EVERY_S:
            return
        self._checked_at = now
        if self._leaving.is_set() or not self._claims.is_wanted(self._claim):
            raise StoppedError
        if now - self._touched_at >= TOUCH_EVERY_S:
            self._touched_at = now
            # 100 is for what is really over.
            self._claims.touch(self._claim, progress=min(99, 100 * done // max(total, 1)), stage=stage)


def leave_with_parent(parent: int) -> None:
    """Have this process end when ``parent`` does, whichever way that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    # Elsewhere there is no such signal; and on Linux the parent may have died before it was asked for.
    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def run(config: Config, *, name: str, parent: int) -> None:
    """Be a worker until SIGTERM or the parent's end."""
    leave_with_parent(parent)
    database = Database(config.database_path)
    worker = Worker(name=name, claims=Claims(database=database, config=config), config=config)

    def leave(_signal: int, _frame: FrameType | None) -> None:
        worker.leaving.set()

    signal.signal(signal.SIGTERM, leave)
    # Ctrl-C reaches the whole terminal; the parent says when to go.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker.run()
    except errors.RefusalError:
        logger.exception("a model that is offered cannot be loaded")
        raise
    finally:
        database.close()
