"""The node's HTTP API: the OpenAI Videos API, health and metrics."""

import hmac
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from render_node import (
    addresses,
    bodies,
    devices,
    engines,
    errors,
    health,
    metrics,
    pictures,
    problems,
    webhooks,
)
from render_node.claims import Claims
from render_node.config import Config
from render_node.contract import (
    IDEMPOTENCY_HEADER,
    CancelledKey,
    CancelRequest,
    DeletedVideo,
    DeliveryState,
    ModelList,
    NodeStatus,
    Readiness,
    StillRequest,
    Video,
    VideoList,
    VideoRequest,
    WebhookDelivery,
    WebhookDeliveryList,
)
from render_node.database import Database
from render_node.deliveries import Deliveries
from render_node.engines.base import complete
from render_node.offer import Offer
from render_node.renders import Renders
from render_node.roster import Roster
from render_node.stills import Stills
from render_node.supervisor import Supervisor


class Node:
    """The objects that the endpoints share."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.database = Database(config.database_path)
        self.roster = Roster(database=self.database)
        self.offer = Offer(database=self.database, config=config)
        self.deliveries = Deliveries(database=self.database)
        self.devices = devices.assign(
            config.devices,
            workers=config.workers,
            needs_gpu=any(engines.MODELS[name].needs_gpu for name in config.models),
            environ=os.environ,
        )
        self.renders = Renders(database=self.database, config=config, workers=len(self.devices))
        self.supervisor = Supervisor(
            claims=Claims(database=self.database, config=config),
            renders=self.renders,
            roster=self.roster,
            config=config,
            devices=self.devices,
        )
        self.stills = Stills(data_dir=config.data_dir)
        self.webhook_sender = webhooks.WebhookSender(database=self.database, config=config)

    def start(self) -> None:
        # A model that failed to load in the last run may have been repaired since.
        self.offer.clear_faults()
        self.supervisor.start()
        self.webhook_sender.start()

    def stop(self) -> None:
        self.supervisor.stop()
        self.webhook_sender.stop()
        self.stills.stop()
        self.database.close()


def _node(request: Request) -> Node:
    node: Node = request.app.state.node
    return node


def _authorized(request: Request, authorization: Annotated[str, Header()] = "") -> None:
    """Raise NotAuthorizedError unless the caller sends the token."""
    expected = f"Bearer {_node(request).config.token}"
    if not hmac.compare_digest(authorization.encode(), expected.encode()):
        raise errors.NotAuthorizedError("Send the node's token as 'Authorization: Bearer …'.")


NodeParam = Annotated[Node, Depends(_node)]
public = APIRouter()
videos = APIRouter(prefix="/v1", dependencies=[Depends(_authorized)])
# Endpoints about the node and its work, outside of the API.
guarded = APIRouter(dependencies=[Depends(_authorized)])

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
    """Accept a video. Once the response is sent, the video is stored and survives a crash of the node."""
    body = await _body(request)
    key = _key(request.headers.get(IDEMPOTENCY_HEADER))
    return await run_in_threadpool(
        _submit, node, body, content_type=request.headers.get("content-type", ""), key=key
    )


def _submit(node: Node, body: bytes, *, content_type: str, key: str | None) -> Video:
    values = bodies.parse(body, content_type=content_type)
    picture = None
    if isinstance(values, dict) and values.get("input_reference") is not None:
        picture = pictures.read(values["input_reference"])
        values["input_reference"] = picture.reference
    elif len(body) > bodies.LONGEST_BYTES:
        raise _too_large(bodies.LONGEST_BYTES)
    wanted = VideoRequest.model_validate(values)
    whole = complete(wanted, model=node.offer.model(wanted.model))
    if wanted.webhook_url:
        addresses.check(wanted.webhook_url, config=node.config)
    return node.renders.submit(wanted, whole, key=key, picture=picture)


def _key(text: str | None) -> str | None:
    return None if text is None else CancelRequest(idempotency_key=text).idempotency_key


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bodies.LONGEST_WITH_PICTURE_BYTES:
            raise _too_large(bodies.LONGEST_WITH_PICTURE_BYTES)
    return bytes(body)


def _too_large(longest_bytes: int) -> errors.TooLargeError:
    return errors.TooLargeError(f"The request body may have at most {longest_bytes} bytes.")


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
    """Cancel the video that was or will be submitted under a key."""
    return CancelledKey(
        idempotency_key=wanted.idempotency_key, video=node.renders.cancel_key(wanted.idempotency_key)
    )


@videos.get("/videos/{video_id}")
def get_video(video_id: str, node: NodeParam) -> Video:
    return node.renders.get(video_id)


@videos.post("/videos/{video_id}/cancel")
def cancel_video(video_id: str, node: NodeParam) -> Video:
    """Cancel a video. A video that has ended does not change."""
    return node.renders.cancel(video_id)


@videos.delete("/videos/{video_id}")
def delete_video(video_id: str, node: NodeParam) -> DeletedVideo:
    node.renders.delete(video_id)
    return DeletedVideo(id=video_id)


@videos.get("/videos/{video_id}/content")
def get_content(video_id: str, node: NodeParam) -> FileResponse:
    """Download the file, in full or by range."""
    return FileResponse(node.renders.file_of(video_id), media_type="video/mp4", filename=f"{video_id}.mp4")


@videos.post("/stills", response_class=Response, responses={200: {"content": {"image/jpeg": {}}}})
def draw_still(wanted: StillRequest, node: NodeParam) -> Response:
    """Draw one picture of a scene, at once."""
    return Response(node.stills.draw(wanted), media_type="image/jpeg")


@videos.get("/models")
def list_models(node: NodeParam) -> ModelList:
    """The models of this node: their limits, and whether each can be used now."""
    return ModelList(data=node.offer.models())


@videos.get("/webhooks/deliveries")
def list_deliveries(
    node: NodeParam,
    video_id: str | None = None,
    state: DeliveryState | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> WebhookDeliveryList:
    """Webhooks with their delivery attempts, newest first."""
    page = node.deliveries.newest(video_id=video_id, state=state, after=after, limit=limit)
    last_id = page.deliveries[-1].id if page.deliveries else None
    return WebhookDeliveryList(data=page.deliveries, last_id=last_id, has_more=page.has_more)


@videos.post("/webhooks/deliveries/{delivery_id}/retry")
def retry_delivery(delivery_id: str, node: NodeParam) -> WebhookDelivery:
    """Send a webhook again, in any state."""
    return node.deliveries.retry(delivery_id)


@public.get("/healthz")
def healthz() -> dict[str, str]:
    """Liveness: 200 as long as the process responds."""
    return {"status": "ok"}


@public.get("/readyz")
def readyz(node: NodeParam, response: Response) -> Readiness:
    """Readiness: whether a video sent now would be rendered; 503 if not."""
    readiness = health.readiness(
        renders=node.renders, supervisor=node.supervisor, roster=node.roster, config=node.config
    )
    if readiness.status not in {NodeStatus.READY, NodeStatus.BUSY}:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    return readiness


@guarded.get("/metrics", response_class=PlainTextResponse)
def get_metrics(node: NodeParam) -> PlainTextResponse:
    text = metrics.text(
        database=node.database, renders=node.renders, supervisor=node.supervisor, roster=node.roster
    )
    return PlainTextResponse(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)


@guarded.get("/openapi.json", include_in_schema=False)
def get_description(request: Request) -> dict[str, Any]:
    """The OpenAPI document."""
    description: dict[str, Any] = request.app.openapi()
    return description


def build(config: Config) -> FastAPI:
    """Build the application. Its startup starts the workers."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        node = Node(config)
        app.state.node = node
        node.start()
        yield
        await run_in_threadpool(node.stop)

    app = FastAPI(
        title="Render node", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None
    )
    problems.install(app)
    app.include_router(public)
    app.include_router(guarded)
    app.include_router(videos)
    return app
