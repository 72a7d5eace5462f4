"""Orders of connected shops, their refunds, and the video that each is credited to."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from commerce import platforms
from commerce.models.offers import DiscountCode, Link, Offer
from commerce.models.stores import Store, StoreStatus
from foundation.ids import PrefixedIdField


class OrderQuerySet(WorkspaceOwnedQuerySet["Order"]):
    """Queries for orders."""

    def awaiting_journeys(self) -> Self:
        """Orders whose visits the shop should be asked for now."""
        return self.filter(journey_due_at__lte=Now(), store__status=StoreStatus.ACTIVE)


class Order(WorkspaceOwnedModel):
    """An order in a connected shop, without anything about its customer. Money is in the shop's currency.

    ``shop_updated_at`` is the shop's own time of the last change: an older report changes nothing.
    """

    id = PrefixedIdField(prefix="ord")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="orders")
    shop_id = models.CharField(max_length=32)
    # As the shop's owner sees it, such as "#1001".
    name = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3)
    # Before refunds, with what was added later.
    total_minor = models.BigIntegerField()
    # The total without what was returned or removed; None if the shop has not said.
    remaining_minor = models.BigIntegerField(null=True, blank=True)
    # Money that was paid back, by the refunds that are known.
    refunded_minor = models.BigIntegerField(default=0, db_default=0)
    # What the order is worth: see docs/shop-orders.md.
    net_minor = models.BigIntegerField(default=0, db_default=0)
    codes = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    # Our link's code, by where it was found: see commerce/orders/.
    note_code = models.CharField(max_length=16, blank=True)
    landing_code = models.CharField(max_length=16, blank=True)
    visit_code = models.CharField(max_length=16, blank=True)
    visited_at = models.DateTimeField(null=True, blank=True)
    # The numbers in the ids of the products and variants that were bought.
    product_ids = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    is_test = models.BooleanField(default=False)
    placed_at = models.DateTimeField()
    canceled_at = models.DateTimeField(null=True, blank=True)
    shop_updated_at = models.DateTimeField()
    # When the shop asked to forget the customer. Nothing of their visits is stored again.
    redacted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the shop may know more of the customer's visits; None if it is known, or never will be.
    journey_due_at = models.DateTimeField(null=True, blank=True)
    journey_attempts = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    # When the last report arrived here.
    reported_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = OrderQuerySet.as_manager()

    class Meta:
        """An order is in a shop once."""

        constraints = [models.UniqueConstraint(fields=["store", "shop_id"], name="order_once_per_store")]
        indexes = [
            models.Index(fields=["workspace", "-placed_at", "-id"], name="order_by_workspace"),
            models.Index(
                fields=["journey_due_at"], condition=Q(journey_due_at__isnull=False), name="order_journey_due"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.shop_id

    @property
    def credit(self) -> "Attribution | None":
        """What it is credited to; None if nothing points to a video."""
        return getattr(self, "attribution", None)

    @property
    def admin_url(self) -> str:
        """Where the shop's owner sees it; empty if its customer was forgotten."""
        shop = self.store
        if self.redacted_at is not None:
            return ""
        return platforms.of(shop).order_url(domain=shop.domain, livemode=shop.livemode, shop_id=self.shop_id)

    @property
    def counts(self) -> bool:
        """True if it brings something: tests and canceled orders do not."""
        return not self.is_test and self.canceled_at is None


class ForgottenOrder(WorkspaceOwnedModel):
    """An order whose customer was to be forgotten before it was stored.

    If the shop reports it later, it is stored without what leads to the customer.
    """

    id = PrefixedIdField(prefix="fgo")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="forgotten_orders")
    shop_id = models.CharField(max_length=32)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        """An order is in a shop once."""

        constraints = [models.UniqueConstraint(fields=["store", "shop_id"], name="forgotten_once_per_store")]
        indexes = [models.Index(fields=["created_at"], name="forgotten_by_time")]

    def __str__(self) -> str:
        return self.shop_id


class Refund(WorkspaceOwnedModel):
    """Money that a shop paid back. Its order may arrive later."""

    id = PrefixedIdField(prefix="rfd")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="refunds")
    shop_id = models.CharField(max_length=32)
    order_shop_id = models.CharField(max_length=32)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    refunded_at = models.DateTimeField()
    # The shop's time of the order's report that the amount is from; None for a report of the refund alone.
    as_of = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A refund is in a shop once."""

        constraints = [models.UniqueConstraint(fields=["store", "shop_id"], name="refund_once_per_store")]
        indexes = [models.Index(fields=["store", "order_shop_id"], name="refund_by_order")]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class AttributionMethod(models.TextChoices):
    """How an order was credited, the most reliable first."""

    NOTE = "note", "Link kept in the order"
    CODE = "code", "Discount code"
    LINK = "link", "Last visit through the link"
    REFERRAL = "referral", "Referral in the order's first page"


class Certainty(models.TextChoices):
    """How sure an attribution is."""

    CERTAIN = "certain", "Certain"
    LIKELY = "likely", "Likely"
    POSSIBLE = "possible", "Possible"


class AttributionQuerySet(WorkspaceOwnedQuerySet["Attribution"]):
    """Queries for attributions."""

    def counted(self) -> Self:
        """Attributions of orders that bring something: those of tests and canceled orders do not."""
        return self.filter(order__is_test=False, order__canceled_at=None)


class Attribution(WorkspaceOwnedModel):
    """The offer that an order is credited to: at most one per order.

    ``evidence`` says in a sentence what it rests on. ``publication`` is None for a code or link of a scene,
    which every post of the video shows.
    """

    id = PrefixedIdField(prefix="atr")
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="attribution")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="attributions")
    video = models.ForeignKey("synthesis.Video", on_delete=models.CASCADE, related_name="attributions")
    scene = models.ForeignKey(
        "synthesis.Scene", on_delete=models.SET_NULL, null=True, blank=True, related_name="attributions"
    )
    publication = models.ForeignKey(
        "publishing.Publication",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="attributions",
    )
    link = models.ForeignKey(Link, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    discount = models.ForeignKey(
        DiscountCode, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    method = models.CharField(max_length=10, choices=AttributionMethod.choices)
    certainty = models.CharField(max_length=8, choices=Certainty.choices)
    evidence = models.CharField(max_length=400)
    decided_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = AttributionQuerySet.as_manager()

    class Meta:
        """Listed newest first, and summed by video and by publication."""

        indexes = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="attribution_by_workspace"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} by {self.method}"
