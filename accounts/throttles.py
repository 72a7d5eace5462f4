"""Rate limits of workspaces, API keys, people and visitors, counted in Redis by one atomic script (GCRA).

The limits belong to the plan, which an app above provides: see ``signals.rate_limits_requested``.
"""

import contextlib
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import redis
from django.conf import settings

from accounts.models import ApiKey, User, Workspace
from accounts.signals import rate_limits_requested
from foundation import caching, circuits
from foundation.errors import TooManyRequestsError, UpstreamUnavailableError

# The generic cell rate algorithm stores one number per counter: when its bucket will be empty again. Reading,
# deciding and writing are one script, so that parallel requests can't all pass on the same number, and a
# refusal by one counter is counted by none. It uses Redis' own clock, which all web servers share.
_SCRIPT = """
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local empty_at, wait, is_refused = {}, {}, false
for n, key in ipairs(KEYS) do
    local interval, burst = tonumber(ARGV[2 * n - 1]), tonumber(ARGV[2 * n])
    empty_at[n] = math.max(tonumber(redis.call('GET', key) or now), now)
    wait[n] = math.max(empty_at[n] + interval - burst * interval - now, 0)
    is_refused = is_refused or wait[n] > 0
end
local answer = {is_refused and 0 or 1}
for n, key in ipairs(KEYS) do
    local interval, burst = tonumber(ARGV[2 * n - 1]), tonumber(ARGV[2 * n])
    if not is_refused then
        empty_at[n] = empty_at[n] + interval
        local lasts_ms = math.ceil((empty_at[n] - now) / 1000) + 1
        redis.call('SET', key, string.format('%.0f', empty_at[n]), 'PX', lasts_ms)
    end
    table.insert(answer, math.floor((burst * interval - (empty_at[n] - now)) / interval))
    table.insert(answer, math.ceil(empty_at[n] - now))
    table.insert(answer, math.ceil(wait[n]))
end
return answer
"""
_MICROSECONDS = 1_000_000
_RETRY_AFTER_OUTAGE_S = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Requests per minute: a workspace over REST, each of its API keys, and each person on its pages.

    None is no limit.
    """

    per_workspace: int | None
    per_key: int | None
    pages: int | None
    larger_plan_has_more: bool = False


# The limits if no app above sets any.
_DEFAULT_LIMITS = Limits(per_workspace=120, per_key=60, pages=600)
# Many people share an address. Visitors have no plan.
PUBLIC_PAGES_PER_MINUTE = 120
_NO_PLAN = Limits(per_workspace=None, per_key=None, pages=None)


@dataclass(frozen=True, slots=True)
class Rate:
    """A counter's state: the burst size, how many are left, and when all are available again."""

    limit: int
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """The state as response headers."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset_s),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    """One counter: ``whose`` is its name in Redis; ``what`` and ``words`` are part of a refusal."""

    whose: str
    what: str
    words: str
    limit: int

    @property
    def name(self) -> str:
        """The name includes the limit, so that another plan starts a new count at once."""
        return f"rate:{self.whose}:{self.limit}"


class RateExceededError(TooManyRequestsError):
    """Too many requests."""

    code = "rate_limit_exceeded"

    def __init__(
        self, *, rate: Rate, retry_after_s: int, what: str, words: str, larger_plan_has_more: bool
    ) -> None:
        way_out = " Upgrade for a higher limit." if larger_plan_has_more else ""
        super().__init__(
            f"You exceeded the limit of {rate.limit} {words}. Try again in {retry_after_s} s.{way_out}",
            retry_after_s=retry_after_s,
            limit=rate.limit,
            counted=what,
            larger_plan_has_more=larger_plan_has_more,
        )
        self.rate = rate


def limits_of(*, workspace: Workspace) -> Limits:
    """Return the limits of the workspace's plan, unless the installation overrides them."""
    override: int = settings.API_REQUESTS_PER_MINUTE
    if override > 0:
        return Limits(per_workspace=override, per_key=override, pages=override)
    responses: list[tuple[Any, Any]] = rate_limits_requested.send(sender=Limits, workspace=workspace)
    return next((answer for _, answer in responses if isinstance(answer, Limits)), _DEFAULT_LIMITS)


