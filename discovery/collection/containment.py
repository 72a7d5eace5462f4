"""Isolates problems with one channel or one batch from the rest of a round."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
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
        self._suspects: list[Callable[[], None]] = []

    @contextmanager
    def about(
        self, channel: Channel | None, *, what: str = "", put_off: Callable[[], None] | None = None
    ) -> Iterator[None]:
        """Wrap a part of the round about one channel, or about ``what``. Its failure is recorded, not raised.

        ``put_off`` then postpones what was to be read. Raises errors that affect the whole round, and the
        last of several failures in a row.
        """

        def record(problem: str) -> None:
            self._record(channel, what, problem)
            if put_off is not None:
                put_off()

        try:
            yield
        except _CONCERNS_ALL:
            raise
        except ChannelUnreadableError as error:
            record(error.message)
        except UpstreamError as error:
            self._in_a_row += 1
            if self._in_a_row >= _AN_OUTAGE or self._is_general(error):
                raise
            self._suspects.append(partial(record, error.message))
            return
        except Exception:
            # An unexpected error with one channel must not stop the others' collection.
            logger.exception(
                "collection step failed", extra={"channel_id": channel and channel.pk, "what": what}
            )
            record(channels.OUR_ERROR)
        self.settle()

    def passes(self, call: Callable[[], None]) -> bool:
        """Run a call about several channels. False if it failed, and each of them is to be tried alone.

        Raises errors that affect the whole round.
        """
        try:
            call()
        except _CONCERNS_ALL:
            raise
        except UpstreamError as error:
            if self._is_general(error):
                raise
            return False
        except Exception:
            # The next attempts show which channel it is about.
            logger.warning("collection step failed for several channels", exc_info=True)
            return False
        self.settle()
        return True

    def settle(self) -> None:
        """Record the failures so far, because the platform responds."""
        suspects, self._suspects, self._in_a_row = self._suspects, [], 0
        for record in suspects:
            record()

    def _is_general(self, error: UpstreamError) -> bool:
        """True for rate limiting or a retry time, which are not about one channel."""
        is_slowed_down = error.context.get("upstream_status") in _TOO_FAST
        return isinstance(error, UpstreamUnavailableError) and bool(is_slowed_down or error.retry_after_s)

    def _record(self, channel: Channel | None, what: str, problem: str) -> None:
        if channel is None:
            self.notes.append(f"{what}: {problem}")
        else:
            self._mark(channel, problem)
