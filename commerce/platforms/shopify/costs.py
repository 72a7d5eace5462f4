"""Paces queries: each costs points from a bucket per shop, which refills with time.

The bucket's last known level is shared by all processes through the cache. Without the cache, nothing is
paced, and Shopify refuses the queries that cost too much.
"""

import hashlib
import math
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from commerce.platforms.shopify.words import SYSTEM
from foundation.errors import UpstreamUnavailableError

# A task may wait this long for points; for more, it should be called again.
LONGEST_WAIT_S = 2.0
# The level is forgotten when the bucket is full again.
_KEPT_S = 120
_LONGEST_S = 600


class _Points(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class Bucket(_Points):
    """The level of a bucket, in points. It gains ``restore_rate`` each second."""

    maximum_available: float = Field(gt=0, allow_inf_nan=False)
    currently_available: float = Field(allow_inf_nan=False)
    restore_rate: float = Field(gt=0, allow_inf_nan=False)


class Cost(_Points):
    """What a query costs. ``actual_query_cost`` is None if it did not run."""

    requested_query_cost: float = Field(ge=0, allow_inf_nan=False)
    actual_query_cost: float | None = None
    throttle_status: Bucket


def cost_of(extensions: Any) -> Cost | None:
    """Return the cost in an answer's extensions; None if there is none, or it is odd."""
    try:
        return Cost.model_validate(extensions["cost"])
    except (KeyError, TypeError, ValidationError):
        return None


def wait_s(cost: Cost) -> int:
    """Return after how many seconds a throttled query may run: at least one."""
    bucket = cost.throttle_status
    lacking = min(cost.requested_query_cost, bucket.maximum_available) - bucket.currently_available
    return max(1, min(_LONGEST_S, math.ceil(lacking / bucket.restore_rate)))


class Pace:
    """The bucket of one shop."""

    def __init__(self, *, domain: str, is_live: bool, sleep: Callable[[float], None] = time.sleep) -> None:
        shop = hashlib.sha256(f"{domain}:{is_live}".encode()).hexdigest()[:32]
        self._name = f"shopify:points:{shop}"
        self._sleep = sleep

    def take(self, *, query: str, points: float) -> None:
        """Wait until the bucket has the points for a query: ``points`` if its cost is not known yet.

        Raises UpstreamUnavailableError for a wait of more than LONGEST_WAIT_S.
        """
        known = cache.get(self._name)
        if known is None:
            return
        bucket, at = Bucket.model_validate(known["bucket"]), float(known["at"])
        refilled = max(0.0, time.time() - at) * bucket.restore_rate
        available = min(bucket.maximum_available, bucket.currently_available + refilled)
        asked = float(cache.get(f"shopify:cost:{query}") or points)
        lacking = min(asked, bucket.maximum_available) - available
        if lacking > 0:
            self._wait(lacking / bucket.restore_rate)

    def note(self, *, query: str, cost: Cost) -> None:
        """Remember the bucket's level after a query, and what the query cost."""
        level = {"bucket": cost.throttle_status.model_dump(), "at": time.time()}
        cache.set(self._name, level, timeout=_KEPT_S)
        cache.set(f"shopify:cost:{query}", cost.requested_query_cost, timeout=24 * 3600)

    def _wait(self, seconds: float) -> None:
        if seconds > LONGEST_WAIT_S:
            raise UpstreamUnavailableError(
                f"{SYSTEM} limits how much can be read at once.",
                system=SYSTEM,
                retry_after_s=min(_LONGEST_S, math.ceil(seconds)),
                never_sent=True,
            )
        self._sleep(seconds)
