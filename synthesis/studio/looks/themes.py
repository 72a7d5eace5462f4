"""The theme of a video: by its topic, varied across a workspace's last videos."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from synthesis.choices import Theme
from synthesis.studio.objects import Chosen

_FILE = Path(__file__).with_name("themes.toml")
_RECENT = 1.5
_HEROES = 2
# A journey says more about a video than an object.
_JOURNEY = 2


def choose(*, things: Sequence[Sequence[Chosen]], journeys: int, seed: int, recent: Sequence[str]) -> Theme:
    """The theme that fits most of the video's objects. Ties, and videos without objects, go by ``seed``.

    ``journeys`` is the number of scenes that name several places, as travel videos do. ``recent`` are the
    themes of the workspace's last videos; one of them is chosen only if it fits clearly.
    """
    votes = Counter({Theme.VOYAGE: _JOURNEY * journeys})
    for scene in things:
        for thing in scene[:_HEROES]:
            votes.update(_of_object(thing.name))
    order = list(Theme)
    start = seed % len(order)

    def worth(theme: Theme) -> tuple[float, int]:
        return votes[theme] - _RECENT * (theme in recent), -((order.index(theme) - start) % len(order))

    return max(order, key=worth)


@cache
def _of_object(name: str) -> tuple[Theme, ...]:
    """The themes that name the object most exactly: weightlifters are of the gym, other people are not."""
    exact = {
        theme: max((len(pattern) for pattern in patterns if fnmatchcase(name, pattern)), default=0)
        for theme, patterns in _patterns().items()
    }
    best = max(exact.values())
    return tuple(theme for theme in Theme if best and exact[theme] == best)


@cache
def is_outdoors(name: str) -> bool:
    """True for objects of places and nature, which landscapes are made of."""
    patterns = tomllib.loads(_FILE.read_text(encoding="utf-8"))["outdoors"].split()
    return any(fnmatchcase(name, pattern) for pattern in patterns)


@cache
def _patterns() -> dict[Theme, tuple[str, ...]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {theme: tuple(table[theme.value].split()) for theme in Theme}
