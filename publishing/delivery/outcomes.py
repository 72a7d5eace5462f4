"""Determines what became of a video that the platform received: conversion, publication, refusal.

Nothing here can create a video.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from foundation.errors import UpstreamUnavailableError
from publishing import clock
from publishing.delivery import covers
from publishing.delivery.turns import Turn
from publishing.models import Publication, PublicationStatus, PublishAttempt
from publishing.platforms import PostedVideo

logger = logging.getLogger(__name__)

POLL_EVERY = timedelta(seconds=3)
MOST_SESSIONS = 6
# A draft in the inbox of the account's owner is polled this long.
_PROCESSING_ENDS = timedelta(hours=24)
_NEVER_PROCESSED = (
    "{name} has the video, but has not finished processing it for 24 hours. Check it in {studio} before you "
    "publish again, to avoid a duplicate."
)
OWNER_HAS = timedelta(days=7)
_OWNER_DID_NOTHING = (
    "The video was sent to the {name} inbox, and was not posted within 7 days. If you posted it in the "
    "app, it is on the profile."
)
# Lists lag behind uploads. A video counts as gone after an hour of polls without it.
GONE_AFTER = timedelta(hours=1)
_FEWEST_POLLS = 5
_POLL_EVERY_LATER = timedelta(seconds=60)
_PROCESSING_IS_LONG = timedelta(minutes=3)
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
    return clock.now() - (publication.submitted_at or publication.created_at)


def close(attempt: PublishAttempt, note: str) -> None:
    """Close the session: it became a video, or certainly never will."""
    PublishAttempt.objects.filter(pk=attempt.pk).update(closed_at=timezone.now(), note=note[:400])


def sessions(publication: Publication) -> int:
    """Count the upload sessions since the publication was submitted."""
    since = publication.submitted_at or publication.created_at
    return publication.attempts.filter(opened_at__gte=since).count()


def store_video_id(turn: Turn, attempt: PublishAttempt | None, video_id: str) -> timedelta:
    """Store the video's id, which settles the upload for good; then wait for the conversion."""
    publication = turn.publication
    if turn.others_of_channel.filter(platform_video_id=video_id).exists():
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
    video = turn.video()
    if video is None:
        return _not_listed(turn)
    if video.is_void:
        return _on_void(turn, video)
    if video.problem:
        turn.fail(video.problem, evidence={})
        return None
    if video.handed_over:
        return _await_owner(turn, video.handed_over)
    if video.is_processed:
        return _on_processed(turn, video)
    if elapsed(publication) > _PROCESSING_ENDS:
        words = turn.platform.words
        turn.fail(_NEVER_PROCESSED.format(name=words.name, studio=words.studio), evidence={})
        return None
    if publication.evidence:
        turn.write(evidence={})
    return POLL_EVERY if elapsed(publication) < _PROCESSING_IS_LONG else _POLL_EVERY_LATER


def _on_processed(turn: Turn, video: PostedVideo) -> timedelta | None:
    """Set the chosen cover. Then it is published, unless the platform keeps it private until its time."""
    delay = covers.set_chosen(turn)
    if delay is not None:
        return delay
    if _is_kept_private(video, turn.publication):
        return _await_public(turn)
    turn.move(PublicationStatus.PUBLISHED, lease_until=None, **_published(turn, video))
    return None


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
        turn.fail(STILL_PRIVATE.format(name=words.name, studio=words.studio), evidence={})
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
    return min(backoff(polls), timedelta(minutes=5))


def _published_at(publication: Publication, video: PostedVideo) -> datetime:
    """The planned time if the platform published it then, or else its own time: we may notice hours later."""
    now = clock.now()
    sent_at = publication.submitted_at or publication.created_at
    return min(publication.goes_public_at or max(video.uploaded_at, sent_at), now)


