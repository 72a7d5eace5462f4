"""Which of the fitting layouts each scene gets: the best ones, varied within the video."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from synthesis.choices import Layout
from synthesis.studio.looks.readings.base import Reading

_MOST_USES = 2
# A layout that its neighbour has is worth less than any other that fits.
_REPEATED = 6.0
_USED_ONCE = 0.8
_WORN_OUT = 4.0
_CHANCE = 0.5
_WORDS_ONLY = frozenset({Layout.TYPE_POSTER, Layout.LETTERFORM})
_MOST_WORDS_ONLY = 4


class Choice(NamedTuple):
    """The reading of a scene, and the one that it gets if no person chooses."""

    reading: Reading
    automatic: Reading


def choose(
    readings: Sequence[Sequence[Reading]],
    *,
    wanted: Sequence[str],
    kept: Sequence[str],
    seed: int,
    recent_openings: Sequence[str] = (),
) -> list[Choice]:
    """The reading of each scene. ``wanted`` are people's choices, which win where the scene has the fields.

    ``kept`` are the layouts that scenes had before, empty for those that changed. ``recent_openings`` are the
    first layouts of the workspace's last videos, which this video avoids.
    """
    chosen: list[Choice] = []
    used: Counter[Layout] = Counter()
    for place, fitting in enumerate(readings):
        # For each scene anew, so that another text of one scene leaves the others alone.
        rng = random.Random(f"{seed} {place}")  # noqa: S311 - variety, not security
        asked = _named(fitting, wanted[place])
        last = chosen[-1].reading.layout if chosen else None
        avoided = recent_openings if place == 0 else ()
        automatic = _named(fitting, kept[place]) or max(
            fitting,
            key=lambda each: _worth(each, last=last, used=used, rng=rng, avoided=avoided, place=place),
        )
        chosen.append(Choice(reading=asked or automatic, automatic=automatic))
        used[chosen[-1].reading.layout] += 1
    return chosen


def same(fitting: Sequence[Reading], choice: Choice) -> Choice:
    """The choice among readings of the same scene with other words."""
    found = [_named(fitting, each.layout) or fitting[0] for each in choice]
    return Choice(reading=found[0], automatic=found[1])


def _named(fitting: Sequence[Reading], layout: str) -> Reading | None:
    return next((each for each in fitting if each.layout == layout), None)


def _worth(
    reading: Reading,
    *,
    last: Layout | None,
    used: Counter[Layout],
    rng: random.Random,
    avoided: Sequence[str],
    place: int,
) -> float:
    layout = reading.layout
    worth = reading.score + rng.random() * _CHANCE
    if layout == last:
        worth -= _REPEATED
    if layout in avoided:
        worth -= _USED_ONCE * 1.5
    if layout in _WORDS_ONLY and sum(used[each] for each in _WORDS_ONLY) * _MOST_WORDS_ONLY > place:
        worth -= _USED_ONCE
    uses = used[layout]
    return worth - (_WORN_OUT if uses >= _MOST_USES else _USED_ONCE * uses)
