"""Keeps calls below a platform's rate limit: per access token, across all processes."""

import hashlib

from django.core.cache import cache
from django.utils import timezone

from foundation.errors import UpstreamUnavailableError

# Any minute lies within three slots, so that their sum is at least the minute's number of calls.
_SLOT_S = 30
_SLOTS = 3


def take(*, system: str, kind: str, access_token: str, per_minute: int) -> None:
    """Count a call, of which any minute may have ``per_minute``.

    Raises UpstreamUnavailableError if it would be one too many. Without the cache, nothing is counted: the
    platform then refuses the calls beyond its limit.
    """
    slot = int(timezone.now().timestamp()) // _SLOT_S
    token = hashlib.sha256(access_token.encode()).hexdigest()[:32]
    names = [f"pace:{system}:{kind}:{token}:{slot - back}" for back in range(_SLOTS)]
    cache.add(names[0], 0, timeout=_SLOT_S * (_SLOTS + 1))
    try:
        cache.incr(names[0])
    except ValueError:
        return
    if sum(cache.get_many(names).values()) > per_minute:
        cache.decr(names[0])
        raise UpstreamUnavailableError(
            f"{system} limits how often it can be asked.", system=system, retry_after_s=_SLOT_S
        )
