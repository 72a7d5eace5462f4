"""What is asked of an engine for a scene whose length is known, and how it is sent."""

import math
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.errors import UpstreamError
from render_node.contract import Video, VideoRequest
from synthesis.assembly.storyboard import Shot
from synthesis.content import SceneContent
from synthesis.library import assets
from synthesis.models import Asset, Attempt, Render, Renderer
from synthesis.production import leases, renders
from synthesis.production.leases import Claim, LostLeaseError
from synthesis.rendering import engine_choice, renderers, scene_requests
from synthesis.rendering.adapters.base import Engine, RendererClient, UnconfirmedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request, and the digest that finds a clip again that was made of the same."""

    request: VideoRequest
    digest: str

    @property
    def frames(self) -> int:
        """In the engine's own frames."""
        return self.request.num_frames or 0


def asked_of(*, render: Render, scene: SceneContent, shot: Shot) -> Asked | None:
    """The scene's request; None when its pictures are a file. Raises EngineGoneError."""
    if scene.shows_file:
        return None
    content, frames = render.content, shot.clip_frames
    if not scene.is_generated:
        request = scene_requests.request_for(content=content, scene=scene, frames=frames)
        return Asked(request=request, digest=scene_requests.digest(request=request))
    engine = engine_choice.quoted(items=render.quote.items, scene=scene)
    request = scene_requests.generated_request_for(content=content, scene=scene, frames=frames, engine=engine)
    digest = scene_requests.digest(request=request, picture_sha256=scene.asset_sha256)
    return Asked(request=request, digest=digest)


def submit(*, claim: Claim, attempt: Attempt, renderer: Renderer, client: RendererClient) -> Video:
    """Have the attempt drawn. Raises UnconfirmedError where it may have been accepted without our knowing.

    To an idempotent renderer it is sent as often as needed. To any other it is sent once: that it is being
    sent is written down before, its id as soon as it is known, whatever becomes of the lane.
    """
    request = _complete(attempt, renderer)
    if client.finds_by_key:
        # Recorded before the call: after a crash in between, a cancel still has to reach the renderer.
        Attempt.objects.filter(pk=attempt.pk).update(submitted_at=timezone.now())
        return client.submit(key=attempt.pk, request=request)
    _write_down(claim, attempt, renderer, request)
    row = Attempt.objects.filter(pk=attempt.pk)
    try:
        # The answer may take longer than a lease lasts.
        with leases.heartbeat(claim=claim):
            video = client.submit(key=attempt.pk, request=request)
    except UpstreamError:
        row.update(submitted_at=None, paid_s=0, cost_microusd=None)
        raise
    row.update(job_id=video.id, stop_asked_at=None)
    if not leases.is_held(claim=claim):
        # Canceled meanwhile: only now there is something that can be stopped.
        renders.enqueue_stop(render_id=claim.pk)
        raise LostLeaseError(claim)
    attempt.refresh_from_db()
    return video


def _write_down(claim: Claim, attempt: Attempt, renderer: Renderer, request: VideoRequest) -> None:
    seconds = scene_requests.seconds_of(request=request)
    price = _price(renderer, attempt.engine)
    with transaction.atomic():
        leases.require(claim=claim)
        unsent = Attempt.objects.filter(pk=attempt.pk, submitted_at=None)
        written = unsent.update(
            submitted_at=timezone.now(),
            paid_s=math.ceil(seconds) if renderer.is_paid and renderer.livemode else 0,
            cost_microusd=None if price is None else round(seconds * price),
        )
    if not written:
        raise UnconfirmedError("It was being sent when the work on it was interrupted.")


def _price(renderer: Renderer, engine: str) -> int | None:
    found = (Engine.model_validate(entry) for entry in renderer.capabilities)
    return next((each.microusd_per_s for each in found if each.id == engine), None)


def _complete(attempt: Attempt, renderer: Renderer) -> VideoRequest:
    """The request with what differs between tries, and the picture that is too large to be kept with each."""
    extra: dict[str, Any] = {
        "webhook_url": renderers.webhook_url(renderer=renderer) or None,
        "priority": min(9, 4 + attempt.weight),
    }
    request = VideoRequest.model_validate(attempt.request | extra)
    picture = _picture_of(attempt)
    if picture is None:
        return request
    with assets.local_path(asset=picture) as path:
        reference = scene_requests.picture_for(request=request, picture=path)
    return request.model_copy(update={"input_reference": reference})


def _picture_of(attempt: Attempt) -> Asset | None:
    """The picture that a generated scene begins with."""
    scene = next((each for each in attempt.render.scenes if each.id == attempt.scene_key), None)
    if scene is None or not scene.is_generated or scene.asset is None:
        return None
    return Asset.objects.for_workspace(attempt.render.workspace).get(pk=scene.asset)
