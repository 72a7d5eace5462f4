"""The video in a prompt: one of the world's by its address, or an uploaded file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from sandbox import context
from sandbox.gemini import files
from sandbox.gemini.fields import get, parts
from sandbox.gemini_state import File
from sandbox.google_errors import GoogleError
from sandbox.world import videos
from sandbox.world.videos import Video
from sandbox.writing import footage
from sandbox.writing.footage import Footage

_VIDEO_ID = re.compile(r"(?:v=|/shorts/|youtu\.be/|/embed/|/videos/)([\w-]{11})")
_FILE_ID = re.compile(r"/files/([a-z0-9-]+)")
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)s")
_MOST_FPS = 24
_TOKENS_PER_FRAME = {"MEDIA_RESOLUTION_LOW": 64, "MEDIA_RESOLUTION_HIGH": 280}
_USUAL_TOKENS_PER_FRAME = 256
_TOKENS_PER_S_OF_SOUND = 32
_MOST_TOKENS = 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the model sees, and the tokens that it takes. ``video`` is None for a file."""

    footage: Footage
    tokens: int
    video: Video | None = None


def shown(request: Request, contents: Sequence[Any], config: Mapping[str, Any]) -> Shown | None:
    """Return the prompt's video; None without one. Raises GoogleError for one that can't be watched."""
    for part in parts(contents):
        address = str(get(get(part, "fileData") or {}, "fileUri") or "")
        if not address:
            continue
        window = _window(get(part, "videoMetadata") or {})
        file = _file(request, address)
        if file is not None and file.mime_type.startswith("video/"):
            return _of_file(request, file, window, config)
        match = _VIDEO_ID.search(address) if file is None else None
        if match is not None:
            return _of_video(request, match[1], window, config)
    return None


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a video that is to be watched, in seconds, and how often."""

    starts_s: float
    ends_s: float | None
    fps: float

    def watched_s(self, length_s: float) -> float:
        return length_s if self.ends_s is None else min(length_s, self.ends_s)


def _window(metadata: Mapping[str, Any]) -> _Window:
    fps = get(metadata, "fps")
    if fps is not None and not 0 < float(fps) <= _MOST_FPS:
        raise GoogleError(400, f"Invalid value at 'video_metadata.fps': {fps}. It must be in (0.0, 24.0].")
    starts_s, ends_s = (_seconds(get(metadata, name)) for name in ("startOffset", "endOffset"))
    if ends_s is not None and ends_s <= (starts_s or 0):
        raise GoogleError(400, "Invalid value at 'video_metadata': the end is not after the start.")
    return _Window(starts_s or 0.0, ends_s, float(fps or 1))


def _seconds(offset: Any) -> float | None:
    if offset is None:
        return None
    match = _OFFSET.fullmatch(str(offset))
    if match is None:
        raise GoogleError(400, f"Invalid value at 'video_metadata': {offset!r} is not a duration.")
    return float(match[1])


def _of_video(request: Request, video_id: str, window: _Window, config: Mapping[str, Any]) -> Shown:
    video = videos.find(video_id, context.now(request))
    if video is None:
        message = "The caller does not have permission to view the video."
        raise GoogleError(403, message, reason="forbidden")
    watched_s = window.watched_s(float(video.duration_s))
    tokens = _tokens(window, watched_s, config, has_sound=True)
    run = context.of(request).watches.next_run(video.id)
    return Shown(footage=footage.of_video(video, watched_s=watched_s, run=run), tokens=tokens, video=video)


def _of_file(request: Request, file: File, window: _Window, config: Mapping[str, Any]) -> Shown:
    if not files.is_active(request, file):
        message = f"The File {file.name} is not in an ACTIVE state and usage is not allowed."
        raise GoogleError(400, message, reason="failedPrecondition")
    watched_s = window.watched_s(file.length_s)
    seed = file.digest.hexdigest()
    return Shown(
        footage=footage.of_file(
            seed=seed,
            watched_s=watched_s,
            has_sound=file.has_sound,
            run=context.of(request).watches.next_run(seed),
            cuts_s=file.cuts_s,
        ),
        tokens=_tokens(window, watched_s, config, has_sound=file.has_sound),
    )


def _file(request: Request, address: str) -> File | None:
    """Return the uploaded file of that address; None for an address of something else."""
    match = _FILE_ID.search(address)
    if match is None:
        return None
    file = context.of(request).files.by_id.get(match[1])
    if file is None:
        message = f"You do not have permission to access the File {match[1]} or it may not exist."
        raise GoogleError(403, message, reason="forbidden")
    return file


def _tokens(window: _Window, watched_s: float, config: Mapping[str, Any], *, has_sound: bool) -> int:
    per_frame = _TOKENS_PER_FRAME.get(str(get(config, "mediaResolution")), _USUAL_TOKENS_PER_FRAME)
    length_s = max(0.0, watched_s - window.starts_s)
    tokens = int(length_s * (window.fps * per_frame + (_TOKENS_PER_S_OF_SOUND if has_sound else 0)))
    if tokens > _MOST_TOKENS:
        message = (
            f"The input token count ({tokens}) exceeds the maximum number of tokens allowed ({_MOST_TOKENS})."
        )
        raise GoogleError(400, message)
    return tokens
