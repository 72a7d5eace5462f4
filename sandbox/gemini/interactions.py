"""The Interactions API: videos, which are started, polled, canceled and downloaded, and speech."""

import math
import re
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from sandbox import clock, context
from sandbox.gemini import access, films, speech
from sandbox.gemini.films import State
from sandbox.gemini_state import Film
from sandbox.google_errors import GoogleError

_MODELS = re.compile(r"gemini-omni-1\.[12]-flash$")
_SECONDS = re.compile(r"(\d+)s$")
_SHORTEST_S, _LONGEST_S = 3, 15
# The client takes only the name from an https URL, and then requests it from its own base URL.
_HOST = "https://generativelanguage.googleapis.com"
_TASKS = {"text_to_video", "image_to_video"}
_STATUS = {
    State.REFUSED: "failed",
    State.ZERO: "completed",
    State.FAILED: "failed",
    State.INCOMPLETE: "incomplete",
    State.BUDGET: "budget_exceeded",
}
_SAID = {
    State.REFUSED: ("safety", "The prompt was blocked by the safety policy."),
    State.FAILED: ("internal", "The video could not be generated."),
    State.INCOMPLETE: ("incomplete", "Generation stopped before the video was complete."),
    State.BUDGET: ("budget_exceeded", "The project's budget for this month is used up."),
}


async def create(request: Request) -> Response:
    """Start a video, or return speech."""
    access.check_key(request)
    body = await request.json()
    if (body.get("response_format") or {}).get("type") == "audio":
        return await speech.create(request, body)
    model = str(body.get("model", ""))
    if not _MODELS.match(model):
        raise GoogleError(404, f"models/{model} is not found for interactions.", reason="notFound")
    wanted = body.get("response_format") or {}
    if wanted.get("type") != "video":
        raise GoogleError(
            400, "The sandbox generates video and speech: response_format.type must be video or audio."
        )
    parts = _parts(body.get("input"))
    prompt = " ".join(str(part.get("text", "")) for part in parts if part.get("type") == "text").strip()
    if not prompt:
        raise GoogleError(400, "input must hold a prompt.")
    _check_task(body, parts)
    film = films.order(request, model=model, prompt=prompt, seconds=_seconds(wanted), size=_size(wanted))
    return JSONResponse(_resource(request, film))


async def show(request: Request) -> Response:
    """Return its progress, and the video's URL once there is one."""
    access.check_key(request)
    return JSONResponse(_resource(request, _film(request)))


async def cancel(request: Request) -> Response:
    """Cancel it. One that has ended stays unchanged."""
    access.check_key(request)
    film = _film(request)
    if films.state(request, film) not in {State.QUEUED, State.IN_PROGRESS}:
        raise GoogleError(400, "The interaction has already ended.")
    film.is_canceled = True
    return JSONResponse(_resource(request, film))


async def download(request: Request) -> Response:
    """Return the video's bytes."""
    access.check_key(request)
    film = context.of(request).films.by_id.get(request.path_params["file_id"])
    if film is None or films.state(request, film) is not State.COMPLETED:
        raise GoogleError(404, "There is no such file.", reason="notFound")
    return FileResponse(await films.file(request, film), media_type="video/mp4")


def _film(request: Request) -> Film:
    film = context.of(request).films.by_id.get(request.path_params["interaction_id"].removeprefix("v1_"))
    if film is None:
        raise GoogleError(404, "Interaction not found.", reason="notFound")
    return film


def _parts(given: Any) -> list[dict[str, Any]]:
    """Return the parts of the prompt: a text, a list of contents, or turns that contain them."""
    if isinstance(given, str):
        return [{"type": "text", "text": given}]
    found: list[dict[str, Any]] = []
    for part in given or []:
        found += _parts(part["content"]) if "content" in part else [part]
    return found


def _check_task(body: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    config = (body.get("generation_config") or {}).get("video_config") or {}
    task = config.get("task", "text_to_video")
    if task not in _TASKS:
        raise GoogleError(400, f"The sandbox supports the tasks {', '.join(sorted(_TASKS))}.")
    has_picture = any(part.get("type") == "image" and part.get("data") for part in parts)
    if has_picture != (task == "image_to_video"):
        raise GoogleError(400, f"The task {task} can't be used with this input.")


def _seconds(wanted: dict[str, Any]) -> int:
    match = _SECONDS.match(str(wanted.get("duration", "8s")))
    if match is None or not _SHORTEST_S <= int(match[1]) <= _LONGEST_S:
        raise GoogleError(400, f"duration must be {_SHORTEST_S}s to {_LONGEST_S}s.")
    return int(match[1])


def _size(wanted: dict[str, Any]) -> tuple[int, int]:
    size = films.size_of(wanted.get("resolution", "720p"), wanted.get("aspect_ratio", "16:9"))
    if size is None:
        raise GoogleError(400, "resolution or aspect_ratio is not supported.")
    return size


def _resource(request: Request, film: Film) -> dict[str, Any]:
    state = films.state(request, film)
    steps, errors = [], []
    if state is State.COMPLETED:
        content = {"type": "video", "mime_type": "video/mp4", "uri": f"{_HOST}/v1/files/{film.id}"}
        steps = [{"type": "model_output", "content": [content]}]
    if state is State.ZERO:
        content = {"type": "text", "text": "I cannot make a video of this."}
        steps = [{"type": "model_output", "content": [content]}]
    if state in _SAID:
        code, message = _SAID[state]
        errors = [{"code": code, "message": message}]
    written = math.ceil(len(film.prompt) / 4)
    return {
        "id": f"v1_{film.id}",
        "object": "interaction",
        "model": film.model,
        "status": _STATUS.get(state, state.value),
        "created": clock.rfc3339(film.created_at),
        "updated": clock.rfc3339(context.now(request)),
        "steps": steps,
        "usage": {"total_tokens": written},
        **({"errors": errors} if errors else {}),
    }
