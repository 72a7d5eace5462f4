"""Idempotent requests: a repeated request runs its action once.

The client sends an ``Idempotency-Key``. The action and the stored response are written in one transaction, so
a process that dies half-way leaves neither.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.db import connection, transaction

from foundation.errors import ConflictError, InvalidError

HEADER = "Idempotency-Key"
REPLAYED_HEADER = "Idempotent-Replayed"
_ACCEPTABLE_KEY = re.compile(r"[\x21-\x7e]{1,255}")


class KeyReusedError(InvalidError):
    """The key was already used for a different request."""

    code = "idempotency_key_reused"
    title = "Idempotency key reused"


class InFlightError(ConflictError):
    """The first request with this key is still in progress."""

    code = "idempotency_in_flight"
    title = "Request in progress"
    retryable = True
    retry_after_s = 1


class UnusableKeyError(InvalidError):
    """The key is empty, too long, or has characters other than visible ASCII."""

    code = "idempotency_key_invalid"


@dataclass(frozen=True, slots=True)
class Answer:
    """The stored response to the first request."""

    status: int
    body: str
    location: str = ""


class Store(Protocol):
    """Storage of responses, for one owner."""

    def find(self, key: str) -> tuple[str, Answer] | None:
        """The fingerprint and response stored under ``key``; None if unknown or expired."""

    def keep(self, key: str, fingerprint: str, answer: Answer) -> None:
        """Store the response."""


def check_key(key: str) -> str:
    """Return the key. Raises UnusableKeyError."""
    if not _ACCEPTABLE_KEY.fullmatch(key):
        raise UnusableKeyError(f"{HEADER} must be 1 to 255 visible ASCII characters.")
    return key


def fingerprint(*, method: str, path: str, body: object) -> str:
    """A hash that identifies equal requests: method, path and the parsed body."""
    document = json.dumps([method, path, body], sort_keys=True, default=str)
    return hashlib.sha256(document.encode()).hexdigest()


def once(
    *, owner: str, key: str, fingerprint: str, store: Store, act: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """Run ``act`` the first time ``owner`` uses ``key``; afterwards, return the stored response.

    Returns the response, and True for a replay. An exception from ``act`` rolls everything back, and the key
    stays unused. Raises KeyReusedError and InFlightError.
    """
    with transaction.atomic():
        if not _lock(f"{owner}:{key}"):
            raise InFlightError("The first request with this key is still in progress. Try again soon.")
        known = store.find(key)
        if known is not None:
            if known[0] != fingerprint:
                raise KeyReusedError(
                    f"This {HEADER} was already used for a different request. Use a new one."
                )
            return known[1], True
        answer = act()
        store.keep(key, fingerprint, answer)
        return answer, False


def _lock(name: str) -> bool:
    """Take the advisory lock until the transaction ends, without waiting. False if it is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 20261101))", [name])
        row = cursor.fetchone()
    return bool(row and row[0])
