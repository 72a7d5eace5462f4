"""Resolves the outcome of what was sent: an unknown outcome, a received video, and its conversion.

Nothing here can create a video. An unknown outcome is polled again, and reported after a time limit.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone

from foundation.errors import UpstreamUnavailableError
from publishing import clock
from publishing.delivery.turns import Turn
from publishing.errors import UploadSessionGoneError
from publishing.models import Publication, PublicationQuerySet, PublicationStatus, PublishAttempt
from publishing.platforms import PostedVideo, UploadState

logger = logging.getLogger(__name__)

POLL_EVERY = timedelta(seconds=3)
GIVE_UP_SENDING = timedelta(hours=12)
# Lists lag behind uploads. A video counts as gone after an hour of polls without it.
GONE_AFTER = timedelta(hours=1)
_FEWEST_POLLS = 5
_POLL_EVERY_LATER = timedelta(seconds=60)
_PROCESSING_IS_LONG = timedelta(minutes=3)
_CLOCKS_DIFFER = timedelta(minutes=10)
# How long a platform may take to make a video public, before that is unconfirmed, and before it failed.
_PUBLIC_SOON = timedelta(minutes=2)
_PUBLIC_WITHIN = timedelta(hours=24)

NOT_LISTED = "The channel does not list the video yet."
GONE = (
    "{name} received the video but has not listed it for an hour. It was removed or is on hold. "
    "Check the channel in {studio} before you publish again, to avoid a duplicate."
)
STILL_PRIVATE = (
    "{name} has the video but kept it private for a day after its time. Make it public in {studio}, or "
    "find the reason there."
)


def elapsed(publication: Publication) -> timedelta:
    """Return how long the publication has been in progress."""
    return timezone.now() - (publication.submitted_at or publication.created_at)


def may_exist(publication: Publication) -> bool:
    """True when the platform may have made a video of what was sent."""
    return (
        bool(publication.platform_video_id)
        or publication.attempts.filter(closed_at=None, final_sent=True).exists()
    )


def close(attempt: PublishAttempt, note: str) -> None:
    """Close the session: it became a video, or certainly never will."""
    PublishAttempt.objects.filter(pk=attempt.pk).update(closed_at=timezone.now(), note=note[:400])


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
    state = _session_state(turn, attempt) if attempt is not None else None
    if attempt is not None and state is not None:
        if state.video_id:
            return store_video_id(turn, attempt, state.video_id)
        if state.received_bytes < attempt.size_bytes:
            return _continue(turn, attempt)
    found = _find_on_channel(turn)
    if found is not None:
        return store_video_id(turn, attempt, found.id)
    polls = int(turn.publication.evidence.get("looks", 0)) + 1
    _add_evidence(turn, reason=NOT_LISTED, looks=polls, looked_at=timezone.now().isoformat())
    return _backoff(polls)


def _session_state(turn: Turn, attempt: PublishAttempt) -> UploadState | None:
    """The session's state; None if it no longer exists, which is no proof of the outcome."""
    try:
        return turn.client.upload_state(
            access_token=turn.token, session=attempt.session, size_bytes=attempt.size_bytes
        )
    except UploadSessionGoneError:
        logger.info("upload session missing", extra={"publication_id": turn.publication.pk})
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
        turn.move(PublicationStatus.FAILED, failure=failure[:400], evidence={}, lease_until=None)
        return None
    polls = int(evidence.get("looks", 0))
    turn.move(PublicationStatus.SUBMITTING, evidence={"looks": polls + 1, "since": evidence.get("since")})
    return _backoff(polls) if polls else timedelta(0)


def _find_on_channel(turn: Turn) -> PostedVideo | None:
    """Find our upload: same caption, sent since, and not known as another publication's video."""
    publication = turn.publication
    since: datetime = (publication.submitted_at or publication.created_at) - _CLOCKS_DIFFER
    uploads = turn.client.recent_uploads(
        access_token=turn.token, account=publication.connection.known_account
    )
    others = Publication.objects.filter(connection=publication.connection).exclude(pk=publication.pk)
    known = set(others.exclude(platform_video_id="").values_list("platform_video_id", flat=True))
    caption = turn.platform.caption_of(post=publication.post)
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


# --- after the upload -----------------------------------------------------------------------------------


