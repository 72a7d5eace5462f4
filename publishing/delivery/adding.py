"""Adds one extra to a published video: a place in a playlist, or the first comment.

No call has an idempotency key. So the row notes what is about to be sent before it is sent, and after a lost
response nothing is sent until several looks over some minutes have shown that it is not there.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from discovery import api_budget
from discovery.errors import BudgetExhaustedError
from foundation import leases, messages
from foundation.errors import DomainError, UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from publishing import access_tokens, clock, extras, notifications, playlists
from publishing.errors import (
    AccessRefusedError,
    ConnectionLostError,
    PlatformQuotaError,
    PublishingOffError,
    ScopeMissingError,
)
from publishing.models import Connection, ConnectionStatus, Extra, ExtraStatus
from publishing.platforms import Extras, ExtrasClient

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=90)
# Lists lag behind what was added. Until then, an empty one proves nothing.
SETTLES_AFTER = timedelta(minutes=4)
FEWEST_LOOKS = 4
MOST_SENDS = 5
_GIVE_UP = timedelta(hours=48)
_AFTER_A_FAULT = timedelta(minutes=2)
# The sweep finds later turns by itself.
_SWEPT_FROM = timedelta(minutes=1)
_SHORTEST, _LONGEST = timedelta(seconds=5), timedelta(minutes=30)
# The clocks of the platform and of this machine may differ.
_CLOCKS_DIFFER = timedelta(minutes=10)
_TERMS = leases.Terms(rows=lambda: Extra.objects.open(), lasts=LEASE)
Claim = leases.Claim[Extra]

_DISCONNECTED = "The channel is not connected any more. Connect it again, then retry."
_LOST = "{channel} must be reconnected under Channels. Then retry."
_NOT_ALLOWED = "The permission for playlists and comments is missing. Allow it, then retry."
_SWAPPED = "The access of this connection belongs to another channel now. Reconnect {channel}, then retry."
_UNSURE = "{system} did not confirm it. We look for it before it is sent again."
_TOO_OFTEN = (
    "{system} did not confirm it, and did not list it, in {sends} attempts. Check the video before you retry."
)


def due_ids(*, limit: int = 200) -> list[str]:
    """Ids of extras that are due and have no worker."""
    return list(Extra.objects.due().values_list("pk", flat=True)[:limit])


def add(*, extra_id: str) -> None:
    """Take one turn at the extra. Late, duplicate or concurrent calls have no effect."""
    claim = leases.claim(terms=_TERMS, pk=extra_id, due=Q(next_try_at__lte=Now()))
    if claim is None:
        return
    # After an unexpected error, which is raised, it is tried later.
    delay: timedelta | None = _AFTER_A_FAULT
    try:
        delay = _add(claim)
    except LostLeaseError:
        return
    finally:
        _release(claim, delay)


def _release(claim: Claim, delay: timedelta | None) -> None:
    if delay is None:
        leases.release(claim=claim)
    elif leases.release(claim=claim, next_try_at=Now() + delay) and delay < _SWEPT_FROM:
        messages.send(extras.ADD, claim.pk, delay_s=delay.total_seconds())


@dataclass(slots=True)
class _Turn:
    """One worker's turn at one extra."""

    claim: Claim
    row: Extra
    connection: Connection
    platform: Extras
    client: ExtrasClient

    @property
    def system(self) -> str:
        """The platform's name for people."""
        return self.connection.platform_name

    def move(self, status: str, **fields: Any) -> None:
        """Set the status and fields. Raises LostLeaseError."""
        with transaction.atomic():
            row = leases.require(claim=self.claim)
            if row.status == status:
                row.change_if_unmoved(**fields)
            else:
                row.move_to(status, **fields)
            extras.touch(publication_id=row.publication_id)
            if status == ExtraStatus.FAILED:
                notifications.extra_failed(extra=row)
        self.row = row
        logger.info("extra status changed", extra={"extra_id": row.pk, "status": status})


def _add(claim: Claim) -> timedelta | None:
    row = Extra.objects.select_related("publication__connection", "publication__workspace").get(pk=claim.pk)
    connection: Connection = row.publication.connection
    platform = connection.extras
    if platform is None:
        raise TypeError(connection.platform)
    try:
        client = platform.client(livemode=connection.livemode)
    except PublishingOffError as error:
        return _postpone_without_client(claim, error)
    turn = _Turn(claim=claim, row=row, connection=connection, platform=platform, client=client)
    try:
        return _step(turn)
    except (UpstreamError, BudgetExhaustedError) as error:
        return _on_error(turn, error)


def _step(turn: _Turn) -> timedelta | None:
    """Look, then send if it is certainly not there. Returns the delay of the next turn, None at the end."""
    problem = _why_not(turn.connection)
    if problem:
        return _fail(turn, problem)
    found = _look(turn)
    if found:
        return _done(turn, found)
    if not turn.row.may_exist:
        return _send(turn)
    looks = turn.row.looks + 1
    if looks < FEWEST_LOOKS or clock.now() - (turn.row.sent_at or turn.row.created_at) < SETTLES_AFTER:
        reason = _UNSURE.format(system=turn.system)
        turn.move(ExtraStatus.UNCONFIRMED, looks=looks, reason=reason)
        return _SHORTEST * int(3 ** min(looks, 3))
    if turn.row.sends >= MOST_SENDS:
        return _fail(turn, _TOO_OFTEN.format(system=turn.system, sends=turn.row.sends))
    # It never arrived.
    turn.move(ExtraStatus.WAITING, may_exist=False, looks=looks)
    return _send(turn)


