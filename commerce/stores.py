"""Connecting, refreshing and disconnecting a shop."""

import logging
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User, Workspace
from commerce import access_tokens, notifications, platforms
from commerce.coverage import STORES
from commerce.errors import ConsentForgedError, ConsentRefusedError, OwnShopError, StoreLostError
from commerce.models import DiscountCode, Store, StoreStatus
from commerce.platforms import CredentialKind, ShopFacts, ShopPlatform, ShopTokens
from foundation import messages
from publishing import clock

logger = logging.getLogger(__name__)

READ_PRODUCTS = "commerce.read_products"
READ_ORDERS = "commerce.read_orders"
CHECK_HOOKS = "commerce.check_hooks"
LEAVE = "commerce.leave_shop"
_CONSENT_LASTS = timedelta(minutes=15)
# A person waits for these calls in the browser.
_CONNECT_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class Consent:
    """A pending consent request, stored in the browser session until the callback."""

    url: str
    platform: str
    domain: str
    scopes: tuple[str, ...]
    state: str
    requested_at: float


class _Shop(TypedDict):
    platform: str
    domain: str
    livemode: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Access:
    """What a platform gave for a shop."""

    kind: CredentialKind
    tokens: ShopTokens
    facts: ShopFacts
    livemode: bool


def request_consent(
    *, workspace: Workspace, platform: ShopPlatform, address: str, with_merch: bool = False
) -> Consent:
    """Return the consent page's URL, and the request to store meanwhile.

    ``address`` is what a person typed. ``with_merch`` also requests the permissions for product drafts; a
    shop that gave them before is asked for them in any case. Raises ShopAddressError, PlanLimitError and
    CommerceOffError.
    """
    domain = platform.domain_of(address=address)
    known = Store.objects.for_workspace(workspace).filter(platform=platform.name, domain=domain).first()
    if known is None or known.status == StoreStatus.REVOKED:
        # Before the person leaves. It is checked again, under a lock, when the shop is stored.
        STORES.require_room(workspace=workspace)
    state = secrets.token_urlsafe(24)
    scopes = tuple(platform.scopes)
    if with_merch or (known is not None and known.may_create_drafts):
        scopes = tuple(dict.fromkeys((*platform.scopes, *platform.merch_scopes)))
    url = platform.authorize_url(
        domain=domain, state=state, redirect_url=redirect_url(platform=platform), scopes=scopes
    )
    return Consent(
        url=url,
        platform=platform.name,
        domain=domain,
        scopes=scopes,
        state=state,
        requested_at=timezone.now().timestamp(),
    )


def redirect_url(*, platform: ShopPlatform) -> str:
    """The URL that the platform redirects to. It must be registered with the app."""
    return f"{settings.SITE_URL}{reverse('commerce:store-callback', args=[platform.name])}"


def hook_url(*, platform: ShopPlatform) -> str:
    """The URL that the platform sends webhooks to."""
    return f"{settings.SITE_URL}{reverse('commerce:hook', args=[platform.name])}"


def check_callback(*, platform: ShopPlatform, consent: Consent | None, state: str, query: str) -> Consent:
    """Return the consent request of a genuine callback, given its raw query. Raises ConsentForgedError."""
    if consent is None or consent.platform != platform.name:
        raise ConsentForgedError
    if not secrets.compare_digest(consent.state.encode(), state.encode()):
        raise ConsentForgedError
    if timezone.now().timestamp() - consent.requested_at > _CONSENT_LASTS.total_seconds():
        raise ConsentForgedError
    platform.check_callback(query=query, domain=consent.domain)
    return consent


def why_not_granted(*, platform: ShopPlatform, error: str) -> str:
    """Return the reason of a callback without a code, as the end of a sentence."""
    if error == "access_denied":
        return "access was not granted"
    code = error if re.fullmatch(r"[a-z_]{1,40}", error) else "unknown"
    return f"{platform.words.name} returned the error {code}"


def connect(
    *, workspace: Workspace, actor: User, platform: ShopPlatform, consent: Consent, code: str
) -> Store:
    """Exchange the code of a checked callback for tokens and store the shop. A known shop is reconnected.

    Raises ConsentRefusedError, ConsentForgedError, PlanLimitError and the two upstream errors.
    """
    try:
        tokens = platform.exchange(domain=consent.domain, code=code)
        facts = _facts(platform, consent.domain, tokens, livemode=platform.is_live())
    except StoreLostError as error:
        # The code was used before, or is too old.
        raise ConsentForgedError from error
    if facts.domain != consent.domain:
        raise ConsentForgedError
    _require_scopes(platform, tokens)
    found = _Access(kind=CredentialKind.OAUTH, tokens=tokens, facts=facts, livemode=platform.is_live())
    return _store(workspace=workspace, actor=actor, platform=platform, found=found)


