"""What scenes say, and the layouts that show it."""

from collections.abc import Sequence

from synthesis.studio.looks.readings import (
    changes,
    comparisons,
    displays,
    figures,
    lists,
    prices,
    processes,
    quotations,
    shares,
    tables,
    times,
    travel,
    weighing,
)
from synthesis.studio.looks.readings.base import Reader, Reading
from synthesis.studio.looks.subjects import Subject

_READERS: Sequence[Reader] = (
    *quotations.READERS,
    *changes.READERS,
    *comparisons.READERS,
    *prices.READERS,
    *tables.READERS,
    *figures.READERS,
    *times.READERS,
    *shares.READERS,
    *weighing.READERS,
    *lists.READERS,
    *processes.READERS,
    *travel.READERS,
    *displays.READERS,
)


def of(subject: Subject) -> list[Reading]:
    """All layouts that fit the scene, best first. There is always one."""
    found = [reading for read in _READERS if (reading := read(subject)) is not None]
    return sorted(found, key=lambda reading: -reading.score)
