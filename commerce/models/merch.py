"""Product drafts that are made of videos."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from commerce.models.products import Product
from commerce.models.stores import Store
from foundation import leases
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel


class MerchStatus(models.TextChoices):
    """The progress of a product draft."""

    QUEUED = "queued", "Queued"
    RUNNING = "running", "Being created"
    SUCCEEDED = "succeeded", "Created as a draft"
    FAILED = "failed", "Not created"
    CANCELED = "canceled", "Canceled"


_OPEN = (MerchStatus.QUEUED, MerchStatus.RUNNING)


class MerchDraftQuerySet(WorkspaceOwnedQuerySet["MerchDraft"]):
    """Queries for product drafts."""

    def open(self) -> Self:
        """Drafts that are not finished."""
        return self.filter(status__in=_OPEN)

    def due(self) -> Self:
        """Unfinished drafts whose next step is due, and that no worker has leased."""
        return self.open().filter(leases.free(), due_at__lte=Now())


class MerchDraft(WorkspaceOwnedModel, StateMachineModel):
    """A product to create in a shop, as a draft, with a frame of a video as its picture."""

    TRANSITIONS = {
        MerchStatus.QUEUED: frozenset({MerchStatus.RUNNING, MerchStatus.FAILED, MerchStatus.CANCELED}),
        MerchStatus.RUNNING: frozenset({MerchStatus.QUEUED, MerchStatus.SUCCEEDED, MerchStatus.FAILED}),
        MerchStatus.FAILED: frozenset({MerchStatus.QUEUED, MerchStatus.CANCELED}),
    }

    id = PrefixedIdField(prefix="mch")
    store = models.ForeignKey(Store, on_delete=models.CASCADE, related_name="merch_drafts")
    video = models.ForeignKey("synthesis.Video", on_delete=models.CASCADE, related_name="merch_drafts")
    render = models.ForeignKey("synthesis.Render", on_delete=models.CASCADE, related_name="+")
    # The moment of the frame, in seconds of the video; None for its poster.
    at_s = models.FloatField(null=True, blank=True)
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()
    status = models.CharField(max_length=10, choices=MerchStatus.choices, default=MerchStatus.QUEUED)
    problem = models.CharField(max_length=400, blank=True)
    # The product's number in the shop, once it is there, and its mirrored row.
    shop_id = models.CharField(max_length=32, blank=True)
    product = models.ForeignKey(Product, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # ``may_exist`` and ``admin_url``: see there.
    progress = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField(db_default=Now(), editable=False)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    # The next look for the product's picture, which a shop processes at first, and how many there were.
    picture_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    picture_looks = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = MerchDraftQuerySet.as_manager()

    class Meta:
        """Unfinished drafts are found by their time."""

        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(status__in=["queued", "running"]), name="merch_draft_due"
            ),
            models.Index(
                fields=["picture_due_at"],
                condition=Q(picture_due_at__isnull=False),
                name="merch_picture_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="merch_draft_price_not_negative"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """True until it is finished."""
        return self.status in _OPEN

    @property
    def may_exist(self) -> bool:
        """True from before the request that creates the product on: the shop may have it."""
        return bool(self.progress.get("may_exist"))

    @property
    def admin_url(self) -> str:
        """Where the shop's owner finishes the product; empty until the shop has it."""
        return str(self.progress.get("admin_url", ""))