def may_connect_own(*, actor: User, platform: ShopPlatform) -> bool:
    """True if the installation has a shop of its own there, and this person operates the installation."""
    return actor.is_staff and platform.own_shop() is not None


def connect_own(*, workspace: Workspace, actor: User, platform: ShopPlatform) -> Store:
    """Connect the installation's own shop with the credentials in the settings.

    Raises OwnShopError unless an operator asks for it, and the errors of ``connect``.
    """
    own = platform.own_shop()
    if own is None or not may_connect_own(actor=actor, platform=platform):
        raise OwnShopError
    domain, kind = own
    tokens = platform.own_tokens()
    facts = _facts(platform, domain, tokens, livemode=True)
    if not tokens.scopes:
        granted = _client(platform, domain, tokens, livemode=True).scopes()
        tokens = tokens.model_copy(update={"scopes": granted})
    _require_scopes(platform, tokens)
    found = _Access(kind=kind, tokens=tokens, facts=facts, livemode=True)
    return _store(workspace=workspace, actor=actor, platform=platform, found=found)


def _client(
    platform: ShopPlatform, domain: str, tokens: ShopTokens, *, livemode: bool
) -> platforms.StoreClient:
    return platform.client(
        domain=domain, access_token=tokens.access_token, livemode=livemode, timeout_s=_CONNECT_TIMEOUT_S
    )


def _facts(platform: ShopPlatform, domain: str, tokens: ShopTokens, *, livemode: bool) -> ShopFacts:
    return _client(platform, domain, tokens, livemode=livemode).shop()


def _require_scopes(platform: ShopPlatform, tokens: ShopTokens) -> None:
    lacking = platform.lacking(scopes=tokens.scopes, wanted=platform.scopes)
    if lacking:
        raise ConsentRefusedError(
            f"{platform.words.name} did not grant permission to {' and to '.join(lacking)}, so nothing was "
            "connected. Connect again, and accept every permission."
        )


@transaction.atomic
def _store(*, workspace: Workspace, actor: User, platform: ShopPlatform, found: _Access) -> Store:
    # The workspace lock serializes concurrent connections, so that the plan's limit holds.
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    known: _Shop = {
        "platform": platform.name,
        "domain": found.facts.domain,
        "livemode": found.livemode,
    }
    connections = access_tokens.lock_shop(**known)
    store = next((each for each in connections if each.workspace_id == workspace.pk), None)
    if store is None or store.status == StoreStatus.REVOKED:
        STORES.require_room(workspace=workspace)
    store = store or Store(workspace=workspace, **known)
    if store.status != StoreStatus.ACTIVE:
        store.move_to(StoreStatus.ACTIVE, status_note="")
    now = clock.now()
    store.connected_by, store.connected_at, store.credential = actor, now, found.kind
    store.products_due_at = store.orders_due_at = store.hooks_due_at = now
    store.products_problem = store.orders_problem = store.hooks_problem = ""
    _free(store)
    _set_facts(store, found.facts)
    access_tokens.set_tokens(store, found.tokens)
    store.save()
    access_tokens.share(store=store, tokens=found.tokens)
    # Codes that waited for a permission can be created now.
    DiscountCode.objects.waiting().filter(store=store).update(due_at=now)
    audit.record(
        workspace=workspace, actor=actor, action="shop.connected", subject=store.pk, shop=store.domain
    )
    # One after the other: a claim skips a row that another one has locked, and waits for the next sweep.
    for number, task in enumerate((CHECK_HOOKS, READ_PRODUCTS, READ_ORDERS)):
        messages.send_on_commit(task, store.pk, delay_s=number)
    logger.info("shop connected", extra={"store_id": store.pk})
    return store


def _free(store: Store) -> None:
    """End the claims of workers, which may be dead, without saving: all work on the shop begins anew now."""
    for work in ("products", "orders", "hooks"):
        setattr(store, f"{work}_lease_until", None)
        setattr(store, f"{work}_fence", getattr(store, f"{work}_fence") + 1)


def _set_facts(store: Store, facts: ShopFacts) -> tuple[str, ...]:
    """Set what the platform says about the shop, without saving. Returns the names of the fields."""
    if store.currency and store.currency != facts.currency:
        # Every price is in the new currency. A reading that has begun may hold old ones, so it starts over.
        store.products_due_at = store.products_wanted_at = clock.now()
        messages.send_on_commit(READ_PRODUCTS, store.pk)
    store.name = facts.name or store.domain
    store.public_domain = facts.public_domain or store.public_domain
    store.currency, store.time_zone = facts.currency, facts.time_zone
    return ("name", "public_domain", "currency", "time_zone", "products_due_at", "products_wanted_at")


