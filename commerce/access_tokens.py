"""The tokens of a shop: valid ones for a call, renewed by one process at a time."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from commerce import notifications, platforms
from commerce.errors import StoreLostError
from commerce.models import Store, StoreQuerySet, StoreStatus
from commerce.platforms import CredentialKind, ShopTokens, StoreClient
from foundation import leases
from foundation.errors import UpstreamError, UpstreamUnavailableError

logger = logging.getLogger(__name__)

# A token for a day is renewed after 23 hours, one for an hour some minutes before its end.
_RENEW_BEFORE = {
    CredentialKind.CLIENT_CREDENTIALS: timedelta(hours=1),
    CredentialKind.OAUTH: timedelta(minutes=5),
    CredentialKind.STATIC: timedelta(0),
}
# Longer than a renewal takes, even if the platform responds slowly.
_RENEWING = leases.Terms(rows=lambda: Store.objects.all(), lasts=timedelta(minutes=2), prefix="refresh_")
_CALL_TIMEOUT_S = 10.0

Found = TypeVar("Found")


def get(*, store: Store, refused: str = "") -> str:
    """Return an access token that is valid for at least some minutes. Renews it if needed.

    ``refused`` is a token that the platform rejected: a different one is returned in any case. If the
    platform refuses to renew it, the store becomes *needs reconnect*, and StoreLostError is raised.
    """
    _reread(store)
    if store.status != StoreStatus.ACTIVE:
        raise StoreLostError(system=store.platform_name)
    if _is_usable(store, refused=refused, for_at_least=_RENEW_BEFORE[_kind(store)]):
        return store.access_token
    return _renew(store, refused)


def client(*, store: Store, timeout_s: float = _CALL_TIMEOUT_S) -> StoreClient:
    """Return a client with a token that is valid for at least some minutes. Raises as ``get``."""
    return _client(store, get(store=store), timeout_s)


def call(*, store: Store, work: Callable[[StoreClient], Found], timeout_s: float = _CALL_TIMEOUT_S) -> Found:
    """Call ``work`` with a client. If the platform refuses the token, renew it and call once more.

    If it refuses the renewed token too, the store becomes *needs reconnect*, and StoreLostError is raised.
    Only for work that can be repeated.
    """
    token = get(store=store)
    try:
        return work(_client(store, token, timeout_s))
    except StoreLostError:
        renewed = get(store=store, refused=token)
    try:
        return work(_client(store, renewed, timeout_s))
    except StoreLostError:
        _mark_lost(store, renewed)
        raise


def is_accepted(*, store: Store) -> bool:
    """True if the shop answers to the token that is stored, so that our app is installed there now.

    Raises UpstreamUnavailableError. A refused token is neither renewed nor marked as lost.
    """
    _reread(store)
    if store.status != StoreStatus.ACTIVE:
        return False
    try:
        _client(store, store.access_token, _CALL_TIMEOUT_S).shop()
    except UpstreamUnavailableError:
        raise
    except UpstreamError:
        return False
    return True


def for_leaving(*, store: Store) -> StoreClient:
    """Return a client of a disconnected store that still has tokens. Raises StoreLostError."""
    token = store.access_token
    if not _is_usable(store, refused="", for_at_least=timedelta(0)):
        token = _ask(store, refused=token).access_token
    return _client(store, token, _CALL_TIMEOUT_S)


def set_tokens(store: Store, tokens: ShopTokens) -> tuple[str, ...]:
    """Set the tokens without saving. Returns the names of the fields.

    The refresh token and the scopes stay if the platform sent none.
    """
    store.access_token = tokens.access_token
    store.access_expires_at = (
        None if tokens.expires_in_s is None else timezone.now() + timedelta(seconds=tokens.expires_in_s)
    )
    store.refresh_token = tokens.refresh_token or store.refresh_token
    store.scopes = list(tokens.scopes) or store.scopes
    return ("access_token", "access_expires_at", "refresh_token", "scopes")


def share(*, store: Store, tokens: ShopTokens) -> None:
    """Store new tokens for the shop's connections in other workspaces too.

    A shop gives our app one token at a time, so those of the other workspaces may have ended with this one.
    Part of the caller's transaction, which has called ``lock_shop``.
    """
    if store.credential != CredentialKind.OAUTH:
        return
    for other in _same_shop(store).active().exclude(pk=store.pk):
        other.save(update_fields=set_tokens(other, tokens))


def lock_shop(*, platform: str, domain: str, livemode: bool) -> list[Store]:
    """Lock all connections of a shop until the transaction ends, always in the same order."""
    found = Store.objects.of_shop(platform=platform, domain=domain, livemode=livemode)
    return list(found.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _same_shop(store: Store) -> StoreQuerySet:
    found: StoreQuerySet = Store.objects.of_shop(
        platform=store.platform, domain=store.domain, livemode=store.livemode
    ).filter(credential=store.credential)
    return found


def _kind(store: Store) -> CredentialKind:
    return CredentialKind(store.credential)


def _client(store: Store, token: str, timeout_s: float) -> StoreClient:
    return platforms.of(store).client(
        domain=store.domain, access_token=token, livemode=store.livemode, timeout_s=timeout_s
    )


def _is_usable(store: Store, *, refused: str, for_at_least: timedelta) -> bool:
    if store.access_token in ("", refused):
        return False
    return store.access_expires_at is None or store.access_expires_at > timezone.now() + for_at_least


def _reread(store: Store) -> None:
    store.refresh_from_db(fields=["status", "access_token", "access_expires_at", "refresh_token"])


def _renew(store: Store, refused: str) -> str:
    """Renew the tokens, in one process at a time for each shop.

    Meanwhile other processes use the old token, or raise UpstreamUnavailableError if it is invalid.
    """
    # The connections of a shop share their tokens, so the oldest one holds the lease for all of them.
    holder = _same_shop(store).active().order_by("pk").values_list("pk", flat=True).first() or store.pk
    claim = leases.claim(terms=_RENEWING, pk=holder)
    _reread(store)
    if claim is None:
        if _is_usable(store, refused=refused, for_at_least=timedelta(0)):
            return store.access_token
        raise UpstreamUnavailableError(
            "The access to the shop is being renewed.", system=store.platform_name, retry_after_s=5
        )
    try:
        # Another process may have renewed them before this one had the lease.
        if not _is_usable(store, refused=refused, for_at_least=_RENEW_BEFORE[_kind(store)]):
            _replace(store, refused)
    finally:
        leases.release(claim=claim)
    return store.access_token


def _replace(store: Store, refused: str) -> None:
    used = store.access_token
    try:
        tokens = _ask(store, refused=refused)
    except StoreLostError:
        _mark_lost(store, used)
        raise
    with transaction.atomic():
        shop = lock_shop(platform=store.platform, domain=store.domain, livemode=store.livemode)
        locked = next(each for each in shop if each.pk == store.pk)
        # If the shop was reconnected or disconnected meanwhile, what was stored then stays.
        if locked.access_token == used and locked.status == StoreStatus.ACTIVE:
            locked.save(update_fields=set_tokens(locked, tokens))
            share(store=locked, tokens=tokens)
    _reread(store)
    if store.status != StoreStatus.ACTIVE:
        raise StoreLostError(system=store.platform_name)


def _ask(store: Store, *, refused: str) -> ShopTokens:
    """Ask the platform for new tokens. Raises StoreLostError if the store has no means to get any."""
    kind = _kind(store)
    is_final = kind is CredentialKind.STATIC or (kind is CredentialKind.OAUTH and not store.refresh_token)
    if is_final:
        raise StoreLostError(system=store.platform_name)
    tokens = platforms.of(store).refresh(
        domain=store.domain, kind=kind, refresh_token=store.refresh_token, livemode=store.livemode
    )
    if tokens.access_token == refused:
        raise StoreLostError(system=store.platform_name)
    return tokens


def _mark_lost(store: Store, refused: str) -> None:
    """Mark the access as lost, unless the shop was reconnected meanwhile.

    Raises UpstreamUnavailableError if it was reconnected, because its new token has not been tried.
    """
    with transaction.atomic():
        locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        if locked.access_token != refused and locked.status == StoreStatus.ACTIVE:
            raise UpstreamUnavailableError(
                "The shop was just reconnected.", system=store.platform_name, retry_after_s=1
            )
        if locked.status == StoreStatus.ACTIVE:
            lose(locked, why=f"{locked.platform_name} no longer accepts this connection.")
    _reread(store)


def lose(locked: Store, *, why: str) -> None:
    """Move a locked active store to *needs reconnect* and notify people. ``why`` is a sentence."""
    locked.move_to(StoreStatus.NEEDS_RECONNECT, status_note=why)
    notifications.store_lost(store=locked)
    logger.warning("store lost", extra={"store_id": locked.pk})
