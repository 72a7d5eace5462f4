"""The life of a render: start, cancel, retry, end."""

import logging
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts import frames
from accounts.models import User, Workspace
from billing import quotas
from foundation import messages
from synthesis import signals
from synthesis.content import VideoContent
from synthesis.errors import (
    QuoteBlockedError,
    QuoteExpiredError,
    QuoteOutdatedError,
    RenderFinishedError,
    RenderNotFailedError,
    VideoArchivedError,
    VideoBusyError,
)
from synthesis.models import (
    Asset,
    Attempt,
    Quote,
    Render,
    RenderStatus,
    Scene,
    SceneStatus,
    Video,
    VideoStatus,
)
from synthesis.production import leases, notifications, quotes
from synthesis.production.leases import Claim
from synthesis.rendering import spend
from synthesis.studio import looks, scenes, videos

logger = logging.getLogger(__name__)

_IN_PRODUCTION = (SceneStatus.QUEUED, SceneStatus.RENDERING)

ADVANCE_RENDER = "synthesis.advance_render"
RUN_MEDIA_STEP = "synthesis.run_media_step"
STOP_ATTEMPTS = "synthesis.stop_attempts"
# Blockers that last until the video is changed; a new quote would list them again.
_LASTING = {"no_scenes", "empty_scene", "no_engine"}
QUOTA_RETURNED = "Nothing was charged to your quota."


@transaction.atomic
def start(*, video: Video, quote: Quote, requested_by: User | None) -> Render:
    """Start a render of the video as quoted. Idempotent: the same quote returns the same render, in any
    status.

    Raises QuoteExpiredError, QuoteOutdatedError, QuoteBlockedError, VideoBusyError, VideoArchivedError, the
    plan's limits and QuotaExhaustedError. On an error nothing changes.
    """
    # The lock serializes two clicks: the second finds the render that the first created.
    locked = (
        Video.objects.select_for_update(of=("self",)).select_related("idea", "workspace").get(pk=video.pk)
    )
    existing = Render.objects.filter(quote=quote, video=locked).first()
    if existing is not None:
        return existing
    content = _require_startable(locked, quote)
    return _create(locked, quote, content, requested_by, retry_of=None)


@transaction.atomic
def retry(*, render: Render, requested_by: User | None) -> Render:
    """Retry a failed or canceled render. Clips of scenes that have not changed are reused.

    Idempotent: a second call returns the same new render. The quota is reserved again. Raises
    RenderNotFailedError, VideoBusyError, VideoArchivedError, QuoteBlockedError, the plan's limits and
    QuotaExhaustedError.
    """
    locked = (
        Video.objects.select_for_update(of=("self",))
        .select_related("idea", "workspace")
        .get(pk=render.video_id)
    )
    existing = Render.objects.filter(retry_of=render).first()
    if existing is not None:
        return existing
    if render.status not in {RenderStatus.FAILED, RenderStatus.CANCELED}:
        raise RenderNotFailedError(status=render.status)
    quote = quotes.make(video=locked)
    content = _require_startable(locked, quote)
    return _create(locked, quote, content, requested_by, retry_of=render)


@transaction.atomic
def cancel(*, render: Render) -> Render:
    """Cancel the render and refund its video. Idempotent.

    Raises RenderFinishedError if the render has ended otherwise.
    """
    locked = Render.objects.select_for_update(of=("self",)).get(pk=render.pk)
    if locked.status == RenderStatus.CANCELED:
        return locked
    if locked.is_finished:
        raise RenderFinishedError(status=locked.status)
    _end_without_success(
        locked, RenderStatus.CANCELED, reason="Render canceled", failure="", code="", detail=""
    )
    return locked


@transaction.atomic
def fail(*, render: Render, failure: str, code: str, detail: str = "") -> None:
    """Fail the render and refund its video. ``failure`` is a sentence for the customer.

    A render that has ended already does not change.
    """
    locked = Render.objects.select_for_update(of=("self",)).get(pk=render.pk)
    if not locked.is_finished:
        _end_without_success(
            locked,
            RenderStatus.FAILED,
            reason="Render failed",
            failure=f"{failure} {QUOTA_RETURNED}"[:300],
            code=code,
            detail=detail[:8000],
        )
        notifications.failed(render=locked)


@transaction.atomic
def succeed(*, claim: Claim, final_asset: Asset, **fields: Any) -> Render:
    """End the render successfully and commit its quota. Raises LostLeaseError if the claim is no longer
    valid.
    """
    render = leases.require(claim=claim)
    render.move_to(
        RenderStatus.SUCCEEDED,
        final_asset=final_asset,
        finished_at=timezone.now(),
        segments_done=render.scenes_total,
        scenes_done=render.scenes_total,
        media_lease_until=None,
        **fields,
    )
    frames.drop(workspace_id=render.workspace_id)
    for scene in render.scenes:
        scenes.follow(scene_id=scene.id, status=SceneStatus.SUCCEEDED)
    spend.settle(render=render)
    videos.end_production(video=render.video)
    quotas.commit(reference=render.quota_reference)
    notifications.succeeded(render=render)
    transaction.on_commit(lambda: announce(render=render))
    logger.info("render succeeded", extra={"render_id": render.pk})
    return render