def take_request(*, workspace: Workspace, key: ApiKey | None, spends: bool) -> Rate | None:
    """Count one REST request of the workspace, and of the API key if it has one.

    Returns the state of the tighter counter. Raises RateExceededError, and then counts nothing.

    While Redis is unavailable, requests are not counted (None). Requests that spend money are then refused
    with UpstreamUnavailableError, since without a count nothing would limit the cost of a runaway client.
    """
    limits = limits_of(workspace=workspace)
    # Redis Cluster stores names with the same part in braces on one node, as a script requires.
    own, counters = f"{{{workspace.pk}}}", []
    if limits.per_workspace is not None:
        counters.append(
            _Counter(
                whose=own,
                what="workspace",
                words="requests a minute for this workspace",
                limit=limits.per_workspace,
            )
        )
    if key is not None and limits.per_key is not None:
        counters.append(
            _Counter(
                whose=f"{own}:{key.pk}",
                what="api_key",
                words="requests a minute with this API key",
                limit=limits.per_key,
            )
        )
    try:
        return _take(counters, limits)
    except redis.RedisError as error:
        _refuse_spending(spends, error)
        return None


def take_page(*, workspace: Workspace, person: User, spends: bool = False) -> None:
    """Count one page request of a person in the workspace. Raises RateExceededError.

    While Redis is unavailable, pages are not counted; pages that spend money raise UpstreamUnavailableError.
    """
    limits = limits_of(workspace=workspace)
    if limits.pages is None:
        return
    counter = _Counter(
        whose=f"{{{workspace.pk}}}:pages:{person.pk}",
        what="pages",
        words="pages a minute",
        limit=limits.pages,
    )
    try:
        _take([counter], limits)
    except redis.RedisError as error:
        _refuse_spending(spends, error)


def take_public_page(*, address: str) -> None:
    """Count one request of a client's ``address`` for a page without sign-in. Raises RateExceededError.

    While Redis is unavailable, nothing is counted.
    """
    counter = _Counter(
        whose=f"public:{address}",
        what="address",
        words="pages a minute from your network",
        limit=PUBLIC_PAGES_PER_MINUTE,
    )
    with contextlib.suppress(redis.RedisError):
        _take([counter], _NO_PLAN)


def _refuse_spending(spends: bool, error: redis.RedisError) -> None:
    """Refuse requests that spend money while they can't be counted."""
    if spends:
        raise UpstreamUnavailableError(
            "This action uses money or quota, and its limit can't be checked right now. Nothing was started."
            f" Try again in {_RETRY_AFTER_OUTAGE_S} seconds.",
            system="redis",
            retry_after_s=_RETRY_AFTER_OUTAGE_S,
        ) from error


def _take(counters: Sequence[_Counter], limits: Limits) -> Rate | None:
    """Count in all of the counters, or in none if one is exceeded. Returns the state of the tightest."""
    if not counters:
        return None
    passed, *numbers = caching.call(
        circuits.of("cache", settings.CACHE_URL),
        lambda: _script()(
            keys=[counter.name for counter in counters],
            args=[n for each in counters for n in (60 * _MICROSECONDS // each.limit, each.limit)],
        ),
    )
    states = [
        (counter, Rate(counter.limit, max(0, left), math.ceil(reset / _MICROSECONDS)), wait)
        for counter, (left, reset, wait) in zip(counters, zip(*[iter(numbers)] * 3, strict=True), strict=True)
    ]
    if passed:
        return min((rate for _, rate, _ in states), key=lambda rate: rate.remaining)
    counter, rate, wait = max(states, key=lambda each: each[2])
    raise RateExceededError(
        rate=rate,
        retry_after_s=max(1, math.ceil(wait / _MICROSECONDS)),
        what=counter.what,
        words=counter.words,
        larger_plan_has_more=limits.larger_plan_has_more,
    )


@functools.cache
def _script() -> "redis.commands.core.Script":
    client = redis.Redis.from_url(settings.CACHE_URL, **caching.connection_options())
    return client.register_script(_SCRIPT)