def store_video_id(turn: Turn, attempt: PublishAttempt | None, video_id: str) -> timedelta:
    """Store the video's id, which settles the upload for good; then wait for the conversion."""
    publication = turn.publication
    same_channel = Publication.objects.filter(connection=publication.connection)
    if same_channel.filter(platform_video_id=video_id).exclude(pk=publication.pk).exists():
        raise UpstreamUnavailableError("Another publication already owns this video.", system=turn.system)
    url = turn.client.watch_url(account=publication.connection.known_account, video_id=video_id)
    turn.write(platform_video_id=video_id, url=url, evidence={})
    if attempt is not None:
        PublishAttempt.objects.filter(pk=attempt.pk).update(sent_bytes=attempt.size_bytes, final_sent=True)
        close(attempt, "The platform has the video.")
    return timedelta(seconds=1)


def await_processing(turn: Turn) -> timedelta | None:
    """Poll the video until it is processed."""
    publication = turn.publication
    listed = turn.client.videos(access_token=turn.token, ids=[publication.platform_video_id])
    video = next((video for video in listed if video.id == publication.platform_video_id), None)
    if video is None:
        return _not_listed(turn)
    if video.problem:
        turn.move(PublicationStatus.FAILED, failure=video.problem[:400], evidence={}, lease_until=None)
        return None
    if video.is_processed:
        if _is_kept_private(video, publication):
            return _await_public(turn)
        turn.move(
            PublicationStatus.PUBLISHED,
            published_at=_published_at(publication),
            lease_until=None,
            url=video.url or publication.url,
            evidence=_actual_visibility(video, publication),
        )
        return None
    if publication.evidence:
        turn.write(evidence={})
    return POLL_EVERY if elapsed(publication) < _PROCESSING_IS_LONG else _POLL_EVERY_LATER


def _is_kept_private(video: PostedVideo, publication: Publication) -> bool:
    """True while the platform has yet to publish a video that it was given ahead of its time."""
    return publication.goes_public_at is not None and video.audience != publication.audience


def _await_public(turn: Turn) -> timedelta | None:
    """Wait until the platform makes the video public. After a day, a person must check."""
    publication = turn.publication
    at = publication.goes_public_at or timezone.now()
    left = at - clock.now()
    if left > timedelta(0):
        turn.write(evidence={"goes_public_at": at.isoformat()})
        return min(left + POLL_EVERY, timedelta(minutes=5))
    words = turn.platform.words
    if -left > _PUBLIC_WITHIN:
        failure = STILL_PRIVATE.format(name=words.name, studio=words.studio)
        turn.move(PublicationStatus.FAILED, failure=failure, evidence={}, lease_until=None)
        return None
    evidence = publication.evidence
    polls = int(evidence.get("looks", 0)) + 1
    fields = {
        "reason": f"{words.name} has the video, but has not made it public yet.",
        "since": at.isoformat(),
        "looks": polls,
        "looked_at": timezone.now().isoformat(),
        "until": None,
    }
    if publication.status == PublicationStatus.SUBMITTING and -left > _PUBLIC_SOON:
        turn.move(PublicationStatus.SUBMITTED_UNCONFIRMED, evidence=fields)
    else:
        turn.write(evidence=fields)
    return min(_backoff(polls), timedelta(minutes=5))


def _published_at(publication: Publication) -> datetime:
    """Now, or the planned time if the platform published it then."""
    now = timezone.now()
    return min(publication.goes_public_at or now, now)


def _actual_visibility(video: PostedVideo, publication: Publication) -> dict[str, str]:
    """The actual visibility, if it is not the chosen one: a platform may lock a video as private."""
    is_other = video.audience and video.audience != publication.audience
    return {"visibility": video.audience} if is_other else {}


def _not_listed(turn: Turn) -> timedelta | None:
    """Handle a missing video. One empty list proves nothing; after an hour of them, a person must check."""
    evidence = turn.publication.evidence
    now = timezone.now()
    since = datetime.fromisoformat(evidence.get("missing_since") or now.isoformat())
    polls = int(evidence.get("looks", 0)) + 1
    _add_evidence(
        turn,
        reason=NOT_LISTED,
        looks=polls,
        missing_since=since.isoformat(),
        looked_at=now.isoformat(),
    )
    if now - since >= GONE_AFTER and polls >= _FEWEST_POLLS:
        words = turn.platform.words
        failure = GONE.format(name=words.name, studio=words.studio)
        turn.move(PublicationStatus.FAILED, failure=failure, lease_until=None)
        return None
    return min(_backoff(polls), timedelta(minutes=5))


def _add_evidence(turn: Turn, **facts: Any) -> None:
    turn.write(evidence={**turn.publication.evidence, **facts, "until": None})


def _backoff(polls: int) -> timedelta:
    return min(POLL_EVERY * (1 << min(polls, 10)), timedelta(minutes=15))
