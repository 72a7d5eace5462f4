"""Discovery's refusals."""

from collections.abc import Mapping
from datetime import datetime

from foundation.errors import (
    ConflictError,
    InvalidError,
    TooManyRequestsError,
    UpstreamError,
    UpstreamUnavailableError,
)
from foundation.state_machine import IllegalMoveError


class UnknownPlatformError(InvalidError):
    """No platform of this installation has this key."""

    code = "unknown_platform"

    def __init__(self, *, key: str) -> None:
        detail = f"This installation has no platform “{key}”."
        super().__init__(detail, errors=[{"field": "platform", "code": self.code, "detail": detail}])


class NotWatchableError(InvalidError):
    """Nobody may watch channels on this platform."""

    code = "platform_not_watchable"

    def __init__(self, *, platform: str) -> None:
        detail = f"{platform} lets nobody watch others' channels. Connect your own account instead."
        super().__init__(detail, errors=[{"field": "platform", "code": self.code, "detail": detail}])


class UnreadableAddressError(InvalidError):
    """The pasted text is neither a channel nor a video. ``detail`` says what to paste instead."""

    code = "unreadable_address"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, errors=[{"field": "address", "code": self.code, "detail": detail}])


class NotAddedByUrlError(ConflictError):
    """Videos of the platform come with their channel, which is watched for a niche."""

    code = "not_added_by_url"
    title = "Choose a niche"

    def __init__(self, *, platform: str) -> None:
        super().__init__(
            f"{platform} videos come with their channel, so that they can be compared with its others. "
            "Choose a niche whose watchlist gets the channel."
        )


class TooManyVideosAddedError(TooManyRequestsError):
    """The workspace has added as many videos within a day as it may."""

    code = "too_many_videos_added"
    title = "Enough for one day"

    def __init__(self, *, most: int) -> None:
        super().__init__(
            f"You added {most} videos by URL within 24 hours, which is the limit. Try again tomorrow.",
            retry_after_s=3600,
        )


class ImportRefusedError(InvalidError):
    """The file can't be imported. ``detail`` says why."""

    code = "import_refused"
    title = "Not imported"

    def __init__(self, detail: str) -> None:
        super().__init__(detail, errors=[{"field": "file", "code": self.code, "detail": detail}])


class NicheNameTakenError(ConflictError):
    """The workspace already has a niche with that name."""

    code = "niche_name_taken"

    def __init__(self, *, name: str) -> None:
        super().__init__(f"You already follow a niche called “{name}”. Choose another name.", name=name)


class ViewNameTakenError(ConflictError):
    """The workspace already has a saved view with that name."""

    code = "view_name_taken"

    def __init__(self, *, name: str) -> None:
        super().__init__(f"A view called “{name}” exists already. Choose another name.", name=name)


class TooManyViewsError(ConflictError):
    """The workspace has as many saved views as it may."""

    code = "too_many_views"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A workspace can have {most} saved views. Delete one first.", most=most)


class SourceOffError(ConflictError):
    """The platform has neither a key nor a sandbox."""

    code = "source_off"

    def __init__(self, *, platform: str, setting: str) -> None:
        super().__init__(
            f"{platform} is not set up on this installation, so nothing can be found. "
            f"Your administrator can add {setting} under Settings, Integrations."
        )
        self.title = f"{platform} is not connected"


class BudgetExhaustedError(TooManyRequestsError):
    """Today's share of the platform's allowance is used up."""

    code = "api_budget_exhausted"

    def __init__(
        self, *, platform: str, day_ends: str, bucket: str, resets_at: datetime, retry_after_s: int
    ) -> None:
        super().__init__(
            f"Today's {platform} quota is used up. It resets at {day_ends}. Earlier results stay available.",
            retry_after_s=retry_after_s,
            bucket=bucket,
            resets_at=resets_at.isoformat(),
        )
        self.title = f"Today's {platform} quota is used up"
        self.bucket = bucket
        self.resets_at = resets_at


