"""The tokens of a connection: valid ones for a call, refreshed by one process at a time."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from foundation import leases
from foundation.errors import UpstreamUnavailableError
from publishing import notifications, platforms
from publishing.errors import AccessRefusedError, ConnectionLostError, RefreshInProgressError
from publishing.models import Connection, ConnectionStatus
from publishing.platforms import Tokens

logger = logging.getLogger(__name__)

_RENEW_BEFORE = timedelta(minutes=5)
# Longer than a refresh takes, even if the platform responds slowly.
_REFRESHING = leases.Terms(
    rows=lambda: Connection.objects.all(), lasts=timedelta(minutes=2), prefix="refresh_"
)

Found = TypeVar("Found")


def get(*, connection: Connection, refused: str = "") -> str:
    """Return an access token that is valid for at least some minutes. Refreshes it if needed.

    ``refused`` is a token that the platform rejected: a different one is returned in any case. If the
    platform refuses a refresh, the connection becomes *needs reconnect*, and ConnectionLostError is raised.
    """
    _reread(connection)
    if connection.status != ConnectionStatus.ACTIVE:
        raise ConnectionLostError(system=connection.platform_name)
    if _is_usable(connection, refused=refused, for_at_least=_RENEW_BEFORE):
        return connection.access_token
    return _renew(connection, refused)


def call(*, connection: Connection, work: Callable[[str], Found]) -> Found:
    """Call ``work`` with an access token. If the platform refuses the token, refresh it and call once more.

    If it refuses the refreshed token too, the connection becomes *needs reconnect*, and ConnectionLostError
    is raised. Only for reading, which can be repeated.
    """
    token = get(connection=connection)
    try:
        return work(token)
    except AccessRefusedError:
        renewed = get(connection=connection, refused=token)
    used = connection.refresh_token
    try:
        return work(renewed)
    except AccessRefusedError as error:
        _mark_lost(connection, used)
        raise ConnectionLostError(system=connection.platform_name) from error


def for_revoking(*, connection: Connection) -> str:
    """Return a valid access token of a disconnected channel. Raises ConnectionLostError."""
    if _is_usable(connection, refused="", for_at_least=timedelta(0)):
        return connection.access_token
    return _renew(connection, refused=connection.access_token)


def set_tokens(connection: Connection, tokens: Tokens) -> None:
    """Set the tokens without saving. The refresh token stays if the platform sent no new one."""
    connection.access_token = tokens.access_token
    connection.access_expires_at = timezone.now() + timedelta(seconds=tokens.expires_in_s)
    connection.refresh_token = tokens.refresh_token or connection.refresh_token
    connection.scopes = list(tokens.scopes) or connection.scopes


def _is_usable(connection: Connection, *, refused: str, for_at_least: timedelta) -> bool:
    is_fresh = connection.access_expires_at > timezone.now() + for_at_least
    return connection.access_token not in ("", refused) and is_fresh


def _reread(connection: Connection) -> None:
    connection.refresh_from_db(fields=["status", "access_token", "access_expires_at", "refresh_token"])


def _renew(connection: Connection, refused: str) -> str:
    """Refresh the tokens, in one process at a time: a platform may accept each refresh token only once.

    Meanwhile other processes use the old access token, or raise RefreshInProgressError if it is invalid.
    """
    claim = leases.claim(terms=_REFRESHING, pk=connection.pk)
    _reread(connection)
    if claim is None:
        if _is_usable(connection, refused=refused, for_at_least=timedelta(0)):
            return connection.access_token
        raise RefreshInProgressError(system=connection.platform_name)
    try:
        # Another process may have refreshed them before this one had the lease.
        if not _is_usable(connection, refused=refused, for_at_least=_RENEW_BEFORE):
            _refresh(connection)
    finally:
        leases.release(claim=claim)
    return connection.access_token


def _refresh(connection: Connection) -> None:
    used = connection.refresh_token
    try:
        tokens = platforms.of(connection).client(livemode=connection.livemode).refresh(refresh_token=used)
    except ConnectionLostError:
        _mark_lost(connection, used)
        raise
    with transaction.atomic():
        locked = Connection.objects.select_for_update().get(pk=connection.pk)
        # If the channel was reconnected meanwhile, its newer tokens stay.
        if locked.refresh_token == used:
            set_tokens(locked, tokens)
            locked.save(update_fields=["access_token", "access_expires_at", "refresh_token", "scopes"])
    connection.refresh_from_db()


def _mark_lost(connection: Connection, refused: str) -> None:
    """Mark the consent as lost, unless the channel was reconnected meanwhile.

    Raises UpstreamUnavailableError if it was reconnected, because its new tokens have not been tried.
    """
    with transaction.atomic():
        locked = Connection.objects.select_for_update().get(pk=connection.pk)
        if locked.refresh_token != refused:
            system = connection.platform_name
            raise UpstreamUnavailableError("The channel was just reconnected.", system=system)
        if locked.status == ConnectionStatus.ACTIVE:
            locked.move_to(ConnectionStatus.NEEDS_RECONNECT)
            notifications.connection_lost(connection=locked)
            logger.warning("connection lost", extra={"connection_id": connection.pk})
    connection.refresh_from_db()
