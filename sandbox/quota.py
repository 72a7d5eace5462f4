"""YouTube's daily allowance: buckets of calls that reset at midnight Pacific Time."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.google_errors import GoogleError

PACIFIC = ZoneInfo("America/Los_Angeles")

# Units per day. Search, upload and statistics each have a bucket of their own.
DAILY = {"search": 100, "videos.insert": 100, "videos.batchGetStats": 10_000, "units": 10_000}


class Quota:
    """Each caller's usage today."""

    def __init__(self) -> None:
        self.daily = dict(DAILY)
        self._used: Counter[tuple[str, str, str]] = Counter()

    def spend(self, *, caller: str, bucket: str, units: int, at: float) -> None:
        """Take units from the caller's bucket of that day. Raises GoogleError if it is exhausted."""
        key = (caller, bucket, _day(at))
        if self._used[key] + units > self.daily[bucket]:
            raise GoogleError(
                403,
                "The request cannot be completed because you have exceeded your quota.",
                reason="quotaExceeded",
                domain="youtube.quota",
                headers={"Retry-After": str(seconds_to_reset(at))},
            )
        self._used[key] += units

    def used(self, at: float) -> dict[str, dict[str, int]]:
        """Return the units used on the day of ``at``, by caller and bucket."""
        report: dict[str, dict[str, int]] = {}
        for (caller, bucket, day), units in self._used.items():
            if day == _day(at):
                report.setdefault(caller, {})[bucket] = units
        return report

    def reset(self) -> None:
        self.daily = dict(DAILY)
        self._used.clear()


def seconds_to_reset(at: float) -> int:
    now = datetime.fromtimestamp(at, PACIFIC)
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(1, int(midnight.timestamp() - at))


def _day(at: float) -> str:
    return datetime.fromtimestamp(at, PACIFIC).date().isoformat()
