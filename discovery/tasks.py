"""Celery tasks."""

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from discovery import analyses, candidates, collection, coverage, niches, pictures, samples
from discovery.models import Outcome
from foundation import logs
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

_AT_ONCE = 50
_OUR_ERROR = (
    "An internal error stopped the scan. It will be retried. Your administrator can find details in the log."
)


@shared_task(name="discovery.collect_due")
def collect_due() -> None:
    """Queue the niches that are due and not paused. A niche that is queued twice runs once."""
    candidates.purge_old(at=timezone.now())
    pictures.purge_old(at=timezone.now())
    for niche in coverage.due_niches(at=timezone.now(), most=_AT_ONCE):
        niches.enqueue(niche=niche)


@shared_task(name=niches.COLLECT_NICHE, soft_time_limit=540, time_limit=600)
def collect_niche(niche_id: str) -> None:
    """Run the niche's round if it is due. A failed round is postponed with backoff."""
    round_ = collection.claim(niche_id=niche_id)
    if round_ is None:
        return
    try:
        collection.run(round_, past=samples.past_of(round_))
    except UpstreamUnavailableError as error:
        wait = timedelta(seconds=error.retry_after_s or 0)
        collection.postpone_failed(round_, outcome=Outcome.UNAVAILABLE, problem=error.message, at_least=wait)
    except UpstreamError as error:
        collection.postpone_failed(round_, outcome=Outcome.REFUSED, problem=error.message)
    except Exception:
        # Catch everything here: otherwise the sweeper would restart this round every two minutes, and use up
        # the allowance that all niches share.
        logger.exception("collection failed", extra={"niche_id": niche_id})
        collection.postpone_failed(round_, outcome=Outcome.FAILED, problem=_OUR_ERROR)
    else:
        pictures.prepare(niche_id=niche_id)


@shared_task(name=pictures.STORE_PICTURE, soft_time_limit=60, time_limit=90)
def store_picture(candidate_id: str) -> None:
    """Store small copies of a candidate's thumbnail. Until that succeeds, a placeholder is shown."""
    try:
        pictures.store_copies(candidate_id=candidate_id)
    except UpstreamError as error:
        logger.warning("picture not stored", extra={"candidate_id": candidate_id, "cause": error.code})


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