def _why_not(connection: Connection) -> str:
    connection.refresh_from_db(fields=["status", "scopes"])
    if connection.status == ConnectionStatus.REVOKED:
        return _DISCONNECTED
    if connection.status != ConnectionStatus.ACTIVE:
        return _LOST.format(channel=connection.channel_title)
    return "" if connection.may_add_extras else _NOT_ALLOWED


# --- looking and sending ----------------------------------------------------------------------------------


def _look(turn: _Turn) -> str:
    """Return the platform's id of the extra; empty if it is not listed. Also checks whose the access is."""
    row, connection, client = turn.row, turn.connection, turn.client
    _spend(turn, turn.platform.look_units)

    def work(token: str) -> str:
        if client.channel_id(access_token=token) != connection.channel_id:
            raise UpstreamError(_SWAPPED.format(channel=connection.channel_title), system=turn.system)
        video_id = row.publication.platform_video_id
        if not row.is_comment:
            return client.entry_of(access_token=token, playlist_id=row.target, video_id=video_id)
        return client.comment_of(
            access_token=token,
            video_id=video_id,
            channel_id=connection.channel_id,
            text=row.text,
            since=(row.publication.published_at or row.created_at) - _CLOCKS_DIFFER,
        )

    return access_tokens.call(connection=connection, work=work)


def _send(turn: _Turn) -> timedelta | None:
    """Note that it is about to be sent, and send it. A rejected token is refreshed once."""
    _spend(turn, turn.platform.write_units)
    token = access_tokens.get(connection=turn.connection)
    try:
        found = _request(turn, token)
    except AccessRefusedError:
        token = access_tokens.get(connection=turn.connection, refused=token)
        found = _request(turn, token)
    return _done(turn, found)


def _request(turn: _Turn, token: str) -> str:
    row, client = turn.row, turn.client
    video_id = row.publication.platform_video_id
    turn.move(ExtraStatus.SENDING, may_exist=True, sent_at=clock.now(), sends=row.sends + 1, looks=0)
    # The last moment at which another worker may have taken over, whose looks would not find this request.
    leases.write(claim=turn.claim)
    try:
        if not row.is_comment:
            return client.add_entry(access_token=token, playlist_id=row.target, video_id=video_id)
        return client.add_comment(
            access_token=token, video_id=video_id, channel_id=turn.connection.channel_id, text=row.text
        )
    except UpstreamError as error:
        if _had_no_effect(turn, error):
            turn.move(ExtraStatus.WAITING, may_exist=False)
        raise


def _had_no_effect(turn: _Turn, error: UpstreamError) -> bool:
    """True if the platform certainly has not done what was asked."""
    if error.context.get("reason") in turn.platform.may_not_be_sure:
        return False
    is_refused = not isinstance(error, UpstreamUnavailableError) or isinstance(error, PlatformQuotaError)
    return is_refused or bool(error.context.get("never_sent")) or error.context.get("upstream_status") == 429


def _spend(turn: _Turn, units: int) -> None:
    """Count the calls in the installation's quota of the day, before they are made."""
    connection = turn.connection
    api_budget.spend_elsewhere(platform_key=connection.platform, livemode=connection.livemode, units=units)


# --- outcomes ---------------------------------------------------------------------------------------------


def _done(turn: _Turn, reference: str) -> timedelta | None:
    """End it. There is no next turn."""
    turn.move(
        ExtraStatus.DONE,
        reference=reference[:200],
        reason="",
        may_exist=True,
        done_at=timezone.now(),
        lease_until=None,
    )
    return None


def _fail(turn: _Turn, reason: str) -> timedelta | None:
    """End it until a person retries. There is no next turn."""
    turn.move(ExtraStatus.FAILED, reason=reason[:400], lease_until=None)
    return None


def _on_error(turn: _Turn, error: DomainError) -> timedelta | None:
    """A refusal ends it until a person retries; a fault is tried again, by looking first."""
    is_unsure = error.context.get("reason") in turn.platform.may_not_be_sure
    if isinstance(error, ScopeMissingError):
        playlists.forget_permission(connection=turn.connection)
        return _fail(turn, _NOT_ALLOWED)
    if isinstance(error, ConnectionLostError):
        return _fail(turn, _why_not(turn.connection) or _LOST.format(channel=turn.connection.channel_title))
    if isinstance(error, UpstreamError) and not isinstance(error, UpstreamUnavailableError) and not is_unsure:
        return _fail(turn, error.message)
    if clock.now() - turn.row.asked_at > _GIVE_UP:
        return _fail(turn, f"{error.message} We tried for two days. Check the video, then retry.")
    delay = _delay(turn, error)
    may_exist = Extra.objects.filter(pk=turn.row.pk, may_exist=True).exists()
    reason = _UNSURE.format(system=turn.system) if is_unsure else error.message
    turn.move(ExtraStatus.UNCONFIRMED if may_exist else ExtraStatus.WAITING, reason=reason[:400])
    return delay


def _delay(turn: _Turn, error: DomainError) -> timedelta:
    wanted_s = error.context.get("retry_after_s") or getattr(error, "retry_after_s", None)
    if wanted_s:
        return timedelta(seconds=min(int(wanted_s), 90_000))
    age = clock.now() - turn.row.asked_at
    return min(max(_SHORTEST, age / 4), _LONGEST)


def _postpone_without_client(claim: Claim, error: PublishingOffError) -> timedelta:
    """Wait for the installation's keys."""
    leases.write(claim=claim, reason=error.message[:400])
    return _LONGEST
