"""The compositions: two beds for each mood."""

from collections.abc import Mapping

from synthesis.assembly.music.beds import bright, calm, driving, focused, warm
from synthesis.assembly.music.notation import Bed

BEDS: Mapping[str, tuple[Bed, ...]] = {
    "calm": calm.BEDS,
    "bright": bright.BEDS,
    "focused": focused.BEDS,
    "warm": warm.BEDS,
    "driving": driving.BEDS,
}
