"""The control lane: attempts go to renderers, are looked at, and their clips fetched."""

import logging
import tempfile
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from foundation import storage
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.storage import StorageUnavailableError
from render_node.contract import Video, VideoRequest, VideoStatus
from synthesis.assembly.composition import footage
from synthesis.library import assets
from synthesis.models import (
    Asset,
    AssetOrigin,
    AssetRole,
    Attempt,
    AttemptQuerySet,
    Lane,
    Render,
    Renderer,
    RendererKind,
    RenderStatus,
    SceneStatus,
    Stage,
)
from synthesis.production import leases, renders
from synthesis.production.leases import Claim, LostLeaseError
from synthesis.production.pipeline import asking, materials
from synthesis.rendering import dispatch, renderers
from synthesis.rendering.adapters.base import RendererClient, UnconfirmedError
from synthesis.studio import scenes

logger = logging.getLogger(__name__)

MOST_TRIES = 3
LOOK_EVERY_S = 0.5
LOOK_EVERY_WHILE_WAITING_S = 2.0
# How long a full video API is left alone unless it says itself.
WAIT_WHEN_FULL_S = 10
# Of a sentence for people, so that what follows it fits too.
_REASON_LENGTH = 230
_NOT_US = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
_NOT_NOW = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.INSUFFICIENT_STORAGE,
}
# What a renderer says when its own disk is at fault: the scene is drawn elsewhere or later, however often.
_DISK_FULL = "disk_full"


