"""What platforms' webhooks prompt: a look at the rows that they are about.

An event is never believed. It may come late, twice or not at all, so it only brings forward what is polled
anyway, and a consent that it calls removed is tried. All of that is written to rows, which the sweeper finds:
an event that arrives while no message can be sent is done afterwards.
"""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation import messages
from foundation.errors import UpstreamError, UpstreamUnavailableError
from publishing import access_tokens, platforms, publications
from publishing.errors import PublishingOffError
from publishing.models import Connection, Publication, Tracking
from publishing.platforms.uploads import Heard

logger = logging.getLogger(__name__)

TRY_CONSENT = "publishing.try_consent"
# Platforms repeat an event for up to three days.
_REMEMBERED_S = 72 * 3600
# Longer than a try takes. A platform that does not answer is asked again after it.
_TRY_AGAIN_AFTER = timedelta(minutes=5)


def receive(*, platform: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Verify a webhook and heed it, once. Raises NotFoundError and WebhookRefusedError."""
    heard = platforms.named(platform).heard(body=body, headers=headers)
    key = f"webhook:{platform}:{hashlib.sha256(body).hexdigest()}"
    if cache.get(key):
        return
    heed(platform=platform, heard=heard)
    # Afterwards, so that an event that was not stored counts as new when it is repeated.
    cache.set(key, True, timeout=_REMEMBERED_S)


@transaction.atomic
def heed(*, platform: str, heard: Heard) -> None:
    """Bring forward the next look at what the event is about. The second time changes nothing."""
    found = Connection.objects.readable().filter(
        platform=platform, channel_id=heard.account, livemode=heard.livemode
    )
    for connection in found:
        if heard.references:
            _look_at_posts(connection, heard.references)
        else:
            Connection.objects.filter(pk=connection.pk).update(consent_due_at=timezone.now())
            messages.send_on_commit(TRY_CONSENT, connection.pk)


def doubted_ids() -> list[str]:
    """Return the connections whose consent should be tried now, the longest overdue first."""
    return list(Connection.objects.in_doubt().values_list("pk", flat=True)[:100])


def try_consent(*, connection_id: str) -> None:
    """Refresh the tokens. If the consent has ended, the connection becomes *needs reconnect*.

    Late, duplicate or concurrent calls have no effect. It is tried again later if the platform does not
    answer.
    """
    until = timezone.now() + _TRY_AGAIN_AFTER
    if not Connection.objects.in_doubt().filter(pk=connection_id).update(consent_due_at=until):
        return
    connection = Connection.objects.get(pk=connection_id)
    try:
        access_tokens.get(connection=connection, refused=connection.access_token)
    except UpstreamUnavailableError as error:
        logger.info("consent not tried", extra={"connection_id": connection_id, "code": error.code})
        return
    except (UpstreamError, PublishingOffError) as error:
        logger.info("consent tried", extra={"connection_id": connection_id, "code": error.code})
    # Unless another event has cast doubt on it meanwhile.
    Connection.objects.filter(pk=connection_id, consent_due_at=until).update(consent_due_at=None)


def _look_at_posts(connection: Connection, references: Sequence[str]) -> None:
    is_about = Q(platform_video_id__in=references) | Q(attempts__reference__in=references)
    ids = list(Publication.objects.filter(is_about, connection=connection).values_list("pk", flat=True))
    now, rows = timezone.now(), Publication.objects.filter(pk__in=ids)
    rows.open().filter(next_poll_at__gt=now).update(next_poll_at=now)
    rows.followed_up().update(follow_up_at=now)
    # A video that was taken down is missing when its numbers are read.
    Tracking.objects.filter(publication__in=ids, due_at__gt=now).update(due_at=now)
    for pk in rows.open().values_list("pk", flat=True):
        messages.send_on_commit(publications.ADVANCE, pk)
    for pk in rows.followed_up().values_list("pk", flat=True):
        messages.send_on_commit(publications.FOLLOW_UP, pk)