def announce(*, render: Render) -> None:
    """Send the signal ``video_ready``. An exception in a receiver is logged and does not propagate."""
    answers = signals.video_ready.send_robust(sender=Video, video=render.video, render=render)
    for receiver, answer in answers:
        if isinstance(answer, Exception):
            logger.error(
                "receiver of video_ready failed",
                exc_info=answer,
                extra={"render_id": render.pk, "receiver": repr(receiver)},
            )


def enqueue(*, render_id: str, delay_s: float = 0, fence: int | None = None) -> None:
    """Enqueue a step of the control lane, once the present transaction is committed.

    With ``fence``, the step does nothing if the lane was claimed again after that fencing token.
    """
    messages.send_on_commit(ADVANCE_RENDER, render_id, fence=fence, delay_s=delay_s)


def enqueue_media(*, render_id: str, delay_s: float = 0) -> None:
    """Enqueue a step of the media lane."""
    messages.send_on_commit(RUN_MEDIA_STEP, render_id, delay_s=delay_s)


def enqueue_stop(*, render_id: str) -> None:
    """Enqueue the cancellation of a finished render's jobs at their renderers."""
    messages.send_on_commit(STOP_ATTEMPTS, render_id)


def _require_startable(video: Video, quote: Quote) -> VideoContent:
    """The content to render. Raises the error that blocks the render."""
    if video.status == VideoStatus.ARCHIVED:
        raise VideoArchivedError()
    if video.status == VideoStatus.IN_PRODUCTION:
        raise VideoBusyError()
    if quote.is_expired:
        raise QuoteExpiredError()
    content = scenes.content_of(video=video)
    if quote.video_id != video.pk or not quotes.is_current(quote=quote, content=content):
        raise QuoteOutdatedError()
    # Two videos started at once must be serialized, so that the second counts the first against the limit.
    Workspace.objects.select_for_update(no_key=True).get(pk=video.workspace_id)
    # The blockers of the quote may be outdated, so the limits are checked again.
    quotes.require_entitled(
        workspace=video.workspace, duration_s=quote.duration_s, paid_s=quotes.paid_s(items=quote.items)
    )
    lasting = [reason for reason in quote.blocked if reason.code in _LASTING]
    lasting += quotes.blocked_by_voice(content=content)
    if lasting:
        raise QuoteBlockedError(reasons=lasting)
    return content


def _create(
    video: Video, quote: Quote, content: VideoContent, user: User | None, *, retry_of: Render | None
) -> Render:
    last = Render.objects.filter(video=video).aggregate(last=Max("number"))["last"] or 0
    render = Render.objects.create(
        workspace=video.workspace,
        video=video,
        quote=quote,
        retry_of=retry_of,
        requested_by=user,
        number=last + 1,
        content=looks.for_render(video=video, content=content),
        fingerprint=quote.fingerprint,
        scenes_total=len(content.scenes),
        livemode=video.livemode,
        paid_s=quotes.paid_s(items=quote.items),
        deadline_at=leases.deadline(),
    )
    quotas.reserve(workspace=video.workspace, reference=render.quota_reference, videos=quote.videos)
    frames.drop(workspace_id=video.workspace_id)
    videos.begin_production(video=video)
    for scene in Scene.objects.filter(video=video).exclude(status=SceneStatus.LOCKED):
        if scene.can_move_to(SceneStatus.QUEUED):
            scene.move_to(SceneStatus.QUEUED)
    enqueue_media(render_id=render.pk)
    logger.info("render requested", extra={"render_id": render.pk, "video_id": video.pk})
    return render


def _end_without_success(
    render: Render, status: RenderStatus, *, reason: str, failure: str, code: str, detail: str
) -> None:
    moved = render.move_to(
        status,
        failure=failure,
        failure_code=code,
        technical_detail=detail,
        finished_at=timezone.now(),
        control_lease_until=None,
        media_lease_until=None,
    )
    if not moved:
        return
    frames.drop(workspace_id=render.workspace_id)
    for attempt in Attempt.objects.filter(render=render).unfinished():
        attempt.move_to(RenderStatus.CANCELED, finished_at=timezone.now())
    spend.settle(render=render)
    for scene in Scene.objects.filter(video_id=render.video_id, status__in=_IN_PRODUCTION):
        scene.move_to(SceneStatus.READY_TO_RENDER)
    videos.end_production(video=render.video)
    quotas.release(reference=render.quota_reference, reason=reason)
    enqueue_stop(render_id=render.pk)
    logger.info("render ended", extra={"render_id": render.pk, "status": status, "failure_code": code})
