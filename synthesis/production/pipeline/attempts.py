"""Attempts under the control lane's claim: update, fail, retry."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from synthesis.models import Attempt, Renderer, RenderStatus, SceneStatus
from synthesis.production import leases, renders
from synthesis.production.leases import Claim
from synthesis.rendering import renderers
from synthesis.rendering.adapters.base import Traits
from synthesis.studio import scenes

MOST_TRIES = 3
# A renderer reports this code when its own disk is full. Such an attempt is not counted.
DISK_FULL = "disk_full"
# The maximum length of a renderer's message, which leaves room for the sentence after it.
_REASON_LENGTH = 230


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An attempt and its renderer, with the claim of the worker that advances it."""

    claim: Claim
    attempt: Attempt
    renderer: Renderer

    @property
    def traits(self) -> Traits:
        """The capabilities of the renderer's kind."""
        return renderers.traits(renderer=self.renderer)

    @property
    def is_bought(self) -> bool:
        """True when the renderer is paid and has accepted the job."""
        return self.traits.is_paid and bool(self.attempt.job_id)


def job_of(*, claim: Claim, attempt: Attempt) -> Job:
    """Look up the attempt with its renderer."""
    if attempt.renderer is None:
        raise TypeError("the attempt has not been given to a renderer")
    return Job(claim=claim, attempt=attempt, renderer=attempt.renderer)


def update(*, job: Job, status: str, **fields: Any) -> None:
    """Write status and fields of an unfinished attempt. Raises LostLeaseError."""
    with transaction.atomic():
        leases.require(claim=job.claim)
        if job.attempt.status == status:
            job.attempt.change_if_unmoved(**fields)
        else:
            job.attempt.move_to(status, **fields)


def fail(*, job: Job, code: str, message: str, is_final: bool = False) -> None:
    """End this attempt. The scene gets another one; if ``is_final``, or none is left, the render fails."""
    attempt = job.attempt
    with transaction.atomic():
        render = leases.require(claim=job.claim)
        attempt.move_to(
            RenderStatus.FAILED, error_code=code[:60], error=message[:500], finished_at=timezone.now()
        )
        if _tries_of(attempt) < MOST_TRIES and not is_final:
            _retry(attempt)
            scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.QUEUED)
            return
        scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.FAILED)
        tries = f"could not be rendered in {MOST_TRIES} attempts. Change it, or retry."
        renders.fail(
            render=render,
            failure=f"Scene {attempt.position}: {message[:_REASON_LENGTH]}"
            if is_final
            else f"Scene {attempt.position} {tries}",
            code=code if is_final else "scene_failed",
            detail=f"{code}: {message}",
        )


def _tries_of(attempt: Attempt) -> int:
    """The number of attempts at the scene, without those that failed because a renderer's disk was full."""
    tries = Attempt.objects.filter(render_id=attempt.render_id, scene_key=attempt.scene_key)
    return attempt.number - tries.filter(error_code=DISK_FULL).count()


def _retry(attempt: Attempt) -> None:
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
