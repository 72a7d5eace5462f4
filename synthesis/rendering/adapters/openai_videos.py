"""Client of any server with the OpenAI Videos API, limited to the standard fields."""

import base64
import json
import math
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.upstream import UpstreamClient
from render_node.contract import Video, VideoRequest
from synthesis.rendering.adapters.base import Engine, RendererHealth, Traits, UnconfirmedError

SYSTEM = "The video server"
MAX_CLIP_BYTES = 4 * 1024**3
SUBMIT_TIMEOUT_S = 60
FETCH_TIMEOUT_S = 120
TRAITS = Traits()
# Defaults for servers that do not state lengths: 4, 8 or 12 seconds, upright, at 24 frames per second.
STANDARD: dict[str, Any] = {
    "default_size": "720x1280",
    "sizes": ["720x1280"],
    "default_fps": 24,
    "frame_step": 96,
    "min_frames": 96,
    "max_frames": 288,
}

Answer = TypeVar("Answer", bound=BaseModel)


class _Models(BaseModel):
    """The response of ``/v1/models``; render nodes state more about each model than other servers do."""

    data: list[dict[str, Any]]


class OpenAIVideosClient:
    """A RendererClient for a server without idempotency keys: a job that is sent twice is rendered twice."""

    traits = TRAITS
    poll_every_s = 1.0

    def __init__(self, *, base_url: str, token: str, slots: int = 1, timeout_s: float = 10.0) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = UpstreamClient(SYSTEM, base_url=base_url, headers=headers, timeout_s=timeout_s)
        self._slots = slots

    def health(self) -> RendererHealth:
        """Ready whenever the server responds: the API has no status for starting."""
        models = _parsed(_Models, self._http.request("GET", "/v1/models").content)
        return RendererHealth(is_ready=True, slots=self._slots, engines=tuple(map(_engine, models.data)))

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """See RendererClient."""
        try:
            response = self._http.request("POST", "/v1/videos", timeout=SUBMIT_TIMEOUT_S, **_body(request))
            return _parsed(Video, response.content)
        except UpstreamUnavailableError as error:
            is_full = error.context.get("upstream_status") == HTTPStatus.TOO_MANY_REQUESTS
            if is_full or error.context.get("never_sent"):
                raise
            raise UnconfirmedError(error.message) from error
        except UpstreamError as error:
            if error.context.get("upstream_status"):
                raise
            # The server responded, and the response is not readable.
            raise UnconfirmedError(error.message) from error

    def poll(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """See RendererClient."""
        try:
            return _parsed(Video, self._http.request("GET", f"/v1/videos/{job_id}").content)
        except UpstreamError as error:
            if error.context.get("upstream_status") == HTTPStatus.NOT_FOUND:
                return None
            raise

    def fetch(self, *, job_id: str, destination: Path) -> str:
        """See RendererClient."""
        return self._http.download(
            f"/v1/videos/{job_id}/content", to=destination, max_bytes=MAX_CLIP_BYTES, timeout=FETCH_TIMEOUT_S
        )

    def cancel(self, *, key: str, job_id: str) -> None:
        """Delete the video, the only way of this API to cancel. A missing video needs no cancel."""
        if job_id:
            gone = {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
            self._http.request("DELETE", f"/v1/videos/{job_id}", expect={*range(200, 300), *gone})


def _engine(entry: dict[str, Any]) -> Engine:
    """The engine as the server describes it, with default lengths where it states none."""
    said = entry if "frame_step" in entry or "max_frames" in entry else STANDARD | entry
    try:
        return Engine.model_validate({"title": entry.get("id", ""), **said})
    except ValidationError as error:
        raise _unreadable() from error


def _body(request: VideoRequest) -> dict[str, Any]:
    """The standard fields as arguments of a request: JSON, or a form with a file if there is a picture."""
    frames, fps = request.num_frames or 0, request.fps or STANDARD["default_fps"]
    fields = {
        "model": request.model,
        "prompt": request.prompt,
        "size": request.size or STANDARD["default_size"],
        # The API takes whole seconds, as text.
        "seconds": str(max(1, math.ceil(frames / fps))),
    }
    if request.input_reference is None:
        return {"data": json.dumps(fields), "headers": {"Content-Type": "application/json"}}
    mime_type, picture = decoded(request.input_reference)
    return {"data": fields, "files": {"input_reference": ("picture", picture, mime_type)}}


def decoded(data_url: str) -> tuple[str, bytes]:
    """Content type and bytes of a data URL that we made."""
    head, _, data = data_url.partition(",")
    return head.removeprefix("data:").partition(";")[0], base64.b64decode(data)


def _parsed(shape: type[Answer], content: bytes) -> Answer:
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        raise _unreadable() from error


def _unreadable() -> UpstreamError:
    return UpstreamError(f"{SYSTEM} sent an unreadable response.", system=SYSTEM)
