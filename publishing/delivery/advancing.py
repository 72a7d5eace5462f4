"""Delivers one publication, and resolves unknown outcomes.

The upload session's URL is stored before the first byte is sent. As long as that session may have become
a video, the session and the channel are polled and no second session is opened.
"""

from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from foundation import leases, messages
from foundation.errors import DomainError, UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from publishing import access_tokens, clock, connections, platforms, preflight, publications
from publishing.delivery import awaiting, lateness, turns
from publishing.delivery.outcomes import (
    MOST_SESSIONS,
    OWNER_HAS,
    POLL_EVERY,
    await_processing,
    close,
    elapsed,
    sessions,
    store_video_id,
)
from publishing.delivery.settling import GIVE_UP_SENDING, mark_unconfirmed, may_exist, reconcile
from publishing.delivery.turns import SHORTEST_LEAD, Claim, Turn
from publishing.errors import (
    AccessRefusedError,
    ConnectionLostError,
    PreflightFailedError,
    PublishingOffError,
    UploadSessionGoneError,
)
from publishing.models import Connection, Occasion, Publication, PublicationStatus, PublishAttempt
from publishing.platforms import UploadState
from synthesis.library import assets
from synthesis.models import Asset

if TYPE_CHECKING:
    from collections.abc import Iterator

_AFTER_A_FAULT = timedelta(minutes=2)
_GIVE_UP_POLLING = timedelta(hours=24)
_LONGEST_WAIT = timedelta(hours=25)
_FILE_GONE = "The finished file is missing. Render the video again."
_STATUS_UNKNOWN = (
    "{name} received the video, but we could not check its status for 24 hours. Check the channel "
    "before you publish again, to avoid a duplicate."
)


def advance(*, publication_id: str) -> None:
    """Take one turn at the publication. Late, duplicate or concurrent calls have no effect."""
    claim = turns.claim(publication_id=publication_id)
    if claim is None:
        return
    # If the database does not answer either, the publication is retried later.
    delay: timedelta | None = _AFTER_A_FAULT
    try:
        delay = _advance(claim)
    except LostLeaseError:
        return
    except Exception:
        with suppress(LostLeaseError):
            delay = _on_fault(claim)
        raise
    finally:
        _release(claim, delay)


def _advance(claim: Claim) -> timedelta | None:
    publication = Publication.objects.select_related("connection", "render__final_asset").get(pk=claim.pk)
    try:
        return _take_turn(claim, publication)
    except UpstreamUnavailableError as error:
        return _on_outage(claim, publication, error)
    except UpstreamError as error:
        return _on_refusal(claim, publication, error)
    except PublishingOffError as error:
        return _on_missing_keys(claim, publication, error)
    except PreflightFailedError as error:
        # Before the first byte, so nothing was sent.
        turns.fail(claim, f"Not sent. {error.message}", failure_detail="preflight before sending")
        return None


def _release(claim: Claim, delay: timedelta | None) -> None:
    if delay is None:
        leases.release(claim=claim)
    elif leases.release(claim=claim, next_poll_at=Now() + delay):
        messages.send(publications.ADVANCE, claim.pk, delay_s=delay.total_seconds())


def _take_turn(claim: Claim, publication: Publication) -> timedelta | None:
    """Do the next step. Returns the delay until the next turn, or None when the publication has ended.

    A rejected token is refreshed once and the step repeated. That is safe, because each step first queries
    the state on the platform.
    """
    connection: Connection = publication.connection
    turn = Turn(
        claim=claim,
        publication=publication,
        client=platforms.of(connection).client(livemode=connection.livemode),
        token=access_tokens.get(connection=connection),
    )
    try:
        return _step(turn)
    except AccessRefusedError:
        turn.token = access_tokens.get(connection=connection, refused=turn.token)
    try:
        return _step(turn)
    except AccessRefusedError as error:
        raise UpstreamUnavailableError(error.message, system=error.system) from error


def _step(turn: Turn) -> timedelta | None:
    if turn.publication.platform_video_id:
        return await_processing(turn)
    if turn.publication.status == PublicationStatus.SUBMITTED_UNCONFIRMED:
        return reconcile(turn)
    return _send(turn)


# --- sending ------------------------------------------------------------------------------------------


def _send(turn: Turn) -> timedelta | None:
    if lateness.is_too_late(turn.publication):
        turn.fail(_too_late(turn.publication, str(turn.publication.evidence.get("reason", ""))))
        return None
    attempt = turn.publication.attempts.filter(closed_at=None).first()
    if attempt is None:
        return _wait_for_time(turn) or _send_bytes(turn, _open_session(turn), start=0)
    try:
        state = turn.client.upload_state(
            access_token=turn.token, session=attempt.session, size_bytes=attempt.size_bytes
        )
    except UploadSessionGoneError as error:
        return _on_session_gone(turn, attempt, error)
    if state.video_id:
        return store_video_id(turn, attempt, state.video_id)
    return _send_bytes(turn, attempt, start=state.received_bytes)


