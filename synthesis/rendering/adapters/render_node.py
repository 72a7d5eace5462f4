"""Client of a render node, over HTTP."""

from collections import Counter
from http import HTTPStatus
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from foundation.errors import UpstreamError
from foundation.upstream import UpstreamClient
from render_node.contract import (
    IDEMPOTENCY_HEADER,
    CancelRequest,
    ModelState,
    StillRequest,
    Video,
    VideoRequest,
)
from synthesis.rendering.adapters.base import Engine, RendererHealth, Traits

SYSTEM = "The render node"
# A minute of 1080x1920 at visually lossless quality is far below this.
MAX_CLIP_BYTES = 4 * 1024**3
FETCH_TIMEOUT_S = 60
# The first still of a node waits until the process that draws has started.
STILL_TIMEOUT_S = 20
TRAITS = Traits(
    is_idempotent=True, is_replaceable=True, describes_clips=True, signs_webhooks=True, spare_slots=1
)

_JPEG = b"\xff\xd8\xff"

Answer = TypeVar("Answer", bound=BaseModel)


_NOTES = {
    "disk_full": ("Its disk is full.",),
    "defunct": ("Its workers stop right after starting. See its log for the reason.",),
}


class _Engines(BaseModel):
    """The response of ``/v1/models``."""

    data: list[Engine]


class _Worker(BaseModel):
    """A worker process of the node, and the device it renders on."""

    device: str


class _Readiness(BaseModel):
    """The response of ``/readyz``."""

    status: str
    workers: int = 1
    queued: int | None = None
    devices: list[_Worker] = Field(default_factory=list)

    @property
    def device(self) -> str:
        """Each kind of GPU or CPU once, with its count: "2 × NVIDIA H100"."""
        counts = Counter(worker.device for worker in self.devices)
        return ", ".join(f"{n} × {name}" if n > 1 else name for name, n in counts.items())


class RenderNodeClient:
    """A RendererClient for a render node."""

    traits = TRAITS
    poll_every_s = 0.0

    def __init__(self, *, base_url: str, token: str, timeout_s: float = 5.0) -> None:
        self._http = UpstreamClient(
            SYSTEM, base_url=base_url, headers={"Authorization": f"Bearer {token}"}, timeout_s=timeout_s
        )

    def health(self) -> RendererHealth:
        """Also requests the models, which checks the token: a node that rejects our token cannot be used."""
        models = _parsed(_Engines, self._http.request("GET", "/v1/models").content).data
        # 503 comes with the reason; no response at all is an outage.
        answer = self._http.request("GET", "/readyz", expect={HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE})
        try:
            readiness = _parsed(_Readiness, answer.content)
        except UpstreamError:
            if answer.status_code == HTTPStatus.OK:
                raise
            readiness = _Readiness(status="starting", workers=0)
        broken = [model for model in models if model.state is ModelState.UNAVAILABLE]
        return RendererHealth(
            is_ready=readiness.status in {"ready", "busy"},
            slots=readiness.workers + TRAITS.spare_slots,
            engines=tuple(model for model in models if model not in broken),
            device=readiness.device,
            queued=readiness.queued,
            note=" ".join([*_NOTES.get(readiness.status, ()), *map(_why_broken, broken)]),
        )

    def submit(self, *, key: str, request: VideoRequest) -> Video:
        """The key is the attempt's id: a task that runs twice finds its video instead of starting another."""
        response = self._http.request(
            "POST",
            "/v1/videos",
            data=request.model_dump_json(exclude_none=True),
            headers={IDEMPOTENCY_HEADER: key, "Content-Type": "application/json"},
        )
        return _parsed(Video, response.content)

    def poll(self, *, job_id: str, request: VideoRequest) -> Video | None:
        """None for 404: the node was reinstalled, or has purged the video."""
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

    def still(self, *, request: StillRequest) -> bytes:
        """Draw one picture of a scene, as a JPEG."""
        response = self._http.request(
            "POST",
            "/v1/stills",
            data=request.model_dump_json(),
            headers={"Content-Type": "application/json"},
            timeout=STILL_TIMEOUT_S,
        )
        if not response.content.startswith(_JPEG):
            raise UpstreamError(f"{SYSTEM} sent a still that is no JPEG.", system=SYSTEM)
        return response.content

    def cancel(self, *, key: str, job_id: str) -> None:
        """Also cancels a create request that has not arrived yet."""
        self._http.request("POST", "/v1/videos/cancel", json=CancelRequest(idempotency_key=key).model_dump())


def _why_broken(engine: Engine) -> str:
    return f"{engine.id} is unavailable: {engine.note.rstrip('.')}."


def _parsed(shape: type[Answer], content: bytes) -> Answer:
    try:
        return shape.model_validate_json(content)
    except ValidationError as error:
        raise UpstreamError(f"{SYSTEM} sent an unreadable response.", system=SYSTEM) from error
