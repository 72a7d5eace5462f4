"""Entry points for Celery: each loads a row, calls one function, and decides what an outage means."""

import logging

from celery import shared_task

from foundation import logs, storage
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.storage import StorageUnavailableError
from synthesis.library import assets, leftovers
from synthesis.models import Render
from synthesis.production import pipeline, renders
from synthesis.rendering import renderers
from synthesis.studio import scripts

logger = logging.getLogger(__name__)

AGAIN_AFTER_S = 5
CONTROL_LIMIT_S, CONTROL_SOFT_LIMIT_S = 120, 110


@shared_task(name=renders.ADVANCE_RENDER, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def advance_render(render_id: str, fence: int | None = None) -> None:
    """Move a render's attempts on. A message delivered twice, late or never changes nothing but the time."""
    with logs.bound(render_id=render_id):
        pipeline.advance(render_id=render_id, fence=fence)


@shared_task(name=renders.RUN_MEDIA_STEP)
def run_media_step(render_id: str) -> None:
    """Speak, join and check what can be. An outage is met again a little later, a refusal ends the render."""
    with logs.bound(render_id=render_id):
        try:
            pipeline.make(render_id=render_id)
        except StorageUnavailableError:
            # The log and the render have the reason.
            renders.enqueue_media(render_id=render_id, delay_s=storage.AGAIN_AFTER_S)
        except UpstreamUnavailableError as error:
            logger.warning("media step met an outage", extra={"system": error.system})
            renders.enqueue_media(render_id=render_id, delay_s=AGAIN_AFTER_S)
        except UpstreamError as error:
            logger.exception("media step refused", extra={"system": error.system})
            renders.fail(
                render=Render.objects.get(pk=render_id),
                failure="The video could not be made. Change the scene it stopped at, or try again.",
                code="media_refused",
                detail=f"{error.message} {error.context}",
            )


@shared_task(name=renders.STOP_ATTEMPTS, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def stop_attempts(render_id: str) -> None:
    """Tell the renderers to stop drawing for a render that has ended."""
    pipeline.stop_attempts(render_id=render_id)


@shared_task(name="synthesis.resume_stalled", time_limit=60, soft_time_limit=50)
def resume_stalled() -> None:
    """Prompt whatever the queue forgot."""
    pipeline.resume_stalled()
    scripts.resume_stalled()


@shared_task(name="synthesis.probe_renderers", time_limit=60, soft_time_limit=50)
def probe_renderers() -> None:
    """Ask each renderer how it is, and clear away what nobody needs any more."""
    renderers.probe_all()
    pipeline.remove_workdirs()
    assets.delete_expired()


@shared_task(name="synthesis.sweep_files", time_limit=3600, soft_time_limit=3500)
def sweep_files() -> None:
    """Delete files that no row names. Storage that is away is swept the next night."""
    try:
        leftovers.sweep()
    except StorageUnavailableError:
        logger.warning("files not swept")


@shared_task(name=scripts.WRITE_SCRIPT, time_limit=CONTROL_LIMIT_S, soft_time_limit=CONTROL_SOFT_LIMIT_S)
def write_script(draft_id: str) -> None:
    """Have a script written."""
    scripts.write(draft_id=draft_id)
