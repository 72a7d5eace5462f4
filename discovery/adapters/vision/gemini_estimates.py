"""What Gemini is expected to take for a video. Loads no client, which is slow and large: pages use this."""

import math
from dataclasses import dataclass
from urllib.parse import urlsplit

from discovery.adapters.vision.base import Estimate, Subject
from discovery.adapters.vision.prices import OUTPUT_TOKENS, Prices, text_tokens, video_tokens
from discovery.adapters.vision.prompt import compose
from discovery.errors import UnwatchableError

SYSTEM = "Gemini"
PROVIDER = "gemini"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeminiEstimator:
    """Estimates runs. ``longest_s`` is how much of a longer video is watched."""

    model: str
    prices: Prices
    longest_s: float

    def estimate(self, *, subject: Subject) -> Estimate:
        """See Watcher. A file may be missing still: only its length counts."""
        watched_s = self.watched_s(subject=subject)
        prompt = compose(subject=subject, watched_s=watched_s)
        input_tokens = video_tokens(subject=subject, watched_s=watched_s) + text_tokens(
            prompt.instructions, prompt.material
        )
        return Estimate(
            provider=PROVIDER,
            model=self.model,
            resolution=subject.resolution,
            input_tokens=input_tokens,
            output_tokens=OUTPUT_TOKENS,
            cost_microusd=self.prices.cost_microusd(input_tokens=input_tokens, output_tokens=OUTPUT_TOKENS),
            watched_s=watched_s,
            note=window_note(subject=subject, watched_s=watched_s),
        )

    def watched_s(self, *, subject: Subject) -> float:
        """How much of the video is watched. Raises UnwatchableError if it has no length or no public URL."""
        if subject.url:
            _require_public(subject.url)
        if subject.duration_s <= 0:
            raise UnwatchableError(
                "The length of this video is not known, so it can't be watched.",
                system=SYSTEM,
                reason="no_length",
            )
        return min(subject.duration_s, self.longest_s)


def window_note(*, subject: Subject, watched_s: float) -> str:
    """Says that only the first part is watched; empty if all of it is."""
    if watched_s >= subject.duration_s:
        return ""
    return (
        f"Only the first {watched_s / 60:g} of {math.ceil(subject.duration_s / 60)} minutes are watched, "
        "which is the limit of this installation."
    )


def _require_public(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise UnwatchableError(
            "Only public videos and your own files can be analysed.", system=SYSTEM, reason="not_public"
        )
