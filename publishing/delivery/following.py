"""Follows published videos that have no address of their own yet: the platform assigns it after a review."""

from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from foundation import leases, messages
from foundation.errors import UpstreamError
from foundation.leases import LostLeaseError
from publishing import access_tokens, clock, platforms, publications
from publishing.delivery.outcomes import final
from publishing.delivery.turns import LEASE, Claim, Turn
from publishing.errors import PublishingOffError
from publishing.models import Connection, Publication

_TERMS = leases.Terms(rows=Publication.objects.followed_up, lasts=LEASE)
_GIVE_UP = timedelta(days=7)
_SHORTEST, _LONGEST = timedelta(seconds=15), timedelta(hours=3)


def due_ids(*, limit: int = 100) -> list[str]:
    """Ids of published videos that should be looked at, and have no worker."""
    due = Publication.objects.followed_up().filter(leases.free(), follow_up_at__lte=Now())
    return list(due.order_by("follow_up_at").values_list("pk", flat=True)[:limit])


def follow_up(*, publication_id: str) -> None:
    """Look whether the video has its address now. Late, duplicate or concurrent calls have no effect."""
    is_due = Q(follow_up_at__lte=Now())
    claim = leases.claim(terms=_TERMS, pk=publication_id, due=is_due)
    if claim is None:
        return
    # Also after an unexpected error, which is raised.
    delay = _LONGEST
    try:
        delay = _look(claim)
    except LostLeaseError:
        return
    finally:
        if leases.release(claim=claim, follow_up_at=Now() + delay) and delay < timedelta(minutes=1):
            messages.send(publications.FOLLOW_UP, publication_id, delay_s=delay.total_seconds())


def _look(claim: Claim) -> timedelta:
    """Ask the platform once. Returns the delay until the next look."""
    publication = Publication.objects.select_related("connection", "render__final_asset").get(pk=claim.pk)
    age = clock.now() - (publication.published_at or publication.created_at)
    try:
        fields = access_tokens.call(
            connection=publication.connection, work=lambda token: _found(claim, publication, token)
        )
    except (UpstreamError, PublishingOffError):
        fields = {}
    if fields:
        leases.write(claim=claim, **fields, evidence={}, updated_at=timezone.now(), follow_up_at=None)
    elif age > _GIVE_UP:
        leases.write(claim=claim, follow_up_at=None)
    return min(max(_SHORTEST, age / 4), _LONGEST)


def _found(claim: Claim, publication: Publication, token: str) -> dict[str, object]:
    """The fields of a video that now has its address."""
    connection: Connection = publication.connection
    client = platforms.of(connection).client(livemode=connection.livemode)
    turn = Turn(claim=claim, publication=publication, client=client, token=token)
    video = turn.video()
    return final(turn, video) if video is not None else {}
