"""dj-stripe's rows: the only module that writes them, and our parsed view of them.

Only dj-stripe's synchronising methods are used: its logic for periods, plans and validity does not match
today's API. ``stripe_data``, the object as received from Stripe, is authoritative.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe
from django.conf import settings
from django.db import OperationalError, connection
from django.utils import timezone
from djstripe import models as djstripe
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from accounts.models import Workspace
from billing.adapters.base import Raw
from foundation import bulkhead
from foundation.errors import UpstreamUnavailableError

# An arbitrary number, the same wherever a customer's rows are written.
_LOCKS = 42
# Longer than a read from Stripe takes. On timeout the event is retried later; a page waits less.
_WAIT_S = 12.0
_ENDED = frozenset({"canceled", "incomplete_expired"})


class _Parsed(BaseModel):
    """The fields that we read of a Stripe object."""

    model_config = ConfigDict(extra="ignore")


class Price(_Parsed):
    """A price. ``amount_minor`` is None if it depends on usage."""

    id: str
    product: str = ""
    amount_minor: int | None = Field(default=None, alias="unit_amount")
    currency: str = ""
    metadata: dict[str, str] | None = None
    lookup_key: str | None = None

    @field_validator("product", mode="before")
    @classmethod
    def _by_id(cls, product: Any) -> str:
        return id_of(product)


class Item(_Parsed):
    """One item of a subscription, with its period."""

    id: str
    price: Price
    quantity: int | None = 1
    current_period_start: int | None = None
    current_period_end: int | None = None


class _Items(_Parsed):
    data: list[Item] = []


class PendingUpdate(_Parsed):
    """A change that waits until its invoice is paid. It is dropped at ``expires_at``."""

    expires_at: int | None = None
    subscription_items: list[Item] | None = None


class Subscription(_Parsed):
    """A subscription as last mirrored, at ``seen_at``."""

    id: str
    customer: str
    status: str
    created: int = 0
    items: _Items = _Items()
    cancel_at: int | None = None
    cancel_at_period_end: bool = False
    trial_end: int | None = None
    currency: str | None = None
    pending_update: PendingUpdate | None = None
    seen_at: datetime = Field(default_factory=timezone.now)

    @property
    def has_ended(self) -> bool:
        """True for a subscription that can never be paid again."""
        return self.status in _ENDED

    @property
    def cancels_at(self) -> datetime | None:
        """When the subscription is set to end; None if it is not.

        If its items have periods of their own, it ends with the one that ends first:
        https://docs.stripe.com/changelog/basil/2025-07-30/cancel-at-enums
        """
        ends = [item.current_period_end for item in self.items.data if item.current_period_end]
        at = self.cancel_at or (min(ends) if self.cancel_at_period_end and ends else None)
        return moment(at) if at else None

    @field_validator("customer", mode="before")
    @classmethod
    def _by_id(cls, customer: Any) -> str:
        return id_of(customer)


class Invoice(_Parsed):
    """An invoice, for lists."""

    id: str
    number: str | None = None
    status: str | None = None
    total: int = 0
    amount_due: int = 0
    currency: str = ""
    created: int = 0
    hosted_invoice_url: str | None = None

    @property
    def created_at(self) -> datetime:
        """When it was created."""
        return moment(self.created)


Parsed = TypeVar("Parsed", bound=BaseModel)


def moment(seconds: int) -> datetime:
    """Convert Stripe's Unix seconds to an instant."""
    return datetime.fromtimestamp(seconds, UTC)


def id_of(found: Any) -> str:
    """Return the id of an object that is given by id or expanded."""
    return found if isinstance(found, str) else str((found or {}).get("id", ""))


# --- writing ------------------------------------------------------------------------------------------


