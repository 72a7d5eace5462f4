"""The Redis cache. While Redis is unavailable, it behaves like an empty cache that stores nothing."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import redis
from django.core.cache.backends import redis as django_redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from redis.backoff import NoBackoff
from redis.retry import Retry

from foundation import circuits

Result = TypeVar("Result")

# A page makes few cache calls. Each may wait this long once; then the circuit opens.
TIMEOUT_S = 0.2


def connection_options(timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
    """Connection options for a Redis that must not block requests.

    By default the client retries a failed call after pauses of seconds. Here it retries once, without a
    pause, in case the server of a pooled connection was restarted. A timeout is not retried.
    """
    return {
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
        "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    }


class UnavailableError(redis.ConnectionError):
    """Redis has just failed. It is not retried yet."""


def call(circuit: circuits.Circuit, function: Callable[[], Result]) -> Result:
    """Call the function and return its result. Raises redis.RedisError, at once while the circuit is open."""
    if not circuit.allows():
        raise UnavailableError(f"{circuit.name} is unavailable")
    try:
        result = function()
    except (redis.ConnectionError, redis.TimeoutError) as error:
        circuit.note_failure(type(error).__name__)
        raise
    except redis.RedisError:
        # Redis answered: out of memory, read-only, or an error of this command only.
        circuit.note_success()
        raise
    circuit.note_success()
    return result


class ResilientRedisCache(django_redis.RedisCache):
    """Django's Redis cache, without its errors.

    While Redis is unavailable, lookups find nothing and writes are dropped, as if everything expired at once.
    Rate limits must know whether a call was counted, so they call Redis directly.
    """

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {**connection_options(), **params.get("OPTIONS", {})}
        super().__init__(server, {**params, "OPTIONS": options})
        self._circuit = circuits.of("cache", server)

    def _or(self, otherwise: Result, function: Callable[[], Result]) -> Result:
        try:
            return call(self._circuit, function)
        except redis.RedisError:
            return otherwise

    def answers(self) -> bool:
        """True when Redis answers now."""

        def ping() -> bool:
            return bool(self._cache.get_client().ping())

        return self._or(False, ping)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """True while Redis is unavailable, as if the key was missing."""
        return self._or(
            True, lambda: bool(super(ResilientRedisCache, self).add(key, value, timeout, version))
        )

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """Return the default while Redis is unavailable."""
        return self._or(default, lambda: super(ResilientRedisCache, self).get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        """Does nothing while Redis is unavailable."""
        self._or(None, lambda: super(ResilientRedisCache, self).set(key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """False while Redis is unavailable, as if the key was missing."""
        return self._or(False, lambda: bool(super(ResilientRedisCache, self).touch(key, timeout, version)))

    def delete(self, key: Any, version: Any = None) -> bool:
        """False while Redis is unavailable. The value reappears once Redis is back."""
        return self._or(False, lambda: bool(super(ResilientRedisCache, self).delete(key, version)))

    def get_many(self, keys: Iterable[Any], version: Any = None) -> dict[Any, Any]:
        """Empty while Redis is unavailable."""
        return self._or({}, lambda: super(ResilientRedisCache, self).get_many(keys, version))

    def has_key(self, key: Any, version: Any = None) -> bool:
        """False while Redis is unavailable."""
        return self._or(False, lambda: bool(super(ResilientRedisCache, self).has_key(key, version)))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """Raises ValueError for a missing key, and for every key while Redis is unavailable."""
        value: int | None = self._or(None, lambda: super(ResilientRedisCache, self).incr(key, delta, version))
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(
        self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> list[Any]:
        """Return the keys that were not stored: all of them while Redis is unavailable."""
        return self._or(list(data), lambda: super(ResilientRedisCache, self).set_many(data, timeout, version))

    def delete_many(self, keys: Iterable[Any], version: Any = None) -> None:
        """Does nothing while Redis is unavailable."""
        self._or(None, lambda: super(ResilientRedisCache, self).delete_many(keys, version))

    def clear(self) -> None:
        """Does nothing while Redis is unavailable."""
        self._or(None, lambda: super(ResilientRedisCache, self).clear())