def refresh_facts(store: Store) -> None:
    """Read the shop's name, domain and currency again. Raises the two upstream errors."""
    facts = access_tokens.call(store=store, work=lambda client: client.shop())
    with transaction.atomic():
        locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        locked.save(update_fields=_set_facts(locked, facts))


def refresh_scopes(store: Store) -> None:
    """Read the permissions again. If one that every shop needs is gone, the store *needs a reconnect*.

    Raises the two upstream errors.
    """
    scopes = access_tokens.call(store=store, work=lambda client: client.scopes())
    with transaction.atomic():
        locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
        locked.scopes = list(scopes)
        locked.save(update_fields=["scopes"])
        if locked.status == StoreStatus.ACTIVE and locked.lacks:
            missing = " and to ".join(locked.lacks)
            access_tokens.lose(locked, why=f"The permission to {missing} was removed.")


@transaction.atomic
def disconnect(*, store: Store, actor: User) -> None:
    """Disconnect the shop and schedule the removal of our app there. Products and orders stay. Idempotent."""
    locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    if locked.status == StoreStatus.REVOKED:
        return
    locked.move_to(StoreStatus.REVOKED, status_note="It was disconnected here.")
    audit.record(
        workspace=locked.workspace,
        actor=actor,
        action="shop.disconnected",
        subject=locked.pk,
        shop=locked.domain,
    )
    messages.send_on_commit(LEAVE, locked.pk)
    logger.info("shop disconnected", extra={"store_id": locked.pk})


def app_removed(store: Store, *, at: datetime | None) -> None:
    """Disconnect a shop that removed our app at that time, and delete its tokens. Idempotent.

    A report from before the last consent is late: the app is installed again. Clocks may differ, so the shop
    is asked too. Raises UpstreamUnavailableError.
    """
    if store.connected_after(at) or access_tokens.is_accepted(store=store):
        return
    _remove(store)


@transaction.atomic
def _remove(store: Store) -> None:
    """Disconnect a shop that refused the token of ``store``, unless it has got another one since."""
    locked = Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    if locked.status == StoreStatus.REVOKED or locked.access_token != store.access_token:
        return
    note = f"The app was removed from the shop in {locked.platform_name}."
    locked.move_to(StoreStatus.REVOKED, status_note=note)
    delete_tokens(store=locked)
    notifications.app_removed(store=locked)
    audit.record(
        workspace=locked.workspace,
        actor=None,
        action="shop.app_removed",
        subject=locked.pk,
        shop=locked.domain,
    )
    logger.info("app removed by shop", extra={"store_id": locked.pk})


def to_leave_ids() -> list[str]:
    """Return the disconnected shops whose tokens still exist."""
    left = Store.objects.filter(status=StoreStatus.REVOKED).exclude(access_token="", refresh_token="")
    return list(left.values_list("pk", flat=True)[:100])


def leave(*, store: Store) -> None:
    """Remove our app from a disconnected shop, then delete the tokens. Raises the two upstream errors.

    A shop that was reconnected meanwhile keeps its tokens. The installation's own shop keeps its app, whose
    settings belong to the operators.
    """
    if store.status != StoreStatus.REVOKED or not (store.access_token or store.refresh_token):
        return
    if not _is_used_elsewhere(store):
        try:
            client = access_tokens.for_leaving(store=store)
            if store.credential == CredentialKind.OAUTH:
                client.uninstall()
            else:
                _unsubscribe(store, client)
        except StoreLostError:
            logger.info("app was already removed", extra={"store_id": store.pk})
    delete_tokens(store=store)


def _unsubscribe(store: Store, client: platforms.StoreClient) -> None:
    ours = hook_url(platform=platforms.of(store))
    for hook in client.hooks():
        if hook.url == ours:
            client.delete_hook(hook_id=hook.id)


def _is_used_elsewhere(store: Store) -> bool:
    """True if another workspace has connected this shop, which removing the app would disconnect too."""
    same = Store.objects.of_shop(platform=store.platform, domain=store.domain, livemode=store.livemode)
    return same.exclude(pk=store.pk).exclude(status=StoreStatus.REVOKED).exists()


def delete_tokens(*, store: Store) -> None:
    """Delete the tokens of a disconnected shop."""
    Store.objects.filter(pk=store.pk, status=StoreStatus.REVOKED).update(access_token="", refresh_token="")
