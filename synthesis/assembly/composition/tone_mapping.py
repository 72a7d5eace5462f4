"""Tables for ffmpeg's filter ``lut3d`` that convert HDR and wide-gamut footage."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from synthesis.assembly import colours, workfiles
from synthesis.assembly.colours import Colour

# Raised when a change here or in ``colours`` makes another table.
REVISION = 1
# Points of the table on each axis: colours that BT.709 has are off by less than an 8-bit step on average.
POINTS = 49


def file_name(colour: Colour) -> str:
    """The name of the table. It needs no quoting in a filter."""
    parts = (REVISION, POINTS, colour.transfer, colour.primaries)
    return workfiles.path_for(workdir=Path(), kind="colours", key="sdr", parts=parts, suffix=".cube").name


def write_all(needed: Iterable[Colour | None], *, workdir: Path) -> None:
    """Write the tables that these conversions need."""
    for colour in needed:
        if colour is not None:
            write(colour=colour, workdir=workdir)


def write(*, colour: Colour, workdir: Path) -> Path:
    """Write the table, 3 MB, unless it exists."""

    def draw(draft: Path) -> None:
        axis = np.linspace(0, 1, POINTS)
        # Red changes fastest.
        blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
        table = colours.converted(np.stack([red, green, blue], axis=-1), colour=colour).reshape(-1, 3)
        rows = "\n".join(f"{red:.5f} {green:.5f} {blue:.5f}" for red, green, blue in table.tolist())
        draft.write_text(f"LUT_3D_SIZE {POINTS}\n{rows}\n", encoding="ascii")

    return workfiles.make(workdir / file_name(colour), draw)
