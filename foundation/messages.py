"""Messages to workers: hints that may be lost, late or duplicated. The database records the work itself."""

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

# Timeout of one exchange with the broker; there are no retries. Workers use longer timeouts to wait for
# messages.
_IMPATIENT = {"socket_timeout": 0.2, "socket_connect_timeout": 0.2, "max_retries": 0}
# A broker that takes this long for one message counts as unavailable.
_SLOW_S = 0.5


def send_on_commit(task: str, *ids: str, delay_s: float = 0, **arguments: Any) -> None:
    """Send a task to a worker once the current transaction is committed.

    An unavailable broker causes no error: the sweeper finds the row a little later.
    """
    transaction.on_commit(lambda: send(task, *ids, delay_s=delay_s, **arguments))


def send(task: str, *ids: str, delay_s: float = 0, **arguments: Any) -> None:
    """Send the message now.

    An unavailable broker costs the caller one short timeout; further calls then return at once for a while.
    """
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
    """Identifies the pool of producers with short timeouts. Opens no connection."""
    return app.connection_for_write(transport_options=_IMPATIENT)
