"""Billing periods: calendar months counted from an anchor, so that the 31st returns after February."""

import calendar
from datetime import UTC, datetime

_SECONDS = {"day": 86_400, "week": 7 * 86_400}
_MONTHS = {"month": 1, "year": 12}


def end_after(anchor: int, *, interval: str, count: int, after: int) -> int:
    """Return the first boundary after ``after``, counted from the anchor, not from the previous boundary."""
    if interval in _SECONDS:
        step = _SECONDS[interval] * count
        return anchor + ((after - anchor) // step + 1) * step
    step = _MONTHS[interval] * count
    first, then = datetime.fromtimestamp(anchor, UTC), datetime.fromtimestamp(after, UTC)
    passed = (then.year - first.year) * 12 + then.month - first.month
    turn = max(passed // step - 1, 0)
    while add_months(anchor, turn * step) <= after:
        turn += 1
    return add_months(anchor, turn * step)


def add_months(at: int, months: int) -> int:
    """Return the same day and time that many months later, or the month's last day if it is shorter."""
    first = datetime.fromtimestamp(at, UTC)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = min(first.day, calendar.monthrange(year, month + 1)[1])
    return int(first.replace(year=year, month=month + 1, day=day).timestamp())


def in_words(at: int) -> str:
    """Format the day, as in 15 Nov 2026."""
    return datetime.fromtimestamp(at, UTC).strftime("%d %b %Y").lstrip("0")


def share(amount: int, *, part: int, whole: int) -> int:
    """Return a share of an amount in whole minor units. Halves round away from zero."""
    if whole <= 0:
        return 0
    sign = -1 if amount < 0 else 1
    return sign * ((2 * abs(amount) * part + whole) // (2 * whole))
