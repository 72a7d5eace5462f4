"""``generateContent``: text in any schema, findings about a video, speech, and refusals."""

import asyncio
import base64
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import spoken
from sandbox.gemini import access
from sandbox.gemini.fields import as_list, get, parts
from sandbox.gemini.shown import Shown, shown
from sandbox.google_errors import GoogleError
from sandbox.writing import answers, obedience, stories
from sandbox.writing.brief import Brief


async def generate(request: Request) -> Response:
    """Return one response."""
    return JSONResponse(await _generated(request))


async def stream(request: Request) -> Response:
    """Return one response as the single event of a stream."""
    document = json.dumps(await _generated(request))
    return Response(f"data: {document}\r\n\r\n", media_type="text/event-stream")


async def count_tokens(request: Request) -> Response:
    access.check_key(request)
    text = " ".join(_texts(as_list(get(await _body(request), "contents"))))
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
    contents = as_list(get(body, "contents"))
    if not contents:
        raise GoogleError(400, "* GenerateContentRequest.contents: contents is not specified")
    seen = shown(request, contents, _config(body))
    brief = Brief(
        instructions=" ".join(_texts([get(body, "systemInstruction") or {}])),
        material="\n".join(_texts(contents)),
        video=seen.video if seen else None,
        footage=seen.footage if seen else None,
        seed=str(get(_config(body), "seed") or ""),
    )
    if brief.is_forbidden:
        return _blocked(brief, model, seen)
    if "AUDIO" in [str(kind).upper() for kind in as_list(get(_config(body), "responseModalities"))]:
        return await _spoken(brief, body, model)
    text = _written(brief, _config(body))
    if brief.is_cut_short:
        half = text[: len(text) // 2]
        return _answer({"text": half}, brief, model, text=text, seen=seen, reason="MAX_TOKENS")
    return _answer({"text": text}, brief, model, text=text, seen=seen)


def _written(brief: Brief, config: Mapping[str, Any]) -> str:
    schema = get(config, "responseJsonSchema") or get(config, "responseSchema")
    if schema:
        try:
            return answers.written(brief, schema)
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise GoogleError(
                400, f"Invalid JSON payload received. The schema cannot be used: {error}"
            ) from error
    if get(config, "responseMimeType") == "application/json":
        return json.dumps({"title": stories.whole(brief)["title"], "text": stories.lessons(brief)[0].text})
    return " ".join(str(beat["narration"]) for beat in stories.beats(brief))


async def _spoken(brief: Brief, body: Mapping[str, Any], model: str) -> dict[str, Any]:
    voice = json.dumps(get(_config(body), "speechConfig") or {}, sort_keys=True)
    said = await asyncio.to_thread(spoken.speak, brief.material[:5000], voice=voice)
    data = base64.b64encode(spoken.pcm(said.samples)).decode()
    mime_type = f"audio/L16;codec=pcm;rate={spoken.SAMPLES_PER_S}"
    return _answer({"inlineData": {"mimeType": mime_type, "data": data}}, brief, model, text=brief.material)


def _answer(
    part: Mapping[str, Any],
    brief: Brief,
    model: str,
    *,
    text: str,
    seen: Shown | None = None,
    reason: str = "STOP",
) -> dict[str, Any]:
    prompt = _prompt_tokens(brief, seen)
    written = _tokens(text)
    calls = [obedience.CALL] if brief.is_obedient else []
    return {
        "candidates": [
            {"content": {"role": "model", "parts": [dict(part), *calls]}, "finishReason": reason, "index": 0}
        ],
        "usageMetadata": {
            "promptTokenCount": prompt,
            "candidatesTokenCount": written,
            "totalTokenCount": prompt + written,
        },
        "modelVersion": model,
        "responseId": f"sandbox-{brief.chance('response').getrandbits(48):012x}",
    }


def _prompt_tokens(brief: Brief, seen: Shown | None) -> int:
    return _tokens(brief.instructions + brief.material) + (seen.tokens if seen else 0)


def _blocked(brief: Brief, model: str, seen: Shown | None) -> dict[str, Any]:
    prompt = _prompt_tokens(brief, seen)
    return {
        "promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "safetyRatings": []},
        "usageMetadata": {"promptTokenCount": prompt, "totalTokenCount": prompt},
        "modelVersion": model,
    }


async def _body(request: Request) -> Mapping[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        raise GoogleError(400, "Invalid JSON payload received.") from None
    return body if isinstance(body, dict) else {}


def _config(body: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = get(body, "generationConfig") or {}
    return found


def _texts(contents: Sequence[Any]) -> list[str]:
    return [str(part["text"]) for part in parts(contents) if part.get("text")]


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
