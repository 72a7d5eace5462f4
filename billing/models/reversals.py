"""Refunds and disputes of payments."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField

_DASHBOARD = "https://dashboard.stripe.com"
OPEN_DISPUTES = frozenset(
    {"needs_response", "under_review", "warning_needs_response", "warning_under_review"}
)


class ReversalKind(models.TextChoices):
    """What reverses a payment."""

    REFUND = "refund", "Refund"
    DISPUTE = "dispute", "Dispute"


class PaymentReversalQuerySet(WorkspaceOwnedQuerySet["PaymentReversal"]):
    """Queries for refunds and disputes."""

    def open_first(self) -> Self:
        """Open disputes first, each group newest first."""
        is_open = Q(kind=ReversalKind.DISPUTE, status__in=OPEN_DISPUTES)
        place = Case(When(is_open, then=Value(0)), default=Value(1))
        return self.order_by(place, "-opened_at", "-pk")


class PaymentReversal(WorkspaceOwnedModel):
    """A refund or a dispute of a payment, as seen at Stripe at ``looked_at``.

    It affects no plan and no quota.
    """

    id = PrefixedIdField(prefix="rev")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="payment_reversals")
    kind = models.CharField(max_length=10, choices=ReversalKind.choices)
    stripe_id = models.CharField(max_length=255, unique=True, help_text="The id of the refund or dispute.")
    charge_id = models.CharField(max_length=255)
    customer_id = models.CharField(max_length=255)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    charged_minor = models.BigIntegerField(
        null=True, blank=True, help_text="The amount of the whole payment, if in the same currency."
    )
    reason = models.CharField(max_length=100, blank=True, help_text="Stripe's reason code.")
    status = models.CharField(max_length=50, help_text="Stripe's status.")
    livemode = models.BooleanField(default=False)
    opened_at = models.DateTimeField(help_text="When the refund or the dispute was created.")
    evidence_due_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar = PaymentReversalQuerySet.as_manager()

    class Meta:
        """A workspace's page lists the newest first."""

        indexes = [models.Index(fields=["workspace", "-opened_at"], name="reversal_by_workspace")]

    def __str__(self) -> str:
        return f"{self.kind} {self.stripe_id}"

    @property
    def is_open(self) -> bool:
        """True for an undecided dispute."""
        return self.kind == ReversalKind.DISPUTE and self.status in OPEN_DISPUTES

    @property
    def is_inquiry(self) -> bool:
        """True for an inquiry by the bank, which has moved no money."""
        return self.status.startswith("warning_")

    @property
    def is_partial(self) -> bool:
        """True when it covers only a part of the payment."""
        return self.charged_minor is not None and self.amount_minor < self.charged_minor

    @property
    def dashboard_url(self) -> str:
        """The payment in Stripe's dashboard."""
        mode = "" if self.livemode else "test/"
        return f"{_DASHBOARD}/{mode}payments/{self.charge_id}"
