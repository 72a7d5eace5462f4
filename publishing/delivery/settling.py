"""Resolves an unknown outcome of what was sent.

Nothing here can create a video. An unknown outcome is polled again, and reported after a time limit.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from publishing.delivery.outcomes import (
    NOT_LISTED,
    POLL_EVERY,
    add_evidence,
    backoff,
    close,
    elapsed,
    send_again,
    store_video_id,
)
from publishing.delivery.turns import Turn
from publishing.errors import UploadSessionGoneError
from publishing.models import Publication, PublicationQuerySet, PublicationStatus, PublishAttempt
from publishing.platforms import PostedVideo, UploadState

logger = logging.getLogger(__name__)

GIVE_UP_SENDING = timedelta(hours=12)
_CLOCKS_DIFFER = timedelta(minutes=10)


def may_exist(publication: Publication) -> bool:
    """True when the platform may have made a video of what was sent."""
    return (
        bool(publication.platform_video_id)
        or publication.attempts.filter(closed_at=None, final_sent=True).exists()
    )


# --- an unknown outcome -------------------------------------------------------------------------------


def mark_unconfirmed(turn: Turn, reason: str, *, refusal: str = "") -> timedelta:
    """Mark the publication as sent but unconfirmed. Returns the delay until the next poll, a short one.

    ``refusal`` is the platform's response to the last bytes. It applies once the session proves incomplete.
    """
    before = turn.publication.evidence
    turn.move(
        PublicationStatus.SUBMITTED_UNCONFIRMED,
        evidence={
            "reason": reason,
            "since": before.get("since") or timezone.now().isoformat(),
            "looks": before.get("looks", 0),
            "refusal": refusal,
        },
    )
    return POLL_EVERY


def reconcile(turn: Turn) -> timedelta | None:
    """Query the session first, then search the channel."""
    attempt = turn.publication.attempts.filter(closed_at=None).first()
    try:
        state = _session_state(turn, attempt) if attempt is not None else None
    except UploadSessionGoneError as error:
        return send_again(turn, error.message)
    if attempt is not None and state is not None:
        if state.video_id:
            return store_video_id(turn, attempt, state.video_id)
        if state.received_bytes < attempt.size_bytes:
            return _continue(turn, attempt)
    found = _find_on_channel(turn)
    if found is not None:
        return store_video_id(turn, attempt, found.id)
    polls = int(turn.publication.evidence.get("looks", 0)) + 1
    add_evidence(turn, reason=NOT_LISTED, looks=polls, looked_at=timezone.now().isoformat())
    return backoff(polls)


def _session_state(turn: Turn, attempt: PublishAttempt) -> UploadState | None:
    """The session's state; None if it no longer exists, which is no proof of the outcome.

    Raises UploadSessionGoneError, and closes the session, if it certainly made no video.
    """
    try:
        return turn.client.upload_state(
            access_token=turn.token, session=attempt.session, size_bytes=attempt.size_bytes
        )
    except UploadSessionGoneError as error:
        logger.info("upload session missing", extra={"publication_id": turn.publication.pk})
        if error.is_void:
            close(attempt, error.message)
            raise
        return None


def _continue(turn: Turn, attempt: PublishAttempt) -> timedelta | None:
    """Continue an open session that lacks bytes: it has made no video.

    A refusal by the platform, or hours without progress, ends the publication instead.
    """
    evidence = turn.publication.evidence
    failure = str(evidence.get("refusal", ""))
    if not failure and elapsed(turn.publication) > GIVE_UP_SENDING:
        failure = f"{turn.system} did not accept the last bytes for 12 hours. Try again."
    if failure:
        close(attempt, "The platform did not accept its last bytes.")
        turn.fail(failure, evidence={})
        return None
    polls = int(evidence.get("looks", 0))
    turn.move(PublicationStatus.SUBMITTING, evidence={"looks": polls + 1, "since": evidence.get("since")})
    return backoff(polls) if polls else timedelta(0)


def _find_on_channel(turn: Turn) -> PostedVideo | None:
    """Find our upload: same caption, sent since, and not known as another publication's video."""
    publication = turn.publication
    since: datetime = (publication.submitted_at or publication.created_at) - _CLOCKS_DIFFER
    uploads = turn.client.recent_uploads(
        access_token=turn.token, account=publication.connection.known_account
    )
    others = turn.others_of_channel
    known = set(others.exclude(platform_video_id="").values_list("platform_video_id", flat=True))
    caption = turn.platform.caption_of(post=publication.post)
    if not caption.strip():
        return None  # Every upload without a caption would be a match.
    candidates = [
        video
        for video in uploads
        if video.id not in known and _same_words(video.caption, caption) and video.uploaded_at >= since
    ]
    if len(candidates) <= _count_rivals(turn, others, caption):
        # One of these may be another publication's video. Its own session resolves that.
        return None
    # The oldest: a later one with the same caption would be another publication's, or made by hand.
    return candidates[-1]


def _count_rivals(turn: Turn, others: PublicationQuerySet, caption: str) -> int:
    """Count the other publications that may have become one of the uploads with this caption."""
    all_sent = PublishAttempt.objects.filter(publication=OuterRef("pk"), final_sent=True)
    unsettled = (
        others.open()
        .filter(Exists(all_sent), platform_video_id="")
        .select_related("connection", "render__final_asset")
    )
    return sum(_same_words(turn.platform.caption_of(post=each.post), caption) for each in unsettled)


def _same_words(theirs: str, ours: str) -> bool:
    return theirs.split() == ours.split()
