"""Entry points for Celery."""

import logging

from celery import shared_task

from billing import quotas

logger = logging.getLogger(__name__)


@shared_task(name="billing.release_expired")
def release_expired() -> None:
    """Give back what was set aside for work that gave no sign of life in time."""
    count = quotas.release_expired()
    if count:
        logger.warning("reservations expired", extra={"count": count})