def advance(*, render_id: str, fence: int | None = None) -> None:
    """Move the render's attempts on by one step each, and ask to be called again while any is open.

    With ``fence`` nothing happens if somebody has looked since that claim. Harmless at any time.
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


def stop_attempts(*, render_id: str) -> None:
    """Tell the renderers to stop what has ended here. A renderer that does not answer is told later."""
    told = Attempt.objects.filter(
        render_id=render_id,
        status__in=[RenderStatus.FAILED, RenderStatus.CANCELED],
        renderer__isnull=False,
        submitted_at__isnull=False,
        stop_asked_at=None,
    ).select_related("renderer")
    for attempt in told:
        renderer = _renderer_of(attempt)
        try:
            renderers.client(renderer=renderer).cancel(key=attempt.pk, job_id=attempt.job_id)
        except UpstreamError as error:
            logger.info(
                "renderer not told to stop", extra={"attempt_id": attempt.pk, "reason": error.message}
            )
        else:
            Attempt.objects.filter(pk=attempt.pk).update(stop_asked_at=timezone.now())
    for given in dispatch.assign():
        renders.enqueue(render_id=given)


def _step(claim: Claim) -> float | None:
    """One look at everything open; returns in how many seconds to look again, None for never."""
    render = Render.objects.get(pk=claim.pk)
    if render.stage != Stage.RENDERING:
        return None
    given = _open(render).filter(renderer__isnull=False).select_related("renderer")
    # By position: without an order, a row that was updated may come after the ones behind it.
    for attempt in given.order_by("position", "number", "pk"):
        _advance_attempt(claim, attempt)
    _note_progress(claim)
    if Render.objects.filter(pk=render.pk).exclude(outage="").exists():
        return storage.AGAIN_AFTER_S
    if _open(render).filter(renderer__isnull=False).exists():
        return LOOK_EVERY_S
    return LOOK_EVERY_WHILE_WAITING_S if _open(render).exists() else None


def _open(render: Render) -> AttemptQuerySet:
    return Attempt.objects.filter(render=render, status__in=[RenderStatus.QUEUED, RenderStatus.RUNNING])


def _advance_attempt(claim: Claim, attempt: Attempt) -> None:
    renderer = _renderer_of(attempt)
    leases.write(claim=claim)
    try:
        client = renderers.client(renderer=renderer)
        if not _is_due(attempt, client):
            return
        video = _ask(claim, attempt, renderer, client)
        if video is not None and video.status is VideoStatus.COMPLETED:
            _finish(claim, attempt, renderer, video)
            return
    except UnconfirmedError:
        _fail_try(
            claim,
            attempt,
            code="submission_unconfirmed",
            message=f"It was sent to {renderer.name} and no answer came back. It may have been charged, so "
            "it is not sent again by itself.",
            is_final=True,
        )
    except UpstreamUnavailableError as error:
        _note_outage(claim, attempt, renderer, error)
    except UpstreamError as error:
        _note_refusal(claim, attempt, renderer, error)
    else:
        _note_answer(claim, attempt, renderer, video)


def _is_due(attempt: Attempt, client: RendererClient) -> bool:
    """False while it is too early to ask again, where asking counts. A forgetful cache does no harm."""
    if not client.poll_every_s:
        return True
    return cache.add(_asked_key(attempt), True, timeout=client.poll_every_s)


def _asked_key(attempt: Attempt) -> str:
    return f"synthesis:asked:{attempt.pk}"


def _ask(claim: Claim, attempt: Attempt, renderer: Renderer, client: RendererClient) -> Video | None:
    """Submit what was not submitted yet, look at what was. None when the renderer has forgotten it."""
    if attempt.job_id:
        request = VideoRequest.model_validate(attempt.request)
        return client.poll(job_id=attempt.job_id, request=request)
    return asking.submit(claim=claim, attempt=attempt, renderer=renderer, client=client)


def _note_answer(claim: Claim, attempt: Attempt, renderer: Renderer, video: Video | None) -> None:
    renderers.note_answer(renderer=renderer)
    if video is None and renderer.kind != RendererKind.RENDER_NODE:
        _fail_try(
            claim,
            attempt,
            code="forgotten",
            message=f"{renderer.name} knows nothing of it any more.",
            is_final=renderer.is_paid,
        )
    elif video is None:
        # The renderer was set up anew. The same key makes submitting again safe.
        _set(claim, attempt, RenderStatus.QUEUED, job_id="", progress=0, unreachable_since=None)
    elif video.status is VideoStatus.FAILED:
        error = video.error
        if error is not None and error.code == _DISK_FULL:
            renderers.note_full_disk(renderer=renderer)
        _fail_try(
            claim,
            attempt,
            code=error.code if error else "node_failed",
            message=error.message if error else "The node could not draw this.",
            is_final=renderer.is_paid,
        )
    elif video.status is VideoStatus.CANCELLED:
        _fail_try(
            claim,
            attempt,
            code="canceled_on_node",
            message="The drawing was stopped on the node.",
            is_final=renderer.is_paid,
        )
    else:
        _note_state(claim, attempt, video)


def _note_state(claim: Claim, attempt: Attempt, video: Video) -> None:
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
    _set(claim, attempt, RenderStatus.RUNNING if is_running else RenderStatus.QUEUED, **fields)
    if has_moved:
        leases.advance(claim=claim)
    if is_running:
        scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.RENDERING)


def _finish(claim: Claim, attempt: Attempt, renderer: Renderer, video: Video) -> None:
    """Fetch the clip, see that it is what the renderer says it is, and keep it."""
    with (
        storage.guarded("temporary files"),
        tempfile.TemporaryDirectory(prefix="ettametta-clip-") as folder,
        leases.heartbeat(claim=claim),
    ):
        path = Path(folder) / "clip.mp4"
        digest = renderers.client(renderer=renderer).fetch(job_id=video.id, destination=path)
        if video.sha256 and digest != video.sha256:
            _fail_try(claim, attempt, code="damaged", message="The clip was damaged on its way here.")
            return
        renderers.note_answer(renderer=renderer)
        clip = _keep(attempt, renderer, video, path)
    now = timezone.now()
    began = attempt.started_at or attempt.submitted_at or attempt.created_at
    with transaction.atomic():
        leases.require(claim=claim)
        attempt.move_to(
            RenderStatus.SUCCEEDED,
            clip=clip,
            recipe=video.recipe.model_dump(mode="json") if video.recipe else None,
            job_id=video.id,
            progress=100,
            eta_s=None,
            finished_at=now,
            seconds_spent=round((now - began).total_seconds(), 2),
            unreachable_since=None,
        )
        scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.SUCCEEDED, clip=clip)
        leases.end_outage(claim=claim)
        renders.enqueue_media(render_id=claim.pk)


def _keep(attempt: Attempt, renderer: Renderer, video: Video, path: Path) -> Asset:
    """Raises UpstreamError for a file that is no video, as only strangers send."""
    facts: dict[str, Any] = {
        "width_px": video.width,
        "height_px": video.height,
        "duration_s": video.duration_s,
    }
    if renderer.kind != RendererKind.RENDER_NODE:
        found = footage.probe(path)
        facts = {
            "width_px": found.width_px,
            "height_px": found.height_px,
            "duration_s": round(found.duration_s, 3),
        }
    return assets.keep(
        workspace=attempt.workspace,
        path=path,
        role=AssetRole.CLIP,
        origin=AssetOrigin.MOTION if attempt.engine == "motion" else AssetOrigin.GENERATED,
        title=f"Scene {attempt.position}",
        licence="" if attempt.engine == "motion" else f"Generated with {renderer.name}",
        livemode=attempt.render.livemode and renderer.livemode,
        expires_at=assets.expiry_of_clips(),
        **facts,
    )


def _note_outage(claim: Claim, attempt: Attempt, renderer: Renderer, error: UpstreamUnavailableError) -> None:
    """The renderer is busy, broken or silent. What it was given is given up only once it counts as lost."""
    if isinstance(error, StorageUnavailableError):
        # Our disk and not the renderer's fault: the clip stays there and is fetched later.
        leases.note_outage(claim=claim, reason=error.reason, again_after_s=storage.AGAIN_AFTER_S)
        return
    if error.context.get("upstream_status") == HTTPStatus.INSUFFICIENT_STORAGE:
        renderers.note_full_disk(renderer=renderer)
    if error.context.get("upstream_status") in _NOT_NOW and not attempt.job_id:
        if renderer.kind == RendererKind.RENDER_NODE:
            _set(claim, attempt, RenderStatus.QUEUED, renderer=None)
        else:
            # There is no other of its kind: it keeps its place, and is left alone for as long as it asks.
            cache.set(_asked_key(attempt), True, timeout=error.retry_after_s or WAIT_WHEN_FULL_S)
        return
    renderers.note_silence(renderer=renderer, reason=error.message)
    since = attempt.unreachable_since or timezone.now()
    # What is being made for money is waited for: only the render's own deadline ends that.
    is_bought = renderer.is_paid and bool(attempt.job_id)
    if not is_bought and timezone.now() - since >= timedelta(seconds=renderers.LOST_AFTER_S):
        _fail_try(claim, attempt, code="node_lost", message="The render node stopped answering.")
    elif attempt.unreachable_since is None:
        _set(claim, attempt, attempt.status, unreachable_since=since)


def _note_refusal(claim: Claim, attempt: Attempt, renderer: Renderer, error: UpstreamError) -> None:
    status = error.context.get("upstream_status")
    if renderer.kind != RendererKind.RENDER_NODE:
        _fail_try(claim, attempt, code="refused", message=error.message, is_final=True)
    elif status in _NOT_US:
        renderers.note_refusal(renderer=renderer, reason="It does not accept our token.")
        _set(claim, attempt, RenderStatus.QUEUED, renderer=None, job_id="")
    elif status == HTTPStatus.NOT_FOUND:
        _set(claim, attempt, RenderStatus.QUEUED, job_id="", progress=0)
    else:
        logger.error("renderer refused", extra={"attempt_id": attempt.pk, **error.context})
        detail = f"{error.message} {error.context.get('upstream_body', '')}".strip()
        _fail_try(claim, attempt, code="refused", message=detail)


def _fail_try(claim: Claim, attempt: Attempt, *, code: str, message: str, is_final: bool = False) -> None:
    """This try is over. The scene gets another one, or the render fails; at once if it is final."""
    with transaction.atomic():
        render = leases.require(claim=claim)
        attempt.move_to(
            RenderStatus.FAILED, error_code=code[:60], error=message[:500], finished_at=timezone.now()
        )
        if _tries_of(attempt) < MOST_TRIES and not is_final:
            _try_again(attempt)
            scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.QUEUED)
            return
        scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.FAILED)
        tries = f"could not be drawn in {MOST_TRIES} tries. Change it, or try again."
        renders.fail(
            render=render,
            failure=f"Scene {attempt.position}: {message[:_REASON_LENGTH]}"
            if is_final
            else f"Scene {attempt.position} {tries}",
            code=code if is_final else "scene_failed",
            detail=f"{code}: {message}",
        )


def _tries_of(attempt: Attempt) -> int:
    """How often the scene was tried, without the times when a renderer had no room for the clip."""
    tries = Attempt.objects.filter(render_id=attempt.render_id, scene_key=attempt.scene_key)
    return attempt.number - tries.filter(error_code=_DISK_FULL).count()


def _try_again(attempt: Attempt) -> None:
    Attempt.objects.create(
        workspace_id=attempt.workspace_id,
        render_id=attempt.render_id,
        scene_id=attempt.scene_id,
        scene_key=attempt.scene_key,
        position=attempt.position,
        number=attempt.number + 1,
        request=attempt.request,
        request_sha256=attempt.request_sha256,
        engine=attempt.engine,
        size=attempt.size,
        frames=attempt.frames,
        weight=attempt.weight,
        has_reserve=attempt.has_reserve,
        at_once=attempt.at_once,
        expected_s=attempt.expected_s,
    )


def _set(claim: Claim, attempt: Attempt, status: str, **fields: Any) -> None:
    """Write what was learnt of an open attempt while the claim holds."""
    with transaction.atomic():
        leases.require(claim=claim)
        if attempt.status == status:
            attempt.change_if_unmoved(**fields)
        else:
            attempt.move_to(status, **fields)


def _note_progress(claim: Claim) -> None:
    render = Render.objects.get(pk=claim.pk)
    drawn = materials.clips_of(render.pk).values("scene_key").distinct().count()
    leases.write(claim=claim, scenes_done=drawn + materials.scenes_of_files(render))


def _renderer_of(attempt: Attempt) -> Renderer:
    if attempt.renderer is None:
        raise TypeError("the attempt has not been given to a renderer")
    return attempt.renderer
