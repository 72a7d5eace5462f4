"""When a job may be polled again. Paid APIs count each poll, and full ones state how long to wait."""

from django.core.cache import cache

from synthesis.models import Attempt
from synthesis.rendering.adapters.base import RendererClient


def is_due(*, attempt: Attempt, client: RendererClient) -> bool:
    """False until the renderer's poll interval has passed. If the cache loses its entries, polls become more
    frequent.
    """
    if not client.poll_every_s:
        return True
    return cache.add(_key(attempt), True, timeout=client.poll_every_s)


def postpone(*, attempt: Attempt, delay_s: float) -> None:
    """Don't poll the renderer for this attempt for ``delay_s`` seconds."""
    cache.set(_key(attempt), True, timeout=delay_s)


def _key(attempt: Attempt) -> str:
    return f"synthesis:asked:{attempt.pk}"
