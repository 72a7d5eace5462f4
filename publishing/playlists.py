"""The playlists of connected accounts: read from the platform when the composer shows them, and kept."""

import logging
from datetime import timedelta

from django.utils import timezone

from discovery import api_budget
from discovery.errors import BudgetExhaustedError
from foundation.errors import UpstreamError
from publishing import access_tokens
from publishing.errors import PublishingOffError, ScopeMissingError
from publishing.models import Connection
from publishing.platforms import Extras, Playlist, PlaylistShelf

logger = logging.getLogger(__name__)

# A reading costs a unit of the day's quota. A failed one is not repeated earlier, either.
_LASTS = timedelta(minutes=2)
# A person waits for it in the browser.
_TIMEOUT_S = 5.0


def to_compose(*, connection: Connection) -> tuple[Playlist, ...]:
    """Return the account's playlists, read again if they are older than two minutes.

    If they can't be read, those that were read before. None without the permission.
    """
    extras = connection.extras
    if extras is None or not connection.may_add_extras:
        return ()
    shelf = connection.shelf
    if shelf is None or timezone.now() - shelf.tried_at > _LASTS:
        _keep(connection, _read(connection, extras))
    return connection.playlists


def forget_permission(*, connection: Connection) -> None:
    """Note that the permission is missing, so that pages ask for it. Everything else keeps working."""
    if connection.extras is not None:
        connection.scopes = [scope for scope in connection.scopes if scope != connection.extras.scope]
        connection.save(update_fields=["scopes"])


def _read(connection: Connection, extras: Extras) -> PlaylistShelf:
    now = timezone.now()
    before = connection.shelf or PlaylistShelf(tried_at=now)
    try:
        api_budget.spend_elsewhere(platform_key=connection.platform, livemode=connection.livemode)
        client = extras.client(livemode=connection.livemode, timeout_s=_TIMEOUT_S)
        found = access_tokens.call(
            connection=connection, work=lambda token: client.playlists(access_token=token)
        )
    except (UpstreamError, PublishingOffError, BudgetExhaustedError) as error:
        logger.info("playlists not read", extra={"connection_id": connection.pk, "code": error.code})
        if isinstance(error, ScopeMissingError):
            forget_permission(connection=connection)
        return before.model_copy(update={"tried_at": now, "problem": error.message[:400]})
    return PlaylistShelf(playlists=tuple(found), read_at=now, tried_at=now)


def _keep(connection: Connection, shelf: PlaylistShelf) -> None:
    connection.shelf = shelf
    connection.save(update_fields=["shelf"])
