"""The measurements of a video as frozen values that are stored and read as JSON.

Times are in seconds from the first frame. Shares are from 0 to 1. A figure that could not be measured is None
(or absent), and ``Measured.missing`` says why; no value is invented.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# Increases when a method changes so that its figures can no longer be compared with earlier ones.
MEASUREMENT_VERSION = 1

Share = Annotated[float, Field(ge=0, le=1)]
Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]
# A colour as #rrggbb, in sRGB.
HexColour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Value(BaseModel):
    """A frozen value without unknown members."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Aspect(StrEnum):
    """One group of figures."""

    CUTS = "cuts"
    LOUDNESS = "loudness"
    SPEECH = "speech"
    TEXT = "text"
    MOTION = "motion"
    COLOUR = "colour"
    FIRST_FRAME = "first_frame"
    FACES = "faces"


class Word(Value):
    """Words of the captions and when they are heard. Several words in one entry are spread evenly over it."""

    text: str
    starts_s: Seconds
    ends_s: Seconds


class Basis(Value):
    """How a figure was measured, and from how much.

    ``method`` is the stable name of the method (docs/measuring.md describes each). ``n`` counts what was
    looked at, in ``unit``: "frames", "blocks of 100 ms", "words". ``covers_s`` is how much of the video that
    represents; in a long video it is less than the duration.
    """

    method: str
    n: int = Field(ge=0)
    unit: str
    covers_s: Seconds


class Missing(Value):
    """A group that was not measured. ``code`` is for programs, ``reason`` a sentence for people."""

    aspect: Aspect
    code: str
    reason: str


class Note(Value):
    """Something that limits the measurements, such as a damaged end. Members as in ``Missing``."""

    code: str
    reason: str


class Span(Value):
    """A part of the video."""

    starts_s: Seconds
    ends_s: Seconds


class Cuts(Value):
    """Where one shot ends and the next begins: hard cuts, and the middle of fades and dissolves.

    The longest and the median shot are None if only parts of the video were looked at (``looked_at``),
    because shots at the edges of a part are incomplete.
    """

    basis: Basis
    times_s: tuple[Seconds, ...]
    per_minute: float = Field(ge=0)
    longest_shot_s: Seconds | None
    median_shot_s: Seconds | None
    looked_at: tuple[Span, ...]


class Loudness(Value):
    """Loudness by ITU-R BS.1770-5 and EBU R 128.

    ``integrated_lufs`` and ``true_peak_dbtp`` are None for sound too quiet to measure (below -70 LUFS), as
    are entries of ``curve_lufs``. Entry k of the curve is the short-term loudness (3 s) that ends at
    (k + 1) * ``step_s``; shorter at the beginning.
    """

    basis: Basis
    integrated_lufs: float | None
    true_peak_dbtp: float | None
    step_s: float
    curve_lufs: tuple[float | None, ...]
    silences: tuple[Span, ...]
    silent_share: Share


class Speech(Value):
    """Words per second, by the captions. Entry k of ``curve_per_s`` is for [k, k + 1) * ``step_s``.

    ``per_s`` is over the whole video, ``while_speaking_per_s`` over the time when words are heard.
    """

    basis: Basis
    per_s: float = Field(ge=0)
    while_speaking_per_s: float = Field(ge=0)
    step_s: float
    curve_per_s: tuple[float, ...]


class Series(Value):
    """A figure over time: one value per sampled frame. ``mean`` and ``highest`` are over all samples."""

    basis: Basis
    times_s: tuple[Seconds, ...]
    values: tuple[Share, ...]
    mean: Share
    highest: Share


class ColourShare(Value):
    """A colour, and the share of the frame that has it or is close to it."""

    colour: HexColour
    share: Share


class ColourSample(Value):
    """The colours of one frame, largest first. Brightness and saturation are means over the frame."""

    time_s: Seconds
    brightness: Share
    saturation: Share
    colours: tuple[ColourShare, ...]


class Colour(Value):
    """Colour over time, one sample per sampled frame."""

    basis: Basis
    samples: tuple[ColourSample, ...]
    mean_brightness: Share
    mean_saturation: Share


class FirstFrame(Value):
    """The first frame. ``filled_share`` is the part that is not uniform background.

    ``text_share`` and ``faces`` are None if they were not measured; ``faces`` counts faces and says nothing
    about whose they are. ``methods`` names the method of each member.
    """

    time_s: Seconds
    filled_share: Share
    text_share: Share | None
    faces: int | None
    colours: tuple[ColourShare, ...]
    methods: dict[str, str]


class Measured(Value):
    """All measurements of one file.

    The size is that of the upright frame in square pixels. ``fps`` is the mean rate. ``has_sound`` says that
    there is a sound track, which may be silent.
    """

    measurement_version: int = MEASUREMENT_VERSION
    duration_s: Seconds
    width_px: int = Field(gt=0)
    height_px: int = Field(gt=0)
    fps: float = Field(ge=0)
    has_sound: bool
    cuts: Cuts | None = None
    loudness: Loudness | None = None
    speech: Speech | None = None
    text: Series | None = None
    motion: Series | None = None
    colour: Colour | None = None
    first_frame: FirstFrame | None = None
    missing: tuple[Missing, ...] = ()
    notes: tuple[Note, ...] = ()

    def why_missing(self, aspect: Aspect) -> Missing | None:
        """Why a group is missing, or None if it is there."""
        return next((each for each in self.missing if each.aspect == aspect), None)


class SampledFrame(Value):
    """A frame as a JPEG file. ``asked_s`` is the requested time, ``time_s`` that of the frame itself."""

    asked_s: Seconds
    time_s: Seconds
    path: Path
    width_px: int = Field(gt=0)
    height_px: int = Field(gt=0)
