"""What platforms' webhooks prompt: a look at the rows that they are about.

An event is never believed. It may come late, twice or not at all, so it only brings forward what is polled
anyway, and a consent that it calls removed is tried.
"""

import hashlib
import logging
from collections.abc import Mapping

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from foundation import messages
from foundation.errors import UpstreamError
from publishing import access_tokens, platforms, publications
from publishing.errors import PublishingOffError
from publishing.models import Connection, Publication, Tracking

logger = logging.getLogger(__name__)

_LIVE = "live"
HEED = "publishing.heed_webhook"
# Platforms repeat an event for up to three days.
_REMEMBERED_S = 72 * 3600


def receive(*, platform: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Verify a webhook and have a worker heed it, once. Raises NotFoundError and WebhookRefusedError."""
    heard = platforms.named(platform).heard(body=body, headers=headers)
    key = f"webhook:{platform}:{hashlib.sha256(body).hexdigest()}"
    if cache.get(key):
        return
    mode = _LIVE if heard.livemode else "sandbox"
    messages.send(HEED, platform, heard.account, " ".join(heard.references), mode)
    # Afterwards, so that an event whose message was not sent counts as new when it is repeated.
    cache.set(key, True, timeout=_REMEMBERED_S)


def heed(*, platform: str, account: str, references: str, mode: str) -> None:
    """Look at the rows of the channel that the event is about. The second time changes nothing.

    ``references`` are ids of uploads or videos, separated by spaces; without any, it is about the consent.
    """
    found = Connection.objects.readable().filter(
        platform=platform, channel_id=account, livemode=mode == _LIVE
    )
    for connection in found:
        if references:
            _look_at_posts(connection, references.split())
        else:
            _try_consent(connection)


def _try_consent(connection: Connection) -> None:
    """Refresh the tokens. If the consent has ended, the connection becomes *needs reconnect*."""
    try:
        access_tokens.get(connection=connection, refused=connection.access_token)
    except (UpstreamError, PublishingOffError) as error:
        logger.info(
            "consent tried after a webhook", extra={"connection_id": connection.pk, "code": error.code}
        )


def _look_at_posts(connection: Connection, references: list[str]) -> None:
    is_about = Q(platform_video_id__in=references) | Q(attempts__reference__in=references)
    ids = list(Publication.objects.filter(is_about, connection=connection).values_list("pk", flat=True))
    now, rows = timezone.now(), Publication.objects.filter(pk__in=ids)
    rows.open().filter(next_poll_at__gt=now).update(next_poll_at=now)
    rows.followed_up().update(follow_up_at=now)
    # A video that was taken down is missing when its numbers are read.
    Tracking.objects.filter(publication__in=ids, due_at__gt=now).update(due_at=now)
    for pk in rows.open().values_list("pk", flat=True):
        messages.send(publications.ADVANCE, pk)
    for pk in rows.followed_up().values_list("pk", flat=True):
        messages.send(publications.FOLLOW_UP, pk)
