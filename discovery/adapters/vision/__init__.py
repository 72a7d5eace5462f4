"""The models that watch videos, chosen by settings: Gemini, with OpenAI on frames during an outage.

Each vendor's client is imported when it is needed: it takes longer to load than all of Django.
"""

from django.conf import settings

from discovery.adapters.vision.base import Estimate, Frame, Subject, Untrusted, Watched, Watcher
from discovery.adapters.vision.fallback import WithFallback
from discovery.adapters.vision.gemini_estimates import GeminiEstimator
from discovery.adapters.vision.prices import Prices
from discovery.errors import VisionOffError
from foundation import vendors

__all__ = [
    "Estimate",
    "Frame",
    "Subject",
    "Untrusted",
    "Watched",
    "Watcher",
    "estimate",
    "has_fallback",
    "is_available",
    "watcher",
]

_FIRST, _SECOND = "gemini_vision", "openai_vision"


def watcher(*, livemode: bool | None = None) -> Watcher:
    """Return the watcher. ``livemode`` is the video's: a sandbox video exists only in the sandbox.

    None, for files of ours, follows the settings. A live watcher never falls back to the sandbox, and the
    sandbox never to a live one. Raises VisionOffError.
    """
    access = vendors.named(_FIRST).access(is_live=livemode)
    if access is None:
        raise VisionOffError(setting=vendors.named(_FIRST).keys[0])
    other = vendors.named(_SECOND).access(is_live=access.is_live)
    return WithFallback(_gemini(access), _openai(other) if other else None)


def estimate(*, subject: Subject, livemode: bool | None = None) -> Estimate:
    """What watching takes, by the first model. Calls and loads nothing.

    ``livemode`` is as for ``watcher``. Raises UnwatchableError and VisionOffError.
    """
    if not is_available(livemode=livemode):
        raise VisionOffError(setting=vendors.named(_FIRST).keys[0])
    estimator = GeminiEstimator(
        model=settings.GEMINI_VISION_MODEL, prices=_gemini_prices(), longest_s=_longest_s()
    )
    return estimator.estimate(subject=subject)


def is_available(*, livemode: bool | None = None) -> bool:
    """True if ``watcher`` returns one."""
    return vendors.named(_FIRST).access(is_live=livemode) is not None


def has_fallback(*, livemode: bool | None = None) -> bool:
    """True if an outage of the first model has a fallback, so that frames are worth sampling."""
    access = vendors.named(_FIRST).access(is_live=livemode)
    return access is not None and vendors.named(_SECOND).access(is_live=access.is_live) is not None


def _gemini(access: vendors.Access) -> Watcher:
    from discovery.adapters.vision.gemini import Gemini

    return Gemini(
        api_key=access.key,
        base_url=access.base_url,
        model=settings.GEMINI_VISION_MODEL,
        prices=_gemini_prices(),
        livemode=access.is_live,
        longest_s=_longest_s(),
    )


def _gemini_prices() -> Prices:
    return Prices(
        input_microusd=settings.GEMINI_VISION_INPUT_MICROUSD,
        output_microusd=settings.GEMINI_VISION_OUTPUT_MICROUSD,
    )


def _longest_s() -> float:
    return 60.0 * settings.VISION_WATCHED_MINUTES


def _openai(access: vendors.Access) -> Watcher:
    from discovery.adapters.vision.openai import OpenAI

    return OpenAI(
        api_key=access.key,
        base_url=access.base_url,
        model=settings.OPENAI_VISION_MODEL,
        prices=Prices(
            input_microusd=settings.OPENAI_VISION_INPUT_MICROUSD,
            output_microusd=settings.OPENAI_VISION_OUTPUT_MICROUSD,
        ),
        livemode=access.is_live,
    )
