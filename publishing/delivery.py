"""What sending one publication does, and how an unknown outcome is settled.

The upload session's address is written down before the first byte is sent through it. As long as that
session may have become a video, it is asked, and the channel is looked at; no second one is opened.
"""

import logging
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from foundation import messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing import adapters, connections, publications
from publishing.adapters.base import Post, PostedVideo, UploadState, VideoPlatform
from publishing.errors import ConnectionLostError, UploadSessionGoneError
from publishing.models import Connection, Publication, PublicationStatus, PublishAttempt
from synthesis import assets
from synthesis.models import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)

CHUNK_BYTES = 8 * 1024 * 1024  # A multiple of 256 KiB, as the protocol asks for.
LEASE = timedelta(seconds=150)
_LOOK_EVERY = timedelta(seconds=3)
_LOOK_EVERY_LATER = timedelta(seconds=60)
_PROCESSING_IS_LONG = timedelta(minutes=3)
_GIVE_UP_SENDING = timedelta(hours=12)
_CLOCKS_DIFFER = timedelta(minutes=10)


class LeaseLostError(Exception):
    """Another worker has taken the publication over; whatever this one still writes is dropped."""


@dataclass(slots=True)
class _Turn:
    """One worker's turn at one publication: what it may write is fenced."""

    publication: Publication
    platform: VideoPlatform
    token: str

    def write(self, **fields: Any) -> None:
        """Set fields and renew the lease, if the turn is still ours."""
        fields.setdefault("lease_until", timezone.now() + LEASE)
        row = self.publication
        if not Publication.objects.filter(pk=row.pk, fence=row.fence).update(**fields):
            raise LeaseLostError(row.pk)
        for name, value in fields.items():
            setattr(row, name, value)

    @transaction.atomic
    def move(self, status: str, **fields: Any) -> None:
        """Move the publication on, if the turn is still ours."""
        row: Publication = Publication.objects.select_for_update().get(pk=self.publication.pk)
        if row.fence != self.publication.fence:
            raise LeaseLostError(row.pk)
        row.move_to(status, **fields)
        self.publication = row
        logger.info("publication moved", extra={"publication_id": row.pk, "status": status})


def advance(*, publication_id: str) -> None:
    """Take one turn at the publication. Late, doubled or simultaneous calls change nothing."""
    publication = _claim(publication_id)
    if publication is None:
        return
    delay: timedelta | None = _LOOK_EVERY
    try:
        delay = _take_turn(publication)
    except LeaseLostError:
        return
    except ConnectionLostError as error:
        delay = _on_lost_connection(publication, error)
    except UpstreamUnavailableError as error:
        delay = _on_outage(publication, error)
    except UpstreamError as error:
        _fail(publication, sentence=error.message, detail=str(error.context))
        delay = None
    finally:
        _let_go(publication, delay)


def _claim(publication_id: str) -> Publication | None:
    """Take the lease in a short transaction; None when it is held, not due or over."""
    with transaction.atomic():
        publication: Publication | None = (
            Publication.objects.due()
            .select_for_update(skip_locked=True, of=("self",))
            .filter(pk=publication_id)
            .first()
        )
        if publication is None:
            return None
        publication.fence += 1
        publication.lease_until = timezone.now() + LEASE
        publication.save(update_fields=["fence", "lease_until"])
    return Publication.objects.select_related("connection", "render__final_asset").get(pk=publication_id)


def _let_go(publication: Publication, delay: timedelta | None) -> None:
    mine = Publication.objects.filter(pk=publication.pk, fence=publication.fence)
    if delay is None:
        mine.update(lease_until=None)
    elif mine.update(lease_until=None, next_look_at=timezone.now() + delay):
        messages.send(publications.ADVANCE, publication.pk, delay_s=delay.total_seconds())


def _take_turn(publication: Publication) -> timedelta | None:
    """Do what is due; returns when to look again, or None when it has ended."""
    connection: Connection = publication.connection
    turn = _Turn(
        publication=publication,
        platform=adapters.youtube(livemode=connection.livemode),
        token=connections.access_token(connection=connection),
    )
    if publication.platform_video_id:
        return _await_processing(turn)
    if publication.status == PublicationStatus.SUBMITTED_UNCONFIRMED:
        return _reconcile(turn)
    return _send(turn)


# --- sending ------------------------------------------------------------------------------------------


