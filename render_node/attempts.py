"""One attempt at one video: its progress reports and its outcome."""

import errno
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from render_node import video_file
from render_node.claims import Claim, Claims, Mark
from render_node.config import Config
from render_node.contract import Recipe
from render_node.engines.base import Clip, Engine, EngineError, Job, OutOfMemoryError, StoppedError

logger = logging.getLogger(__name__)

CHECK_EVERY_S = 0.2
TOUCH_EVERY_S = 1.0
DISK_FULL_PAUSE_S = 2.0
# Share of the render time before the first picture, for a diffusion model without history on this node.
_TYPICAL_DENOISING_SHARE = 0.85
LOADING = "loading"
_DENOISING, _DECODING, _DRAWING = "denoising", "decoding", "drawing"
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class ModelFaultError(Exception):
    """The model cannot be loaded. The message is the reason."""


class Attempt:
    """One attempt: the control interface of its engine, its progress, and its outcome.

    ``begin`` runs in the thread that claimed the video; ``finish`` may run in another.
    """

    def __init__(
        self, claim: Claim, *, claims: Claims, config: Config, stopping: threading.Event, device: str
    ) -> None:
        self.claim = claim
        self._claims = claims
        self._stopping = stopping
        self._device = device
        self._config = config
        self._touch_every_s = min(TOUCH_EVERY_S, config.lease_s / 3)
        self._checked_at = self._touched_at = 0.0
        self._began_at = self._denoised_at = time.monotonic()
        self._rate: tuple[str, float, int] | None = None
        self._share = 0.0
        self.facts = {"render_id": claim.id, "attempt": claim.attempt}

    # --- progress -------------------------------------------------------------------------------------

    def step(self, *, stage: str, done: int, total: int) -> None:
        """See ``engines.base.Control``."""
        now = time.monotonic()
        if self._rate is None or self._rate[0] != stage:
            # A new stage is reported immediately.
            self._rate, self._touched_at = (stage, now, done), 0.0
        elif now - self._checked_at < CHECK_EVERY_S:
            return
        self._checked_at = now
        if self._stopping.is_set() or not self._claims.is_wanted(self.claim):
            raise StoppedError
        if now - self._touched_at >= self._touch_every_s:
            self._touched_at = now
            self._claims.touch(self.claim, self._mark(stage, done=done, total=max(total, 1), now=now))

    def report_stage(self, stage: str) -> None:
        """Report a stage without steps, immediately."""
        self._touched_at = time.monotonic()
        self._claims.touch(
            self.claim, Mark(progress=0, stage=stage, step=0, steps=0, eta_s=self._typical_s(left=1.0))
        )

    def _mark(self, stage: str, *, done: int, total: int, now: float) -> Mark:
        left = 1 - self._share_done(stage, done / total)
        eta_s = self._typical_s(left=left)
        if eta_s is None:
            eta_s = self._from_rate(stage, done=done, total=total, now=now)
        return Mark(
            # 100 is reserved for a completed video.
            progress=min(99, int(100 * (1 - left))),
            stage=stage,
            step=done,
            steps=total,
            eta_s=None if eta_s is None else round(eta_s, 1),
        )

    def _share_done(self, stage: str, part: float) -> float:
        if stage == _DENOISING:
            return self._share * part
        if stage == _DRAWING:
            return self._share + (1 - self._share) * part
        return self._share if stage == _DECODING else 0.0

    def _typical_s(self, *, left: float) -> float | None:
        return None if self.claim.alike is None else self.claim.alike.took_s * left

    def _from_rate(self, stage: str, *, done: int, total: int, now: float) -> float | None:
        """Estimate from the rate of this stage's steps so far, and its typical share of the time."""
        if self._rate is None or done <= self._rate[2] or stage not in {_DENOISING, _DRAWING}:
            return None
        each_s = (now - self._rate[1]) / (done - self._rate[2])
        left_s = each_s * (total - done)
        if stage == _DENOISING and self._share:
            left_s += each_s * total * (1 - self._share) / self._share
        return left_s

    # --- rendering ------------------------------------------------------------------------------------

    def begin(self, engine: Engine) -> Clip:
        """Run the part of the engine that must not overlap with the beginning of another video."""
        typical = _TYPICAL_DENOISING_SHARE if engine.overlaps else 0.0
        self._share = self.claim.alike.denoising_share if self.claim.alike else typical
        self._began_at = time.monotonic()
        # The first step is reported immediately: until then the stage is loading, which has a longer timeout.
        self._touched_at = self._checked_at = 0.0
        job = Job(
            request=self.claim.request,
            seed=self.claim.seed,
            picture=self.claim.picture,
            saving_memory=self.claim.saving_memory,
        )
        clip = engine.render(job, control=self)
        self._denoised_at = time.monotonic()
        return clip

    def finish(self, clip: Clip, *, engine: Engine) -> None:
        """Decode and encode the pictures, and complete the claim. Raises StoppedError if it was lost."""
        request = self.claim.request
        shape = video_file.Format(
            width=request.width_px,
            height=request.height_px,
            fps=request.fps,
            num_frames=request.num_frames,
            preset=request.preset,
        )
        path = self._config.videos_dir / f"{self.claim.id}.mp4"
        facts = video_file.write(
            path,
            pictures=clip.pictures,
            shape=shape,
            control=self,
            sound=clip.sound,
            attached=clip.attached,
        )
        is_complete = self._claims.complete(
            self.claim,
            facts=facts,
            recipe=self._recipe(clip, engine=engine),
            took_s=time.monotonic() - self._began_at,
            denoised_s=self._denoised_at - self._began_at,
            device=self._device,
        )
        if not is_complete:
            path.unlink(missing_ok=True)
            raise StoppedError
        took_s = round(time.monotonic() - self._began_at, 2)
        logger.info("render completed", extra=self.facts | {"duration_s": took_s})

    def _recipe(self, clip: Clip, *, engine: Engine) -> Recipe:
        return Recipe(
            engine=self.claim.request.model,
            engine_version=engine.version,
            seed=self.claim.seed,
            preset=self.claim.request.preset,
            settings=clip.settings,
            libraries=clip.libraries | video_file.libraries(),
            **vars(clip.origins),
        )

    # --- outcome --------------------------------------------------------------------------------------

    @contextmanager
    def settled(self) -> Iterator[None]:
        """Guarantees that the claim ends or returns to the queue, and that the worker survives.

        A part that moves to another thread is wrapped there in its own ``settled``.
        """
        try:
            yield
        except StoppedError:
            self._claims.stop(self.claim)
            logger.info("render stopped", extra=self.facts)
        except (OutOfMemoryError, MemoryError):
            self._claims.run_out_of_memory(self.claim, device=self._device)
            logger.warning("render ran out of memory", extra=self.facts)
        except ModelFaultError as error:
            self._claims.fail(self.claim, code="model_unavailable", message=str(error))
            logger.warning("model not loaded", extra=self.facts)
        except EngineError as error:
            self._claims.fail(self.claim, code="engine_refused", message=str(error))
            logger.warning("render rejected by the engine", extra=self.facts)
        except OSError as error:
            if error.errno not in DISK_FULL:
                logger.exception("render failed", extra=self.facts)
                self._fail()
                return
            again = self._claims.retry(self.claim, code="disk_full", message="The node's disk is full.")
            logger.warning("disk full", extra=self.facts | {"will_retry": again})
            # Expired files are deleted, which frees space; an immediate retry would only use up the attempts.
            self._stopping.wait(DISK_FULL_PAUSE_S)
        except Exception:
            # A failure in the engine must not affect the next video.
            logger.exception("render failed", extra=self.facts)
            self._fail()

    def _fail(self) -> None:
        self._claims.fail(
            self.claim, code="engine_error", message="The engine failed to render this request."
        )
