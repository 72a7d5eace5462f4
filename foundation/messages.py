"""Hints to workers: a message may be lost, late or doubled, since what must happen is in the database."""

import functools
import logging
import time
from typing import Any

from celery import Celery
from celery.app import app_or_default
from django.db import transaction
from kombu import Connection
from kombu.exceptions import OperationalError
from kombu.pools import producers
from redis.exceptions import RedisError

from foundation import circuits

logger = logging.getLogger(__name__)

# One exchange with the broker takes this long at most, and none is repeated. Workers wait for messages with
# longer timeouts of their own.
_IMPATIENT = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2, "max_retries": 0}
# A broker that takes this long for one message counts as away.
_SLOW_S = 0.5


def send_on_commit(task: str, *ids: str, delay_s: float = 0, **arguments: Any) -> None:
    """Have a worker run the task of that name, once the present transaction is committed.

    A broker that is away fails nothing: the sweeper finds the row a little later.
    """
    transaction.on_commit(lambda: send(task, *ids, delay_s=delay_s, **arguments))


def send(task: str, *ids: str, delay_s: float = 0, **arguments: Any) -> None:
    """Send the message now. A broker that is away costs the caller one short timeout, and then nothing."""
    app = app_or_default()
    circuit = circuits.of("broker", app.conf.broker_url)
    if not circuit.allows():
        return
    began_at = time.monotonic()
    try:
        with producers[_connection(app)].acquire(block=True) as producer:
            app.send_task(
                task,
                args=list(ids),
                kwargs=arguments,
                countdown=delay_s or None,
                retry=False,
                producer=producer,
            )
    except (OperationalError, RedisError, OSError) as error:
        circuit.note_failure(type(error).__name__)
        logger.warning("message not sent", extra={"message_task": task, "message_ids": ids})
        return
    if time.monotonic() - began_at > _SLOW_S:
        circuit.note_failure("slow")
    else:
        circuit.note_success()


@functools.lru_cache(maxsize=4)
def _connection(app: Celery) -> Connection:
    """Names the pool of producers that wait only briefly; no connection is opened by it."""
    return app.connection_for_write(transport_options=_IMPATIENT)
