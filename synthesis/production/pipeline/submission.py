"""Submission of jobs: retried at idempotent renderers, sent once to all others."""

import math
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.errors import UpstreamError
from render_node.contract import Video, VideoRequest
from synthesis.library import assets
from synthesis.models import Asset, Attempt, Renderer
from synthesis.production import leases, renders
from synthesis.production.leases import LostLeaseError
from synthesis.production.pipeline.attempts import Job
from synthesis.rendering import renderers, scene_requests
from synthesis.rendering.adapters.base import Engine, RendererClient, UnconfirmedError


def submit(*, job: Job, client: RendererClient) -> Video:
    """Submit the attempt. Raises UnconfirmedError if it is unknown whether the job was accepted.

    A renderer that is not idempotent gets the request once. The attempt records before the call that it is
    being sent, and records the job's id as soon as it is known, even if the claim was lost meanwhile.
    """
    request = _complete(job)
    row = Attempt.objects.filter(pk=job.attempt.pk)
    if job.traits.is_idempotent:
        # Recorded before the call: after a crash during the call, a cancel still has to reach the renderer.
        row.update(submitted_at=timezone.now())
        return client.submit(key=job.attempt.pk, request=request)
    _write_down(job, request)
    try:
        # The response may take longer than the lease lasts.
        with leases.heartbeat(claim=job.claim):
            video = client.submit(key=job.attempt.pk, request=request)
    except UpstreamError:
        row.update(submitted_at=None, paid_s=0, cost_microusd=None)
        raise
    row.update(job_id=video.id, stop_asked_at=None)
    if not leases.is_held(claim=job.claim):
        # Canceled during the call: the job id is known only now.
        renders.enqueue_stop(render_id=job.claim.pk)
        raise LostLeaseError(job.claim)
    job.attempt.refresh_from_db()
    return video


def _write_down(job: Job, request: VideoRequest) -> None:
    seconds = scene_requests.seconds_of(request=request)
    price = _price(job.renderer, job.attempt.engine)
    is_charged = job.traits.is_paid and job.renderer.livemode
    with transaction.atomic():
        leases.require(claim=job.claim)
        unsent = Attempt.objects.filter(pk=job.attempt.pk, submitted_at=None)
        written = unsent.update(
            submitted_at=timezone.now(),
            paid_s=math.ceil(seconds) if is_charged else 0,
            cost_microusd=None if price is None else round(seconds * price),
        )
    if not written:
        raise UnconfirmedError("The worker stopped while it was sending the request.")


def _price(renderer: Renderer, engine: str) -> int | None:
    found = (Engine.model_validate(entry) for entry in renderer.capabilities)
    return next((each.microusd_per_s for each in found if each.id == engine), None)


def _complete(job: Job) -> VideoRequest:
    """The request with the fields that differ between attempts, and with the picture, which is too large to
    store with each attempt.
    """
    extra: dict[str, Any] = {
        "webhook_url": renderers.webhook_url(renderer=job.renderer) or None,
        "priority": min(9, 4 + job.attempt.weight),
    }
    request = VideoRequest.model_validate(job.attempt.request | extra)
    picture = _picture_of(job.attempt)
    if picture is None:
        return request
    with assets.local_path(asset=picture) as path:
        reference = scene_requests.picture_for(request=request, picture=path)
    return request.model_copy(update={"input_reference": reference})


def _picture_of(attempt: Attempt) -> Asset | None:
    """The picture that a generated scene starts from."""
    scene = next((each for each in attempt.render.scenes if each.id == attempt.scene_key), None)
    if scene is None or not scene.is_generated or scene.asset is None:
        return None
    return Asset.objects.for_workspace(attempt.render.workspace).get(pk=scene.asset)
