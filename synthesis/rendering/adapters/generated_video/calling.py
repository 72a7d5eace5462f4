"""Calls to Google's video models, and the mapping of their two families of errors to ours."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

import httpx2
from google.auth.exceptions import GoogleAuthError
from google.genai import types
from google.genai._interactions import APIError as InteractionsError
from google.genai.errors import APIError
from pydantic import ValidationError

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import retry_after_s
from render_node.contract import FrameTime, Recipe, Video, VideoError, VideoRequest, VideoStatus
from synthesis.rendering.adapters.base import Engine, RendererHealth, UnconfirmedError

TIMEOUT_S = 60
FPS = 24
SIZES = {"720x1280": "720p", "1080x1920": "1080p"}
_TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
_KEY_PROBLEMS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}

# The clients of models and of interactions raise two families of errors without a common base class. Both
# also let through the errors of their transports and parsers.
_RAISED = (APIError, InteractionsError, httpx2.HTTPError, GoogleAuthError, ValidationError, ValueError)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoApi:
    """One of the two APIs: name, engine, model, price of a second, hints for a bad key or model."""

    system: str
    engine: str
    model: str
    microusd_per_s: int
    slots: int
    key_hint: str
    model_hint: str
    poll_every_s: float


def http_options(*, base_url: str) -> types.HttpOptions:
    """One try for each call. The interactions client defaults to five, and paid calls must not repeat."""
    return types.HttpOptions(
        base_url=base_url or None,
        timeout=TIMEOUT_S * 1000,
        retry_options=types.HttpRetryOptions(attempts=1),
    )


def call(api: VideoApi, ask: Callable[[], Answer]) -> Answer:
    """Make a call. Raises the upstream errors."""
    try:
        return ask()
    except _RAISED as error:
        raise _translated(api, error) from error


def create(api: VideoApi, ask: Callable[[], Answer]) -> Answer:
    """As ``call``, but raises UnconfirmedError if the request may have been accepted."""
    try:
        return call(api, ask)
    except UpstreamUnavailableError as error:
        is_full = error.context.get("upstream_status") == HTTPStatus.TOO_MANY_REQUESTS
        if is_full or error.context.get("never_sent"):
            raise
        raise UnconfirmedError(error.message) from error
    except UpstreamError as error:
        if error.context.get("upstream_status") or error.context.get("never_sent"):
            raise
        raise UnconfirmedError(error.message) from error


def health(
    api: VideoApi,
    *,
    title: str,
    shortest_s: int,
    longest_s: int,
    frame_time: FrameTime,
    step_s: int = 1,
    has_sound: bool = False,
) -> RendererHealth:
    """The capabilities of a vendor that responds: lengths are whole seconds, ``step_s`` apart."""
    engine = Engine(
        id=api.engine,
        title=title,
        owned_by="google",
        default_size="720x1280",
        sizes=list(SIZES),
        frame_step=step_s * FPS,
        min_frames=shortest_s * FPS,
        max_frames=longest_s * FPS,
        default_fps=FPS,
        max_fps=FPS,
        takes_image=True,
        frame_time=frame_time,
        has_sound=has_sound,
        microusd_per_s=api.microusd_per_s,
    )
    return RendererHealth(is_ready=True, slots=api.slots, engines=(engine,))


def seconds_of(request: VideoRequest) -> int:
    """The requested length in seconds; engines of this kind take whole seconds."""
    return round((request.num_frames or FPS) / (request.fps or FPS))


def video(
    api: VideoApi,
    request: VideoRequest,
    *,
    job_id: str,
    status: VideoStatus,
    error: VideoError | None = None,
    made_by: str = "",
) -> Video:
    """The result of a job, as the render node's API states it."""
    is_done = status is VideoStatus.COMPLETED
    return Video(
        id=job_id,
        model=api.engine,
        status=status,
        progress=100 if is_done else 0,
        created_at=0,
        size=request.size or "",
        seconds=str(seconds_of(request)),
        error=error,
        recipe=_recipe(api, request, job_id, made_by) if is_done else None,
    )


def refused(reason: str) -> VideoError:
    """The vendor refused the prompt, and would refuse it again."""
    return VideoError(code="refused", message=reason)


def failed(reason: str, *, code: str = "failed") -> VideoError:
    """The vendor failed to render."""
    return VideoError(code=code, message=reason)


def written(destination: Path, content: bytes) -> str:
    """Write the file, whole or not at all. Returns its SHA-256."""
    partial = destination.with_name(destination.name + ".part")
    partial.write_bytes(content)
    partial.replace(destination)
    return hashlib.sha256(content).hexdigest()


def _recipe(api: VideoApi, request: VideoRequest, job_id: str, made_by: str) -> Recipe:
    return Recipe(
        engine=api.engine,
        engine_version=made_by or api.model,
        seed=request.seed or 0,
        preset=request.preset.value,
        settings={"operation": job_id, "size": request.size, "seconds": seconds_of(request)},
    )


def _translated(api: VideoApi, error: Exception) -> Exception:
    status = getattr(error, "code", None) or getattr(error, "status_code", None)
    # An unreadable response carries a status too, and it is a success.
    if isinstance(status, int) and status >= HTTPStatus.BAD_REQUEST:
        return _refusal(api, error, status)
    if isinstance(error, GoogleAuthError):
        return UpstreamError(api.key_hint, system=api.system, never_sent=True)
    transport = _transport_error(error)
    if transport is not None:
        return UpstreamUnavailableError(
            f"{api.system} can't be reached.",
            system=api.system,
            cause=type(transport).__name__,
            never_sent=isinstance(transport, httpx2.ConnectError | httpx2.ConnectTimeout),
        )
    return UpstreamError(
        f"{api.system} sent an unreadable response.", system=api.system, cause=type(error).__name__
    )


def _transport_error(error: BaseException) -> httpx2.HTTPError | None:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, httpx2.HTTPError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def _refusal(api: VideoApi, error: Exception, status: int) -> UpstreamError:
    if status in _TRY_AGAIN or status >= 500:
        headers = getattr(getattr(error, "response", None), "headers", None) or {}
        return UpstreamUnavailableError(
            f"{api.system} is unavailable right now.",
            system=api.system,
            retry_after_s=retry_after_s(headers.get("Retry-After")),
            upstream_status=status,
        )
    sentence = f"{api.system} refused: {_said(error)}"
    if status in _KEY_PROBLEMS:
        sentence = api.key_hint
    elif status == HTTPStatus.NOT_FOUND:
        sentence = api.model_hint
    return UpstreamError(sentence, system=api.system, upstream_status=status)


def _said(error: Exception) -> str:
    """The vendor's error message, which each family keeps in a different place."""
    body = getattr(error, "body", None)
    inner = body.get("error") if isinstance(body, dict) else None
    if isinstance(inner, dict) and inner.get("message"):
        return str(inner["message"])
    return str(getattr(error, "message", None) or error)
