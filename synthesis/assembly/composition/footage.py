"""Properties of a clip that composition depends on, probed from the file in a process with limits."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from foundation import media
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX

# Colour properties that match our output, or that are unspecified and treated as such.
OUR_MATRICES = {1, 2}  # BT.709, unspecified
FULL_RANGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A clip or picture. ``is_ready`` means that its frames can be used without conversion."""

    path: Path
    width_px: int
    height_px: int
    duration_s: float
    is_still: bool
    is_ready: bool


def probe(path: Path) -> Footage:
    """Probe a clip. Raises the upstream errors for a file that cannot be shown."""
    facts = path.stat()
    return _probe(path, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=256)
def _probe(path: Path, size_bytes: int, changed_at_ns: int) -> Footage:
    # A clip is probed for its own scene, for the beginning of the next, and for its length.
    facts = media.inspect(path)
    is_still = facts.kind.is_picture
    return Footage(
        path=path,
        width_px=facts.width_px,
        height_px=facts.height_px,
        duration_s=facts.duration_s,
        is_still=is_still,
        is_ready=not is_still and _is_ready(facts),
    )


def _is_ready(facts: media.Facts) -> bool:
    return (
        (facts.width_px, facts.height_px) == (WIDTH_PX, HEIGHT_PX)
        and facts.pixel_format == "yuv420p"
        and facts.rotation == 0
        and facts.frame_rate == facts.guessed_rate == Fraction(FPS)
        and not facts.starts_at
        and facts.colour_matrix in OUR_MATRICES
        and facts.colour_range != FULL_RANGE
        and facts.pixel_aspect in {Fraction(0), Fraction(1)}
    )
