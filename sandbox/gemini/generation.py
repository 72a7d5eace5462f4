"""``generateContent``: text in any schema, findings about a video, speech, and refusals."""

import asyncio
import base64
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import context, spoken
from sandbox.gemini import access
from sandbox.google_errors import GoogleError
from sandbox.world import videos
from sandbox.world.videos import Video
from sandbox.writing import answers, stories
from sandbox.writing.brief import Brief

_VIDEO_ID = re.compile(r"(?:v=|/shorts/|youtu\.be/|/embed/|/videos/)([\w-]{11})")
_FILE_ID = re.compile(r"/files/([a-z0-9]+)")


async def generate(request: Request) -> Response:
    """Return one response."""
    return JSONResponse(await _generated(request))


async def stream(request: Request) -> Response:
    """Return one response as the single event of a stream."""
    document = json.dumps(await _generated(request))
    return Response(f"data: {document}\r\n\r\n", media_type="text/event-stream")


async def count_tokens(request: Request) -> Response:
    access.check_key(request)
    text = " ".join(_texts(_list(_get(await _body(request), "contents"))))
    return JSONResponse({"totalTokens": _tokens(text)})


async def list_models(request: Request) -> Response:
    access.check_key(request)
    return JSONResponse({"models": [_model(name) for name in access.MODELS]})


async def show_model(request: Request) -> Response:
    access.check_key(request)
    return JSONResponse(_model(access.model_named(request.path_params["model"])))


async def _generated(request: Request) -> dict[str, Any]:
    access.check_key(request)
    model = access.model_named(request.path_params["model"])
    body = await _body(request)
    contents = _list(_get(body, "contents"))
    if not contents:
        raise GoogleError(400, "* GenerateContentRequest.contents: contents is not specified")
    brief = Brief(
        instructions=" ".join(_texts([_get(body, "systemInstruction") or {}])),
        material="\n".join(_texts(contents)),
        video=_shown_video(request, contents),
        seed=str(_get(_config(body), "seed") or ""),
    )
    if brief.is_forbidden:
        return _blocked(brief, model)
    if "AUDIO" in [str(kind).upper() for kind in _list(_get(_config(body), "responseModalities"))]:
        return await _spoken(brief, body, model)
    text = _written(brief, _config(body))
    if brief.is_cut_short:
        return _answer({"text": text[: len(text) // 2]}, brief, model, text=text, reason="MAX_TOKENS")
    return _answer({"text": text}, brief, model, text=text)


def _written(brief: Brief, config: Mapping[str, Any]) -> str:
    schema = _get(config, "responseJsonSchema") or _get(config, "responseSchema")
    if schema:
        try:
            return json.dumps(answers.answer(brief, schema), ensure_ascii=False)
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise GoogleError(
                400, f"Invalid JSON payload received. The schema cannot be used: {error}"
            ) from error
    if _get(config, "responseMimeType") == "application/json":
        return json.dumps({"title": stories.whole(brief)["title"], "text": stories.lessons(brief)[0].text})
    return " ".join(str(beat["narration"]) for beat in stories.beats(brief))


async def _spoken(brief: Brief, body: Mapping[str, Any], model: str) -> dict[str, Any]:
    voice = json.dumps(_get(_config(body), "speechConfig") or {}, sort_keys=True)
    said = await asyncio.to_thread(spoken.speak, brief.material[:5000], voice=voice)
    data = base64.b64encode(spoken.pcm(said.samples)).decode()
    mime_type = f"audio/L16;codec=pcm;rate={spoken.SAMPLES_PER_S}"
    return _answer({"inlineData": {"mimeType": mime_type, "data": data}}, brief, model, text=brief.material)


def _answer(
    part: Mapping[str, Any], brief: Brief, model: str, *, text: str, reason: str = "STOP"
) -> dict[str, Any]:
    prompt = _tokens(brief.instructions + brief.material) + (
        258 * brief.video.duration_s if brief.video else 0
    )
    written = _tokens(text)
    return {
        "candidates": [
            {"content": {"role": "model", "parts": [dict(part)]}, "finishReason": reason, "index": 0}
        ],
        "usageMetadata": {
            "promptTokenCount": prompt,
            "candidatesTokenCount": written,
            "totalTokenCount": prompt + written,
        },
        "modelVersion": model,
        "responseId": f"sandbox-{brief.chance('response').getrandbits(48):012x}",
    }


def _blocked(brief: Brief, model: str) -> dict[str, Any]:
    prompt = _tokens(brief.instructions + brief.material)
    return {
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "safetyRatings": []},
        "usageMetadata": {"promptTokenCount": prompt, "totalTokenCount": prompt},
        "modelVersion": model,
    }


def _shown_video(request: Request, contents: Sequence[Any]) -> Video | None:
    """Return the prompt's video; None without one. Raises GoogleError for one that can't be accessed."""
    for part in _parts(contents):
        address = str(_get(_get(part, "fileData") or {}, "fileUri") or "")
        match = _VIDEO_ID.search(address)
        if match is not None:
            video = videos.find(match[1], context.now(request))
            if video is None:
                raise GoogleError(
                    403, "The caller does not have permission to view the video.", reason="forbidden"
                )
            return video
        file_id = _FILE_ID.search(address)
        if file_id is not None and file_id[1] not in context.of(request).files.by_id:
            message = f"You do not have permission to access the File {file_id[1]} or it may not exist."
            raise GoogleError(403, message, reason="forbidden")
    return None


async def _body(request: Request) -> Mapping[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise GoogleError(400, "Invalid JSON payload received.") from None
    return body if isinstance(body, dict) else {}


def _config(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _get(body, "generationConfig") or {}
    return found


def _get(source: Mapping[str, Any], name: str) -> Any:
    """Return a field by its camel case name or, as the official client writes some, its snake case name."""
    snake = re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
    return source.get(name, source.get(snake))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _parts(contents: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    for content in contents:
        yield from (part for part in _list(content.get("parts")) if isinstance(part, dict))


def _texts(contents: Sequence[Any]) -> list[str]:
    return [str(part["text"]) for part in _parts(contents) if part.get("text")]


def _tokens(text: str) -> int:
    return max(1, math.ceil(len(text) / 4))


def _model(name: str) -> dict[str, Any]:
    return {
        "name": f"models/{name}",
        "version": name.removeprefix("gemini-"),
        "displayName": f"{name} (sandbox)",
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent", "countTokens"],
    }
