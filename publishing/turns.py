"""One worker's turn at one publication: what it writes is fenced, so that a late one changes nothing."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from publishing.adapters.base import VideoPlatform
from publishing.models import Publication

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=150)


class LeaseLostError(Exception):
    """Another worker has taken the publication over; whatever this one still writes is dropped."""


@dataclass(slots=True)
class Turn:
    """One worker's turn: the publication, the platform, and the access token that it acts with."""

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
        row = Publication.objects.select_for_update().get(pk=self.publication.pk)
        if row.fence != self.publication.fence:
            raise LeaseLostError(row.pk)
        row.move_to(status, **fields)
        self.publication = row
        logger.info("publication moved", extra={"publication_id": row.pk, "status": status})
