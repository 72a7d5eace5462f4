"""Join segments and sound into one file, without encoding again."""

from collections.abc import Sequence
from pathlib import Path

from foundation import errors
from synthesis.assembly import ffmpeg, workfiles
from synthesis.assembly.composition import inspection
from synthesis.assembly.composition.segments import TIMESCALE
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import FPS, Timeline

# Raised when a change here makes a different file from the same parts.
REVISION = 1
TIMEOUT_S = 120


def join(
    *,
    timeline: Timeline,
    segments: Sequence[Path],
    audio: Path,
    workdir: Path,
    should_stop: ShouldStop,
) -> Path:
    """Write one MP4 that plays while it loads. All of ``segments`` and ``audio`` are in ``workdir``."""
    path = workfiles.path_for(
        workdir=workdir,
        kind="video",
        key="final",
        parts=(
            REVISION,
            ffmpeg.version(),
            timeline.total_frames,
            *(file.name for file in (*segments, audio)),
        ),
        suffix=".mp4",
    )

    def write(draft: Path) -> None:
        _require_same_headers(segments)
        listing = draft.with_suffix(".txt")
        # Names, not paths: the list is read relative to itself, and our names need no quoting.
        listing.write_text("ffconcat version 1.0\n" + "".join(f"file {file.name}\n" for file in segments))
        try:
            ffmpeg.run(
                [
                    *("-protocol_whitelist", "file", "-f", "concat", "-i", listing.name),
                    *ffmpeg.source(audio),
                    *("-map", "0:v", "-map", "1:a", "-c", "copy", "-fflags", "+bitexact"),
                    *("-video_track_timescale", str(TIMESCALE), "-bsf:v", _on_the_grid()),
                    # No edit list: platforms that ignore it would shift picture against sound.
                    *("-movflags", "+faststart+negative_cts_offsets", "-use_editlist", "0"),
                    *("-f", "mp4", draft.name),
                ],
                cwd=workdir,
                timeout_s=TIMEOUT_S,
                should_stop=should_stop,
            )
        finally:
            listing.unlink(missing_ok=True)

    return workfiles.make(path, write)


def _on_the_grid() -> str:
    # The list has microsecond precision, so boundaries are a tick off; frames must be on the frame grid.
    ticks = TIMESCALE // FPS
    on_grid = [f"{name}=round({stamp}/{ticks})*{ticks}" for name, stamp in (("pts", "PTS"), ("dts", "DTS"))]
    return f"setts={':'.join(on_grid)}:duration={ticks}"


def _require_same_headers(segments: Sequence[Path]) -> None:
    if len({_headers(segment) for segment in segments}) > 1:
        raise errors.UpstreamError("The scenes were encoded differently.", system=ffmpeg.SYSTEM)


def _headers(segment: Path) -> bytes:
    """The encoder's headers of a segment: the box ``avcC`` of its index."""
    at, length = inspection.boxes(segment).get("moov", (0, 0))
    with segment.open("rb") as file:
        file.seek(at)
        index = file.read(length)
    found = index.find(b"avcC")
    if found < 0:
        raise errors.UpstreamError(f"{segment.name} has no headers.", system=ffmpeg.SYSTEM)
    return index[found : found - 4 + int.from_bytes(index[found - 4 : found])]
