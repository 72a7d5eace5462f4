"""When a failed reading of products is repeated."""

from datetime import datetime, timedelta

from foundation.errors import UpstreamError, UpstreamUnavailableError

_AFTER_OUTAGE, _LONGEST_OUTAGE = timedelta(seconds=30), timedelta(hours=1)
_AFTER_REFUSAL = timedelta(hours=1)


def after(*, error: UpstreamError, failures: int, at: datetime) -> datetime:
    """Return when to retry after the error, the ``failures``-th in a row.

    A refusal lasts until somebody acts. Reconnecting makes the shop due at once.
    """
    if not isinstance(error, UpstreamUnavailableError):
        return at + _AFTER_REFUSAL
    wait = min(_AFTER_OUTAGE * (1 << min(max(failures - 1, 0), 10)), _LONGEST_OUTAGE)
    return at + error.wait(at_least=wait)
