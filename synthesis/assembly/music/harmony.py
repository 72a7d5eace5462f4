"""Chords by their written names, as pitches. Beds are written in C; middle C is 60."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
# Intervals over the root, without the root where five notes would be muddy: the bass plays it.
_QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7, 12),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "add9": (0, 2, 4, 7),
    "madd9": (0, 2, 3, 7),
    "9": (2, 4, 7, 10),
    "m9": (2, 3, 7, 10),
    "maj9": (2, 4, 7, 11),
    "6/9": (2, 4, 7, 9),
    "13": (4, 9, 10, 14),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "9sus4": (2, 5, 7, 10),
    "m11": (3, 5, 7, 10),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chord:
    """A chord: pitch classes of its notes from low to high, of its root, and of its bass."""

    notes: tuple[int, ...]
    root: int
    bass: int


@cache
def chord(name: str) -> Chord:
    """The chord of a name such as ``Fmaj9`` or ``C/E``. Raises KeyError for an unknown one."""
    head, slash, low = name.partition("/")
    if low.isdigit():
        # The slash of 6/9 is part of the quality.
        head, slash = name, ""
    root, quality = _note(head)
    bass = _note(low)[0] if slash else root
    return Chord(notes=tuple((root + step) % 12 for step in _QUALITIES[quality]), root=root, bass=bass)


def _note(text: str) -> tuple[int, str]:
    pitch, rest = _LETTERS[text[0]], text[1:]
    if rest[:1] in {"b", "#"}:
        pitch += 1 if rest[0] == "#" else -1
        rest = rest[1:]
    return pitch % 12, rest


def pitch_of(text: str) -> int:
    """The pitch of a written note such as ``e5`` or ``bb4``."""
    pitch, octave = _note(text[0].upper() + text[1:])
    return pitch + 12 * (int(octave) + 1)


def voiced(notes: tuple[int, ...], *, low: int, before: tuple[int, ...]) -> tuple[int, ...]:
    """The pitches of a chord from ``low`` upwards, in the inversion that moves least from ``before``."""
    classes = sorted(set(notes))
    inversions = [_stacked(classes[turn:] + classes[:turn], low) for turn in range(len(classes))]
    inversions += [tuple(pitch + 12 for pitch in each) for each in inversions]
    inversions = [each for each in inversions if each[0] < low + 12]
    # A chord that climbs with every change comes down again.
    return min(
        inversions, key=lambda each: (_roughness(each) + _motion(before, each) + (each[0] - low) / 2, each)
    )


def _stacked(classes: list[int], low: int) -> tuple[int, ...]:
    pitches = [low + (classes[0] - low) % 12]
    for each in classes[1:]:
        pitches.append(pitches[-1] + (each - pitches[-1]) % 12)
    return tuple(pitches)


def _roughness(pitches: tuple[int, ...]) -> int:
    """Seconds between neighbours blur a chord."""
    return sum({1: 9, 2: 2}.get(high - low, 0) for low, high in pairwise(pitches))


def _motion(before: tuple[int, ...], after: tuple[int, ...]) -> float:
    if not before:
        return 0.0
    moves = [min(abs(pitch - other) for other in before) for pitch in after]
    return sum(moves) + abs(before[0] - after[0]) / 2
