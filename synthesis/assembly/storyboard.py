"""Scenes and their timing as plain values, shared by narration, captions and composition.

This module uses no database and no files. Frames are the unit of time of a finished video: every length is a
whole number of frames, so that pictures, captions and sound end together.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

WIDTH_PX = 1080
HEIGHT_PX = 1920
# Where captions stand: left, top, right and bottom edge.
CAPTIONS_PX = (100, 1250, 932, 1460)
FPS = 30
SAMPLE_RATE = 48_000
SAMPLES_PER_FRAME = SAMPLE_RATE // FPS


class Transition(StrEnum):
    """How a scene begins."""

    AUTO = "auto"
    CUT = "cut"
    WIPE = "wipe"
    TEAR = "tear"
    FILL = "fill"
    WHIP = "whip"
    SLIP = "slip"
    SLAM = "slam"
    FLIP = "flip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One written word and when it is heard, in seconds from the start of its recording."""

    text: str
    starts_s: float
    ends_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Narration:
    """One scene's spoken text: a 48 kHz mono WAV file and the times of its words."""

    audio: Path
    duration_s: float
    words: tuple[Word, ...]
    voice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The requirements of a scene that has no place in the video yet. ``key`` identifies it in files and
    mappings. ``layout`` is that of a drawn scene; ``is_footage`` is True for a film or photo, and
    ``graded_to`` the theme that its colours are graded to; if empty, they stay as they are. ``carried`` is
    the object that its transition carries from the scene before it.
    """

    key: str
    narration: Narration | None = None
    minimum_s: float = 0.0
    transition: Transition = Transition.AUTO
    layout: str = ""
    is_footage: bool = False
    graded_to: str = ""
    carried: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The transition that a shot begins with. ``outgoing_frame`` is the last of the predecessor's clip, which
    is graded to ``outgoing_graded_to``.

    ``theme`` names the colours and material; if empty, they are neutral. ``is_mirrored`` exchanges left and
    right. ``carried`` is the object that flies from the predecessor's clip to its place in this one.
    """

    kind: Transition
    outgoing_frame: int
    theme: str = ""
    is_mirrored: bool = False
    outgoing_graded_to: str = ""
    carried: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A scene with its place in the video, in frames.

    Its clip needs as many frames. A shot without an ``opening`` begins with a cut. ``layout`` is that of a
    drawn scene, ``graded_to`` the theme of a graded one.
    """

    key: str
    starts_at_frame: int
    frames: int
    speech_starts_at_frame: int
    narration: Narration | None
    opening: Opening | None = None
    layout: str = ""
    graded_to: str = ""

    @property
    def starts_s(self) -> float:
        return self.starts_at_frame / FPS

    @property
    def duration_s(self) -> float:
        return self.frames / FPS

    @property
    def words(self) -> tuple[Word, ...]:
        """The spoken words, in seconds from the start of the shot."""
        if self.narration is None:
            return ()
        offset_s = self.speech_starts_at_frame / FPS
        return tuple(
            Word(text=word.text, starts_s=word.starts_s + offset_s, ends_s=word.ends_s + offset_s)
            for word in self.narration.words
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The shots of a video in order, end to end."""

    shots: tuple[Shot, ...]

    @property
    def total_frames(self) -> int:
        return sum(shot.frames for shot in self.shots)

    @property
    def duration_s(self) -> float:
        return self.total_frames / FPS

    def predecessor(self, shot: Shot) -> Shot | None:
        """The shot that ends where ``shot`` begins."""
        position = self.shots.index(shot)
        return self.shots[position - 1] if position else None
