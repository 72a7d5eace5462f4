"""One worker's turn at one publication. Its writes are fenced, so that a late worker changes nothing."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from foundation import leases
from publishing import extras, notifications, platforms
from publishing.models import Publication, PublicationQuerySet, PublicationStatus
from publishing.platforms import PostedVideo, Posting, PostingClient

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=150)
# Less than this before its time, a video can't be left to the platform; it is sent at its time instead.
SHORTEST_LEAD = timedelta(minutes=2)
Claim = leases.Claim[Publication]
_TERMS = leases.Terms(rows=Publication.objects.open, lasts=LEASE)


def claim(*, publication_id: str) -> Claim | None:
    """Take the publication's lease. None if it is leased, not due, or not in progress."""
    return leases.claim(terms=_TERMS, pk=publication_id, due=Q(next_poll_at__lte=Now()))


@dataclass(slots=True)
class Turn:
    """One worker's turn: its claim, the publication, the platform's client, and the access token."""

    claim: Claim
    publication: Publication
    client: PostingClient
    token: str

    @property
    def platform(self) -> Posting:
        """The publication's platform."""
        return platforms.of(self.publication)

    @property
    def system(self) -> str:
        """The platform's name for people."""
        return self.platform.words.name

    @property
    def others_of_channel(self) -> PublicationQuerySet:
        """The other publications to this channel, also those of other workspaces that connected it."""
        connection = self.publication.connection
        found: PublicationQuerySet = Publication.objects.filter(
            connection__platform=connection.platform,
            connection__channel_id=connection.channel_id,
            connection__livemode=connection.livemode,
        ).exclude(pk=self.publication.pk)
        return found

    def video(self) -> PostedVideo | None:
        """The publication's video as the platform lists it; None if it does not."""
        wanted = self.publication.platform_video_id
        listed = self.client.videos(access_token=self.token, ids=[wanted])
        return next((video for video in listed if video.id == wanted), None)

    def write(self, **fields: Any) -> None:
        """Set fields and renew the lease. Raises LostLeaseError."""
        leases.write(claim=self.claim, **fields)
        for name, value in fields.items():
            setattr(self.publication, name, value)

    def move(self, status: str, **fields: Any) -> None:
        """Move the publication to another status. Raises LostLeaseError."""
        self.publication = _move(self.claim, status, **fields)

    def fail(self, sentence: str, **fields: Any) -> None:
        """Mark the publication as failed, with the reason. Raises LostLeaseError."""
        self.publication = fail(self.claim, sentence, **fields)


def fail(claim: Claim, sentence: str, **fields: Any) -> Publication:
    """Mark the claimed publication as failed, with the reason. Returns it. Raises LostLeaseError."""
    return _move(claim, PublicationStatus.FAILED, failure=sentence[:400], lease_until=None, **fields)


@transaction.atomic
def _move(claim: Claim, status: str, **fields: Any) -> Publication:
    row: Publication = leases.require(claim=claim)
    if row.move_to(status, **fields):
        notifications.publication_moved(publication=row)
    if row.status == PublicationStatus.PUBLISHED:
        extras.plan(publication=row)
    logger.info("publication status changed", extra={"publication_id": row.pk, "status": status})
    return row
