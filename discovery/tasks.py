"""Entry points for Celery."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from discovery import candidates, collection, coverage, niches
from discovery.models import Outcome
from foundation.errors import UpstreamError, UpstreamUnavailableError

_AT_ONCE = 50
_AFTER_OUTAGE = timedelta(minutes=5)
_AFTER_REFUSAL = timedelta(hours=1)


@shared_task(name="discovery.collect_due")
def collect_due() -> None:
    """Queue the niches whose time has come and that are not paused. One that is queued twice runs once."""
    candidates.forget_old(at=timezone.now())
    for niche in coverage.due_niches(at=timezone.now(), most=_AT_ONCE):
        niches.enqueue(niche=niche)


@shared_task(name=niches.COLLECT_NICHE, soft_time_limit=540, time_limit=600)
def collect_niche(niche_id: str) -> None:
    """Run the niche's round if it is due. An outage postpones it for minutes, a refusal for an hour."""
    round_ = collection.claim(niche_id=niche_id)
    if round_ is None:
        return
    try:
        collection.run(round_)
    except UpstreamUnavailableError as error:
        wait = timedelta(seconds=error.retry_after_s) if error.retry_after_s else _AFTER_OUTAGE
        collection.postpone(
            round_, outcome=Outcome.UNAVAILABLE, problem=error.message, until=timezone.now() + wait
        )
    except UpstreamError as error:
        collection.postpone(
            round_, outcome=Outcome.REFUSED, problem=error.message, until=timezone.now() + _AFTER_REFUSAL
        )
