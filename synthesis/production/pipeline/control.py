"""The control lane: submit jobs to renderers, poll them, and fetch their clips."""

import logging

from foundation import storage
from foundation.errors import UpstreamError, UpstreamUnavailableError
from render_node.contract import Video, VideoRequest, VideoStatus
from synthesis.models import Attempt, Lane, Render, Stage
from synthesis.production import leases, renders
from synthesis.production.leases import Claim, LostLeaseError
from synthesis.production.pipeline import answers, attempts, clips, materials, polling, submission
from synthesis.production.pipeline.attempts import Job
from synthesis.rendering import dispatch, renderers
from synthesis.rendering.adapters.base import RendererClient, UnconfirmedError

logger = logging.getLogger(__name__)

POLL_EVERY_S = 0.5
POLL_EVERY_WHILE_WAITING_S = 2.0


def advance(*, render_id: str, fence: int | None = None) -> None:
    """Advance each of the render's attempts by one step, and enqueue the next call while any is unfinished.

    With ``fence``, does nothing if another worker has claimed the lane since. Safe to call at any time.
    """
    for given in dispatch.assign():
        if given != render_id:
            renders.enqueue(render_id=given)
    claim = leases.claim(render_id=render_id, lane=Lane.CONTROL, fence=fence)
    if claim is None:
        return
    try:
        delay_s = _step(claim)
    except LostLeaseError:
        logger.info("control lane lost", extra={"render_id": render_id})
        return
    finally:
        leases.release(claim=claim)
    if delay_s is not None:
        renders.enqueue(render_id=render_id, delay_s=delay_s, fence=claim.fence)


def _step(claim: Claim) -> float | None:
    """Advance each unfinished attempt once. Returns the seconds until the next step, or None if there is
    none.
    """
    render = Render.objects.get(pk=claim.pk)
    if render.stage != Stage.RENDERING:
        return None
    unfinished = Attempt.objects.unfinished().filter(render=render)
    given = unfinished.filter(renderer__isnull=False).select_related("renderer")
    # By position: without an order, Postgres may return an updated row after the ones behind it.
    for attempt in given.order_by("position", "number", "pk"):
        _advance_attempt(claim, attempt)
    _update_scenes_done(claim)
    if Render.objects.filter(pk=render.pk).exclude(outage="").exists():
        return storage.AGAIN_AFTER_S
    if unfinished.filter(renderer__isnull=False).exists():
        return POLL_EVERY_S
    return POLL_EVERY_WHILE_WAITING_S if unfinished.exists() else None


def _advance_attempt(claim: Claim, attempt: Attempt) -> None:
    job = attempts.job_of(claim=claim, attempt=attempt)
    leases.write(claim=claim)
    try:
        client = renderers.client(renderer=job.renderer)
        if not polling.is_due(attempt=attempt, client=client):
            return
        video = _submit_or_poll(job, client)
        if video is not None and video.status is VideoStatus.COMPLETED:
            clips.fetch(job=job, client=client, video=video)
            return
    except UnconfirmedError:
        answers.record_unconfirmed(job=job)
    except UpstreamUnavailableError as error:
        answers.record_outage(job=job, error=error)
    except UpstreamError as error:
        answers.record_refusal(job=job, error=error)
    else:
        answers.record(job=job, video=video)


def _submit_or_poll(job: Job, client: RendererClient) -> Video | None:
    """Submit or poll the job. Returns None if the renderer no longer has the job."""
    if job.attempt.job_id:
        request = VideoRequest.model_validate(job.attempt.request)
        return client.poll(job_id=job.attempt.job_id, request=request)
    return submission.submit(job=job, client=client)


def _update_scenes_done(claim: Claim) -> None:
    render = Render.objects.get(pk=claim.pk)
    finished = materials.clips_of(render.pk).values("scene_key").distinct().count()
    leases.write(claim=claim, scenes_done=finished + materials.scenes_of_files(render))
