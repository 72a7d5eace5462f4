"""How beds are written: parts, and their patterns in sixteenths of a bar.

A pattern has sixteen characters for each bar; bars are separated by ``|`` and repeat. ``.`` is silence and
``-`` holds the note before. Other characters start a note:

- chords: a digit, the velocity;
- arpeggio: ``a`` to ``h``, the chord's notes from low to high and on into the next octave;
- bass: ``R`` root, ``5`` fifth, ``8`` octave, ``L`` the step that leads to the next root;
- drums: a digit, the velocity.

A melody is written as notes with their length in sixteenths (``e5.4``); ``-.4`` is a rest.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from synthesis.assembly.music import harmony

STEPS = 16
# Sections, and ``e`` for the last bar before the final chord.
SECTIONS = "iabce"


class Role(Enum):
    """What a part plays."""

    CHORDS = "chords"
    ARPEGGIO = "arpeggio"
    BASS = "bass"
    MELODY = "melody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One instrument's part. ``patterns`` has patterns by the sections that play them ("ab"); a melody may
    have several, of which each phrase takes the next.

    ``level_db`` is against the other parts, ``pan`` from -1 (left) to 1, ``room`` the share of reverb, and
    ``low`` the lowest pitch of chords. ``loose_s`` is how much the timing varies.
    """

    role: Role
    instrument: str
    patterns: Mapping[str, str | tuple[str, ...]]
    level_db: float
    pan: float = 0.0
    room: float = 0.25
    low: int = 55
    spread: float = 0.0
    strum_s: float = 0.0
    attack_s: float = 0.0
    loose_s: float = 0.006
    is_wide: bool = False

    def pattern(self, section: str, variant: int) -> str:
        """The pattern of a section; empty if the part rests."""
        return _chosen(self.patterns, section, variant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drum:
    """One drum's part; ``final`` is its velocity on the final chord."""

    sound: str
    patterns: Mapping[str, str | tuple[str, ...]]
    level_db: float
    pan: float = 0.0
    room: float = 0.08
    final: float = 0.0
    late_s: float = 0.0

    def pattern(self, section: str, variant: int) -> str:
        """The pattern of a section; empty if the drum rests."""
        return _chosen(self.patterns, section, variant)


def _chosen(patterns: Mapping[str, str | tuple[str, ...]], section: str, variant: int) -> str:
    for sections, pattern in patterns.items():
        if section in sections:
            return pattern if isinstance(pattern, str) else pattern[variant % len(pattern)]
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """A bed, written in C. ``chords`` has a chord for each bar of a phrase, by section; two in one bar are
    separated by a space. ``cadence`` is the last bar, ``home`` the final chord, ``closing`` its top note.

    ``key`` moves everything by semitones. ``swing`` delays every second ``swing_steps`` by this share of it.
    ``brightness_hz`` rolls off what is higher.
    """

    name: str
    beats_per_minute: float
    key: int
    chords: Mapping[str, str]
    cadence: str
    home: str
    parts: tuple[Part, ...]
    drums: tuple[Drum, ...] = ()
    closing: str = ""
    swing: float = 0.0
    brightness_hz: float = 16_000.0
    gain_db: float = 0.0
    tags: tuple[str, ...] = field(default=())

    def chords_of(self, section: str, place: int) -> list[str]:
        """The chords of one bar."""
        if section == "e":
            return self.cadence.split()
        bars = _chosen(self.chords, section, 0).split("|")
        return bars[place % len(bars)].split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A note of a pattern: its start and length in sixteenths, and its character or pitch."""

    at: int
    steps: int
    sign: str


def steps_of(pattern: str, *, bar: int) -> Iterator[Step]:
    """The notes of one bar of a pattern."""
    bars = pattern.split("|")
    text = bars[bar % len(bars)].strip()
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and text[end] == "-":
            end += 1
        if text[at] not in ".-":
            yield Step(at=at, steps=end - at, sign=text[at])
        at = end


def melody_of(pattern: str, *, bar: int) -> Iterator[Step]:
    """The notes of one bar of a melody."""
    bars = pattern.split("|")
    at = 0
    for token in bars[bar % len(bars)].split():
        note, _, length = token.partition(".")
        if note != "-":
            yield Step(at=at, steps=int(length), sign=str(harmony.pitch_of(note)))
        at += int(length)
