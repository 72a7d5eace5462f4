"""Publishing's refusals."""

from foundation.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    UpstreamError,
    UpstreamUnavailableError,
)


class ConnectionLostError(UpstreamError):
    """The platform no longer accepts the connection's tokens."""

    code = "connection_lost"
    title = "Reconnect the channel"

    def __init__(self, *, system: str) -> None:
        super().__init__(
            f"{system} no longer accepts this connection. Reconnect the channel under Calendar, Channels.",
            system=system,
        )


class AccessRefusedError(UpstreamError):
    """The platform rejected the access token. A refreshed one may be accepted."""

    code = "access_refused"

    def __init__(self, *, system: str) -> None:
        super().__init__(
            f"{system} is rejecting this channel's sign-in. If this continues, reconnect the channel under "
            "Calendar, Channels.",
            system=system,
        )


class PlatformQuotaError(UpstreamUnavailableError):
    """The platform's daily budget for our application is used up."""

    code = "platform_quota_exhausted"

    def __init__(self, *, system: str, renewed: str, retry_after_s: int) -> None:
        super().__init__(
            f"This installation's daily {system} quota is used up. It resets {renewed}.",
            system=system,
            retry_after_s=retry_after_s,
        )


class ScopeMissingError(UpstreamError):
    """The connection lacks a permission that only some calls need."""

    code = "scope_missing"


class NotSupportedError(UpstreamError):
    """The platform does not answer this combination of numbers."""

    code = "not_supported"


class UploadSessionGoneError(UpstreamError):
    """The upload session no longer exists on the platform.

    With ``is_void``, it certainly made no video: the platform lacks bytes, and accepts no more.
    """

    code = "upload_session_gone"

    def __init__(self, message: str, *, system: str, is_void: bool = False) -> None:
        super().__init__(message, system=system)
        self.is_void = is_void


class ConsentRefusedError(InvalidError):
    """The consent lacks permissions that publishing needs."""

    code = "consent_refused"
    title = "Channel not connected"


class ConsentExpiredError(InvalidError):
    """The callback from the consent page matches no request of this browser, or came too late."""

    code = "consent_expired"
    title = "Channel not connected"

    def __init__(self, *, system: str) -> None:
        super().__init__(f"This {system} sign-in has expired or was started in another browser. Start again.")


class NoChannelError(InvalidError):
    """The account that consented has no channel."""

    code = "no_channel"
    title = "No channel found"


class PublishingOffError(ConflictError):
    """The installation has no keys for the platform."""

    code = "publishing_off"


class ReadsOnlyError(ConflictError):
    """The connection reads the account's videos and can't post."""

    code = "connection_reads_only"
    title = "This account can't be published to"


class WebhookRefusedError(DomainError):
    """The webhook has no valid signature, or an old timestamp."""

    status = 401
    code = "webhook_refused"
    title = "Invalid signature"

    def __init__(self) -> None:
        super().__init__("The signature of this webhook is missing or invalid.")


class RefreshInProgressError(UpstreamUnavailableError):
    """Another process is refreshing the connection's tokens, and the known access token is invalid."""

    code = "refresh_in_progress"

    def __init__(self, *, system: str) -> None:
        super().__init__(
            f"{system}'s sign-in is being renewed. Try again in a few seconds.",
            system=system,
            retry_after_s=2,
        )


class ConnectionBusyError(ConflictError):
    """A publication to the channel is in progress."""

    code = "connection_busy"

    def __init__(self) -> None:
        super().__init__(
            "A video is being published to this channel. Disconnect the channel when it is done."
        )


class VideoNotReadyError(ConflictError):
    """The video has no finished version."""

    code = "video_not_ready"

    def __init__(self) -> None:
        super().__init__("This video is not rendered yet. Render it first, then publish it.")


class PreflightFailedError(InvalidError):
    """At least one rule is not met."""

    code = "preflight_failed"
    title = "Not ready to publish"


class NotEditableError(ConflictError):
    """The publication has already been sent."""

    code = "publication_not_editable"

    def __init__(self) -> None:
        super().__init__(
            "This publication is already sent and can't be changed here. Change it on the platform."
        )


class PlannedTimeError(InvalidError):
    """The planned time has passed, or is too far ahead."""

    code = "planned_time_invalid"
    title = "Choose another time"

    def __init__(self, message: str) -> None:
        super().__init__(
            message, errors=[{"field": "scheduled_at", "code": PlannedTimeError.code, "detail": message}]
        )