def _published(turn: Turn, video: PostedVideo) -> dict[str, Any]:
    """The fields of a published video. One without an address is looked at again, if it may get one."""
    publication = turn.publication
    now, words = timezone.now(), turn.platform.words
    fields: dict[str, Any] = {
        "published_at": _published_at(publication, video),
        "url": video.url or publication.url,
        "evidence": _actual_visibility(video, publication),
    }
    if video.has_address:
        return {**fields, **final(turn, video)}
    may_get_one = publication.is_public or not publication.audience
    note = words.address_later if may_get_one else words.no_address
    fields["evidence"] = {**fields["evidence"], "no_address": note}
    return {**fields, "follow_up_at": now + POLL_EVERY * 5 if may_get_one else None}


def final(turn: Turn, video: PostedVideo) -> dict[str, Any]:
    """The fields of a video that now has its final id; empty if it always had."""
    if not video.final_id:
        return {}
    account = turn.publication.connection.known_account
    url = video.url or turn.client.watch_url(account=account, video_id=video.final_id)
    return {"platform_video_id": video.final_id, "url": url}


def _on_void(turn: Turn, video: PostedVideo) -> timedelta | None:
    """Handle an upload that will never be a video. It is sent again if that may help."""
    publication = turn.publication
    last = publication.attempts.order_by("-number").first()
    if last is not None:
        close(last, f"No video was made of it. {video.problem}")
    if video.is_temporary and sessions(publication) < MOST_SESSIONS:
        return send_again(turn, video.problem)
    turn.fail(video.problem, evidence={}, platform_video_id="", url="")
    return None


def send_again(turn: Turn, reason: str) -> timedelta:
    """Open another session at the next turn. The caller knows that there is no video."""
    fields: dict[str, Any] = {"platform_video_id": "", "url": "", "evidence": {}}
    if turn.publication.status == PublicationStatus.SUBMITTING:
        turn.write(**fields)
    else:
        turn.move(PublicationStatus.SUBMITTING, **fields)
    logger.info("sending again", extra={"publication_id": turn.publication.pk, "reason": reason})
    return POLL_EVERY * (2 * sessions(turn.publication))


def _await_owner(turn: Turn, how: str) -> timedelta | None:
    """Wait until the account's owner posts the draft, and say how. It is sent, but not published."""
    publication = turn.publication
    before = publication.evidence
    if elapsed(publication) > OWNER_HAS:
        turn.fail(_OWNER_DID_NOTHING.format(name=turn.system), evidence={})
        return None
    polls = int(before.get("looks", 0)) + 1 if publication.is_handed_over else 1
    since = before.get("since") or timezone.now().isoformat()
    evidence = {"reason": how, "handed_over": how, "since": since, "looks": polls}
    if publication.status == PublicationStatus.SUBMITTING:
        turn.move(PublicationStatus.SUBMITTED_UNCONFIRMED, evidence=evidence)
    else:
        turn.write(evidence=evidence)
    return min(POLL_EVERY * (1 << min(polls, 12)), timedelta(hours=1))


def _actual_visibility(video: PostedVideo, publication: Publication) -> dict[str, str]:
    """The actual visibility, if it is not the chosen one: a platform may lock a video as private."""
    is_other = video.audience and video.audience != publication.audience
    return {"visibility": video.audience} if is_other else {}


def _not_listed(turn: Turn) -> timedelta | None:
    """Handle a missing video. One empty list proves nothing; after an hour of them, a person must check."""
    evidence = turn.publication.evidence
    now = clock.now()
    since = datetime.fromisoformat(evidence.get("missing_since") or now.isoformat())
    polls = int(evidence.get("looks", 0)) + 1
    add_evidence(
        turn,
        reason=NOT_LISTED,
        looks=polls,
        missing_since=since.isoformat(),
        looked_at=now.isoformat(),
    )
    if now - since >= GONE_AFTER and polls >= _FEWEST_POLLS:
        words = turn.platform.words
        turn.fail(GONE.format(name=words.name, studio=words.studio))
        return None
    return min(backoff(polls), timedelta(minutes=5))


def add_evidence(turn: Turn, **facts: Any) -> None:
    turn.write(evidence={**turn.publication.evidence, **facts, "until": None})


def backoff(polls: int) -> timedelta:
    return min(POLL_EVERY * (1 << min(polls, 10)), timedelta(minutes=15))
