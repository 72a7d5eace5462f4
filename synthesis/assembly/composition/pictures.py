"""The preview image of a video: its best frame, as a poster and as a thumbnail."""

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from synthesis.assembly import pyav, workfiles
from synthesis.assembly.stopping import ShouldStop

# Raised when a change in films.preview makes different pictures of the same video.
REVISION = 1
TIMEOUT_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """JPEG files of one frame: ``poster`` in the video's size, ``small`` 360 pixels wide."""

    poster: Path
    small: Path
    frame: int


def thumbnail(*, video: Path, workdir: Path, should_stop: ShouldStop) -> Pictures:
    """Write the video's best frame in two sizes. Raises StoppedError and the upstream errors."""
    parts = (REVISION, workfiles.content_of(video))
    poster = workfiles.path_for(workdir=workdir, kind="poster", key="best", parts=parts, suffix=".jpg")
    small = workfiles.path_for(workdir=workdir, kind="thumbnail", key="best", parts=parts, suffix=".jpg")
    with tempfile.TemporaryDirectory(prefix=".preview-", dir=workdir) as folder:
        made = Path(folder).resolve()
        drawn = {"poster": made / "poster.jpg", "small": made / "small.jpg"}
        frame = pyav.run(
            "preview",
            {"video": str(video.resolve()), **{name: str(path) for name, path in drawn.items()}},
            timeout_s=TIMEOUT_S,
            should_stop=should_stop,
        )
        workfiles.make(poster, partial(_move, drawn["poster"]))
        workfiles.make(small, partial(_move, drawn["small"]))
    return Pictures(poster=poster, small=small, frame=frame)


def _move(path: Path, destination: Path) -> None:
    path.replace(destination)
