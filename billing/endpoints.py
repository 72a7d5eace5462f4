"""Stripe's webhook endpoint: created by us, with its secret encrypted, or created by hand."""

import logging
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from djstripe.models import WebhookEndpoint

from billing import adapters, mirror
from billing.adapters.base import Raw
from foundation.errors import ConflictError, NotFoundError, UpstreamError, UpstreamUnavailableError
from foundation.secrets import SecretUnreadableError, decrypt, encrypt

logger = logging.getLogger(__name__)

EVENTS = (
    "checkout.session.completed",
    "customer.updated",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.marked_uncollectible",
    "invoice.finalized",
    "invoice.voided",
    "charge.refunded",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
    "product.created",
    "product.updated",
    "product.deleted",
    "price.created",
    "price.updated",
    "price.deleted",
)
# The row of an endpoint that was created elsewhere and whose secret is a setting.
_FROM_SETTINGS = UUID("00000000-0000-4000-8000-000000000001")


class NotReachableError(ConflictError):
    """Stripe can't reach this machine."""

    code = "not_reachable"

    def __init__(self, *, url: str) -> None:
        super().__init__(
            f"Stripe can't reach {url}. Forward its events with its command line "
            "(stripe listen --forward-to …/hooks/stripe/), and set STRIPE_WEBHOOK_SECRET to its secret."
        )


@transaction.atomic
def ensure() -> str:
    """Create or update the webhook endpoint at Stripe, and return what was done. Idempotent.

    Stripe returns a secret only once. An endpoint is therefore replaced if its secret was not stored, because
    the process that created it ended too early, or can't be decrypted any more. A stored secret is kept even
    if Stripe does not list its endpoint, which may be due to the key. Raises NotReachableError if the site's
    URL is local.
    """
    if _is_loopback(settings.SITE_URL) and not _is_loopback(settings.STRIPE_API_URL):
        raise NotReachableError(url=settings.SITE_URL)
    mirror.lock("ettametta:endpoint")
    listed = {str(raw["id"]): raw for raw in adapters.payments().endpoints()}
    ours = WebhookEndpoint.objects.filter(livemode=settings.STRIPE_LIVE_MODE, id__in=listed)
    readable = [each for each in ours.exclude(djstripe_uuid=_FROM_SETTINGS) if _is_readable(each)]
    done = _keep(readable[0], listed[readable[0].id]) if readable else _create()
    kept = {endpoint.id for endpoint in readable}
    return "; ".join([done, *_delete_orphans(raw for raw in listed.values() if raw["id"] not in kept)])


def secret_of(endpoint: WebhookEndpoint) -> str:
    """Return the decrypted signing secret. Raises SecretUnreadableError."""
    return decrypt(endpoint.secret, place=_place(endpoint.djstripe_uuid))


def from_settings() -> WebhookEndpoint:
    """Return the endpoint with the secret STRIPE_WEBHOOK_SECRET. Raises NotFoundError if that is not set."""
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise NotFoundError()
    endpoint, _ = WebhookEndpoint.objects.get_or_create(
        djstripe_uuid=_FROM_SETTINGS,
        defaults={
            "id": "we_from_settings",
            "url": settings.SITE_URL + reverse("billing:stripe-hook"),
            "enabled_events": ["*"],
            "status": "enabled",
            "livemode": settings.STRIPE_LIVE_MODE,
        },
    )
    endpoint.secret = settings.STRIPE_WEBHOOK_SECRET
    return endpoint


def _create() -> str:
    uuid = uuid4()
    raw = adapters.payments().create_endpoint(
        {
            "url": _url(uuid),
            "enabled_events": list(EVENTS),
            "metadata": {"djstripe_uuid": str(uuid)},
            "api_version": settings.STRIPE_API_VERSION,
            "description": "ettametta",
        }
    )
    if not raw.get("secret"):
        # Useless without its secret. The next run replaces the endpoint.
        raise UpstreamUnavailableError(
            "Stripe did not return the new endpoint's secret. Run connect_stripe again.", system="Stripe"
        )
    # Encrypt before mirroring, because the mirror also stores the response as received.
    secret = encrypt(str(raw["secret"]), place=_place(uuid))
    mirror.store(WebhookEndpoint, {**raw, "secret": secret})
    return f"endpoint {raw['id']} created"


def _delete_orphans(others: Iterable[Raw]) -> list[str]:
    """Delete this installation's endpoints at Stripe whose secret is not stored here."""
    done = []
    for raw in others:
        if not _is_of_this_installation(raw):
            continue
        try:
            adapters.payments().delete_endpoint(str(raw["id"]))
        except UpstreamError as refusal:
            # Not raised, because the new endpoint and its secret would be rolled back.
            logger.warning("endpoint not deleted", extra={"endpoint_id": raw["id"], "code": refusal.code})
            done.append(f"endpoint {raw['id']} has no stored secret and was not deleted: run this again")
            continue
        WebhookEndpoint.objects.filter(id=raw["id"]).delete()
        done.append(f"endpoint {raw['id']} deleted: its secret was not stored")
    return done


def _is_of_this_installation(raw: Raw) -> bool:
    """True for an endpoint that ``_create`` created for this URL."""
    metadata = raw.get("metadata")
    uuid = metadata.get("djstripe_uuid") if isinstance(metadata, Mapping) else None
    try:
        return bool(uuid) and raw.get("url") == _url(UUID(str(uuid)))
    except ValueError:
        return False


def _keep(endpoint: WebhookEndpoint, found: Raw) -> str:
    wanted: dict[str, Any] = {"url": _url(endpoint.djstripe_uuid), "enabled_events": list(EVENTS)}
    is_same = found.get("url") == wanted["url"] and set(found.get("enabled_events", ())) == set(EVENTS)
    if is_same and found.get("status") == "enabled":
        return f"endpoint {endpoint.id} is up to date"
    changed = adapters.payments().change_endpoint(endpoint.id, {**wanted, "disabled": False})
    mirror.store(WebhookEndpoint, changed)
    return f"endpoint {endpoint.id} changed"


def _is_readable(endpoint: WebhookEndpoint) -> bool:
    try:
        return bool(secret_of(endpoint))
    except SecretUnreadableError:
        return False


def _place(uuid: UUID) -> str:
    return f"djstripe_webhookendpoint:{uuid}:secret"


def _url(uuid: UUID) -> str:
    return settings.SITE_URL + reverse("billing:stripe-hook-of", args=[uuid])


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
