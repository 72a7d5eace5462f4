"""Messages to workers: hints that may be lost, late or doubled, since what must happen is in the database."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def send_on_commit(task: str, *ids: str, delay_s: float = 0, **arguments: Any) -> None:
    """Have a worker run the task of that name, once the present transaction is committed.

    A broker that is away fails nothing: the sweeper finds the row a little later.
    """
    transaction.on_commit(lambda: send(task, *ids, delay_s=delay_s, **arguments))


def send(task: str, *ids: str, delay_s: float = 0, **arguments: Any) -> None:
    """Send the message now."""
    try:
        current_app.send_task(task, args=list(ids), kwargs=arguments, countdown=delay_s or None, retry=False)
    except (OperationalError, RedisError, OSError):
        logger.warning("message not sent", extra={"message_task": task, "message_ids": ids})
