"""Offers: products on videos and scenes, with their links, codes and clicks."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, Upper
from django.utils import timezone

from accounts.models import User, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from commerce.models.products import Product, Variant
from commerce.models.stores import Store
from foundation import leases
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel
from foundation.versions import VersionedModel


class OfferQuerySet(WorkspaceOwnedQuerySet["Offer"]):
    """Queries for offers."""

    def open(self) -> Self:
        """Offers that were not removed."""
        return self.filter(removed_at=None)

    def listed(self) -> Self:
        """Offers with everything that a list shows of them, in one query."""
        return self.select_related("product__store", "variant", "video", "scene")


class Offer(WorkspaceOwnedModel, VersionedModel):
    """A product offered in a video, or in one scene of it.

    A removed offer keeps its links, which still lead to the product, and its orders.
    """

    id = PrefixedIdField(prefix="ofr")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="offers")
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Whether its links open the shop's checkout with the variant, and not the product's page.
    to_checkout = models.BooleanField(default=False, db_default=False)
    video = models.ForeignKey("synthesis.Video", on_delete=models.CASCADE, related_name="offers")
    scene = models.ForeignKey(
        "synthesis.Scene", on_delete=models.SET_NULL, null=True, blank=True, related_name="offers"
    )
    # Per cent off for each post's own code, and for the code that the scene shows or says; None for no code.
    post_discount_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    scene_discount_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    # When its scene was deleted. Posts may still show the scene, so its link and its code stay.
    scene_gone_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = OfferQuerySet.as_manager()

    class Meta:
        """A product is offered once per scene, and once for the whole video."""

        constraints = [
            models.UniqueConstraint(
                fields=["video", "scene", "product"],
                condition=Q(removed_at=None, scene_gone_at=None),
                nulls_distinct=False,
                name="offer_once_per_scene",
            ),
            models.CheckConstraint(
                condition=(
                    (Q(post_discount_percent=None) | Q(post_discount_percent__range=(1, 100)))
                    & (Q(scene_discount_percent=None) | Q(scene_discount_percent__range=(1, 100)))
                ),
                name="offer_discount_is_percent",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="offer_by_workspace")]

    def __str__(self) -> str:
        return f"{self.product} in {self.video_id}"


class DiscountStatus(models.TextChoices):
    """The state of a discount code in its shop."""

    WANTED = "wanted", "Being created"
    ACTIVE = "active", "Active"
    FAILED = "failed", "Not created"
    # The shop has it, or may have it, and is to deactivate it.
    ENDING = "ending", "Being ended"
    ENDED = "ended", "Ended"


class DiscountCodeQuerySet(WorkspaceOwnedQuerySet["DiscountCode"]):
    """Queries for discount codes."""

    def waiting(self) -> Self:
        """Codes that the shop should create or end."""
        return self.filter(status__in=(DiscountStatus.WANTED, DiscountStatus.ENDING))

    def due(self) -> Self:
        """Codes that the shop should create or end now, and that no worker has leased."""
        return self.waiting().filter(leases.free(), due_at__lte=Now())

    def kept(self) -> Self:
        """Codes that are not ended and will not be."""
        return self.exclude(status__in=(DiscountStatus.ENDING, DiscountStatus.ENDED))


class DiscountCode(WorkspaceOwnedModel, StateMachineModel):
    """A discount code of a post (``publication``), or of a scene (without one).

    The code is stored before the shop is asked to create it, so that a repeated request finds the first.
    """

    TRANSITIONS = {
        DiscountStatus.WANTED: frozenset(
            {DiscountStatus.ACTIVE, DiscountStatus.FAILED, DiscountStatus.ENDING, DiscountStatus.ENDED}
        ),
        DiscountStatus.FAILED: frozenset(
            {DiscountStatus.WANTED, DiscountStatus.ENDING, DiscountStatus.ENDED}
        ),
        DiscountStatus.ACTIVE: frozenset({DiscountStatus.ENDING}),
        DiscountStatus.ENDING: frozenset({DiscountStatus.ENDED, DiscountStatus.WANTED}),
        # A post gets its code back.
        DiscountStatus.ENDED: frozenset({DiscountStatus.WANTED}),
    }

    id = PrefixedIdField(prefix="dsc")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="discount_codes")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="discount_codes")
    publication = models.ForeignKey(
        "publishing.Publication",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="discount_codes",
    )
    code = models.CharField(max_length=40)
    percent = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=DiscountStatus.choices, default=DiscountStatus.WANTED)
    problem = models.CharField(max_length=400, blank=True)
    shop_id = models.CharField(max_length=120, blank=True)
    # Shown in a post, or chosen by a person: if the shop uses it for something else, it is not replaced.
    is_fixed = models.BooleanField(default=False, db_default=False, editable=False)
    # Set before the shop is asked to create it, and cleared if the shop refuses the first request.
    may_exist = models.BooleanField(default=False, db_default=False, editable=False)
    # Since the shop confirmed it: until when the orders that used it before are credited again.
    orders_until = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(db_default=Now(), editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar = DiscountCodeQuerySet.as_manager()

    class Meta:
        """Shops ignore the case of codes. An offer has one lasting code per post, and one of its own."""

        constraints = [
            models.UniqueConstraint("store", Upper("code"), name="discount_code_once_per_store"),
            models.UniqueConstraint(
                fields=["offer", "publication"],
                condition=~Q(status__in=["ending", "ended"]),
                nulls_distinct=False,
                name="discount_code_once_per_post",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(status__in=["wanted", "ending"]), name="discount_code_waiting"
            ),
            models.Index(
                fields=["orders_until"],
                condition=Q(orders_until__isnull=False),
                name="discount_code_orders_due",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class LinkPlacement(models.TextChoices):
    """Where a post shows its link."""

    TEXT = "text", "In the post's text"
    COMMENT = "comment", "In the first comment"
    # Only as a QR code, or to copy.
    NOWHERE = "nowhere", "Not in the post"


class LinkQuerySet(WorkspaceOwnedQuerySet["Link"]):
    """Queries for links."""

    def leading(self) -> Self:
        """Links with everything that decides where they lead, in one query."""
        return self.select_related(
            "offer__product__store", "offer__variant", "discount", "publication__connection"
        )


class Link(WorkspaceOwnedModel):
    """The tracked link of an offer in a publication: ``/go/<code>``. It never changes where it leads.

    Without a publication, it is the offer's own link, as for a QR code on a scene.
    """

    id = PrefixedIdField(prefix="gol")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="links")
    publication = models.ForeignKey(
        "publishing.Publication", on_delete=models.CASCADE, null=True, blank=True, related_name="offer_links"
    )
    code = models.CharField(max_length=16, unique=True)
    placement = models.CharField(max_length=8, choices=LinkPlacement.choices, default=LinkPlacement.TEXT)
    discount = models.ForeignKey(
        DiscountCode, on_delete=models.SET_NULL, null=True, blank=True, related_name="links"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar = LinkQuerySet.as_manager()

    class Meta:
        """An offer has one link per publication, and one of its own."""

        constraints = [
            models.UniqueConstraint(
                fields=["offer", "publication"], nulls_distinct=False, name="link_once_per_post"
            ),
        ]
        indexes = [models.Index(fields=["workspace", "-id"], name="link_by_workspace")]

    def __str__(self) -> str:
        return self.code


class ClickHour(WorkspaceOwnedModel):
    """The clicks on a link in one hour (UTC). ``bots`` are requests that were recognised as automatic."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="hours")
    hour = models.DateTimeField()
    clicks = models.PositiveIntegerField(default=0)
    bots = models.PositiveIntegerField(default=0)

    class Meta:
        """One row per hour."""

        constraints = [models.UniqueConstraint(fields=["link", "hour"], name="click_hour_once")]

    def __str__(self) -> str:
        return f"{self.clicks} at {self.hour:%Y-%m-%d %H}"


class Visit(models.Model):
    """A browser that clicked a link today, as a hash with the day's salt: its next click within 30 minutes
    is not counted. Deleted with its salt on the next day.
    """

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="+")
    visitor = models.BinaryField(max_length=32)
    day = models.DateField()
    counted_at = models.DateTimeField()

    class Meta:
        """A browser has one row per link and day."""

        constraints = [models.UniqueConstraint(fields=["link", "visitor"], name="visit_once_per_visitor")]
        indexes = [models.Index(fields=["day"], name="visit_by_day")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}"


class ClickSalt(models.Model):
    """The secret of one day (UTC) that hashes of visitors are made with."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.day}"
