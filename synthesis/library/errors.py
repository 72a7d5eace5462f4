"""The errors of stock."""

from foundation.errors import (
    ConflictError,
    InvalidError,
    TooManyRequestsError,
    UpstreamUnavailableError,
)


class StockOffError(ConflictError):
    """The installation has neither a key for stock nor a sandbox."""

    code = "stock_off"
    title = "Stock is not set up"

    def __init__(self) -> None:
        super().__init__(
            "Stock is not set up on this installation. Your administrator can add PEXELS_API_KEY under "
            "Settings, Integrations."
        )


class StockLimitError(TooManyRequestsError):
    """The requests to the provider are used up for this hour or month."""

    code = "stock_limit"
    title = "Stock searches are used up"

    def __init__(self, *, provider: str, retry_after_s: int = 3600, period: str = "hour") -> None:
        super().__init__(
            f"This installation's searches at {provider} are used up for this {period}. "
            f"Try again {_in_words(retry_after_s)}. Earlier searches stay available.",
            retry_after_s=retry_after_s,
            period=period,
        )


class StockClipGoneError(ConflictError):
    """The provider no longer has the clip."""

    code = "stock_clip_gone"
    title = "This clip is gone"

    def __init__(self, *, clip: str) -> None:
        super().__init__("This clip is no longer available. Choose another one.", clip=clip)


class StockClipUnusableError(ConflictError):
    """The downloaded file is not a picture or video that can be shown."""

    code = "stock_clip_unusable"
    title = "This clip can't be used"

    def __init__(self, *, clip: str) -> None:
        super().__init__("This clip's file can't be used. Choose another one.", clip=clip)


class StockQueryError(InvalidError):
    """The words of a search are missing or too long."""

    code = "stock_query"
    title = "Check your search"

    def __init__(self, *, limit: int) -> None:
        detail = f"Search for one to three words, with at most {limit} characters."
        super().__init__(detail, errors=[{"field": "query", "code": self.code, "detail": detail}])


class StockClipFieldError(InvalidError):
    """The id is not that of a clip or photo."""

    code = "stock_clip_field"
    title = "No such clip"

    def __init__(self) -> None:
        detail = "Choose a clip of the search. Its id is like video/1001 or photo/1001."
        super().__init__(detail, errors=[{"field": "clip", "code": self.code, "detail": detail}])


class StockBusyError(UpstreamUnavailableError):
    """Another worker is downloading the same clip."""

    code = "stock_busy"
    title = "This clip is being downloaded"

    def __init__(self, *, provider: str) -> None:
        super().__init__(
            "This clip is being downloaded already. Try again in a few seconds.",
            system=provider,
            retry_after_s=10,
        )


def _in_words(seconds: int) -> str:
    """When that many seconds have passed, such as "in 20 minutes"."""
    if seconds < 5400:
        minutes = max(1, -(-seconds // 60))
        return f"in {minutes} minute{'s'[: minutes != 1]}"
    return f"in {-(-seconds // 3600)} hours" if seconds < 172_800 else f"in {-(-seconds // 86_400)} days"
