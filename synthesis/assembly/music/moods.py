"""The moods of background music as data: tempo, chords and instruments."""

from dataclasses import dataclass

MAJOR = (0, 2, 4, 5, 7, 9, 11)
DORIAN = (0, 2, 3, 5, 7, 9, 10)
AEOLIAN = (0, 2, 3, 5, 7, 8, 10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """A mood. ``chords`` are scale degrees from 0, one per bar; levels are shares of full scale.

    ``pattern`` is the pluck's rhythm in sixteenths of a bar; ``kick``, ``snap`` and ``hat`` are those of the
    drums.
    """

    title: str
    beats_per_minute: float
    root: int
    scale: tuple[int, ...]
    chords: tuple[tuple[int, ...], ...]
    pattern: tuple[int, ...]
    kick: tuple[int, ...]
    snap: tuple[int, ...]
    hat: tuple[int, ...]
    pad_level: float
    pluck_level: float
    bass_level: float
    drum_level: float
    brightness: float
    swing: float


MOODS = {
    "calm": Mood(
        title="Calm",
        beats_per_minute=72,
        root=57,
        scale=MAJOR,
        chords=((0, 3, 5, 4), (0, 5, 3, 4)),
        pattern=(0, 3, 6, 10, 12),
        kick=(0, 10),
        snap=(),
        hat=(4, 12),
        pad_level=0.23,
        pluck_level=0.20,
        bass_level=0.10,
        drum_level=0.07,
        brightness=0.8,
        swing=0.0,
    ),
    "bright": Mood(
        title="Bright",
        beats_per_minute=104,
        root=60,
        scale=MAJOR,
        chords=((0, 4, 5, 3), (3, 0, 4, 5)),
        pattern=(0, 3, 6, 8, 11, 14),
        kick=(0, 8),
        snap=(4, 12),
        hat=(0, 2, 4, 6, 8, 10, 12, 14),
        pad_level=0.15,
        pluck_level=0.29,
        bass_level=0.11,
        drum_level=0.14,
        brightness=1.25,
        swing=0.06,
    ),
    "focused": Mood(
        title="Focused",
        beats_per_minute=88,
        root=55,
        scale=DORIAN,
        chords=((0, 3, 0, 4), (0, 5, 3, 4)),
        pattern=(0, 2, 4, 6, 8, 10, 12, 14),
        kick=(0, 6, 8),
        snap=(),
        hat=(2, 6, 10, 14),
        pad_level=0.18,
        pluck_level=0.19,
        bass_level=0.10,
        drum_level=0.10,
        brightness=0.95,
        swing=0.0,
    ),
    "warm": Mood(
        title="Warm",
        beats_per_minute=78,
        root=53,
        scale=MAJOR,
        chords=((3, 2, 1, 0), (1, 4, 0, 5)),
        pattern=(0, 5, 7, 10, 13),
        kick=(0, 7, 10),
        snap=(4, 12),
        hat=(0, 3, 4, 7, 8, 11, 12, 15),
        pad_level=0.20,
        pluck_level=0.24,
        bass_level=0.12,
        drum_level=0.12,
        brightness=0.7,
        swing=0.14,
    ),
    "driving": Mood(
        title="Driving",
        beats_per_minute=116,
        root=57,
        scale=AEOLIAN,
        chords=((0, 5, 2, 6), (5, 6, 0, 2)),
        pattern=(0, 2, 3, 6, 8, 10, 11, 14),
        kick=(0, 4, 8, 12),
        snap=(4, 12),
        hat=(2, 6, 10, 14),
        pad_level=0.16,
        pluck_level=0.22,
        bass_level=0.14,
        drum_level=0.17,
        brightness=1.1,
        swing=0.0,
    ),
}
