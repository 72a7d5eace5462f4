"""Properties of a clip that composition depends on, probed from the file in a process with limits."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from foundation import media
from synthesis.assembly import colours, workfiles
from synthesis.assembly.colours import Colour
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX

# Colour properties that match our output, or that are unspecified and treated as such.
OUR_MATRICES = {1, 2}  # BT.709, unspecified
UNSPECIFIED = 2
FULL_RANGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """A clip or picture, upright and with square pixels.

    ``is_ready`` means that its frames can be used without conversion. ``colour`` is set if it is HDR or has a
    wide gamut. ``seed`` is a number that depends on the content alone.
    """

    path: Path
    width_px: int
    height_px: int
    duration_s: float
    is_still: bool
    is_ready: bool
    is_interlaced: bool
    is_matrix_known: bool
    colour: Colour | None
    seed: int


def probe(path: Path) -> Footage:
    """Probe a clip. Raises the upstream errors for a file that cannot be shown."""
    facts = path.stat()
    return _probe(path, facts.st_size, facts.st_mtime_ns)


@lru_cache(maxsize=256)
def _probe(path: Path, size_bytes: int, changed_at_ns: int) -> Footage:
    # A clip is probed for its own scene, for the beginning of the next, and for its length.
    facts = media.inspect(path)
    is_still = facts.kind.is_picture
    colour = colours.needed(transfer=facts.colour_transfer, primaries=facts.colour_primaries)
    width_px, height_px = _upright(facts)
    return Footage(
        path=path,
        width_px=width_px,
        height_px=height_px,
        duration_s=facts.duration_s,
        is_still=is_still,
        is_ready=not is_still and colour is None and _is_ready(facts),
        is_interlaced=facts.is_interlaced,
        is_matrix_known=facts.colour_matrix != UNSPECIFIED,
        colour=colour,
        seed=int(workfiles.content_of(path)[:8], 16),
    )


def _upright(facts: media.Facts) -> tuple[int, int]:
    width_px = max(1, round(facts.width_px * (facts.pixel_aspect or 1)))
    return (facts.height_px, width_px) if facts.rotation % 180 else (width_px, facts.height_px)


def _is_ready(facts: media.Facts) -> bool:
    return (
        (facts.width_px, facts.height_px) == (WIDTH_PX, HEIGHT_PX)
        and facts.pixel_format == "yuv420p"
        and facts.rotation == 0
        and not facts.is_interlaced
        and facts.frame_rate == facts.guessed_rate == Fraction(FPS)
        and not facts.starts_at
        and facts.colour_matrix in OUR_MATRICES
        and facts.colour_range != FULL_RANGE
        and facts.pixel_aspect in {Fraction(0), Fraction(1)}
    )
