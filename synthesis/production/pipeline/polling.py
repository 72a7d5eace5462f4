"""When a job may be polled again: paid APIs count each poll, and say how long to wait when they are full."""

from django.core.cache import cache

from synthesis.models import Attempt
from synthesis.rendering.adapters.base import RendererClient


def is_due(*, attempt: Attempt, client: RendererClient) -> bool:
    """False while the renderer's interval has not passed. An empty cache only makes polls more frequent."""
    if not client.poll_every_s:
        return True
    return cache.add(_key(attempt), True, timeout=client.poll_every_s)


def postpone(*, attempt: Attempt, delay_s: float) -> None:
    """Leave the renderer alone with this attempt for so long."""
    cache.set(_key(attempt), True, timeout=delay_s)


def _key(attempt: Attempt) -> str:
    return f"synthesis:asked:{attempt.pk}"
