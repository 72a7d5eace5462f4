"""Two watchers in order: the second only during an outage of the first, and never after a refusal."""

import logging
from dataclasses import replace

from discovery.adapters.vision.base import Estimate, Subject, Watched, Watcher
from discovery.errors import (
    UnusableFindingsError,
    VideoNotReadyError,
    VisionRefusedError,
    VisionUnavailableError,
)
from foundation.errors import UpstreamError

logger = logging.getLogger(__name__)

_RATE_LIMITED = 429
# A rate limit that lasts longer is an outage.
_LONGEST_WAIT_S = 120
_NO_FRAMES = (
    "There is no fallback for this video: public videos are not downloaded, so there are no frames of it."
)


class WithFallback:
    """A Watcher that asks ``second`` about frames while ``first`` is unavailable.

    A short rate limit passes, so the task retries first and the fallback is for its last try. ``second`` is
    None if its key is missing.
    """

    def __init__(self, first: Watcher, second: Watcher | None) -> None:
        self._first = first
        self._second = second

    def estimate(self, *, subject: Subject) -> Estimate:
        """See Watcher. The estimate is the first watcher's."""
        return self._first.estimate(subject=subject)

    def watch(self, *, subject: Subject, key: str, is_last_try: bool = False) -> Watched:
        """See Watcher."""
        try:
            return self._first.watch(subject=subject, key=key, is_last_try=is_last_try)
        except VideoNotReadyError:
            raise
        except VisionUnavailableError as outage:
            if self._second is None or not subject.frames:
                raise _without_fallback(outage, subject) from outage
            if _passes(outage) and not is_last_try:
                raise
            return self._from_second(self._second, outage, subject, key)

    def _from_second(
        self, second: Watcher, outage: VisionUnavailableError, subject: Subject, key: str
    ) -> Watched:
        logger.warning("watcher unavailable", extra={"system": outage.system})
        try:
            watched = second.watch(subject=subject, key=key, is_last_try=True)
        except (VisionRefusedError, UnusableFindingsError):
            raise
        except UpstreamError as other:
            # A fallback that does not work, such as one without credit, must not make the outage permanent.
            raise _both(outage, other) from other
        note = f"{outage.system} was not available. {watched.note}"
        return replace(watched, note=note.strip())


def _passes(outage: VisionUnavailableError) -> bool:
    is_rate_limit = outage.context.get("upstream_status") == _RATE_LIMITED
    return is_rate_limit and (outage.retry_after_s or 0) <= _LONGEST_WAIT_S


def _without_fallback(outage: VisionUnavailableError, subject: Subject) -> VisionUnavailableError:
    if subject.frames or not subject.url:
        return outage
    return VisionUnavailableError(
        f"{outage.message} {_NO_FRAMES}",
        system=outage.system,
        retry_after_s=outage.retry_after_s,
        **_facts(outage),
    )


def _both(first: UpstreamError, second: UpstreamError) -> VisionUnavailableError:
    waits = [getattr(error, "retry_after_s", None) for error in (first, second)]
    return VisionUnavailableError(
        f"{first.message} {second.message}",
        system=first.system,
        retry_after_s=min((wait for wait in waits if wait is not None), default=None),
    )


def _facts(error: UpstreamError) -> dict[str, object]:
    return {name: value for name, value in error.context.items() if name != "system"}
