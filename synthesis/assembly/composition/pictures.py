"""The preview image of a video, as a poster and as a thumbnail: how it begins, or a frame that was picked."""

import io
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image, ImageStat

from synthesis.assembly import workfiles
from synthesis.assembly.composition import segments
from synthesis.assembly.composition.grades import Grade
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import FPS, HEIGHT_PX, WIDTH_PX

# Raised when a change here makes different pictures of the same clip.
REVISION = 2
# The first frame, and those that replace it if it is empty, such as in a film that fades in.
FRAMES = (0, 10, 30, 60)
# The standard deviation of brightness in an empty picture, from 0 to 127.
EMPTY_DEVIATION = 6.0
SMALL_SIZE = (360, 360 * HEIGHT_PX // WIDTH_PX)
QUALITY = 88
# A moment in whole milliseconds may be just before the frame that begins there, in parts of a frame.
_ROUNDING = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """JPEG files of one frame: ``poster`` in the video's size, ``small`` 360 pixels wide."""

    poster: Path
    small: Path
    frame: int


def poster(*, clip: Path, workdir: Path, should_stop: ShouldStop, grade: Grade | None = None) -> Pictures:
    """Write the first frame of the first scene's clip in two sizes: it has no captions.

    Raises StoppedError and the upstream errors.
    """
    frame, picture = _first(clip, grade=grade, workdir=workdir, should_stop=should_stop)
    return _written(picture, clip=clip, frame=frame, grade=grade, workdir=workdir)


def picked(*, clip: Path, at_s: float, workdir: Path, should_stop: ShouldStop) -> Pictures:
    """Write the frame that a player shows at ``at_s`` seconds in two sizes; after the end, the last one.

    Raises StoppedError and the upstream errors.
    """
    frame = int(at_s * FPS + _ROUNDING)
    still = segments.still(clip=clip, frame=frame, workdir=workdir, should_stop=should_stop)
    return _written(segments.picture_of(still), clip=clip, frame=frame, workdir=workdir)


def _written(
    picture: Image.Image, *, clip: Path, frame: int, workdir: Path, grade: Grade | None = None
) -> Pictures:
    parts = (REVISION, workfiles.content_of(clip), frame, *(grade.parts if grade else ()))
    path = workfiles.path_for(workdir=workdir, kind="poster", key="first", parts=parts, suffix=".jpg")
    small = workfiles.path_for(workdir=workdir, kind="thumbnail", key="first", parts=parts, suffix=".jpg")
    reduced = picture.resize(SMALL_SIZE, Image.Resampling.LANCZOS)
    return Pictures(
        poster=workfiles.make(path, partial(_save, picture)),
        small=workfiles.make(small, partial(_save, reduced)),
        frame=frame,
    )


def _first(
    clip: Path, *, grade: Grade | None, workdir: Path, should_stop: ShouldStop
) -> tuple[int, Image.Image]:
    """The first frame that shows something, or the very first."""
    found: list[tuple[int, Image.Image]] = []
    for frame in FRAMES:
        still = segments.still(clip=clip, frame=frame, grade=grade, workdir=workdir, should_stop=should_stop)
        found.append((frame, segments.picture_of(still)))
        if ImageStat.Stat(found[-1][1].convert("L")).stddev[0] > EMPTY_DEVIATION:
            return found[-1]
    return found[0]


def _save(picture: Image.Image, path: Path) -> None:
    # Pillow does not notice when a full disk takes only a part of its file.
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    path.write_bytes(file.getvalue())
