"""The media lane: speak the narration, encode clips while others are being rendered, join and check."""

import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation import storage
from foundation.storage import StorageUnavailableError
from synthesis.assembly import composition, narration, storyboard
from synthesis.assembly.composition import NotShownError
from synthesis.assembly.narration import NotSpokenError
from synthesis.assembly.stopping import StoppedError
from synthesis.content import SceneContent
from synthesis.errors import EngineGoneError
from synthesis.library import assets
from synthesis.models import Asset, Attempt, Lane, Recipe, Render, RenderStatus, SceneStatus, Stage
from synthesis.production import leases, recipes, renders
from synthesis.production.leases import Claim, LostLeaseError
from synthesis.production.pipeline import engine_requests, materials, signing
from synthesis.production.pipeline.materials import MediaJob
from synthesis.rendering import dispatch, scene_requests, speeds
from synthesis.studio import scenes, voices

logger = logging.getLogger(__name__)

# Limits how often a step that kills its worker is started.
MOST_FAILED_STARTS = 12


def make(*, render_id: str) -> None:
    """Run every step that can be run now. Safe to call at any time.

    Raises the two upstream errors, after it has released the lane.
    """
    seen = -1
    # A clip may arrive between the last check and the release, while the lane is still claimed.
    while materials.clips_of(render_id).count() != seen:
        claim = leases.claim(render_id=render_id, lane=Lane.MEDIA)
        if claim is None:
            return
        try:
            seen = _work(claim)
        except (StoppedError, LostLeaseError):
            logger.info("media lane lost", extra={"render_id": render_id})
            return
        except StorageUnavailableError as outage:
            leases.note_outage(claim=claim, reason=outage.reason, again_after_s=storage.AGAIN_AFTER_S)
            raise
        finally:
            leases.release(claim=claim)
    remove_workdirs()


def remove_workdirs() -> None:
    """Delete the working directories of renders that have ended, and old recordings."""
    narration.remove_old(recordings=voices.recordings())
    try:
        found = list(settings.WORK_ROOT.iterdir())
    except OSError:
        return  # The folder is missing or unreadable: nothing to delete.
    folders = {path.name: path for path in found if path.name.startswith("rnd_")}
    unfinished = Render.objects.unfinished().filter(pk__in=folders).values_list("pk", flat=True)
    for name in folders.keys() - set(unfinished):
        # A worker that is being stopped may still write there; the next run deletes the rest.
        shutil.rmtree(folders[name], ignore_errors=True)


def _work(claim: Claim) -> int:
    """Run steps until none can run now. Returns the number of clips at the last check."""
    render = Render.objects.get(pk=claim.pk)
    if render.failed_starts > MOST_FAILED_STARTS:
        renders.fail(
            render=render,
            failure="The video could not be rendered. Change a scene, or try again later.",
            code="failed_starts",
            detail=f"{render.failed_starts} starts without progress in stage {render.stage}",
        )
        return 0
    workdir: Path = settings.WORK_ROOT / claim.pk
    with leases.heartbeat(claim=claim) as beat, storage.guarded("WORK_ROOT"):
        workdir.mkdir(parents=True, exist_ok=True)
        job = MediaJob(claim=claim, workdir=workdir, should_stop=lambda: beat.is_lost)
        if render.status == RenderStatus.QUEUED:
            _begin(job)
        seen = materials.clips_of(claim.pk).count()
        while _step(job):
            leases.write(claim=claim, failed_starts=0)
            leases.end_outage(claim=claim)
            seen = materials.clips_of(claim.pk).count()
    return seen


def _begin(job: MediaJob) -> None:
    with transaction.atomic():
        render = leases.require(claim=job.claim)
        now = timezone.now()
        render.move_to(RenderStatus.RUNNING, started_at=now, stage_changed_at=now)


def _step(job: MediaJob) -> bool:
    """Run the step that is due. Returns False if no further step can run now."""
    render = job.render()
    steps = {
        Stage.NARRATING: _narrate,
        Stage.RENDERING: _encode_available,
        Stage.ASSEMBLING: _assemble,
        Stage.CHECKING: _check,
    }
    return steps[Stage(render.stage)](job, render)


