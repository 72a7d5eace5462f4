"""Lengthen a clip to its shot: slow it down slightly, then loop it with a dissolve."""

from pathlib import Path

from synthesis.assembly import pyav, workfiles
from synthesis.assembly.composition import footage
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import FPS, Shot

# Raised when a change in films.lengthening makes a different file of the same clip.
REVISION = 1
LEAST_TIMEOUT_S = 120
# Ten times what a laptop core takes.
TIMEOUT_PER_FRAME_S = 0.6


def lengthen(*, shot: Shot, clip: Path, workdir: Path, should_stop: ShouldStop) -> Path:
    """Return the clip if it is long enough, else one of ``shot.frames`` frames.

    Raises StoppedError and the upstream errors.
    """
    found = footage.probe(clip)
    wanted = shot.frames
    if found.is_still or found.duration_s * FPS >= wanted - 0.5:
        return clip
    parts = (REVISION, workfiles.content_of(clip), wanted)
    path = workfiles.path_for(workdir=workdir, kind="longer", key=shot.key, parts=parts, suffix=".mp4")

    def write(draft: Path) -> None:
        pyav.run(
            "lengthening",
            {
                "source": pyav.source(clip),
                "duration_s": found.duration_s,
                "destination": str(draft.resolve()),
                "wanted": wanted,
            },
            timeout_s=LEAST_TIMEOUT_S + wanted * TIMEOUT_PER_FRAME_S,
            should_stop=should_stop,
        )

    return workfiles.make(path, write)