def lock(name: str) -> None:
    """Serialize writes for one customer until this transaction ends.

    Without the lock, a slow read from Stripe would overwrite a later one. The lock's holder waits for Stripe,
    so web requests wait for the lock only as long as for a call. Raises UpstreamUnavailableError on timeout.
    """
    bulkhead.enter("Stripe")
    # Zero would mean no limit.
    wait_ms = max(1, int(bulkhead.time_left_s(_WAIT_S) * 1000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{wait_ms}ms"])
        try:
            with bulkhead.waiting():
                cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [name, _LOCKS])
        except OperationalError as error:
            raise UpstreamUnavailableError(
                "Stripe is slow right now. Nothing was charged. Try again in a minute.",
                system="Stripe",
            ) from error


def store(model: type[Any], raw: Raw) -> Any:
    """Mirror one object. ``model`` is its dj-stripe class."""
    key = settings.STRIPE_SECRET_KEY
    return model.sync_from_stripe_data(stripe.convert_to_stripe_object(dict(raw), api_key=key), api_key=key)


def parse(kind: type[Parsed], raw: Any) -> Parsed:
    """Parse an object. Raises UpstreamUnavailableError if it does not have the expected shape."""
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise UpstreamUnavailableError(
            "Stripe's answer could not be read. Try again in a minute.", system="Stripe", cause="unreadable"
        ) from error


def store_subscription(raw: Raw) -> None:
    """Mirror a subscription, its customer and its prices. Call it under the customer's lock."""
    parse(Subscription, raw)
    store(djstripe.Subscription, raw)


def store_invoice(raw: Raw) -> None:
    """Mirror an invoice. Its customer must be mirrored already.

    dj-stripe would also request discounts, lines and cards from Stripe, which are not used here.
    """
    djstripe.Invoice.objects.update_or_create(
        id=raw["id"],
        defaults={
            "customer_id": customer_in(raw),
            "livemode": raw["livemode"],
            "created": moment(raw["created"]),
            "stripe_data": dict(raw),
        },
    )


def store_customer(raw: Raw, *, workspace: Workspace) -> None:
    """Mirror a customer and assign it to the workspace."""
    customer = store(djstripe.Customer, raw)
    if customer.subscriber_id != workspace.pk:
        djstripe.Customer.objects.filter(pk=customer.pk).update(subscriber=workspace)


def link_customer(raw: Raw, *, workspace: Workspace) -> None:
    """Mirror an existing customer again as the workspace's, after it was assumed deleted."""
    store_customer(raw, workspace=workspace)
    djstripe.Customer.objects.filter(id=raw["id"]).update(date_purged=None)


def unlink_customer(customer_id: str) -> None:
    """Unlink a customer that was deleted at Stripe, so that a new one can be created.

    Its subscriptions remain.
    """
    djstripe.Customer.objects.filter(id=customer_id, date_purged=None).update(date_purged=timezone.now())


def end_subscription(subscription_id: str) -> None:
    """Mark a subscription as ended that no longer exists at Stripe."""
    row = djstripe.Subscription.objects.filter(id=subscription_id).first()
    if row is not None:
        row.stripe_data = {**row.stripe_data, "status": "canceled"}
        row.save(update_fields=["stripe_data"])


def use_keys_from_settings_only() -> None:
    """Keep dj-stripe from storing secret keys in its table of keys.

    They would be readable there and, after a change, take precedence over the settings. dj-stripe stores them
    to look up a key's account, which is cached in memory here instead.
    """
    accounts: dict[str, str] = {}

    def account_of(cls: Any, api_key: str) -> Any:
        if api_key.startswith("rk_"):
            # A restricted key can't read its own account. Rows work without it.
            return None
        digest = hashlib.sha256(api_key.encode()).hexdigest()
        if digest not in accounts:
            found = cls.stripe_class.retrieve(api_key=api_key, stripe_version=settings.STRIPE_API_VERSION)
            accounts[digest] = found["id"]
        # Only the id is stored, because rows refer to it. The rest of Stripe's data about us does not
        # belong in this database.
        return cls.objects.get_or_create(id=accounts[digest])[0]

    djstripe.Account.get_or_retrieve_for_api_key = classmethod(account_of)


# --- reading ------------------------------------------------------------------------------------------


def customers_of(workspace: Workspace) -> list[str]:
    """The workspace's customers in the current mode, newest first."""
    found = _customers().filter(subscriber=workspace).order_by("-djstripe_id")
    return list(found.values_list("id", flat=True))


def customer_of(workspace: Workspace) -> str:
    """The workspace's newest customer in the current mode; empty if there is none."""
    return next(iter(customers_of(workspace)), "")


def is_linked(customer_id: str) -> bool:
    """True for a mirrored customer that is linked to a workspace."""
    return bool(_customers().filter(id=customer_id, subscriber__isnull=False).exists())


def workspace_of(customer_id: str) -> Workspace | None:
    """The customer's workspace according to the mirror."""
    customer = djstripe.Customer.objects.filter(id=customer_id).select_related("subscriber").first()
    return None if customer is None else customer.subscriber


def subscriptions_of(workspace: Workspace) -> list[Subscription]:
    """All subscriptions, past and current, in the current mode, of customers that exist at Stripe."""
    mirrored = djstripe.Subscription.objects.filter(
        customer__in=_customers_at_stripe().filter(subscriber=workspace), livemode=settings.STRIPE_LIVE_MODE
    )
    return [
        Subscription.model_validate({**data, "seen_at": seen_at})
        for data, seen_at in mirrored.values_list("stripe_data", "djstripe_updated")
    ]


def unended_ids() -> list[tuple[str, str]]:
    """Id and customer of every subscription that has not ended according to the mirror."""
    mirrored = djstripe.Subscription.objects.filter(livemode=settings.STRIPE_LIVE_MODE)
    alive = mirrored.exclude(stripe_data__status__in=_ENDED)
    return list(alive.values_list("id", "customer_id"))


def unended_of(customer_id: str) -> list[str]:
    """The customer's subscriptions that have not ended according to the mirror."""
    mirrored = djstripe.Subscription.objects.filter(customer=customer_id)
    return list(mirrored.exclude(stripe_data__status__in=_ENDED).values_list("id", flat=True))


def is_incomplete(subscription_id: str) -> bool:
    """True for a subscription whose first payment is in progress."""
    mirrored = djstripe.Subscription.objects.filter(id=subscription_id)
    return bool(mirrored.filter(stripe_data__status="incomplete").exists())


def is_as_mirrored(raw: Raw) -> bool:
    """True when the mirror has an identical subscription."""
    mirrored = djstripe.Subscription.objects.filter(id=raw["id"]).values_list("stripe_data", flat=True)
    return next(iter(mirrored), None) == dict(raw)


def prices(lookup_keys: Iterable[str]) -> dict[str, Price]:
    """The prices for sale, by lookup key."""
    rows = djstripe.Price.objects.filter(
        lookup_key__in=list(lookup_keys), active=True, livemode=settings.STRIPE_LIVE_MODE
    )
    found = [Price.model_validate(data) for data in rows.values_list("stripe_data", flat=True)]
    return {price.lookup_key: price for price in found if price.lookup_key}


def invoices_of(workspace: Workspace, *, at_most: int = 12) -> list[Invoice]:
    """The latest invoices."""
    mirrored = djstripe.Invoice.objects.filter(
        customer__in=djstripe.Customer.objects.filter(subscriber=workspace),
        livemode=settings.STRIPE_LIVE_MODE,
    )
    newest = mirrored.order_by("-created", "-djstripe_id").values_list("stripe_data", flat=True)
    return [Invoice.model_validate(data) for data in newest[:at_most]]


def customer_in(found: Mapping[str, Any]) -> str:
    """The customer that an event's object is or belongs to; empty if there is none."""
    return id_of(found.get("id") if found.get("object") == "customer" else found.get("customer") or "")


def subscription_billed_by(invoice: Raw) -> str:
    """The subscription that an invoice is for; empty if there is none."""
    parent = invoice.get("parent") or {}
    return id_of((parent.get("subscription_details") or {}).get("subscription") or "")


def _customers() -> Any:
    return _customers_at_stripe().filter(date_purged=None)


def _customers_at_stripe() -> Any:
    return djstripe.Customer.objects.filter(livemode=settings.STRIPE_LIVE_MODE).exclude(
        stripe_data__contains={"deleted": True}
    )
