"""Whether transitions show the type of two scenes at one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image

from render_node.contract import CompleteRequest
from render_node.engines.base import YuvPicture
from render_node.engines.motion import compositor, content, lettering_styles, scenes
from synthesis.assembly import transitions
from synthesis.assembly.storyboard import HEIGHT_PX, WIDTH_PX, Opening, Shot

# A difference of brightness that can be seen.
LEAST_CHANGE = 24
# Two texts are at one place if their letters are in one square of this side.
SQUARE_PX = 30
# A square with fewer letter pixels only has the soft edge of a letter.
LEAST_PIXELS = 12
OPAQUE = 128

Mask: TypeAlias = NDArray[np.bool_]


def overlapping_frames(*, before: CompleteRequest, request: CompleteRequest, shot: Shot) -> int:
    """The frames of the transition into ``shot`` in which type of both scenes is at one place.

    Each scene is drawn with and without its type; where the frames differ, type is visible.
    """
    opening = shot.opening
    if opening is None or opening.kind not in transitions.FRAMES:
        return 0
    count = transitions.FRAMES[opening.kind]
    outgoing = list(_outgoing_type(before, opening))
    if not any(_squares(mask).any() for mask in outgoing):
        return 0
    incoming = [
        _differs(bare, full)
        for bare, full in zip(
            _drawn(request, frames=range(count), is_bare=True),
            _drawn(request, frames=range(count), is_bare=False),
            strict=True,
        )
    ]
    covers = list(_covers(before, opening))
    return sum(
        bool((_squares(left) & _squares(come & ~covered)).any())
        for left, come, covered in zip(outgoing, incoming, covers, strict=True)
    )


def _outgoing_type(before: CompleteRequest, opening: Opening) -> Iterator[Mask]:
    """Where the outgoing type is visible in each frame of the transition."""
    pictures = [_still(before, opening, is_bare=is_bare) for is_bare in (True, False)]
    if not _differs(*pictures).any():
        nothing = np.zeros((HEIGHT_PX, WIDTH_PX), np.bool_)
        yield from [nothing] * transitions.FRAMES[opening.kind]
        return
    bare, full = (_transition(opening, picture) for picture in pictures)
    for one, other in zip(bare, full, strict=True):
        yield _differs(one.convert("RGB"), other.convert("RGB")) & (np.asarray(other)[..., 3] > OPAQUE)


def _covers(before: CompleteRequest, opening: Opening) -> Iterator[Mask]:
    """Where the transition hides the incoming scene."""
    for frame in _transition(opening, _still(before, opening, is_bare=False)):
        yield np.asarray(frame)[..., 3] > OPAQUE


def _transition(opening: Opening, outgoing: Image.Image) -> Iterator[Image.Image]:
    """The frames of a transition in RGBA."""
    for frame in transitions.draw(opening=opening, outgoing=transitions.Sheet.of(outgoing)):
        yield frame.picture()


def _still(request: CompleteRequest, opening: Opening, *, is_bare: bool) -> Image.Image:
    number = opening.outgoing_frame
    return next(_drawn(request, frames=range(number, number + 1), is_bare=is_bare))


def _drawn(request: CompleteRequest, *, frames: range, is_bare: bool) -> Iterator[Image.Image]:
    """Frames of a scene, with or without its type."""
    seed = request.seed or 0
    spec = content.complete(request.motion, prompt=request.prompt, seed=seed)
    times = [frame / request.fps for frame in frames]
    with _without_type(is_bare):
        stage = scenes.build(request, seed=seed, spec=spec)
        pictures = compositor.frames(stage.layers, width=stage.width, height=stage.height, times=times)
        drawn = [_rgb(picture) for picture in pictures]
    yield from drawn


@contextmanager
def _without_type(is_bare: bool) -> Iterator[None]:
    """Letters are measured but not painted, so that everything else is drawn as it would be with them."""
    painted = lettering_styles.body
    if is_bare:
        lettering_styles.body = lambda *_arguments, **_named: ""
    try:
        yield
    finally:
        lettering_styles.body = painted


def _rgb(picture: YuvPicture) -> Image.Image:
    planes = np.concatenate([plane.reshape(-1) for plane in (picture.y, picture.u, picture.v)])
    frame = av.VideoFrame.from_ndarray(planes.reshape(HEIGHT_PX * 3 // 2, WIDTH_PX), format="yuv420p")
    frame.color_range, frame.colorspace = ColorRange.MPEG, Colorspace.ITU709
    return Image.fromarray(frame.to_ndarray(format="rgb24"))


def _differs(one: Image.Image, other: Image.Image) -> Mask:
    change = np.abs(np.asarray(one, np.int16) - np.asarray(other, np.int16)).max(axis=-1)
    return np.asarray(change > LEAST_CHANGE)


def _squares(mask: Mask) -> Mask:
    """The squares of the frame with letters."""
    rows, columns = HEIGHT_PX // SQUARE_PX, WIDTH_PX // SQUARE_PX
    parts = mask.reshape(rows, SQUARE_PX, columns, SQUARE_PX)
    return np.asarray(parts.sum(axis=(1, 3)) >= LEAST_PIXELS)
