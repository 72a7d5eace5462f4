"""What watching costs: tokens of frames, sound and text, times the prices in settings."""

import math
from dataclasses import dataclass

from discovery.adapters.vision.base import Subject
from discovery.findings import Resolution

# Gemini 3: tokens for a frame, and for a second of sound. One frame a second is watched.
FRAMES_PER_S = 1
TOKENS_PER_FRAME = {Resolution.LOW: 64, Resolution.MEDIUM: 256}
TOKENS_PER_S_OF_SOUND = 32
# OpenAI: tokens for an image of low and of high detail.
TOKENS_PER_IMAGE = {Resolution.LOW: 85, Resolution.MEDIUM: 765}
# A usual answer, and the model's thoughts, which are charged as output.
OUTPUT_TOKENS = 3000
# More is cut off.
MOST_OUTPUT_TOKENS = 16_000
_BYTES_PER_TOKEN = 4
# More than any model takes in or writes at once.
_MOST_TOKENS = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Millionths of a US dollar for a million tokens."""

    input_microusd: int
    output_microusd: int

    def cost_microusd(self, *, input_tokens: int, output_tokens: int) -> int:
        """The cost in millionths of a US dollar, rounded up."""
        exact = input_tokens * self.input_microusd + output_tokens * self.output_microusd
        return -(-exact // 1_000_000)


def plausible(read: int | None, written: int | None) -> tuple[int, int] | None:
    """Return tokens of input and of output as a vendor reports them; None if they can't be right."""
    if read is None or written is None:
        return None
    return (read, written) if 0 <= read <= _MOST_TOKENS and 0 <= written <= _MOST_TOKENS else None


def video_tokens(*, subject: Subject, watched_s: float) -> int:
    """Tokens of the frames and of the sound that Gemini takes in. Unknown sound counts as sound."""
    seconds = math.ceil(watched_s)
    per_s = FRAMES_PER_S * TOKENS_PER_FRAME[subject.resolution]
    if subject.has_sound is not False:
        per_s += TOKENS_PER_S_OF_SOUND
    return seconds * per_s


def text_tokens(*texts: str) -> int:
    """About the number of tokens of these texts."""
    return sum(math.ceil(len(text.encode("utf-8", "replace")) / _BYTES_PER_TOKEN) for text in texts)
