"""Starts the decoder in a separate process and interprets its exit status."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from foundation import bulkhead
from foundation.errors import UpstreamUnavailableError
from foundation.media import decoder, programs
from foundation.media.containers import TRUNCATED
from foundation.media.headers import MAX_PIXELS, MIN_SIDE_PX
from foundation.media.kinds import SYSTEM, Kind, MediaRefusedError

# Address space. The interpreter and FFmpeg's libraries reserve a quarter of it without using it.
MEMORY_BYTES = 1024**3
CPU_S = 5
WALL_S = 10
OUTPUT_BYTES = 64 * 1024**2
ANSWER_BYTES = 256 * 1024
# How long a caller waits while other threads of this process inspect files.
TURN_WITHIN_S = 5.0
AGAIN_AFTER_S = 5

MAX_STREAMS = 32
MAX_DURATION_S = 3600.0
MAX_FPS = 240.0
MAX_SOUND_S = 180.0

# One file at a time per process, so that a flood of uploads takes no more memory than one.
_turn = threading.BoundedSemaphore(1)
# How many web requests may inspect a file, or wait to do so. Further ones are refused at once.
_places = threading.BoundedSemaphore(bulkhead.FILES_AT_ONCE)

_REASONS = {
    "animated": "Animated pictures cannot be used. Use a video, or a still picture.",
    "has_pictures": "This file is a video. Save only its sound, for example as M4A, and use that.",
    "no_picture": "This file has sound only. Use a video or a picture.",
    "no_sound": "This file has no sound. Choose a recording.",
    "silent": "This recording is silent. Check your microphone, then record it again.",
    "sound_too_long": f"This recording is longer than {MAX_SOUND_S:.0f} seconds. Cut it first.",
    "too_expensive": "Opening this file takes too much memory or time. Make it smaller, or save it again.",
    "too_long": f"This video is longer than {MAX_DURATION_S / 60:.0f} minutes. Cut it first.",
    "too_many_frames": f"This video has more than {MAX_FPS:.0f} frames per second. Save it with fewer.",
    "too_many_pixels": f"This has more than {MAX_PIXELS // 1_000_000} megapixels. Make it smaller.",
    "too_small": f"This has fewer than {MIN_SIDE_PX} pixels on a side. Use a larger one.",
    "too_many_streams": f"This file has more than {MAX_STREAMS} tracks. Save it with one of each kind.",
    "truncated": TRUNCATED,
    "unreadable": "This file is damaged or incomplete, and cannot be opened. Save it again.",
}
_INHERITED = ("PATH", "LANG", "TMPDIR")


class Facts(BaseModel):
    """The properties of a file. For an image, only the size is set, and it is that of the upright image.

    Durations are in seconds. Colours are FFmpeg's numbers, which are those of ITU-T H.273.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    width_px: int
    height_px: int
    duration_s: float = 0.0
    pixel_format: str = ""
    rotation: int = 0
    frame_rate: Fraction = Fraction(0)
    guessed_rate: Fraction = Fraction(0)
    starts_at: int = 0
    is_interlaced: bool = False
    colour_matrix: int = 2
    colour_transfer: int = 2
    colour_primaries: int = 2
    colour_range: int = 0
    pixel_aspect: Fraction = Fraction(1)


