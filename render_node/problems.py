"""Errors and bugs as HTTP responses: problem documents that contain OpenAI's error object."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from render_node import errors
from render_node.contract import ErrorBody, Problem


def install(app: FastAPI) -> None:
    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[JSONResponse]]] = {
        errors.RefusalError: _refused,
        ValidationError: _invalid,
        RequestValidationError: _invalid,
        HTTPException: _http_error,
        Exception: _bug,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _problem(error: errors.RefusalError) -> JSONResponse:
    kind = "invalid_request_error" if error.status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error"
    problem = Problem(
        type="about:blank",
        title=error.title,
        status=error.status,
        detail=error.message,
        code=error.code,
        error=ErrorBody(message=error.message, type=kind, code=error.code, param=error.param),
    )
    headers = {"Retry-After": str(error.retry_after_s)} if error.retry_after_s else {}
    if error.status == HTTPStatus.CONFLICT:
        # The openai client treats a conflict as temporary and would retry.
        headers["x-should-retry"] = "false"
    return JSONResponse(
        problem.model_dump(), error.status, headers=headers, media_type="application/problem+json"
    )


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    return _problem(error if isinstance(error, errors.RefusalError) else errors.RefusalError(str(error)))


async def _invalid(_request: Request, error: Exception) -> JSONResponse:
    found = error.errors() if isinstance(error, ValidationError | RequestValidationError) else []
    first = found[0]
    where = [str(part) for part in first["loc"] if part not in {"body", "query", "header"}]
    sentences = "; ".join(f"{'.'.join(str(p) for p in e['loc']) or 'request'}: {e['msg']}" for e in found)
    return _problem(errors.RefusalError(sentences, param=".".join(where) or None))


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.NOT_FOUND
    refusal = errors.RefusalError(f"{HTTPStatus(status).phrase}.")
    refusal.status, refusal.title = status, HTTPStatus(status).phrase
    refusal.code = HTTPStatus(status).name.lower()
    return _problem(refusal)


async def _bug(_request: Request, _error: Exception) -> JSONResponse:
    refusal = errors.RefusalError("Internal error on the node. Retry with the same idempotency key.")
    refusal.status, refusal.title, refusal.code = 500, "Internal error", "internal_error"
    return _problem(refusal)
