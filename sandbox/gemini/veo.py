"""Veo on Agent Platform: a long-running prediction that is polled until it is done."""

import base64
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import context
from sandbox.gemini import films
from sandbox.gemini.films import State
from sandbox.gemini_state import Film
from sandbox.google_errors import GoogleError

_LENGTHS_S = {4, 6, 8}
_FILTERED = (
    "The prompt could not be submitted: it contains words that violate the usage guidelines. Support codes: "
    "58061214"
)


async def predict(request: Request) -> Response:
    """Start a video."""
    _check_token(request)
    model = request.path_params["model"]
    if not model.startswith("veo-3.1"):
        raise GoogleError(404, f"Publisher model {model} was not found.", reason="notFound")
    body = await request.json()
    instance: dict[str, Any] = next(iter(body.get("instances") or []), {})
    wanted = body.get("parameters") or {}
    if not instance.get("prompt"):
        raise GoogleError(400, "instances[0].prompt is missing.")
    if wanted.get("durationSeconds", 8) not in _LENGTHS_S:
        raise GoogleError(400, "durationSeconds must be 4, 6 or 8.")
    size = films.size_of(wanted.get("resolution", "720p"), wanted.get("aspectRatio", "16:9"))
    if size is None:
        raise GoogleError(400, "resolution or aspectRatio is not supported.")
    film = films.order(
        request,
        model=model,
        prompt=instance["prompt"],
        seconds=wanted.get("durationSeconds", 8),
        size=size,
    )
    return JSONResponse({"name": _name(request, film)})


async def fetch(request: Request) -> Response:
    """Return an operation's progress. Once it is done, the response contains the video."""
    _check_token(request)
    name = str((await request.json()).get("operationName", ""))
    film = context.of(request).films.by_id.get(name.rpartition("/")[2])
    if film is None:
        raise GoogleError(404, "The operation was not found.", reason="notFound")
    return JSONResponse({"name": name, **await _result(request, film)})


async def show_model(request: Request) -> Response:
    """Return a model's description."""
    _check_token(request)
    model = request.path_params["model"]
    if not model.startswith("veo-3.1"):
        raise GoogleError(404, f"Publisher model {model} was not found.", reason="notFound")
    return JSONResponse({"name": f"publishers/google/models/{model}", "versionId": "001"})


async def _result(request: Request, film: Film) -> dict[str, Any]:
    state = films.state(request, film)
    if state in {State.QUEUED, State.IN_PROGRESS}:
        return {}
    if state is State.COMPLETED:
        content = (await films.file(request, film)).read_bytes()
        found = {"bytesBase64Encoded": base64.b64encode(content).decode(), "mimeType": "video/mp4"}
        return {"done": True, "response": {"raiMediaFilteredCount": 0, "videos": [found]}}
    if state in {State.REFUSED, State.ZERO}:
        filtered = {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": [_FILTERED]}
        return {"done": True, "response": filtered}
    return {"done": True, "error": {"code": 13, "message": "The video could not be generated."}}


def _name(request: Request, film: Film) -> str:
    place = request.path_params
    return (
        f"projects/{place['project']}/locations/{place['location']}/publishers/google/models/{film.model}"
        f"/operations/{film.id}"
    )


def _check_token(request: Request) -> None:
    if not request.headers.get("authorization", "").startswith("Bearer "):
        raise GoogleError(401, "Request is missing required authentication credential.", reason="required")