def _narrate(job: MediaJob, render: Render) -> bool:
    """Speak the scenes; the length of each recording sets the length of its clip."""
    try:
        timeline = materials.timeline_of(job, render)
        requests = [
            _attempt(render, scene, shot) for scene, shot in zip(render.scenes, timeline.shots, strict=True)
        ]
    except NotSpokenError as error:
        _fail_unspoken(job, render, error)
        return False
    except EngineGoneError as error:
        renders.fail(render=render, failure=error.message, code=error.code)
        return False
    narration.release()
    attempts = [attempt for attempt in requests if attempt is not None]
    with transaction.atomic():
        leases.require(claim=job.claim)
        Attempt.objects.bulk_create(attempts)
        for attempt in attempts:
            if attempt.is_reused:
                scenes.follow(scene_id=attempt.scene_key, status=SceneStatus.SUCCEEDED, clip=attempt.clip)
        for scene in render.scenes:
            if scene.shows_file:
                scenes.follow(scene_id=scene.id, status=SceneStatus.SUCCEEDED)
        _enter(
            job,
            render,
            Stage.RENDERING,
            timeline=materials.described(render, timeline),
            scenes_done=len(render.scenes) - sum(1 for attempt in attempts if not attempt.is_reused),
        )
        renders.enqueue(render_id=render.pk)
    return True


@transaction.atomic
def _fail_unspoken(job: MediaJob, render: Render, error: NotSpokenError) -> None:
    """Fail the render and the scenes that could not be spoken. The other recordings are kept for a retry."""
    leases.require(claim=job.claim)
    failed = _failed(render, error.reasons)
    renders.fail(
        render=render,
        failure=f"{_named(failed)} could not be spoken. {error.message} Change the text or the voice, "
        "then try again.",
        code=error.code,
        detail=str(dict(error.reasons)),
    )


@transaction.atomic
def _fail_unshown(job: MediaJob, render: Render, error: NotShownError) -> None:
    """Fail the render and the scenes that cannot be shown. The other clips are kept for a retry."""
    leases.require(claim=job.claim)
    failed = _failed(render, error.reasons)
    materials.discard_clips(render, scene_keys=error.reasons.keys())
    is_brought = any(scene.shows_file for scene in failed)
    way_out = "Choose another file for it." if is_brought else "Try again: only this is rendered again."
    renders.fail(
        render=render,
        failure=f"{_named(failed)} could not be shown. {error.message} {way_out}",
        code=error.code,
        detail=str({**error.reasons, **error.context["details"]}),
    )


def _failed(render: Render, reasons: Mapping[str, str]) -> list[SceneContent]:
    """Fail the scenes, and return them in order."""
    for scene_id in reasons:
        scenes.follow(scene_id=scene_id, status=SceneStatus.FAILED)
    return [scene for scene in render.scenes if scene.id in reasons]


def _named(failed: Sequence[SceneContent]) -> str:
    numbers = ", ".join(str(scene.position) for scene in failed)
    return f"Scene {numbers}" if len(failed) == 1 else f"Scenes {numbers}"


def _attempt(render: Render, scene: SceneContent, shot: storyboard.Shot) -> Attempt | None:
    """Create the scene's first attempt, or one that has already succeeded because an equal clip exists."""
    built = engine_requests.build(render=render, scene=scene, shot=shot)
    if built is None:
        return None
    request, size = built.request, built.request.size or scene_requests.SIZE
    speed = speeds.of_rendering(
        engine=request.model, size=size, preset=request.preset.value, frames=built.frames
    )
    attempt = Attempt(
        workspace_id=render.workspace_id,
        render=render,
        scene_id=scene.id if scenes.exists(scene_id=scene.id) else None,
        scene_key=scene.id,
        position=scene.position,
        request=request.model_dump(mode="json", exclude_none=True),
        request_sha256=built.digest,
        engine=request.model,
        size=size,
        frames=built.frames,
        expected_s=round(speed.p50_s * built.frames, 2),
        **dispatch.share_of(workspace=render.workspace),
    )
    earlier = _rendered_before(render, built.digest)
    if earlier is not None and earlier.clip is not None:
        Asset.objects.filter(pk=earlier.clip_id).update(expires_at=assets.expiry_of_clips())
        attempt.status = RenderStatus.SUCCEEDED
        attempt.is_reused, attempt.progress = True, 100
        attempt.clip, attempt.recipe, attempt.finished_at = earlier.clip, earlier.recipe, timezone.now()
    return attempt


