"""Celery tasks."""

import logging
import math

from celery import shared_task
from django.utils import timezone

from discovery import (
    analyses,
    channels,
    collection,
    coverage,
    imports,
    niches,
    pictures,
    platforms,
    plugins,
    samples,
    source_videos,
    video_links,
)
from discovery.models import Niche
from foundation import logs, messages
from foundation.errors import UpstreamError

logger = logging.getLogger(__name__)

COLLECT_CHANNELS = "discovery.collect_channels"
_AT_ONCE = 50
# Messages for one platform at the same time: each occupies a worker until nothing is due.
_MOST_WORKERS = 8


@shared_task(name="discovery.collect_due")
def collect_due() -> None:
    """Queue the niches and channels that are due and not paused. Something queued twice runs once."""
    now = timezone.now()
    for niche in coverage.due_niches(at=now, most=_AT_ONCE):
        niches.enqueue(niche=niche)
    for platform in platforms.collected():
        due = collection.count_due(platform=platform)
        for _ in range(min(_MOST_WORKERS, math.ceil(due / collection.SIZE))):
            messages.send(COLLECT_CHANNELS, platform.key)


@shared_task(name="discovery.purge_old")
def purge_old() -> None:
    """Delete expired statistics, pictures, and channels that no workspace watches any more."""
    now = timezone.now()
    source_videos.purge_old(at=now)
    pictures.purge_old(at=now)
    channels.purge_unwatched(at=now)
    imports.sweep_files()


@shared_task(name=niches.COLLECT_NICHE, soft_time_limit=540, time_limit=600)
def collect_niche(niche_id: str) -> None:
    """Find channels for the niche if that is due, and collect its due channels."""
    niche = Niche.objects.filter(pk=niche_id).first()
    if niche is None:
        return
    finding = collection.claim_niche(niche_id=niche_id)
    collection.collect_niche(niche=niche, finding=finding, past=samples.past_of(niche))
    pictures.prepare(niche_id=niche_id)


@shared_task(name=COLLECT_CHANNELS, soft_time_limit=540, time_limit=600)
def collect_channels(platform: str) -> None:
    """Collect the platform's due channels until none is due."""
    collection.collect_channels(
        platform=platforms.named(platform), until=timezone.now() + collection.WORKS_FOR
    )


@shared_task(name=pictures.STORE_PICTURE, soft_time_limit=60, time_limit=90)
def store_picture(source_id: str) -> None:
    """Store small copies of a video's thumbnail. Until that succeeds, a placeholder is shown."""
    try:
        pictures.store_copies(source_id=int(source_id))
    except UpstreamError as error:
        logger.warning("picture not stored", extra={"source_id": source_id, "cause": error.code})


@shared_task(name=video_links.LOOK_UP_VIDEO, soft_time_limit=60, time_limit=90)
def look_up_video(link_id: str) -> None:
    """Look up a video that a person added by URL. Idempotent."""
    video_links.look_up(link_id=link_id)


@shared_task(name="discovery.resume_look_ups")
def resume_look_ups() -> None:
    """Queue due look-ups whose message was lost."""
    video_links.resume_stalled()


@shared_task(name=imports.ADVANCE_IMPORT, soft_time_limit=540, time_limit=600)
def advance_import(import_id: str) -> None:
    """Read the next parts of an imported file, score what it supplied, or remove it. Idempotent."""
    with logs.bound(import_id=import_id):
        imports.advance(import_id=import_id)


@shared_task(name="discovery.resume_imports")
def resume_imports() -> None:
    """Queue unfinished imports whose message was lost."""
    imports.resume_stalled()


@shared_task(name="discovery.run_providers")
def run_providers() -> None:
    """Queue the providers of licensed data whose run is due."""
    plugins.queue_due()


@shared_task(name=plugins.RUN_PROVIDER, soft_time_limit=540, time_limit=600)
def run_provider(state_id: str) -> None:
    """Run one provider of licensed data. Idempotent."""
    plugins.run(state_id=int(state_id))


@shared_task(name=analyses.ADVANCE_ANALYSIS, soft_time_limit=540, time_limit=600)
def advance_analysis(analysis_id: str) -> None:
    """Run the steps of an analysis that are due, except measuring. Idempotent."""
    with logs.bound(analysis_id=analysis_id):
        analyses.advance(analysis_id=analysis_id)


@shared_task(name=analyses.MEASURE_ANALYSIS, soft_time_limit=540, time_limit=600)
def measure_analysis(analysis_id: str) -> None:
    """Measure the file of an analysis if that is due. Idempotent."""
    with logs.bound(analysis_id=analysis_id):
        analyses.measure(analysis_id=analysis_id)


@shared_task(name="discovery.resume_analyses")
def resume_analyses() -> None:
    """Queue due analyses whose message was lost."""
    analyses.resume_stalled()
