"""The only module that runs ffmpeg.

Inputs are local files, and their kind is detected from their first bytes, never from their name: playlists,
which could point elsewhere, are not among the kinds. Text is not put into a filter; it is passed in files.
"""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import imageio_ffmpeg
from django.conf import settings

from foundation.media import MediaRefusedError, headers, kinds
from synthesis.assembly import processes
from synthesis.assembly.stopping import ShouldStop

SYSTEM = "ffmpeg"

# Decoders count whole blocks, of which the last ones reach beyond the picture.
MAX_PIXELS = headers.MAX_PIXELS * 21 // 20
LIMITS = processes.Limits(memory_bytes=6 * 1024**3, file_bytes=8 * 1024**3)


@cache
def executable() -> str:
    """The path from the setting ``FFMPEG_BINARY``, else the binary from the wheel."""
    return settings.FFMPEG_BINARY or str(imageio_ffmpeg.get_ffmpeg_exe())


@cache
def version() -> str:
    """The version of ffmpeg, for recipes."""
    # ``-version`` writes to standard output; any other run prints the version to standard error.
    tail = processes.run(
        [executable(), "-nostdin", "-f", "lavfi", "-i", "anullsrc", "-t", "0.01", "-f", "null", "-"],
        system=SYSTEM,
        timeout_s=20,
        should_stop=lambda: False,
        limits=LIMITS,
    )
    found = re.search(r"ffmpeg version (\S+)", tail)
    return found[1] if found else "unknown"


def demuxer(path: Path) -> str:
    """The demuxer for this file, by its first bytes. Raises MediaRefusedError for an unsupported kind."""
    try:
        return kinds.of_sound(path).demuxer
    except MediaRefusedError:
        return kinds.of(path).demuxer


def source(path: Path, *options: str) -> list[str]:
    """The arguments that open ``path`` as the next input; ``options`` are ffmpeg's for this input."""
    return [
        "-protocol_whitelist",
        "file",
        "-max_pixels",
        str(MAX_PIXELS),
        "-f",
        demuxer(path),
        *options,
        "-i",
        f"file:{path.resolve()}",
    ]


def run(
    arguments: Sequence[str],
    *,
    timeout_s: float,
    should_stop: ShouldStop,
    cwd: Path | None = None,
) -> str:
    """Run ffmpeg and return the tail of its log. Existing outputs are replaced."""
    command = [executable(), "-hide_banner", "-nostdin", "-nostats", "-y", *arguments]
    return processes.run(
        command, system=SYSTEM, timeout_s=timeout_s, should_stop=should_stop, limits=LIMITS, cwd=cwd
    )
