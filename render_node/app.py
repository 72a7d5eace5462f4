"""The node over HTTP: the OpenAI Videos shape, health and figures."""

import hmac
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from render_node import bodies, engines, errors, metrics, webhooks
from render_node.claims import Claims
from render_node.config import Config
from render_node.contract import (
    IDEMPOTENCY_HEADER,
    CancelledKey,
    CancelRequest,
    DeletedVideo,
    ErrorBody,
    ModelList,
    Problem,
    Video,
    VideoList,
    VideoRequest,
)
from render_node.database import Database
from render_node.engines.base import complete
from render_node.renders import Renders
from render_node.supervisor import Supervisor

logger = logging.getLogger(__name__)


class Node:
    """What the endpoints share."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = Database(config.database_path)
        self.renders = Renders(database=self.database, config=config)
        self.supervisor = Supervisor(
            claims=Claims(database=self.database, config=config), renders=self.renders, config=config
        )
        self.postman = webhooks.Postman(database=self.database, config=config)

    def start(self) -> None:
        self.supervisor.start()
        self.postman.start()

    def stop(self) -> None:
        self.supervisor.stop()
        self.postman.stop()
        self.database.close()


def _node(request: Request) -> Node:
    node: Node = request.app.state.node
    return node


def _authorized(request: Request, authorization: Annotated[str, Header()] = "") -> None:
    """Raises NotAuthorizedError unless the caller holds the token."""
    expected = f"Bearer {_node(request).config.token}"
    if not hmac.compare_digest(authorization.encode(), expected.encode()):
        raise errors.NotAuthorizedError("Send the node's token as 'Authorization: Bearer …'.")


NodeParam = Annotated[Node, Depends(_node)]
public = APIRouter()
videos = APIRouter(prefix="/v1", dependencies=[Depends(_authorized)])

_VIDEO_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": VideoRequest.model_json_schema()}
            for kind in ("application/json", "multipart/form-data")
        },
    }
}


@videos.post("/videos", openapi_extra=_VIDEO_BODY)
async def create_video(request: Request, node: NodeParam) -> Video:
    """Accept a video. Once this answered, the video is kept whatever happens to the node."""
    wanted = VideoRequest.model_validate(
        bodies.parse(await _body(request), content_type=request.headers.get("content-type", ""))
    )
    key = _key(request.headers.get(IDEMPOTENCY_HEADER))
    return await run_in_threadpool(_submit, node, wanted, key)


def _submit(node: Node, wanted: VideoRequest, key: str | None) -> Video:
    whole = complete(wanted, model=engines.model(wanted.model, offered=node.config.models))
    if wanted.webhook_url:
        webhooks.check_address(wanted.webhook_url, config=node.config)
    return node.renders.submit(wanted, whole, key=key)


def _key(text: str | None) -> str | None:
    return None if text is None else CancelRequest(idempotency_key=text).idempotency_key


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > bodies.LONGEST_BYTES:
            raise errors.TooLargeError(f"A request takes {bodies.LONGEST_BYTES} bytes at most.")
    return body


@videos.get("/videos")
def list_videos(
    node: NodeParam,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    order: Annotated[str, Query(pattern="^(asc|desc)$")] = "desc",
) -> VideoList:
    page = node.renders.newest(after=after, limit=limit, ascending=order == "asc")
    return VideoList(
        data=page.videos,
        first_id=page.videos[0].id if page.videos else None,
        last_id=page.videos[-1].id if page.videos else None,
        has_more=page.has_more,
    )


@videos.post("/videos/cancel")
def cancel_by_key(wanted: CancelRequest, node: NodeParam) -> CancelledKey:
    """Stop what was or will be submitted under a key."""
    return CancelledKey(
        idempotency_key=wanted.idempotency_key, video=node.renders.cancel_key(wanted.idempotency_key)
    )


@videos.get("/videos/{video_id}")
def get_video(video_id: str, node: NodeParam) -> Video:
    return node.renders.get(video_id)


@videos.post("/videos/{video_id}/cancel")
def cancel_video(video_id: str, node: NodeParam) -> Video:
    """Stop a video; one that is over stays as it ended."""
    return node.renders.cancel(video_id)


@videos.delete("/videos/{video_id}")
def delete_video(video_id: str, node: NodeParam) -> DeletedVideo:
    node.renders.delete(video_id)
    return DeletedVideo(id=video_id)


@videos.get("/videos/{video_id}/content")
def get_content(video_id: str, node: NodeParam) -> FileResponse:
    """The file, whole or by range."""
    return FileResponse(node.renders.file_of(video_id), media_type="video/mp4", filename=f"{video_id}.mp4")


@videos.get("/models")
def list_models(node: NodeParam) -> ModelList:
    offered = node.config.models
    return ModelList(data=[engines.model(name, offered=offered) for name in offered])


@public.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@public.get("/readyz")
def readyz(node: NodeParam, response: Response) -> dict[str, object]:
    """Whether a video sent now would be drawn: ready, busy (it would wait), starting, or defunct."""
    counts = node.renders.counts()
    alive = node.supervisor.alive
    status = "busy" if counts["queued"] or counts["in_progress"] >= alive else "ready"
    if not alive:
        status = "defunct" if node.supervisor.is_defunct else "starting"
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return {
        "status": status,
        "workers": alive,
        "queued": counts["queued"],
        "in_progress": counts["in_progress"],
        "models": list(node.config.models),
    }


@public.get("/metrics", response_class=PlainTextResponse)
def get_metrics(node: NodeParam) -> str:
    return metrics.text(renders=node.renders, supervisor=node.supervisor)


# --- refusals ---------------------------------------------------------------------------------------


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
        # The openai client takes a conflict for a passing one and would ask again.
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
    refusal = errors.RefusalError("Something went wrong on the node. Try again; the same key is safe.")
    refusal.status, refusal.title, refusal.code = 500, "Internal error", "internal_error"
    return _problem(refusal)


def build(config: Config) -> FastAPI:
    """The application; starting it starts the workers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        node = Node(config)
        app.state.node = node
        node.start()
        yield
        await run_in_threadpool(node.stop)

    app = FastAPI(title="Render node", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    handlers: dict[type[Exception], Callable[[Request, Exception], Awaitable[JSONResponse]]] = {
        errors.RefusalError: _refused,
        ValidationError: _invalid,
        RequestValidationError: _invalid,
        HTTPException: _http_error,
        Exception: _bug,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    app.include_router(public)
    app.include_router(videos)
    return app
