"""How an attempt changes after a renderer's response, or after a failed request."""

import logging
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.utils import timezone

from foundation import storage
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.storage import StorageUnavailableError
from render_node.contract import Video, VideoStatus
from synthesis.models import RenderStatus, SceneStatus
from synthesis.production import leases
from synthesis.production.pipeline import attempts, polling
from synthesis.production.pipeline.attempts import DISK_FULL, Job
from synthesis.rendering import renderers
from synthesis.studio import scenes

logger = logging.getLogger(__name__)

# Seconds until a full renderer is polled again, unless its response says otherwise.
WAIT_WHEN_FULL_S = 10
_FULL = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.INSUFFICIENT_STORAGE,
}


def record(*, job: Job, video: Video | None) -> None:
    """Record the response: the job is unknown to the renderer, has ended without a clip, or is unfinished."""
    renderers.record_answer(renderer=job.renderer)
    if video is None:
        _record_unknown(job)
    elif video.status is VideoStatus.FAILED:
        _record_failure(job, video)
    elif video.status is VideoStatus.CANCELLED:
        attempts.fail(
            job=job,
            code="canceled_on_node",
            message=f"The job was canceled on {job.renderer.name}.",
            is_final=job.traits.is_paid,
        )
    else:
        _record_state(job, video)


def record_unconfirmed(*, job: Job) -> None:
    """Record that the response to the request was lost. A person decides whether to send another one."""
    attempts.fail(
        job=job,
        code="submission_unconfirmed",
        message=f"{job.renderer.name} did not confirm the request. It may have been charged, so "
        "it is not sent again automatically.",
        is_final=True,
    )


def record_outage(*, job: Job, error: UpstreamUnavailableError) -> None:
    """Record a full, broken or silent renderer. The attempt fails only once the renderer counts as lost."""
    if isinstance(error, StorageUnavailableError):
        # Our own disk failed: the clip stays with the renderer and is fetched later.
        leases.note_outage(claim=job.claim, reason=error.reason, again_after_s=storage.AGAIN_AFTER_S)
        return
    status = error.context.get("upstream_status")
    if status == HTTPStatus.INSUFFICIENT_STORAGE:
        renderers.record_full_disk(renderer=job.renderer)
    if status in _FULL and not job.attempt.job_id:
        _record_full(job, error)
        return
    renderers.record_silence(renderer=job.renderer, reason=error.message)
    since = job.attempt.unreachable_since or timezone.now()
    is_lost = timezone.now() - since >= timedelta(seconds=renderers.LOST_AFTER_S)
    # Keep waiting for a paid video: only the render's own deadline ends the wait.
    if is_lost and not job.is_bought:
        attempts.fail(job=job, code="node_lost", message=f"{job.renderer.name} stopped responding.")
    elif job.attempt.unreachable_since is None:
        attempts.update(job=job, status=job.attempt.status, unreachable_since=since)


def record_refusal(*, job: Job, error: UpstreamError) -> None:
    """Record that the renderer refused the request, or our credentials."""
    status = error.context.get("upstream_status")
    if not job.traits.is_replaceable:
        attempts.fail(job=job, code="refused", message=error.message, is_final=True)
    elif status in renderers.UNAUTHORIZED:
        renderers.record_refusal(renderer=job.renderer, reason="It rejected our token.")
        attempts.update(job=job, status=RenderStatus.QUEUED, renderer=None, job_id="")
    elif status == HTTPStatus.NOT_FOUND:
        attempts.update(job=job, status=RenderStatus.QUEUED, job_id="", progress=0)
    else:
        logger.error("request rejected", extra={"attempt_id": job.attempt.pk, **error.context})
        detail = f"{error.message} {error.context.get('upstream_body', '')}".strip()
        attempts.fail(job=job, code="refused", message=detail)


def _record_unknown(job: Job) -> None:
    if job.traits.is_idempotent:
        # The renderer was reinstalled. The same idempotency key makes it safe to submit again.
        attempts.update(job=job, status=RenderStatus.QUEUED, job_id="", progress=0, unreachable_since=None)
        return
    attempts.fail(
        job=job,
        code="forgotten",
        message=f"{job.renderer.name} no longer has this job.",
        is_final=job.traits.is_paid,
    )


def _record_failure(job: Job, video: Video) -> None:
    error = video.error
    if error is not None and error.code == DISK_FULL:
        renderers.record_full_disk(renderer=job.renderer)
    attempts.fail(
        job=job,
        code=error.code if error else "node_failed",
        message=error.message if error else f"{job.renderer.name} could not render this.",
        is_final=job.traits.is_paid,
    )


def _record_full(job: Job, error: UpstreamUnavailableError) -> None:
    if job.traits.is_replaceable:
        attempts.update(job=job, status=RenderStatus.QUEUED, renderer=None)
    else:
        # No other renderer can take the job: the attempt keeps its place.
        polling.postpone(attempt=job.attempt, delay_s=error.retry_after_s or WAIT_WHEN_FULL_S)


def _record_state(job: Job, video: Video) -> None:
    attempt = job.attempt
    is_running = video.status is VideoStatus.IN_PROGRESS
    fields: dict[str, Any] = {
        "job_id": video.id,
        "progress": min(99, max(0, video.progress)),
        "stage": (video.stage or "")[:40],
        "step": video.step,
        "steps": video.steps,
        "eta_s": video.eta_s,
        "unreachable_since": None,
    }
    if is_running and attempt.started_at is None:
        fields["started_at"] = timezone.now()
    has_moved = any(getattr(attempt, name) != fields[name] for name in ("progress", "stage", "step"))
    attempts.update(job=job, status=RenderStatus.RUNNING if is_running else RenderStatus.QUEUED, **fields)
    if has_moved:
        leases.advance(claim=job.claim)
    if is_running:
        scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.RENDERING)
