"""The state of the services, for the status page and for ``/readyz``."""

import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import cast

from celery import current_app
from django.core.cache import caches
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import RedisError

from foundation.caching import ResilientRedisCache
from synthesis.library import signatures
from synthesis.models import Renderer, RendererStatus

logger = logging.getLogger(__name__)

# The status page is public and may be requested at any rate.
_KEEP_S = 5.0
_BROKER_TIMEOUT_S = 0.5
# When a worker last ran the scheduled canary task, which is sent every 30 seconds.
_CANARY = "status:canary"
_CANARY_AT_MOST_S = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One service, its state, and the effect on users."""

    name: str
    is_working: bool
    words: str


def lines() -> list[Line]:
    """Return the state of the services, at most some seconds old."""
    return _lines(int(time.monotonic() / _KEEP_S))


@cache
def _lines(period: int) -> list[Line]:
    _lines.cache_clear()
    has_database = database_answers()
    return [
        _line("Pages, API and sign-in", has_database, "They return 503 until the database is back."),
        _line("Limits", cache_answers(), "You can't start renders, scripts or payments right now."),
        _line(
            "Background work",
            broker_answers() and workers_act(),
            "Running work continues more slowly. Nothing is lost.",
        ),
        _line("Rendering", has_database and _a_node_is_ready(), "New renders wait for a render node."),
        _credentials(),
    ]


def _credentials() -> Line:
    found = signatures.state()
    name, effect = "Content credentials", "New videos are finished without them."
    if found.is_off:
        return Line(name=name, is_working=True, words=f"Off. {effect}")
    if found.is_development:
        return Line(name=name, is_working=True, words="Working, with a development certificate.")
    return _line(name, found.is_signing, effect)


def _line(name: str, is_working: bool, otherwise: str) -> Line:
    return Line(
        name=name, is_working=is_working, words="Working." if is_working else f"Not working. {otherwise}"
    )


def database_answers() -> bool:
    """True if Postgres responds within a second."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("database unavailable")
        return False
    return True


def cache_answers() -> bool:
    """True if the Redis of cache and limits responds."""
    return cast(ResilientRedisCache, caches["default"]).answers()


def broker_answers() -> bool:
    """True if the Redis of the message broker responds."""
    timeouts = {
        "socket_timeout": _BROKER_TIMEOUT_S,
        "socket_connect_timeout": _BROKER_TIMEOUT_S,
        "max_retries": 0,
    }
    try:
        with current_app.connection_for_write(transport_options=timeouts) as broker:
            broker.ensure_connection(max_retries=0)
    except (BrokerError, RedisError, OSError):
        logger.warning("broker unavailable")
        return False
    return True


def note_canary() -> None:
    """Record that scheduler, broker and worker have just worked."""
    caches["default"].set(_CANARY, time.time(), timeout=None)


def workers_act() -> bool:
    """True if a worker has recently acted on a message, or if none has been recorded yet."""
    noted_at = caches["default"].get(_CANARY)
    is_silent = noted_at is not None and time.time() - noted_at > _CANARY_AT_MOST_S
    if is_silent:
        logger.warning("no worker is running tasks", extra={"since_s": round(time.time() - noted_at)})
    return not is_silent


def _a_node_is_ready() -> bool:
    try:
        return Renderer.objects.filter(status=RendererStatus.READY).exists()
    except DatabaseError:
        return False