def _send(turn: _Turn) -> timedelta | None:
    attempt = turn.publication.attempts.filter(closed_at=None).first()
    if attempt is None:
        return _send_bytes(turn, _open_session(turn), start=0)
    try:
        state = turn.platform.upload_state(
            access_token=turn.token, session_url=attempt.session_url, size_bytes=attempt.size_bytes
        )
    except UploadSessionGoneError:
        if attempt.final_sent:
            return _doubt(turn, "YouTube no longer knows the upload, whose last bytes were sent.")
        # Its last bytes never left us, so that it cannot have become a video.
        _close(attempt, "The session was gone before the last bytes were sent.")
        return _send_bytes(turn, _open_session(turn), start=0)
    if state.video_id:
        return _arrived(turn, attempt, state.video_id)
    return _send_bytes(turn, attempt, start=state.received_bytes)


def _open_session(turn: _Turn) -> PublishAttempt:
    """Open a session and write it down. If the answer is lost, the session is empty and does no harm."""
    publication = turn.publication
    asset = _file_of(publication)
    url = turn.platform.open_upload(
        access_token=turn.token, post=_post(publication), size_bytes=asset.size_bytes
    )
    turn.write()
    try:
        return PublishAttempt.objects.create(
            publication=publication,
            number=publication.attempts.count() + 1,
            session_url=url,
            size_bytes=asset.size_bytes,
        )
    except IntegrityError as error:
        raise LeaseLostError(publication.pk) from error


def _post(publication: Publication) -> Post:
    return Post(
        title=publication.title,
        text=publication.post_text,
        tags=tuple(publication.tags),
        visibility=publication.visibility,
        made_for_kids=bool(publication.made_for_kids),
        synthetic_media=publication.synthetic_media,
        notify_subscribers=publication.notify_subscribers,
    )


def _send_bytes(turn: _Turn, attempt: PublishAttempt, *, start: int) -> timedelta | None:
    with _opened(turn.publication) as file:
        while True:
            end = min(start + CHUNK_BYTES, attempt.size_bytes)
            final = end == attempt.size_bytes
            turn.write()
            _note_sent(attempt, start=start, final=final)
            state = _send_chunk(turn, attempt, file, start=start, end=end)
            if state is None:
                return _LOOK_EVERY
            if state.video_id:
                return _arrived(turn, attempt, state.video_id)
            if state.received_bytes <= start:
                raise UpstreamUnavailableError("YouTube takes no further bytes just now.", system="YouTube")
            start = state.received_bytes


def _note_sent(attempt: PublishAttempt, *, start: int, final: bool) -> None:
    """Write down what is about to be sent. A worker that comes back late never takes *final* back."""
    fields: dict[str, Any] = {"sent_bytes": start, **({"final_sent": True} if final else {})}
    PublishAttempt.objects.filter(pk=attempt.pk).update(**fields)


def _send_chunk(
    turn: _Turn, attempt: PublishAttempt, file: BinaryIO, *, start: int, end: int
) -> UploadState | None:
    """Send one piece; None when the last one got no answer and the publication is now in doubt."""
    try:
        return turn.platform.send(
            access_token=turn.token,
            session_url=attempt.session_url,
            file=file,
            start=start,
            end=end,
            size_bytes=attempt.size_bytes,
        )
    except (UpstreamUnavailableError, UploadSessionGoneError):
        if end < attempt.size_bytes:
            raise
        _doubt(turn, "YouTube did not answer to the last bytes.")
        return None


def _file_of(publication: Publication) -> Asset:
    asset: Asset | None = publication.render.final_asset
    if asset is None:
        raise UpstreamError("The finished file is no longer there. Render the video again.", system="storage")
    return asset


@contextmanager
def _opened(publication: Publication) -> "Iterator[BinaryIO]":
    with assets.local_path(asset=_file_of(publication)) as path, path.open("rb") as file:
        yield file


# --- an unknown outcome -------------------------------------------------------------------------------


def _doubt(turn: _Turn, reason: str) -> timedelta:
    """Say that it was sent and is not confirmed, and look soon."""
    turn.move(
        PublicationStatus.SUBMITTED_UNCONFIRMED,
        evidence={"reason": reason, "since": timezone.now().isoformat(), "looks": 0},
    )
    return _LOOK_EVERY


def _reconcile(turn: _Turn) -> timedelta | None:
    """Ask the session first, then look at the channel. Neither can create a video."""
    attempt = turn.publication.attempts.filter(closed_at=None).first()
    if attempt is not None:
        try:
            state = turn.platform.upload_state(
                access_token=turn.token, session_url=attempt.session_url, size_bytes=attempt.size_bytes
            )
        except UploadSessionGoneError:
            logger.info("upload session is gone", extra={"publication_id": turn.publication.pk})
        else:
            if state.video_id:
                return _arrived(turn, attempt, state.video_id)
            # The session is still open: its last bytes did not arrive. The same session goes on.
            turn.move(PublicationStatus.SUBMITTING, evidence={})
            PublishAttempt.objects.filter(pk=attempt.pk).update(final_sent=False)
            return timedelta(0)
    found = _find_on_channel(turn)
    if found is not None:
        return _arrived(turn, attempt, found.id)
    looks = int(turn.publication.evidence.get("looks", 0)) + 1
    turn.write(
        evidence={
            **turn.publication.evidence,
            "looks": looks,
            "looked_at": timezone.now().isoformat(),
        }
    )
    return timedelta(seconds=min(3 * 2 ** min(looks, 10), 900))