class OtherSourceError(ConflictError):
    """The niche has sample data but its platform is live, or live data but its platform is the sandbox."""

    code = "other_source"
    title = "This niche is not scanned"

    def __init__(self, *, platform: str, setting: str, is_sample: bool) -> None:
        super().__init__(
            f"This niche shows sample data, which is no longer scanned because {platform} is now "
            "connected. Restart it with live data, or unfollow it."
            if is_sample
            else f"This niche has live {platform} data, but the installation's {platform} key is gone. "
            f"Scans resume when your administrator sets {setting}."
        )


class NotSampleDataError(ConflictError):
    """The niche has no sample data to replace."""

    code = "not_sample_data"

    def __init__(self, *, platform: str) -> None:
        super().__init__(f"This niche already uses live data, or {platform} is not connected.")


class ScannedJustNowError(TooManyRequestsError):
    """The niche was scanned a moment ago."""

    code = "scanned_just_now"
    title = "Scanned a moment ago"

    def __init__(self, *, retry_after_s: int) -> None:
        minutes = max(1, round(retry_after_s / 60))
        words = f"This niche was scanned a moment ago. Try again in {minutes} min."
        super().__init__(words, retry_after_s=retry_after_s)


class QuotaExceededError(UpstreamError):
    """The platform reports that the day's allowance is used up. A retry on the same day fails again."""

    code = "platform_quota_exceeded"

    def __init__(self, *, platform: str, day_ends: str) -> None:
        words = f"{platform} reports that today's quota is used up. It resets at {day_ends}."
        super().__init__(words, system=platform)


class KeyRefusedError(UpstreamError):
    """The platform rejects this installation. The message says what is wrong and who can fix it."""

    code = "platform_key_refused"

    def __init__(self, words: str, *, platform: str) -> None:
        super().__init__(words, system=platform)


class ChannelUnreadableError(UpstreamError):
    """The platform does not allow reading one channel. The others are not affected."""

    code = "channel_unreadable"

    def __init__(self, words: str, *, platform: str) -> None:
        super().__init__(words, system=platform)


class ListPageExpiredError(ChannelUnreadableError):
    """A further page of a channel's list no longer exists. Its first page can still be read."""

    def __init__(self, *, platform: str) -> None:
        super().__init__("The list changed while it was being read.", platform=platform)


class SamplesNeedSandboxError(ConflictError):
    """Sample data is available only from the sandbox."""

    code = "samples_need_sandbox"

    def __init__(self, *, platform: str) -> None:
        super().__init__(
            f"Sample data needs the sandbox, but this installation uses live {platform}. Add a niche instead."
        )


class VisionOffError(ConflictError):
    """No model that watches videos is set up, and there is no sandbox."""

    code = "vision_off"
    title = "Analysis is not set up"

    def __init__(self, *, setting: str) -> None:
        super().__init__(
            "No model that watches videos is set up on this installation. "
            f"Your administrator can add {setting} under Settings, Integrations."
        )


class VisionSetupError(UpstreamError):
    """The vendor rejects this installation: its key, its billing or its model. The message names the fix."""

    code = "vision_setup"
    title = "Analysis needs an administrator"


class VisionUnavailableError(UpstreamUnavailableError):
    """The model, and its fallback if it has one, can't be reached or are busy."""

    code = "vision_unavailable"


class VideoNotReadyError(UpstreamUnavailableError):
    """The uploaded file is still being processed at the vendor. Call again after ``retry_after_s``."""

    code = "video_not_ready"


def _code(reason: str) -> str:
    """A vendor's code as it can be stored and shown: it is usually a word in capitals."""
    return "".join(filter(str.isprintable, reason))[:60]


