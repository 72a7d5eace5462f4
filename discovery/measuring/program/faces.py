"""Counts the faces in a picture. It keeps no features of a face, so it can't say whose it is.

MTCNN: a small network proposes boxes at all sizes, a second one discards most of them, a third one decides.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from discovery.measuring.program.networks import Network
from discovery.measuring.program.pictures import Pixels

METHOD = "faces-mtcnn"
LONGEST_PX = 960
# Faces are at least so high, in points.
SMALLEST_PX = 24
PROPOSED, KEPT, DECIDED = 0.6, 0.7, 0.8
# The first network sees CELL points and moves by STRIDE. Each picture is SHRINKS times as large as the last.
CELL, STRIDE, SHRINKS = 12, 2, 0.709
MOST_PROPOSALS = 2000
# Boxes that overlap more than this are one face.
OVERLAP_HERE, OVERLAP, OVERLAP_OF_SMALLER = 0.5, 0.7, 0.5

# float64, (n, 4): left, top, right, bottom.
Boxes = NDArray[np.float64]
Numbers = NDArray[np.float64]


class FaceDetector:
    """Counts faces. Raises ImportError where onnxruntime is not installed."""

    def __init__(self) -> None:
        self._proposals = Network("face_proposals")
        self._refinement = Network("face_refinement")
        self._decision = Network("face_decision")

    def count(self, pixels: Pixels) -> int:
        """The number of faces in a picture whose longer side is ``LONGEST_PX`` at most."""
        picture = Image.fromarray(pixels)
        boxes, chances = self._proposed(picture)
        boxes = _squares(boxes[_distinct(boxes, chances, OVERLAP)][:MOST_PROPOSALS])
        boxes, chances = _judged(self._refinement, picture, boxes, side=24, least=KEPT)
        boxes = _squares(boxes[_distinct(boxes, chances, OVERLAP)])
        boxes, chances = _judged(self._decision, picture, boxes, side=48, least=DECIDED)
        return len(_distinct(boxes, chances, OVERLAP_OF_SMALLER, of_smaller=True))

    def _proposed(self, picture: Image.Image) -> tuple[Boxes, Numbers]:
        boxes, chances = [np.zeros((0, 4))], [np.zeros(0)]
        scale = CELL / SMALLEST_PX
        while min(picture.size) * scale >= CELL:
            found, likely = self._proposed_at(picture, scale)
            chosen = _distinct(found, likely, OVERLAP_HERE)
            boxes.append(found[chosen])
            chances.append(likely[chosen])
            scale *= SHRINKS
        return np.concatenate(boxes), np.concatenate(chances)

    def _proposed_at(self, picture: Image.Image, scale: float) -> tuple[Boxes, Numbers]:
        size = (int(np.ceil(picture.width * scale)), int(np.ceil(picture.height * scale)))
        small = picture.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        inputs = {"pictures": _normalized(np.asarray(small)[None])}
        chance, shift = self._proposals.run(["chance", "shift"], inputs)
        rows, columns = np.nonzero(chance[0, 1] >= PROPOSED)
        corner = np.stack([columns, rows], axis=1) * STRIDE
        boxes = np.concatenate([corner, corner + CELL], axis=1) / scale
        return _shifted(boxes, shift[0][:, rows, columns].T), chance[0, 1, rows, columns].astype(np.float64)


def _judged(
    network: Network, picture: Image.Image, boxes: Boxes, *, side: int, least: float
) -> tuple[Boxes, Numbers]:
    """The boxes that the network takes for faces, moved as it says, with their chances."""
    if not len(boxes):
        return np.zeros((0, 4)), np.zeros(0)
    parts = [np.asarray(_cropped(picture, box, side)) for box in boxes]
    chance, shift = network.run(["chance", "shift"], {"pictures": _normalized(np.stack(parts))})
    is_face = chance[:, 1] >= least
    return _shifted(boxes[is_face], shift[is_face]), chance[is_face, 1].astype(np.float64)


def _cropped(picture: Image.Image, box: Numbers, side: int) -> Image.Image:
    left, top, right, bottom = (int(value) for value in box)
    part = picture.crop((left, top, max(right, left + 1), max(bottom, top + 1)))
    return part.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)


def _normalized(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    values: NDArray[np.float32] = (pictures.astype(np.float32) - np.float32(127.5)) / np.float32(128)
    return values.transpose(0, 3, 1, 2)


def _shifted(boxes: Boxes, shift: NDArray[np.float32]) -> Boxes:
    sides = np.tile(boxes[:, 2:] - boxes[:, :2], 2)
    return (boxes + shift * sides).astype(np.float64)


def _squares(boxes: Boxes) -> Boxes:
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, keepdims=True, initial=0.0) / 2
    return np.concatenate([middle - half, middle + half], axis=1)


def _distinct(boxes: Boxes, chances: Numbers, overlap: float, *, of_smaller: bool = False) -> list[int]:
    """The places of the boxes that overlap no likelier one by more than ``overlap``, likeliest first."""
    areas = (boxes[:, 2:] - boxes[:, :2]).prod(axis=1)
    left, chosen = np.argsort(-chances, kind="stable"), []
    while len(left):
        best, others = int(left[0]), left[1:]
        chosen.append(best)
        sides = np.minimum(boxes[best, 2:], boxes[others, 2:]) - np.maximum(
            boxes[best, :2], boxes[others, :2]
        )
        common = sides.clip(min=0).prod(axis=1)
        smaller = np.minimum(areas[best], areas[others])
        whole = smaller if of_smaller else areas[best] + areas[others] - common
        left = others[common <= overlap * whole]
    return chosen