def _find_on_channel(turn: _Turn) -> PostedVideo | None:
    """The upload that must be ours: same title, sent since, and not known as another publication's."""
    publication = turn.publication
    since: datetime = (publication.submitted_at or publication.created_at) - _CLOCKS_DIFFER
    uploads = turn.platform.recent_uploads(
        access_token=turn.token, uploads_playlist_id=publication.connection.uploads_playlist_id
    )
    known = set(
        Publication.objects.filter(connection=publication.connection)
        .filter(~Q(platform_video_id=""))
        .values_list("platform_video_id", flat=True)
    )
    candidates = [
        video
        for video in uploads
        if video.id not in known and video.title == publication.title and video.uploaded_at >= since
    ]
    # The oldest: a later one with the same title would be another publication's, or made by hand.
    return candidates[-1] if candidates else None


# --- after the upload -----------------------------------------------------------------------------------


def _arrived(turn: _Turn, attempt: PublishAttempt | None, video_id: str) -> timedelta:
    """Note the video's id, which settles the upload for good; then wait for the conversion."""
    turn.write(platform_video_id=video_id, url=turn.platform.watch_url(video_id=video_id))
    if attempt is not None:
        PublishAttempt.objects.filter(pk=attempt.pk).update(sent_bytes=attempt.size_bytes, final_sent=True)
        _close(attempt, "The video arrived.")
    return timedelta(seconds=1)


def _await_processing(turn: _Turn) -> timedelta | None:
    publication = turn.publication
    found = turn.platform.videos(access_token=turn.token, ids=[publication.platform_video_id])
    if not found:
        turn.move(
            PublicationStatus.FAILED,
            failure="The video was removed on YouTube before it was published.",
            lease_until=None,
        )
        return None
    video = found[0]
    if video.problem:
        turn.move(PublicationStatus.FAILED, failure=video.problem, lease_until=None)
        return None
    if video.is_processed:
        turn.move(PublicationStatus.PUBLISHED, published_at=timezone.now(), lease_until=None, evidence={})
        return None
    waited = timezone.now() - (publication.submitted_at or publication.created_at)
    return _LOOK_EVERY if waited < _PROCESSING_IS_LONG else _LOOK_EVERY_LATER


# --- when it goes wrong -----------------------------------------------------------------------------------


def _may_exist(publication: Publication) -> bool:
    """True when the platform may have made a video of what was sent."""
    return (
        bool(publication.platform_video_id)
        or publication.attempts.filter(closed_at=None, final_sent=True).exists()
    )


def _on_lost_connection(publication: Publication, error: ConnectionLostError) -> timedelta | None:
    connections.lose(connection=publication.connection)
    if not _may_exist(publication):
        _fail(publication, sentence=error.message, detail="")
        return None
    note = {"reason": "The channel has to be reconnected before we can check."}
    Publication.objects.filter(pk=publication.pk, fence=publication.fence).update(
        evidence={**publication.evidence, **note}
    )
    return timedelta(minutes=5)


def _on_outage(publication: Publication, error: UpstreamUnavailableError) -> timedelta | None:
    waited = timezone.now() - (publication.submitted_at or publication.created_at)
    if waited > _GIVE_UP_SENDING and not _may_exist(publication):
        _fail(
            publication, sentence="YouTube could not be reached for 12 hours. Try again.", detail=str(error)
        )
        return None
    if error.retry_after_s is not None:
        return timedelta(seconds=max(1, error.retry_after_s))
    return min(_LOOK_EVERY + waited / 10, timedelta(minutes=10))


def _fail(publication: Publication, *, sentence: str, detail: str) -> None:
    with transaction.atomic():
        row: Publication = Publication.objects.select_for_update().get(pk=publication.pk)
        if row.fence != publication.fence or row.is_finished or not row.is_open:
            return
        row.move_to(
            PublicationStatus.FAILED,
            failure=sentence[:400],
            failure_detail=detail[:4000],
            lease_until=None,
        )


def _close(attempt: PublishAttempt, note: str) -> None:
    PublishAttempt.objects.filter(pk=attempt.pk).update(closed_at=timezone.now(), note=note)


def due_ids(*, limit: int = 100) -> list[str]:
    """Publications that are on their way and that nobody looks after."""
    return list(Publication.objects.due().values_list("pk", flat=True)[:limit])