class Sound(BaseModel):
    """The properties of a recording. ``level`` is the root of the mean square of its louder parts, ``peak``
    its loudest sample; full scale is 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    duration_s: float
    level: float
    peak: float


def inspect(path: Path, *, kind: Kind) -> Facts:
    """Inspect a file of a known kind."""
    if kind.is_picture:
        operation: dict[str, Any] = {"name": "inspect_picture", "decoder": kind.decoder}
    else:
        operation = {
            "name": "inspect_video",
            "demuxer": kind.demuxer,
            "min_side_px": MIN_SIDE_PX,
            "max_streams": MAX_STREAMS,
            "max_duration_s": MAX_DURATION_S,
            "max_fps": MAX_FPS,
        }
    answer = _run(path, answer_bytes=ANSWER_BYTES, **operation)
    try:
        return Facts.model_validate(json.loads(answer) | {"kind": kind})
    except ValueError as error:
        raise _refusal("unreadable") from error


def inspect_sound(path: Path, *, kind: Kind, max_duration_s: float) -> Sound:
    """Inspect a recording of a known kind."""
    answer = _run(
        path,
        answer_bytes=ANSWER_BYTES,
        name="inspect_sound",
        demuxer=kind.demuxer,
        max_streams=MAX_STREAMS,
        max_duration_s=max_duration_s,
    )
    try:
        return Sound.model_validate(json.loads(answer) | {"kind": kind})
    except ValueError as error:
        raise _refusal("unreadable") from error


def fit(picture: Path, *, kind: Kind, width_px: int, height_px: int, quality: int) -> bytes:
    """Return the image as a JPEG of this size."""
    return _run(
        picture,
        answer_bytes=OUTPUT_BYTES,
        name="fit",
        decoder=kind.decoder,
        width_px=width_px,
        height_px=height_px,
        quality=quality,
    )


def in_srgb(picture: Path, *, kind: Kind, side_px: int, quality: int) -> bytes:
    """Return the image in sRGB, or nothing if it needs no conversion."""
    return _run(
        picture,
        answer_bytes=OUTPUT_BYTES,
        name="in_srgb",
        decoder=kind.decoder,
        side_px=side_px,
        quality=quality,
    )


def _run(path: Path, *, answer_bytes: int, **operation: Any) -> bytes:
    limits = {
        "memory_bytes": MEMORY_BYTES,
        "cpu_s": CPU_S,
        "output_bytes": OUTPUT_BYTES,
        "wall_s": WALL_S + 1,
    }
    asked = {**operation, "path": str(path.resolve()), "max_pixels": MAX_PIXELS}
    # -I: neither the working directory nor our environment variables affect what the child imports.
    command = [sys.executable, "-I", decoder.__file__, json.dumps(limits), json.dumps(asked)]
    with in_turn():
        try:
            ended = programs.run(
                command, cwd=Path("/"), inherits=_INHERITED, wall_s=WALL_S, answer_bytes=answer_bytes
            )
        except subprocess.TimeoutExpired as error:
            raise _too_busy(f"no answer in {WALL_S} s") from error
    if ended.status != 0:
        raise _judgement(ended)
    return ended.answer


@contextmanager
def in_turn() -> Iterator[None]:
    """Process one file at a time. In a web request, the server runs other requests meanwhile."""
    with _place(), bulkhead.waiting():
        if not _turn.acquire(timeout=TURN_WITHIN_S):
            raise _too_busy("other files are being inspected")
        try:
            yield
        finally:
            _turn.release()


@contextmanager
def _place() -> Iterator[None]:
    if not bulkhead.is_in_request():
        yield
        return
    if not _places.acquire(blocking=False):
        raise _too_busy("other requests are waiting")
    try:
        yield
    finally:
        _places.release()


def _judgement(ended: programs.Ended) -> Exception:
    """Interpret an exit status other than 0."""
    if ended.status == decoder.REFUSED:
        return _refusal(ended.answer.decode(errors="replace"))
    if ended.status in programs.OVER_LIMIT:
        return _refusal("too_expensive")
    if ended.status in programs.CRASHED:
        return _refusal("unreadable")
    if ended.status < 0:
        return _too_busy(f"ended by signal {-ended.status}")
    # A bug of ours: the traceback helps more than a message.
    return RuntimeError(f"the decoder failed with status {ended.status}: {ended.errors[-2000:]}")


def _refusal(reason: str) -> MediaRefusedError:
    return MediaRefusedError(reason, _REASONS[reason])


def _too_busy(cause: str) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        "The server is too busy to open this file. Try again in a moment.",
        system=SYSTEM,
        retry_after_s=AGAIN_AFTER_S,
        cause=cause,
    )
