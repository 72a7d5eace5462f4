"""The refusals of billing."""

from datetime import date

from foundation.errors import ConflictError, NotFoundError, PaymentRequiredError


class QuotaExhaustedError(PaymentRequiredError):
    """The period's videos are used up, or set aside for renders under way."""

    code = "quota_exhausted"
    title = "No videos left this month"

    def __init__(self, *, needed: int, limit: int, used: int, held: int, resets_on: date) -> None:
        next_ones = f"The next ones come on {resets_on.day} {resets_on:%B}."
        if used >= limit:
            said = f"You have used all {_videos(limit)} of this month."
        elif held and used + held >= limit:
            said = f"All {_videos(limit)} of this month are used or set aside for renders under way."
        else:
            left = limit - used - held
            said = f"This takes {_videos(needed)} and you have {left} left this month."
        super().__init__(
            f"{said} {next_ones} A larger plan gives you more now.",
            needed=needed,
            available=limit - used - held,
            limit=limit,
            resets_on=resets_on.isoformat(),
        )


class PlanLimitError(PaymentRequiredError):
    """The plan covers less than was asked for. The asking app, which knows the words, gives the message."""

    code = "plan_limit"

    def __init__(self, message: str, *, key: str, limit: int) -> None:
        super().__init__(message, key=key, limit=limit)


class ReservationUnknownError(NotFoundError):
    """Nothing was ever set aside under this reference."""

    code = "reservation_unknown"

    def __init__(self, *, reference: str) -> None:
        super().__init__("No video was set aside for this.", reference=reference)


class ReservationClosedError(ConflictError):
    """The reservation has ended the other way: what was given back cannot be used, nor the reverse."""

    code = "reservation_closed"

    def __init__(self, *, reference: str, status: str) -> None:
        super().__init__(
            f"The video set aside for this is already {status}.", reference=reference, status=status
        )


class AdjustmentTooLargeError(ConflictError):
    """An operator may not take away more than is left."""

    code = "adjustment_too_large"

    def __init__(self, *, asked: int, available: int) -> None:
        super().__init__(
            f"Only {_videos(available)} can be taken away: the others are used or set aside.",
            asked=asked,
            available=available,
        )


def _videos(count: int) -> str:
    return f"{count} video" if count == 1 else f"{count} videos"