def _on_session_gone(turn: Turn, attempt: PublishAttempt, error: UploadSessionGoneError) -> timedelta:
    """Handle a session that no longer exists on the platform. Opens another if this one made no video."""
    attempt.refresh_from_db(fields=["final_sent"])
    if attempt.final_sent and not error.is_void:
        return mark_unconfirmed(
            turn, f"{turn.system} no longer has the upload session, after the last bytes were sent."
        )
    # It lacks bytes, so it cannot have become a video.
    close(attempt, "The session was gone before the last bytes were sent.")
    interrupted = sessions(turn.publication)
    if interrupted >= MOST_SESSIONS:
        raise UpstreamError(
            f"{turn.system} interrupted the upload {interrupted} times. Nothing was published. Try later.",
            system=turn.system,
        )
    return POLL_EVERY * (2 * interrupted - 2)


def _wait_for_time(turn: Turn) -> timedelta | None:
    """Return the time that is left if it is too late for the platform to publish the video at its time.

    It is then sent at its time, with the audience that was chosen. None if it may be sent now.
    """
    publication = turn.publication
    if publication.goes_public_at is None:
        return None
    left = publication.goes_public_at - clock.now()
    if left >= SHORTEST_LEAD:
        return None
    if left <= timedelta(0):
        turn.write(goes_public_at=None)
        return None
    return left


def _open_session(turn: Turn) -> PublishAttempt:
    """Open a session and store it. If the response is lost, the empty session remains and is harmless."""
    publication = turn.publication
    asset = _file_of(publication)
    awaiting.require_ready(publication)
    # The post may depend on the account, which is refreshed if it changes often.
    connections.current_account(connection=publication.connection, token=turn.token)
    connections.require_own_channel(connection=publication.connection, token=turn.token)
    preflight.require(publication=publication, occasion=Occasion.SEND)
    session = turn.client.open_upload(
        access_token=turn.token, post=publication.post, size_bytes=asset.size_bytes
    )
    turn.write(late_note=lateness.note(publication))
    try:
        return PublishAttempt.objects.create(
            publication=publication,
            number=publication.attempts.count() + 1,
            session_url=session.url,
            reference=session.reference,
            size_bytes=asset.size_bytes,
            opened_at=clock.now(),
        )
    except IntegrityError as error:
        raise LostLeaseError(turn.claim) from error


def _send_bytes(turn: Turn, attempt: PublishAttempt, *, start: int) -> timedelta | None:
    if "until" in turn.publication.evidence:
        turn.write(evidence={})
    with _opened(turn.publication) as file:
        while start < attempt.size_bytes:
            end = turn.client.piece_end(start=start, size_bytes=attempt.size_bytes)
            turn.write()
            _note_sent(turn, attempt, start=start, final=end == attempt.size_bytes)
            state = _send_chunk(turn, attempt, file, start=start, end=end)
            if isinstance(state, timedelta):
                return state
            if state.video_id:
                return store_video_id(turn, attempt, state.video_id)
            if state.received_bytes <= start:
                raise UpstreamUnavailableError(
                    f"{turn.system} is not accepting more data right now.", system=turn.system
                )
            start = state.received_bytes
    # The platform has every byte but has not returned the video's id.
    _note_sent(turn, attempt, start=attempt.size_bytes, final=True)
    return mark_unconfirmed(turn, f"{turn.system} has the whole file but has not confirmed the video yet.")


def _note_sent(turn: Turn, attempt: PublishAttempt, *, start: int, final: bool) -> None:
    """Store what is about to be sent. A late worker never resets ``final_sent``.

    Raises LostLeaseError if the session was closed meanwhile: its last bytes must not be sent any more.
    """
    fields: dict[str, Any] = {"sent_bytes": start, **({"final_sent": True} if final else {})}
    if not PublishAttempt.objects.filter(pk=attempt.pk, closed_at=None).update(**fields):
        raise LostLeaseError(turn.claim)
    # Part of the page's ETag: without this change, a poll would get 304 and show no progress.
    Publication.objects.filter(pk=attempt.publication_id).update(updated_at=timezone.now())


def _send_chunk(
    turn: Turn, attempt: PublishAttempt, file: BinaryIO, *, start: int, end: int
) -> UploadState | timedelta:
    """Send one piece. A returned delay ends the turn: the session is gone, or the outcome is unknown."""
    try:
        return turn.client.send(
            access_token=turn.token,
            session=attempt.session,
            file=file,
            start=start,
            end=end,
            size_bytes=attempt.size_bytes,
        )
    except AccessRefusedError:
        raise
    except UploadSessionGoneError as error:
        return _on_session_gone(turn, attempt, error)
    except UpstreamError as error:
        if end < attempt.size_bytes:
            raise
        is_refusal = not isinstance(error, UpstreamUnavailableError)
        return mark_unconfirmed(
            turn,
            f"{turn.system} did not confirm the last bytes.",
            refusal=error.message if is_refusal else "",
        )


