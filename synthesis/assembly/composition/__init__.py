"""Composition: clips, narration, music and captions to one file.

Functions take values and paths, and write files. Each step stores its result in ``workdir`` under a name that
is a digest of all its inputs. A step that runs again, after a kill or for one changed scene, makes only what
is missing. Films are read and written by programs with limits: ffmpeg, and ``films``, which runs PyAV.
"""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from synthesis.assembly import captions, ffmpeg
from synthesis.assembly.composition.batches import OnSegment, encode_segments
from synthesis.assembly.composition.failures import NotShownError, unreadable
from synthesis.assembly.composition.grading import luminances_shown
from synthesis.assembly.composition.grading import of_clip as grade_of
from synthesis.assembly.composition.inspection import check
from synthesis.assembly.composition.joining import join
from synthesis.assembly.composition.lengthening import lengthen
from synthesis.assembly.composition.pictures import Pictures, picked, poster
from synthesis.assembly.composition.planning import frames_of, plan
from synthesis.assembly.composition.profiles import in_srgb
from synthesis.assembly.composition.segments import encode_segment
from synthesis.assembly.composition.sound import mix_audio
from synthesis.assembly.stopping import ShouldStop
from synthesis.assembly.storyboard import Timeline

__all__ = [
    "NotShownError",
    "Pictures",
    "assemble",
    "check",
    "encode_segment",
    "encode_segments",
    "frames_of",
    "grade_of",
    "in_srgb",
    "join",
    "lengthen",
    "luminances_shown",
    "mix_audio",
    "picked",
    "plan",
    "poster",
    "unreadable",
    "versions",
]


def assemble(
    *,
    timeline: Timeline,
    clips: Mapping[str, Path],
    language: str,
    style: str | None,
    theme: str = "",
    bed: Path | None,
    workdir: Path,
    should_stop: ShouldStop,
    on_segment: OnSegment | None = None,
) -> Path:
    """Make the finished video. ``clips`` are by scene key; without a ``style`` no captions are burnt in.

    Raises NotShownError for the scenes whose file cannot be shown, StoppedError and the upstream errors.
    """
    stopping = threading.Event()
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="sound") as pool:
        sound = pool.submit(
            mix_audio, timeline=timeline, bed=bed, workdir=workdir, should_stop=stopping.is_set
        )
        try:
            segments = encode_segments(
                timeline=timeline,
                clips=clips,
                captions=_captions(
                    timeline=timeline,
                    clips=clips,
                    language=language,
                    style=style,
                    theme=theme,
                    workdir=workdir,
                    should_stop=should_stop,
                ),
                workdir=workdir,
                should_stop=should_stop,
                on_segment=on_segment,
            )
            audio = sound.result()
        finally:
            stopping.set()
    return join(timeline=timeline, segments=segments, audio=audio, workdir=workdir, should_stop=should_stop)


def _captions(
    *,
    timeline: Timeline,
    clips: Mapping[str, Path],
    language: str,
    style: str | None,
    theme: str,
    workdir: Path,
    should_stop: ShouldStop,
) -> Mapping[str, Path | None]:
    if not style:
        return {}
    refused = unreadable(clips)
    return captions.write_all(
        timeline=timeline,
        language=language,
        style=style,
        theme=theme,
        clips={key: clip for key, clip in clips.items() if key not in refused},
        as_shown=luminances_shown(clips=clips, should_stop=should_stop),
        workdir=workdir,
        should_stop=should_stop,
    )


def versions() -> dict[str, str]:
    """The versions that a finished file depends on besides its inputs, for the recipe."""
    return {"ffmpeg": ffmpeg.version(), **{name: metadata.version(name) for name in ("av", "pillow")}}
