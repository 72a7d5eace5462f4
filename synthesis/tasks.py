"""Celery tasks. Each loads a row, calls one function, and handles outages."""

import logging

from celery import shared_task

from foundation import logs, storage
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.storage import StorageUnavailableError
from synthesis.assembly import speech
from synthesis.library import assets, leftovers
from synthesis.models import Render
from synthesis.production import pipeline, posters, renders
from synthesis.rendering import renderers
from synthesis.studio import scripts, stills, stock, videos

logger = logging.getLogger(__name__)

AGAIN_AFTER_S = 5
CONTROL_LIMIT_S, CONTROL_SOFT_LIMIT_S = 120, 110
# Shorter than the lease of a choice.
DOWNLOAD_LIMIT_S, DOWNLOAD_SOFT_LIMIT_S = 340, 320


@shared_task(name=renders.ADVANCE_RENDER, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def advance_render(render_id: str, fence: int | None = None) -> None:
    """Advance a render's attempts. Idempotent: a duplicate, late or lost message only changes the timing."""
    with logs.bound(render_id=render_id):
        pipeline.advance(render_id=render_id, fence=fence)


@shared_task(name=renders.RUN_MEDIA_STEP)
def run_media_step(render_id: str) -> None:
    """Run the media lane. An outage is retried a little later; a refusal fails the render."""
    with logs.bound(render_id=render_id):
        try:
            pipeline.make(render_id=render_id)
        except StorageUnavailableError:
            # The reason is in the log and on the render.
            renders.enqueue_media(render_id=render_id, delay_s=storage.AGAIN_AFTER_S)
        except UpstreamUnavailableError as error:
            logger.warning("media step postponed", extra={"system": error.system})
            renders.enqueue_media(render_id=render_id, delay_s=AGAIN_AFTER_S)
        except UpstreamError as error:
            logger.exception("media step failed", extra={"system": error.system})
            renders.fail(
                render=Render.objects.get(pk=render_id),
                failure="The video could not be rendered. Change the scene it stopped at, or try again.",
                code="media_refused",
                detail=f"{error.message} {error.context}",
            )


@shared_task(name=posters.MAKE_POSTER, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def make_poster(pick_id: str) -> None:
    """Make the poster that a person picked."""
    posters.make(pick_id=pick_id)


@shared_task(name=renders.STOP_ATTEMPTS, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def stop_attempts(render_id: str) -> None:
    """Cancel the jobs of an ended render at their renderers."""
    pipeline.stop_attempts(render_id=render_id)


@shared_task(name="synthesis.resume_stalled", time_limit=60, soft_time_limit=50)
def resume_stalled() -> None:
    """Enqueue the work whose messages were lost."""
    pipeline.resume_stalled()
    scripts.resume_stalled()
    stock.resume_stalled()
    posters.resume_stalled()


@shared_task(name="synthesis.probe_renderers", time_limit=60, soft_time_limit=50)
def probe_renderers() -> None:
    """Probe each renderer, and delete old data."""
    renderers.probe_all()
    pipeline.remove_workdirs()
    assets.delete_expired()


@shared_task(name=speech.REFRESH, time_limit=60, soft_time_limit=50)
def refresh_voices() -> None:
    """Fetch the lists of voices that vendors keep."""
    speech.refresh()


@shared_task(name="synthesis.sweep_files", time_limit=3600, soft_time_limit=3500)
def sweep_files() -> None:
    """Delete files without a row. If storage is unavailable, the next night's sweep does it."""
    try:
        leftovers.sweep()
    except StorageUnavailableError:
        logger.warning("files not swept")


@shared_task(name=stock.CHOOSE, time_limit=DOWNLOAD_LIMIT_S, soft_time_limit=DOWNLOAD_SOFT_LIMIT_S)
def choose_stock(choice_id: str) -> None:
    """Choose stock for a scene, and download it."""
    stock.choose(choice_id=choice_id)


@shared_task(name=scripts.WRITE_SCRIPT, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def write_script(draft_id: str) -> None:
    """Write a script."""
    scripts.write(draft_id=draft_id)


@shared_task(name=videos.DRAW_STILLS, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def draw_stills(video_id: str, first: str = "") -> None:
    """Make the missing and outdated stills of a video. After an outage, the next page requests them again."""
    try:
        stills.draw(video_id=video_id, first=first)
    except UpstreamError as error:
        logger.warning("stills not made", extra={"video_id": video_id, "reason": error.message})


@shared_task(name=stills.PREVIEW_STILL, time_limit=60, soft_time_limit=50)
def preview_still(scene_id: str, digest: str) -> None:
    """Draw a scene as it is being edited."""
    try:
        stills.draw_preview(scene_id=scene_id, digest=digest)
    except UpstreamError as error:
        logger.warning("preview not drawn", extra={"scene_id": scene_id, "reason": error.message})