def _file_of(publication: Publication) -> Asset:
    asset: Asset | None = publication.render.final_asset
    if asset is None:
        raise UpstreamError(_FILE_GONE, system="storage")
    return asset


@contextmanager
def _opened(publication: Publication) -> "Iterator[BinaryIO]":
    with assets.local_path(asset=_file_of(publication)) as path:
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise UpstreamError(_FILE_GONE, system="storage") from error
        with file:
            yield file


# --- failures ---------------------------------------------------------------------------------------------


def _on_outage(claim: Claim, publication: Publication, error: UpstreamUnavailableError) -> timedelta | None:
    if elapsed(publication) > GIVE_UP_SENDING and not may_exist(publication):
        sentence = f"{error.message} We retried for 12 hours. Nothing was published. Try again."
        turns.fail(claim, sentence, failure_detail=_detail(error))
        return None
    named = error.retry_after_s
    usual = min(POLL_EVERY + elapsed(publication) / 10, timedelta(minutes=10))
    wait = usual if named is None else timedelta(seconds=max(1, named))
    return _wait_if_in_time(claim, publication, error, wait, is_known=named is not None)


def _on_fault(claim: Claim) -> timedelta | None:
    """Handle an error of our own like an outage: it is not retried for ever without anybody knowing."""
    publication = Publication.objects.select_related("connection", "render__final_asset").get(pk=claim.pk)
    error = UpstreamUnavailableError("An error in ettametta keeps it from being sent.", system="ettametta")
    delay = _on_outage(claim, publication, error)
    return None if delay is None else max(delay, _AFTER_A_FAULT)


def _on_missing_keys(claim: Claim, publication: Publication, error: PublishingOffError) -> timedelta | None:
    """Wait for the installation's keys, but not for ever: keys that come back later must not send it then."""
    if elapsed(publication) > GIVE_UP_SENDING and not may_exist(publication):
        turns.fail(claim, f"Not sent. {error.message}", failure_detail="no keys for 12 hours")
        return None
    return _wait_if_in_time(claim, publication, error, timedelta(minutes=10), is_known=False)


def _on_refusal(claim: Claim, publication: Publication, error: UpstreamError) -> timedelta | None:
    """A refusal before a video could exist ends the publication as failed. Later, only polling has failed."""
    if not may_exist(publication):
        turns.fail(claim, error.message, failure_detail=_detail(error))
        return None
    is_lost = isinstance(error, ConnectionLostError)
    return _postpone(claim, publication, error, timedelta(minutes=5 if is_lost else 15))


def _wait_if_in_time(
    claim: Claim, publication: Publication, error: DomainError, wait: timedelta, *, is_known: bool
) -> timedelta | None:
    """Wait, unless the publication would then be later than its workspace allows: then it has failed."""
    shortened = lateness.shortened(publication, wait=wait, is_known=is_known)
    if shortened is None:
        turns.fail(claim, _too_late(publication, error.message), failure_detail=_detail(error))
        return None
    return _postpone(claim, publication, error, shortened)


def _too_late(publication: Publication, cause: str) -> str:
    return " ".join(part for part in ("Not sent.", cause, lateness.explained(publication)) if part)


def _detail(error: DomainError) -> str:
    return str(error.context)[:4000]


def _postpone(
    claim: Claim, publication: Publication, error: DomainError, delay: timedelta
) -> timedelta | None:
    """Store the reason for waiting and the time of the next turn.

    A publication that may exist on the platform becomes unconfirmed.
    """
    lasts = OWNER_HAS if publication.is_handed_over else _GIVE_UP_POLLING
    if publication.platform_video_id and elapsed(publication) > lasts:
        sentence = _STATUS_UNKNOWN.format(name=publication.connection.platform_name)
        turns.fail(claim, sentence, failure_detail=error.message[:4000])
        return None
    delay = min(delay, _LONGEST_WAIT)
    note = {"reason": error.message, "until": (timezone.now() + delay).isoformat()}
    with transaction.atomic():
        row = leases.require(claim=claim)
        evidence = {**row.evidence, **note}
        is_sending = row.status == PublicationStatus.SUBMITTING and not row.platform_video_id
        if is_sending and may_exist(row):
            row.move_to(PublicationStatus.SUBMITTED_UNCONFIRMED, evidence=evidence)
        else:
            row.change_if_unmoved(evidence=evidence)
    return delay


def due_ids(*, limit: int = 500) -> list[str]:
    """Ids of open publications that are due and have no worker."""
    return list(Publication.objects.due().values_list("pk", flat=True)[:limit])
