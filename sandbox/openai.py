"""The OpenAI API: chat completions and responses, in any schema."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import context, openai_images
from sandbox.writing import answers, stories
from sandbox.writing.brief import Brief

_MODELS = (
    "gpt-6.2-astra",
    "gpt-6-astra",
    "gpt-6.2-sol",
    "gpt-6-luna",
    "gpt-5.5",
    "gpt-5.4",
    "gpt-5.4-mini",
    "gpt-5.2",
)
# Shut down by 2026-10-23.
_RETIRED = re.compile(r"gpt-(?:3\.5|4$|4-turbo|4\.1-nano)|o1|o3-mini|o4-mini")
_DECLINED = "I'm sorry, but I can't help with that."


class OpenAIError(Exception):
    """An error in OpenAI's format."""

    def __init__(self, status: int, message: str, *, code: str, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.document = {"error": {"message": message, "type": _type(status), "param": param, "code": code}}


async def refuse(_: Request, error: Exception) -> Response:
    """Return Starlette's response to an OpenAIError."""
    if not isinstance(error, OpenAIError):
        raise error
    return JSONResponse(error.document, status_code=error.status)


async def chat_completions(request: Request) -> Response:
    body = await _body(request)
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise OpenAIError(400, "Missing required parameter: 'messages'.", code="missing_required_parameter")
    brief = _brief(request, messages, seed=str(body.get("seed", "")))
    schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
    text = None if brief.is_forbidden else _written(brief, schema)
    message = {"role": "assistant", "content": text, "refusal": None if text is not None else _DECLINED}
    finish_reason = "stop"
    if brief.is_cut_short and text is not None:
        message["content"], finish_reason = text[: len(text) // 2], "length"
    used = _usage(brief, messages, text or _DECLINED)
    document = {
        "id": f"chatcmpl-{_number(brief)}",
        "object": "chat.completion",
        "created": int(context.now(request)),
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": finish_reason, "logprobs": None, "message": message}],
        "usage": {"prompt_tokens": used[0], "completion_tokens": used[1], "total_tokens": sum(used)},
    }
    return _answer(document, brief)


async def responses(request: Request) -> Response:
    body = await _body(request)
    given = body.get("input")
    if not given:
        raise OpenAIError(400, "Missing required parameter: 'input'.", code="missing_required_parameter")
    items = [{"role": "user", "content": given}] if isinstance(given, str) else given
    messages = [{"role": "system", "content": body.get("instructions") or ""}, *items]
    brief = _brief(request, messages, seed="")
    schema = (body.get("text") or {}).get("format", {}).get("schema")
    text = None if brief.is_forbidden else _written(brief, schema)
    is_cut_short = brief.is_cut_short and text is not None
    if is_cut_short and text is not None:
        text = text[: len(text) // 2]
    used = _usage(brief, messages, text or _DECLINED)
    document = {
        "id": f"resp_{_number(brief)}",
        "object": "response",
        "created_at": int(context.now(request)),
        "status": "incomplete" if is_cut_short else "completed",
        "model": body["model"],
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if is_cut_short else None,
        "instructions": body.get("instructions"),
        "metadata": {},
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "output": [
            {
                "type": "message",
                "id": f"msg_{_number(brief)}",
                "role": "assistant",
                "status": "completed",
                "content": [_content(text)],
            }
        ],
        "usage": {
            "input_tokens": used[0],
            "input_tokens_details": {"cached_tokens": 0},
            "output_tokens": used[1],
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": sum(used),
        },
    }
    return _answer(document, brief)


async def models(request: Request) -> Response:
    _check_key(request)
    return JSONResponse({"object": "list", "data": [_model(name) for name in _MODELS]})


async def model(request: Request) -> Response:
    _check_key(request)
    _check_model(request.path_params["model"])
    return JSONResponse(_model(request.path_params["model"]))


async def _body(request: Request) -> dict[str, Any]:
    _check_key(request)
    try:
        body = await request.json()
    except ValueError:
        raise OpenAIError(
            400, "We could not parse the JSON body of your request.", code="invalid_json"
        ) from None
    if not isinstance(body, dict):
        raise OpenAIError(400, "The body must be a JSON object.", code="invalid_json")
    _check_model(str(body.get("model", "")))
    if body.get("stream"):
        raise OpenAIError(400, "The sandbox does not stream.", code="unsupported_value", param="stream")
    return body


def _check_key(request: Request) -> None:
    key = request.headers.get("authorization", "").partition(" ")[2]
    if not key or key == "invalid":
        raise OpenAIError(401, "Incorrect API key provided.", code="invalid_api_key")


def _check_model(name: str) -> None:
    if not name.startswith(("gpt-", "o")) or _RETIRED.match(name):
        message = f"The model `{name}` does not exist or you do not have access to it."
        raise OpenAIError(404, message, code="model_not_found")


def _brief(request: Request, messages: Sequence[Mapping[str, Any]], *, seed: str) -> Brief:
    ours = [
        _text(message.get("content"))
        for message in messages
        if message.get("role") in ("system", "developer")
    ]
    theirs = [_text(message.get("content")) for message in messages if message.get("role") == "user"]
    brief = Brief(instructions="\n".join(ours), material="\n".join(theirs), seed=seed)
    try:
        return replace(brief, footage=openai_images.footage_of(request, messages, brief))
    except openai_images.BadImageError:
        message = "Invalid image URL. Expected a data URL with an image, or an https URL."
        raise OpenAIError(400, message, code="invalid_image_url", param="input") from None


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    return "\n".join(
        str(part["text"]) for part in content or [] if isinstance(part, dict) and part.get("text")
    )


def _written(brief: Brief, schema: Mapping[str, Any] | None) -> str:
    if schema is None:
        return " ".join(str(beat["narration"]) for beat in stories.beats(brief))
    try:
        return answers.written(brief, schema)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OpenAIError(
            400, f"Invalid schema: {error}", code="invalid_json_schema", param="text.format"
        ) from error


def _content(text: str | None) -> dict[str, Any]:
    if text is None:
        return {"type": "refusal", "refusal": _DECLINED}
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _usage(brief: Brief, messages: Sequence[Mapping[str, Any]], text: str) -> tuple[int, int]:
    prompt = math.ceil(len(brief.instructions + brief.material) / 4)
    return prompt + openai_images.tokens(messages), math.ceil(len(text) / 4)


def _number(brief: Brief) -> str:
    return f"sandbox{brief.chance('answer').getrandbits(64):016x}"


def _answer(document: Mapping[str, Any], brief: Brief) -> Response:
    return JSONResponse(document, headers={"x-request-id": f"req_{_number(brief)}"})


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_764_547_200, "owned_by": "sandbox"}


def _type(status: int) -> str:
    return {429: "requests", 500: "server_error", 503: "server_error"}.get(status, "invalid_request_error")


routes = [
    Route("/openai/v1/chat/completions", chat_completions, methods=["POST"]),
    Route("/openai/v1/responses", responses, methods=["POST"]),
    Route("/openai/v1/models", models, methods=["GET"]),
    Route("/openai/v1/models/{model}", model, methods=["GET"]),
]