class NotSchedulableError(ConflictError):
    """The publication's status does not allow a planned time."""

    code = "publication_not_schedulable"
    title = "Can't be scheduled"


class UploadBegunError(ConflictError):
    """The platform has the video, or is receiving it, and publishes it at its time."""

    code = "publication_upload_begun"
    title = "The upload has begun"

    def __init__(self, *, system: str, studio: str) -> None:
        super().__init__(
            f"The upload to {system} has begun, and {system} makes the video public at the planned time. "
            f"To change or delete it there, use {studio}."
        )


class NoFreeSlotError(ConflictError):
    """The channel has no slot, or all of them are taken."""

    code = "no_free_slot"
    title = "No free slot"

    def __init__(self, *, channel: str) -> None:
        super().__init__(
            f"{channel} has no free slot. Add slots under Calendar, Slots, or choose a time yourself."
        )


class TooManySlotsError(ConflictError):
    """The channel has as many slots as a week may have."""

    code = "too_many_slots"
    title = "Too many slots"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A channel can have {most} slots in a week. Remove one first.")


class ApprovalNeededError(ConflictError):
    """The workspace requires an approval of this member's posts, and this content has none."""

    code = "approval_needed"
    title = "Approval needed"

    def __init__(self) -> None:
        super().__init__(
            "Your workspace requires an approval before you post or schedule this. Ask for approval. If it "
            "was approved before, something changed since."
        )


class NotUnderReviewError(ConflictError):
    """The publication awaits no decision."""

    code = "not_under_review"
    title = "Nothing to decide"

    def __init__(self) -> None:
        super().__init__("This post is not waiting for approval, or somebody has decided already.")


class ReviewChangedError(ConflictError):
    """The content has changed since the reviewer saw it."""

    code = "review_changed"
    title = "The post has changed"

    def __init__(self) -> None:
        super().__init__("The post changed while you looked at it. Look at it again, then decide.")


class ReviewLinkEndedError(NotFoundError):
    """A reviewer's link that has expired or was revoked."""

    code = "review_link_ended"
    title = "This link no longer works"


class MayNotDecideError(ForbiddenError):
    """The member's own posts need an approval, so they can't approve."""

    code = "may_not_decide"

    def __init__(self) -> None:
        super().__init__(
            "Your own posts need an approval here, so you can't approve. Ask an owner or admin of the "
            "workspace."
        )


class MayNotInviteError(ForbiddenError):
    """The member's own posts need an approval, so they can't invite reviewers."""

    code = "may_not_invite_reviewers"

    def __init__(self) -> None:
        super().__init__(
            "Your own posts need an approval here, so somebody else has to invite the reviewer. Ask an "
            "owner or admin of the workspace."
        )


class TooManyReviewLinksError(ConflictError):
    """The publication has as many working links as it may have."""

    code = "too_many_review_links"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"A post has at most {most} working links. Revoke one first.")


class CoverTimeError(InvalidError):
    """The moment of the cover is after the end of the video."""

    code = "cover_beyond_end"

    def __init__(self, *, length_s: float) -> None:
        message = f"The video ends at {length_s:.1f} s. Choose an earlier moment for the cover."
        super().__init__(
            message,
            errors=[{"field": "cover_ms", "code": "beyond_end", "detail": message}],
            length_s=length_s,
        )


class NoChannelChosenError(InvalidError):
    """The post has no channel that it could be sent to."""

    code = "no_channel_chosen"

    def __init__(self) -> None:
        message = "Choose at least one channel."
        super().__init__(message, errors=[{"field": "channels", "code": "required", "detail": message}])


class ExtraSettledError(ConflictError):
    """The playlist or comment is there already."""

    code = "extra_done"

    def __init__(self) -> None:
        super().__init__("This is done already, so there is nothing to retry.")


class OwnLinkError(ForbiddenError):
    """Whoever made the link requested the approval, and may not approve their own posts."""

    code = "own_review_link"

    def __init__(self) -> None:
        super().__init__(
            "The person who sent you this link also requested the approval. Here, somebody else has to "
            "decide, or to send the link."
        )


class OffersSharedError(ConflictError):
    """The offers of a crosspost are those of all its channels."""

    code = "offers_shared"

    def __init__(self) -> None:
        super().__init__("This is one channel of a post. Choose the products for the whole post.")
