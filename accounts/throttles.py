"""How many API requests a workspace may make, counted in Redis by one atomic script (GCRA)."""

import functools
import logging
import math
from dataclasses import dataclass

import redis
from django.conf import settings

from foundation.errors import TooManyRequestsError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

# The generic cell rate algorithm keeps one number: when the bucket will be empty again. Reading, deciding and
# writing are one script, so that parallel requests cannot all pass on the same number. Redis' own clock
# is used, which all web servers share.
_SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local interval, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local empty_at = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
local after = empty_at + interval
local wait = after - burst * interval - now
if wait > 0 then
    return {0, 0, math.ceil(wait), math.ceil(empty_at - now)}
end
redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', math.ceil((after - now) / 1000) + 1)
return {1, math.floor((burst * interval - (after - now)) / interval), 0, math.ceil(after - now)}
"""
_MICROSECONDS = 1_000_000
_RETRY_AFTER_OUTAGE_S = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """Where an owner stands: how many at once, how many left now, when all are back."""

    limit: int
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """The same for the answer's header."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
        }


class RateExceededError(TooManyRequestsError):
    """The owner asked too often."""

    code = "rate_limit_exceeded"

    def __init__(self, *, rate: Rate, retry_after_s: int) -> None:
        super().__init__(
            f"That was more than {rate.limit} requests a minute. Try again in {retry_after_s} s.",
            retry_after_s=retry_after_s,
            limit=rate.limit,
        )
        self.rate = rate


def take(*, owner: str, changes: bool) -> Rate | None:
    """Count one request of ``owner``. Raises RateExceededError.

    While Redis is away looking goes uncounted (None), and what ``changes`` something is refused with
    UpstreamUnavailableError: without the count, nothing would bound what a runaway client costs.
    """
    limit: int = settings.API_REQUESTS_PER_MINUTE
    try:
        passed, remaining, wait, reset = _script()(
            keys=[f"rate:{owner}"], args=[60 * _MICROSECONDS // limit, limit]
        )
    except redis.RedisError as error:
        logger.warning("rate limit not counted", extra={"cause": type(error).__name__, "changes": changes})
        if not changes:
            return None
        raise UpstreamUnavailableError(
            "Changes cannot be taken just now. Try again in a moment.",
            system="redis",
            retry_after_s=_RETRY_AFTER_OUTAGE_S,
        ) from error
    rate = Rate(limit=limit, remaining=remaining, reset_s=math.ceil(reset / _MICROSECONDS))
    if not passed:
        raise RateExceededError(rate=rate, retry_after_s=max(1, math.ceil(wait / _MICROSECONDS)))
    return rate


@functools.cache
def _script() -> "redis.commands.core.Script":
    client = redis.Redis.from_url(
        settings.CACHE_URL, socket_timeout=0.5, socket_connect_timeout=0.5, health_check_interval=30
    )
    return client.register_script(_SCRIPT)