def _rendered_before(render: Render, digest: str) -> Attempt | None:
    return (
        Attempt.objects.for_workspace(render.workspace)
        .filter(request_sha256=digest, status=RenderStatus.SUCCEEDED, clip__isnull=False)
        .select_related("clip")
        .order_by("-finished_at")
        .first()
    )


def _encode_available(job: MediaJob, render: Render) -> bool:
    """Encode each scene whose clip, and whose predecessor's clip, have arrived."""
    timeline = materials.timeline_of(job, render)
    clips = materials.clips_by_scene(job, render, timeline)
    if len(clips) == len(timeline.shots):
        with transaction.atomic():
            leases.require(claim=job.claim)
            _enter(job, render, Stage.ASSEMBLING)
        return True
    burnt_in = materials.captions_of(job, render, timeline, clips=clips)
    materials.mix(job, render, timeline)
    done = 0
    for shot in timeline.shots:
        before = timeline.predecessor(shot)
        if shot.key not in clips or (before is not None and before.key not in clips):
            continue
        try:
            composition.encode_segment(
                shot=shot,
                clip=clips[shot.key],
                previous_clip=clips[before.key] if before else None,
                captions=burnt_in.get(shot.key),
                workdir=job.workdir,
                should_stop=job.should_stop,
            )
        except NotShownError:
            # The other scenes are rendered and encoded first, so that a retry can reuse them.
            continue
        done += 1
        leases.advance(claim=job.claim, segments_done=done, failed_starts=0)
    return materials.clips_of(render.pk).count() + materials.scenes_of_files(render) > len(clips)


def _assemble(job: MediaJob, render: Render) -> bool:
    """Encode the remaining scenes and join everything."""
    try:
        materials.join(job, render)
    except NotShownError as error:
        _fail_unshown(job, render, error)
        return False
    with transaction.atomic():
        leases.require(claim=job.claim)
        _enter(job, render, Stage.CHECKING)
    return True


def _check(job: MediaJob, render: Render) -> bool:
    """Sign the file, check it against the plan, store it, and end the render."""
    timeline = materials.timeline_of(job, render)
    joined = materials.join(job, render)
    recipe = recipes.draft(render=render, timeline=timeline, video=joined)
    video, credentials = signing.sign(job, render, joined, recipe_sha256=recipe.sha256)
    problems = composition.check(video=video, timeline=timeline, should_stop=job.should_stop)
    if problems:
        renders.fail(
            render=job.render(),
            failure="The finished file failed its checks and was discarded. Try again.",
            code="check_failed",
            detail="\n".join(problems),
        )
        return False
    seconds = _timings(render) | {"duration_s": round(timeline.duration_s, 2)}
    seconds["assembly_s"] = round(seconds.get("assembling_s", 0) + seconds.get("checking_s", 0), 2)
    with assets.discarded_on_failure() as kept:
        stored = materials.store_files(job, render, timeline, video, kept=kept)
        stored["final_asset"].credentials = credentials
        _deliver(job, recipe, stored, seconds)
    return False


@transaction.atomic
def _deliver(job: MediaJob, recipe: Recipe, stored: dict[str, Asset], seconds: dict[str, float]) -> None:
    """Write the rows of files and recipe and end the render in one transaction, so that a killed worker
    leaves no partial result.
    """
    for asset in stored.values():
        asset.save(force_insert=True)
    recipes.write(recipe=recipe, output=stored["final_asset"])
    renders.succeed(claim=job.claim, timings=seconds, **stored)


def _enter(job: MediaJob, render: Render, stage: Stage, **fields: Any) -> None:
    leases.advance(
        claim=job.claim,
        stage=stage,
        stage_changed_at=timezone.now(),
        timings=_timings(render),
        failed_starts=0,
        **fields,
    )


def _timings(render: Render) -> dict[str, float]:
    """Seconds by stage, with the present stage added."""
    spent_s = (timezone.now() - render.stage_changed_at).total_seconds()
    timings: dict[str, float] = render.timings | {f"{render.stage}_s": round(spent_s, 2)}
    return timings
