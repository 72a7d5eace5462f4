"""Fetch the clip of a finished job, verify its digest, and store it."""

import tempfile
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation import storage
from render_node.contract import Video
from synthesis.assembly.composition import footage
from synthesis.library import assets
from synthesis.models import Asset, AssetOrigin, AssetRole, RenderStatus, SceneStatus
from synthesis.production import leases, renders
from synthesis.production.pipeline import attempts
from synthesis.production.pipeline.attempts import Job
from synthesis.rendering import renderers
from synthesis.rendering.adapters.base import RendererClient
from synthesis.rendering.engines import MOTION
from synthesis.studio import scenes


def fetch(*, job: Job, client: RendererClient, video: Video) -> None:
    """Store the clip and end the attempt. A damaged clip fails the attempt. Raises the upstream errors."""
    with (
        storage.guarded("temporary files"),
        tempfile.TemporaryDirectory(prefix="ettametta-clip-") as folder,
        leases.heartbeat(claim=job.claim),
    ):
        path = Path(folder) / "clip.mp4"
        digest = client.fetch(job_id=video.id, destination=path)
        if video.sha256 and digest != video.sha256:
            attempts.fail(job=job, code="damaged", message="The clip was damaged in transfer.")
            return
        renderers.record_answer(renderer=job.renderer)
        clip = _store(job, video, path)
    _succeed(job, video, clip)


def _succeed(job: Job, video: Video, clip: Asset) -> None:
    attempt, now = job.attempt, timezone.now()
    began = attempt.started_at or attempt.submitted_at or attempt.created_at
    with transaction.atomic():
        leases.require(claim=job.claim)
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
        leases.end_outage(claim=job.claim)
        renders.enqueue_media(render_id=job.claim.pk)


def _store(job: Job, video: Video, path: Path) -> Asset:
    attempt = job.attempt
    is_motion = attempt.engine == MOTION
    return assets.keep(
        workspace=attempt.workspace,
        path=path,
        role=AssetRole.CLIP,
        origin=AssetOrigin.MOTION if is_motion else AssetOrigin.GENERATED,
        title=f"Scene {attempt.position}",
        licence="" if is_motion else f"Generated with {job.renderer.name}",
        livemode=attempt.render.livemode and job.renderer.livemode,
        expires_at=assets.expiry_of_clips(),
        **_facts(job, video, path),
    )


def _facts(job: Job, video: Video, path: Path) -> dict[str, Any]:
    """Read size and length of the clip. Raises UpstreamError for a file that is not a video."""
    if job.traits.describes_clips:
        return {"width_px": video.width, "height_px": video.height, "duration_s": video.duration_s}
    found = footage.probe(path)
    return {
        "width_px": found.width_px,
        "height_px": found.height_px,
        "duration_s": round(found.duration_s, 3),
    }
