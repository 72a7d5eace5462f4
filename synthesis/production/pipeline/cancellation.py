"""Cancel jobs at renderers once their attempts have ended here."""

import logging

from django.utils import timezone

from foundation.errors import UpstreamError
from synthesis.models import Attempt
from synthesis.production import renders
from synthesis.rendering import dispatch, renderers

logger = logging.getLogger(__name__)


def stop_attempts(*, render_id: str) -> None:
    """Cancel the jobs of the render's ended attempts. The sweeper retries those whose renderer did not
    respond.
    """
    for attempt in Attempt.objects.to_cancel().filter(render_id=render_id).select_related("renderer"):
        _cancel(attempt)
    for given in dispatch.assign():
        renders.enqueue(render_id=given)


def _cancel(attempt: Attempt) -> None:
    if attempt.renderer is None:
        raise TypeError("the attempt has not been given to a renderer")
    try:
        renderers.client(renderer=attempt.renderer).cancel(key=attempt.pk, job_id=attempt.job_id)
    except UpstreamError as error:
        logger.info("job not canceled", extra={"attempt_id": attempt.pk, "reason": error.message})
    else:
        Attempt.objects.filter(pk=attempt.pk).update(stop_asked_at=timezone.now())
