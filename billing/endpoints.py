"""Where Stripe sends its events: the endpoint we make there, whose secret is kept encrypted, or one made by
hand.
"""

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
from foundation.errors import ConflictError, NotFoundError
from foundation.secrets import SecretUnreadableError, decrypt, encrypt

EVENTS = (
    "checkout.session.completed",
    "customer.updated",
    "customer.deleted",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.finalized",
    "invoice.voided",
    "product.created",
    "product.updated",
    "product.deleted",
    "price.created",
    "price.updated",
    "price.deleted",
)
# Names the row of an endpoint that was made elsewhere and whose secret is a setting.
_FROM_SETTINGS = UUID("00000000-0000-4000-8000-000000000001")


class NotReachableError(ConflictError):
    """Stripe cannot send anything to this machine."""

    code = "not_reachable"

    def __init__(self, *, url: str) -> None:
        super().__init__(
            f"Stripe cannot reach {url}. Forward its events with its command line "
            "(stripe listen --forward-to …/hooks/stripe/), and set STRIPE_WEBHOOK_SECRET to what it says."
        )


@transaction.atomic
def ensure() -> str:
    """Have Stripe send its events here, and say what was done. The second time nothing is.

    Raises NotReachableError for an address of this machine alone.
    """
    if _is_loopback(settings.SITE_URL) and not _is_loopback(settings.STRIPE_API_URL):
        raise NotReachableError(url=settings.SITE_URL)
    mirror.lock("ettametta:endpoint")
    known = {raw["id"]: raw for raw in adapters.payments().endpoints()}
    ours = WebhookEndpoint.objects.filter(livemode=settings.STRIPE_LIVE_MODE).exclude(
        djstripe_uuid=_FROM_SETTINGS
    )
    ours.exclude(id__in=known).delete()
    for endpoint in ours:
        if _is_readable(endpoint):
            return _keep(endpoint, known[endpoint.id])
    return _create()


def secret_of(endpoint: WebhookEndpoint) -> str:
    """The signing secret in the clear. Raises SecretUnreadableError."""
    return decrypt(endpoint.secret, place=_place(endpoint.djstripe_uuid))


def from_settings() -> WebhookEndpoint:
    """The endpoint whose secret is STRIPE_WEBHOOK_SECRET. Raises NotFoundError without that."""
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
    # Encrypted before the mirror sees it: it keeps the answer as it came, too.
    secret = encrypt(str(raw["secret"]), place=_place(uuid))
    mirror.store(WebhookEndpoint, {**raw, "secret": secret})
    return f"endpoint {raw['id']} created"


def _keep(endpoint: WebhookEndpoint, found: Raw) -> str:
    wanted: dict[str, Any] = {"url": _url(endpoint.djstripe_uuid), "enabled_events": list(EVENTS)}
    is_same = found.get("url") == wanted["url"] and set(found.get("enabled_events", ())) == set(EVENTS)
    if is_same and found.get("status") == "enabled":
        return f"endpoint {endpoint.id} is there"
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
