"""The videos of connected accounts: read on a timetable, and handed to discovery, which compares them."""

import logging
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from discovery import own_channels
from discovery.own_channels import OwnChannel
from foundation import leases
from foundation.errors import UpstreamError, UpstreamUnavailableError
from foundation.leases import LostLeaseError
from publishing import access_tokens, connections, coverage, platforms
from publishing.errors import PublishingOffError
from publishing.models import Connection
from publishing.platforms import Channel, OwnVideo

logger = logging.getLogger(__name__)

# Newest videos. Thirty are shown; the others are their baseline.
LIMIT = 50
_AFTER_OUTAGE = timedelta(minutes=15)
_AFTER_REFUSAL = timedelta(hours=12)
_LEASE = leases.Terms(
    rows=lambda: Connection.objects.readable(), lasts=timedelta(minutes=5), prefix="videos_"
)
Claim = leases.Claim[Connection]


def due_ids() -> list[str]:
    """Return the connections whose videos should be read now, the longest overdue first."""
    return list(Connection.objects.due_for_reading().values_list("pk", flat=True)[:200])


def read(*, connection_id: str) -> None:
    """Read the account's newest public videos, and hand them to discovery.

    Late, duplicate or concurrent calls have no effect. A failure is shown with the connection and retried.
    """
    is_due = Q(videos_due_at__lte=timezone.now())
    claim = leases.claim(terms=_LEASE, pk=connection_id, due=is_due)
    if claim is None:
        return
    # After an unexpected error, which is raised, the account is read later.
    outcome: dict[str, Any] = {"videos_due_at": timezone.now() + _AFTER_OUTAGE}
    try:
        outcome = _read(claim)
    finally:
        leases.release(claim=claim, **outcome)


def _read(claim: Claim) -> dict[str, Any]:
    """Return the fields to set afterwards."""
    connection = Connection.objects.select_related("workspace").get(pk=claim.pk)
    now = timezone.now()
    due = {"videos_due_at": now + platforms.of(connection).reads_every}
    if coverage.CONNECTIONS.is_paused(connection):
        return due
    try:
        channel, videos = access_tokens.call(
            connection=connection, work=lambda token: _ask(connection, token)
        )
    except (UpstreamError, PublishingOffError) as error:
        logger.warning("own videos not read", extra={"connection_id": connection.pk, "code": error.code})
        return {"videos_due_at": now + _delay(error), "videos_problem": error.message[:400]}
    try:
        _hand_over(claim, channel, videos, at=now)
    except LostLeaseError:
        return {}  # It was disconnected meanwhile.
    return {**due, "videos_read_at": now, "videos_problem": ""}


def _ask(connection: Connection, token: str) -> tuple[Channel, Sequence[OwnVideo]]:
    platform = platforms.of(connection)
    client = platform.client(livemode=connection.livemode)
    channel = client.channel(access_token=token)
    if channel is None or channel.id != connection.channel_id:
        raise UpstreamError(platform.words.no_channel, system=platform.words.name)
    return channel, client.own_videos(access_token=token, account=channel.account, limit=LIMIT)


def _delay(error: UpstreamError | PublishingOffError) -> timedelta:
    """A refusal lasts until somebody acts. Reconnecting makes the account due at once."""
    if not isinstance(error, UpstreamUnavailableError):
        return _AFTER_REFUSAL
    return error.wait(at_least=_AFTER_OUTAGE)


@transaction.atomic
def _hand_over(claim: Claim, channel: Channel, videos: Sequence[OwnVideo], *, at: datetime) -> None:
    """Store the channel's data, and hand the videos to discovery. Raises LostLeaseError.

    The connection is locked meanwhile, so that disconnecting removes what was handed over.
    """
    connection = leases.require(claim=claim)
    connection.save(update_fields=connections.set_channel(connection, channel))
    own_channels.receive(
        workspace=connection.workspace,
        platform=connection.platform,
        account=connection.pk,
        channel=OwnChannel(
            platform_id=channel.id,
            uploads_id="",
            title=channel.title,
            handle=channel.handle,
            avatar_url=channel.avatar_url,
            subscribers=channel.subscribers,
        ),
        videos=[_handed(video) for video in videos],
        at=at,
        livemode=connection.livemode,
    )


def _handed(video: OwnVideo) -> own_channels.OwnVideo:
    values = {field.name: getattr(video, field.name) for field in fields(video) if field.name != "id"}
    return own_channels.OwnVideo(platform_id=video.id, **values)
