"""Isolates problems with one channel or one batch from the rest of a round."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from billiard.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError

from discovery import channels
from discovery.errors import (
    BudgetExhaustedError,
    ChannelUnreadableError,
    KeyRefusedError,
    QuotaExceededError,
    SourceOffError,
)
from discovery.models import SourceChannel, WatchedChannel
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError

logger = logging.getLogger(__name__)

Channel = TypeVar("Channel", SourceChannel, WatchedChannel)

# This many failures in a row are a general problem, not one of single channels.
_AN_OUTAGE = 3
_TOO_FAST = frozenset({403, 429})
_CONCERNS_ALL = (
    BudgetExhaustedError,
    KeyRefusedError,
    LostLeaseError,
    QuotaExceededError,
    SourceOffError,
    InterfaceError,
    OperationalError,
    SoftTimeLimitExceeded,
)


class Containment(Generic[Channel]):
    """One round's failures so far. ``mark`` stores a channel's problem.

    A channel that does not respond is marked only after another call has succeeded. Until then, the cause may
    be an outage.
    """

    def __init__(self, *, mark: Callable[[Channel, str], None]) -> None:
        self.notes: list[str] = []
        self._mark: Callable[[Channel, str], None] = mark
        self._in_a_row = 0
        self._suspects: list[tuple[Channel, str]] = []

    @contextmanager
    def about(self, channel: Channel | None, *, what: str = "") -> Iterator[None]:
        """Wrap a part of the round about one channel, or about ``what``. Its failure is recorded, not raised.

        Raises errors that affect the whole round, and the last of several failures in a row.
        """
        try:
            yield
        except _CONCERNS_ALL:
            raise
        except ChannelUnreadableError as error:
            self._record(channel, what, error.message)
        except UpstreamError as error:
            self._in_a_row += 1
            if self._in_a_row >= _AN_OUTAGE or self._is_general(error):
                raise
            self._suspect(channel, what, error.message)
            return
        except Exception:
            # An unexpected error with one channel must not stop the others' collection.
            logger.exception(
                "collection step failed", extra={"channel_id": channel and channel.pk, "what": what}
            )
            self._record(channel, what, channels.OUR_ERROR)
        self.settle()

    def settle(self) -> None:
        """Mark the channels that failed before, because the platform responds."""
        suspects, self._suspects, self._in_a_row = self._suspects, [], 0
        for channel, problem in suspects:
            self._mark(channel, problem)

    def _is_general(self, error: UpstreamError) -> bool:
        """True for rate limiting or a retry time, which are not about one channel."""
        is_slowed_down = error.context.get("upstream_status") in _TOO_FAST
        return isinstance(error, UpstreamUnavailableError) and bool(is_slowed_down or error.retry_after_s)

    def _suspect(self, channel: Channel | None, what: str, problem: str) -> None:
        if channel is None:
            self.notes.append(f"{what}: {problem}")
        else:
            self._suspects.append((channel, problem))

    def _record(self, channel: Channel | None, what: str, problem: str) -> None:
        if channel is None:
            self.notes.append(f"{what}: {problem}")
        else:
            self._mark(channel, problem)
