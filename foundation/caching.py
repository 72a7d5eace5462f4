"""The cache: Redis, and while Redis is away, an empty cache that keeps nothing."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import redis
from django.core.cache.backends import redis as django_redis
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from redis.backoff import NoBackoff
from redis.retry import Retry

from foundation import circuits

Result = TypeVar("Result")

# A page makes few calls, and each of them may wait this long once; then the circuit is open.
TIMEOUT_S = 0.2


def connection_options(timeout_s: float = TIMEOUT_S) -> dict[str, Any]:
    """How to connect to a Redis that requests must not wait for.

    By default the client repeats a failed call after pauses of seconds. One repetition without a pause covers
    a pooled connection whose server was restarted; a timeout is not repeated.
    """
    return {
        "socket_timeout": timeout_s,
        "socket_connect_timeout": timeout_s,
        "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
    }


class AwayError(redis.ConnectionError):
    """Redis has just failed, and is not tried again yet."""


def call(circuit: circuits.Circuit, function: Callable[[], Result]) -> Result:
    """The function's result. Raises redis.RedisError, at once where the circuit is open."""
    if not circuit.allows():
        raise AwayError(f"{circuit.name} is away")
    try:
        result = function()
    except (redis.ConnectionError, redis.TimeoutError) as error:
        circuit.note_failure(type(error).__name__)
        raise
    except redis.RedisError:
        # It answered: out of memory, read-only, or another error of the command alone.
        circuit.note_success()
        raise
    circuit.note_success()
    return result


class ResilientRedisCache(django_redis.RedisCache):
    """Django's cache in Redis, without its errors.

    While Redis is away, nothing is found and nothing is kept, as if everything expired at once. Limits, which
    have to know whether they counted, call Redis themselves.
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
        """Whether Redis answers now."""

        def ping() -> bool:
            return bool(self._cache.get_client().ping())

        return self._or(False, ping)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """True while Redis is away: there was no such key."""
        return self._or(
            True, lambda: bool(super(ResilientRedisCache, self).add(key, value, timeout, version))
        )

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """The default while Redis is away."""
        return self._or(default, lambda: super(ResilientRedisCache, self).get(key, default, version))

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        """Kept only while Redis answers."""
        self._or(None, lambda: super(ResilientRedisCache, self).set(key, value, timeout, version))

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """False while Redis is away: there is no such key."""
        return self._or(False, lambda: bool(super(ResilientRedisCache, self).touch(key, timeout, version)))

    def delete(self, key: Any, version: Any = None) -> bool:
        """False while Redis is away. What was kept before is found again afterwards."""
        return self._or(False, lambda: bool(super(ResilientRedisCache, self).delete(key, version)))

    def get_many(self, keys: Iterable[Any], version: Any = None) -> dict[Any, Any]:
        """Nothing while Redis is away."""
        return self._or({}, lambda: super(ResilientRedisCache, self).get_many(keys, version))

    def has_key(self, key: Any, version: Any = None) -> bool:
        """False while Redis is away."""
        return self._or(False, lambda: bool(super(ResilientRedisCache, self).has_key(key, version)))

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> int:
        """Raises ValueError for a key that is not there, as all are while Redis is away."""
        value: int | None = self._or(None, lambda: super(ResilientRedisCache, self).incr(key, delta, version))
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(
        self, data: dict[Any, Any], timeout: Any = DEFAULT_TIMEOUT, version: Any = None
    ) -> list[Any]:
        """The keys that were not kept: all of them while Redis is away."""
        return self._or(list(data), lambda: super(ResilientRedisCache, self).set_many(data, timeout, version))

    def delete_many(self, keys: Iterable[Any], version: Any = None) -> None:
        """Nothing happens while Redis is away."""
        self._or(None, lambda: super(ResilientRedisCache, self).delete_many(keys, version))

    def clear(self) -> None:
        """Nothing happens while Redis is away."""
        self._or(None, lambda: super(ResilientRedisCache, self).clear())
