"""The refusals of discovery."""

from datetime import datetime

from foundation.errors import ConflictError, InvalidError, NotFoundError, TooManyRequestsError, UpstreamError


class ChannelNotFoundError(NotFoundError):
    """The platform knows no such channel, or it is gone."""

    code = "channel_not_found"
    title = "No such channel"

    def __init__(self, *, asked: str) -> None:
        super().__init__(
            f"YouTube knows no public channel at “{asked}”. "
            "Check the address, or paste the link of one of its videos.",
            asked=asked,
        )


class UnreadableAddressError(InvalidError):
    """What was pasted names neither a channel nor a video; ``detail`` says what to paste instead."""

    code = "unreadable_address"

    def __init__(
        self,
        detail: str = (
            "Paste a YouTube channel's address or handle, such as @name, or the link of one of its videos."
        ),
    ) -> None:
        super().__init__(detail, errors=[{"field": "address", "code": self.code, "detail": detail}])


class NicheNameTakenError(ConflictError):
    """The workspace has a niche of that name."""

    code = "niche_name_taken"

    def __init__(self, *, name: str) -> None:
        super().__init__(f"You already follow a niche called “{name}”. Choose another name.", name=name)


class SourceOffError(ConflictError):
    """Nothing is configured that could be asked."""

    code = "source_off"
    title = "YouTube is not connected"

    def __init__(self) -> None:
        super().__init__(
            "YouTube is not set up on this installation, so nothing can be looked up. "
            "An operator adds YOUTUBE_API_KEY under Settings, Integrations."
        )


class BudgetExhaustedError(TooManyRequestsError):
    """Today's share of the platform's allowance is used up."""

    code = "api_budget_exhausted"
    title = "Today's YouTube allowance is used up"

    def __init__(self, *, bucket: str, resets_at: datetime, retry_after_s: int) -> None:
        super().__init__(
            "Today's YouTube allowance is used up. It comes back at midnight Pacific time; "
            "what was seen until now stays here.",
            retry_after_s=retry_after_s,
            bucket=bucket,
            resets_at=resets_at.isoformat(),
        )
        self.resets_at = resets_at


class OtherSourceError(ConflictError):
    """The niche holds sample data where YouTube is live, or live data where the sandbox stands in for it."""

    code = "other_source"
    title = "This niche is not scanned"

    def __init__(self, *, is_sample: bool) -> None:
        super().__init__(
            "This niche shows sample data, which is not scanned any more since YouTube is connected here. "
            "Restart it with live data, or stop following it."
            if is_sample
            else "This niche holds data of the real YouTube, and no YouTube key is set here any more. It is "
            "scanned again once an operator sets YOUTUBE_API_KEY."
        )


class NotSampleDataError(ConflictError):
    """There is no sample data to leave behind."""

    code = "not_sample_data"

    def __init__(self) -> None:
        super().__init__("This niche is watched with live data already, or YouTube is not connected here.")


class ScannedJustNowError(TooManyRequestsError):
    """The niche was looked at a moment ago."""

    code = "scanned_just_now"
    title = "Scanned a moment ago"

    def __init__(self, *, retry_after_s: int) -> None:
        minutes = max(1, round(retry_after_s / 60))
        super().__init__(
            f"This niche was scanned a moment ago. Ask again in {minutes} min.",
            retry_after_s=retry_after_s,
        )


class QuotaExceededError(UpstreamError):
    """The platform itself says that the day's allowance is gone. Asking again today is useless."""

    code = "youtube_quota_exceeded"

    def __init__(self) -> None:
        super().__init__(
            "YouTube says that today's allowance is used up. It comes back at midnight Pacific time.",
            system="YouTube",
        )


class KeyRefusedError(UpstreamError):
    """The platform does not accept this installation; the message says what is wrong and who mends it."""

    code = "youtube_key_refused"

    def __init__(self, words: str) -> None:
        super().__init__(words, system="YouTube")


class ChannelUnreadableError(UpstreamError):
    """The platform does not let one channel be read. The others are not concerned."""

    code = "channel_unreadable"

    def __init__(self, words: str) -> None:
        super().__init__(words, system="YouTube")


class SamplesNeedSandboxError(ConflictError):
    """Sample data comes from the sandbox alone."""

    code = "samples_need_sandbox"

    def __init__(self) -> None:
        super().__init__(
            "Sample data needs the sandbox, and this installation asks the real YouTube. "
            "Follow a niche instead."
        )
