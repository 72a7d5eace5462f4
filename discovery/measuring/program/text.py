"""How much of a picture is covered by lines of text. The text itself is not read.

The detector of PP-OCRv4 gives each point a probability of being in the core of a line. Cores that touch are a
line; its box is the core's, grown by what the detector's training shrinks. Drawn objects look like letters to
the detector, so boxes that are too high for a line are left out.
"""

import numpy as np
from numpy.typing import NDArray

from discovery.measuring.program.networks import Network
from discovery.measuring.program.pictures import Pixels

LONGEST_PX, MULTIPLE_PX = 640, 32
METHOD = "text-lines-ppocr4"
IS_CORE, LEAST_SCORE = 0.3, 0.7
LEAST_AREA_PX, LEAST_SIDE_PX = 12, 3
# How far a box grows, by the area and the length of its outline.
GROWTH = 1.3
# Of the picture's longer side. A letter on its own may be lower than a line only.
HIGHEST_LINE, HIGHEST_SQUARE, SQUARE = 0.16, 0.07, 1.5
# The detector's normalization of blue, green and red.
_MEAN = np.array((0.485, 0.456, 0.406), np.float32)
_SPREAD = np.array((0.229, 0.224, 0.225), np.float32)

Numbers = NDArray[np.int64]


class TextDetector:
    """Measures pictures. Raises ImportError where onnxruntime is not installed."""

    def __init__(self) -> None:
        self._network = Network("text_lines")

    def share(self, pixels: Pixels) -> float:
        """The share of the picture that lines of text cover. Sides are multiples of ``MULTIPLE_PX``."""
        scaled = pixels[:, :, ::-1].astype(np.float32) / np.float32(255)
        values: NDArray[np.float32] = (scaled - _MEAN) / _SPREAD
        inputs = {self._network.first_input: values.transpose(2, 0, 1)[None]}
        probabilities = self._network.run(None, inputs)[0][0, 0]
        covered = np.zeros(probabilities.shape, bool)
        for left, top, right, bottom in lines(probabilities):
            covered[top:bottom, left:right] = True
        return round(float(covered.mean()), 4)


def lines(probabilities: NDArray[np.float32]) -> list[tuple[int, int, int, int]]:
    """Boxes of lines as left, top, right and bottom, in points of the map."""
    rows, starts, ends, groups = _runs(probabilities > IS_CORE)
    sums = np.pad(np.cumsum(probabilities, axis=1, dtype=np.float64), ((0, 0), (1, 0)))
    found = []
    for group in np.unique(groups):
        own = groups == group
        row, start, end = rows[own], starts[own], ends[own]
        area = int((end - start).sum())
        score = float((sums[row, end] - sums[row, start]).sum()) / area
        core = (int(start.min()), int(row.min()), int(end.max()), int(row.max()) + 1)
        box = _grown(core)
        if area >= LEAST_AREA_PX and score >= LEAST_SCORE and _is_line(core, box, max(probabilities.shape)):
            found.append(box)
    return found


def _grown(core: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    left, top, right, bottom = core
    width, height = right - left, bottom - top
    by = round(GROWTH * width * height / (2 * (width + height)))
    return max(0, left - by), max(0, top - by), right + by, bottom + by


def _is_line(core: tuple[int, int, int, int], box: tuple[int, int, int, int], longest: int) -> bool:
    if min(core[2] - core[0], core[3] - core[1]) < LEAST_SIDE_PX:
        return False
    width, height = box[2] - box[0], box[3] - box[1]
    # Upright lines are as high as they are long.
    thickness, length = min(width, height) / longest, max(width, height) / longest
    if thickness > HIGHEST_LINE:
        return False
    return thickness <= HIGHEST_SQUARE or length >= SQUARE * thickness


def _runs(is_core: NDArray[np.bool_]) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """The runs of points in each row: row, start, end, and a number that connected runs have in common."""
    steps = np.diff(np.pad(is_core, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    rows, starts = np.nonzero(steps == 1)
    ends = np.nonzero(steps == -1)[1]
    parents = list(range(len(rows)))
    first = np.searchsorted(rows, np.arange(len(is_core) + 1)).tolist()
    for row in range(1, len(is_core)):
        _connect(parents, starts, ends, range(first[row - 1], first[row]), range(first[row], first[row + 1]))
    return rows, starts, ends, np.array([_root(parents, place) for place in range(len(parents))], np.int64)


def _connect(parents: list[int], starts: Numbers, ends: Numbers, above: range, below: range) -> None:
    """Connect the runs of two neighbouring rows that touch, also by a corner."""
    one, other = above.start, below.start
    while one < above.stop and other < below.stop:
        if starts[one] <= ends[other] and starts[other] <= ends[one]:
            parents[_root(parents, other)] = _root(parents, one)
        if ends[one] < ends[other]:
            one += 1
        else:
            other += 1


def _root(parents: list[int], place: int) -> int:
    while parents[place] != place:
        parents[place] = parents[parents[place]]
        place = parents[place]
    return place
