"""Quota periods, reservations and the ledger."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel


class QuotaPeriod(WorkspaceOwnedModel):
    """One period of one workspace, with running totals of its ledger: the subscription's, or a month in UTC.

    ``granted`` is the sum of grants, adjustments and lapses; ``extra`` is the part that did not come with
    ``plan``. Without a limit, neither has an effect. Remaining videos lapse when another period replaces this
    one.
    """

    id = PrefixedIdField(prefix="qpr")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="quota_periods")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="When the next period begins.")
    plan = models.CharField(max_length=20, default="free", help_text="The plan of the latest grant.")
    is_unlimited = models.BooleanField(default=False)
    granted = models.IntegerField(default=0)
    extra = models.IntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    lapsed_at = models.DateTimeField(
        null=True, blank=True, help_text="When another period replaced it and its remaining videos lapsed."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A database constraint prevents spending more than was granted."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "starts_at"], name="quota_period_once"),
            models.CheckConstraint(
                condition=Q(is_unlimited=True) | Q(granted__gte=F("held") + F("used")),
                name="quota_period_not_oversold",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="quota_period_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.workspace_id} {self.starts_at:%Y-%m-%d}"

    @property
    def balance(self) -> int:
        """The sum of the ledger's entries: videos left or, without a limit, minus the videos taken."""
        return self.granted - self.held - self.used


class ReservationStatus(models.TextChoices):
    """The outcome of a reservation."""

    HELD = "held", "Reserved"
    COMMITTED = "committed", "Used"
    RELEASED = "released", "Refunded"


class Reservation(WorkspaceOwnedModel, StateMachineModel):
    """Videos reserved for the work that ``reference`` names, until it succeeds or fails."""

    TRANSITIONS = {
        ReservationStatus.HELD: frozenset({ReservationStatus.COMMITTED, ReservationStatus.RELEASED}),
    }

    id = PrefixedIdField(prefix="rsv")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="reservations")
    period = models.ForeignKey(QuotaPeriod, on_delete=models.CASCADE, related_name="reservations")
    reference = models.CharField(max_length=80, unique=True)
    videos = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10, choices=ReservationStatus.choices, default=ReservationStatus.HELD
    )
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """Expired reservations are looked up by their expiry."""

        constraints = [models.CheckConstraint(condition=Q(videos__gte=1), name="reservation_of_something")]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="held"), name="reservation_held_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.videos} for {self.reference}"


class EntryKind(models.TextChoices):
    """Why a ledger entry exists."""

    RESERVE = "reserve", "Reserved"
    COMMIT = "commit", "Used"
    RELEASE = "release", "Refunded"
    GRANT = "grant", "Granted"
    ADJUST = "adjust", "Adjusted"
    LAPSE = "lapse", "Lapsed"


class LedgerQuerySet(WorkspaceOwnedQuerySet["LedgerEntry"]):
    """Read access to the ledger. Entries can't be edited or deleted."""

    def update(self, **_: Any) -> int:
        """Always raises: entries can't be edited."""
        raise LedgerIsAppendOnlyError("update")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Always raises: entries can't be deleted."""
        raise LedgerIsAppendOnlyError("delete")


class LedgerIsAppendOnlyError(TypeError):
    """Code tried to change the ledger, which is a bug. A database trigger prevents it as well."""


class LedgerEntry(WorkspaceOwnedModel):
    """One ledger entry. ``videos`` is its effect on the balance: −1, 0 or +1, or more.

    A reservation takes from the balance, its commit leaves the balance unchanged, and its release gives back.
    """

    id = PrefixedIdField(prefix="led")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="ledger_entries")
    period = models.ForeignKey(QuotaPeriod, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    videos = models.IntegerField()
    reference = models.CharField(max_length=80)
    reason = models.CharField(max_length=200)
    balance_after = models.IntegerField()
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = LedgerQuerySet.as_manager()

    class Meta:
        """Each kind of entry is written once per reference."""

        constraints = [
            models.UniqueConstraint(fields=["reference", "kind"], name="ledger_entry_once"),
        ]
        indexes = [models.Index(fields=["workspace", "-created_at", "-id"], name="ledger_by_workspace")]
        verbose_name_plural = "ledger entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.videos:+d} {self.reference}"

    @property
    def is_of_work(self) -> bool:
        """True when the reference names work, rather than the entry itself."""
        return self.kind in (EntryKind.RESERVE, EntryKind.COMMIT, EntryKind.RELEASE)

    @property
    def videos_taken(self) -> int:
        """How many videos it takes from the balance."""
        return -min(self.videos, 0)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry. An existing entry can't be saved again."""
        if not self._state.adding:
            raise LedgerIsAppendOnlyError("save")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Always raises: entries can't be deleted."""
        raise LedgerIsAppendOnlyError("delete")