class VisionRefusedError(UpstreamError):
    """The model refused to watch the video, or withheld its answer. No other model may get the video.

    ``reason`` is the vendor's code, such as SAFETY. What the model read until then was paid for: see
    ``cost_microusd`` and ``tokens``, those of input and of output.
    """

    code = "vision_refused"
    title = "The model refused this video"

    def __init__(
        self, *, system: str, reason: str, cost_microusd: int = 0, tokens: tuple[int, int] = (0, 0)
    ) -> None:
        reason = _code(reason)
        super().__init__(
            f"{system} refused to analyse this video ({reason}). It is not sent to another model.",
            system=system,
            reason=reason,
            cost_microusd=cost_microusd,
        )
        self.reason = reason
        self.cost_microusd = cost_microusd
        self.tokens = tokens


class UnusableFindingsError(UpstreamError):
    """The model answered, but without one usable finding. The answer was paid for.

    ``cost_microusd`` is None if the vendor did not report the ``tokens``, those of input and of output.
    """

    code = "unusable_findings"
    title = "The model's answer was not usable"

    def __init__(
        self,
        message: str,
        *,
        system: str,
        reason: str,
        cost_microusd: int | None = 0,
        tokens: tuple[int, int] = (0, 0),
    ) -> None:
        reason = _code(reason)
        super().__init__(message, system=system, reason=reason, cost_microusd=cost_microusd)
        self.reason = reason
        self.cost_microusd = cost_microusd
        self.tokens = tokens


class UnwatchableError(UpstreamError):
    """This video can't be watched. ``reason`` is not_public, no_length, too_long, too_large, file_unreadable
    or no_frames; the message says what helps.
    """

    code = "unwatchable"
    title = "This video can't be analysed"

    def __init__(self, message: str, *, system: str, reason: str) -> None:
        super().__init__(message, system=system, reason=reason)
        self.reason = reason


class AnalysisRefusedError(ConflictError):
    """This video can't be analysed. ``reason`` is a code; the message says why, and what helps."""

    code = "analysis_refused"
    title = "This video can't be analysed"

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message, reason=reason)
        self.reason = reason


class AnalysisBudgetError(TooManyRequestsError):
    """The installation's money for today's analyses is spent, or held for running ones."""

    code = "analysis_budget_exhausted"
    title = "Today's analyses are used up"

    def __init__(self, *, resets_at: datetime, retry_after_s: int) -> None:
        hours = -(-retry_after_s // 3600)
        super().__init__(
            "This installation's budget for today's analyses is used up. New analyses are possible from "
            f"midnight UTC, in {hours} hour{'s'[: hours != 1]}. Nothing was counted.",
            retry_after_s=retry_after_s,
            resets_at=resets_at.isoformat(),
        )


class AnalysisFinishedError(ConflictError):
    """The analysis has ended, so it can't be canceled."""

    code = "analysis_finished"

    def __init__(self, *, status: str) -> None:
        super().__init__(f"This analysis has already {status}, so it can't be canceled.", status=status)


class AnalysisNotFailedError(ConflictError):
    """Only a failed or canceled analysis can be retried."""

    code = "analysis_not_failed"

    def __init__(self, *, status: str) -> None:
        super().__init__(
            f"This analysis is {status}. Only a failed or canceled one can be retried; run a finished one "
            "again instead.",
            status=status,
        )


class IdeaMoveError(IllegalMoveError):
    """The board does not allow this move. The message says where the idea can go.

    ``possible`` has the statuses that it can move to, with their labels.
    """

    def __init__(self, *, title: str, now: str, asked: str, possible: Mapping[str, str]) -> None:
        *first, last = possible.values()
        others = f"{', '.join(first)} or {last}" if first else last
        super().__init__(
            f"“{title}” is in {now}. From there it can go to {others}, but not to {asked}.",
            possible=list(possible),
        )
        self.title = f"Not from {now} to {asked}"


class MovedElsewhereError(ConflictError):
    """Another person, or a render, moved the idea after the board was loaded."""

    code = "moved_elsewhere"
    title = "Moved by someone else"

    def __init__(self, *, title: str, now: str, status: str) -> None:
        super().__init__(
            f"“{title}” is in {now} now: it was moved after you opened this board. Your move was not made.",
            idea_status=status,
        )
