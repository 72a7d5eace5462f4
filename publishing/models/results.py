"""Results of publications: numbers read at fixed ages, watch reports, and when the next reading is due."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from foundation import leases
from foundation.ids import PrefixedIdField
from publishing.models.connections import Connection, ConnectionStatus
from publishing.models.publications import Publication, PublicationStatus


class Mark(models.TextChoices):
    """The ages at which a publication's numbers are read, and the newest reading."""

    H1 = "1h", "1 hour"
    H6 = "6h", "6 hours"
    H24 = "24h", "24 hours"
    H72 = "72h", "3 days"
    D7 = "7d", "7 days"
    D28 = "28d", "28 days"
    LATEST = "latest", "Latest"

    @property
    def age(self) -> timedelta:
        """The age. Raises KeyError for the newest reading, which has none of its own."""
        return _AGES[self.value]

    @classmethod
    def fixed(cls) -> list["Mark"]:
        """The marks with an age, youngest first."""
        return [mark for mark in cls if mark is not cls.LATEST]


_AGES = {
    "1h": timedelta(hours=1),
    "6h": timedelta(hours=6),
    "24h": timedelta(hours=24),
    "72h": timedelta(hours=72),
    "7d": timedelta(days=7),
    "28d": timedelta(days=28),
}


class MetricSnapshotQuerySet(models.QuerySet["MetricSnapshot"]):
    """Queries for snapshots."""

    def with_numbers(self) -> Self:
        """Snapshots that have at least one number."""
        has_numbers = Q()
        for name in MetricSnapshot.NUMBERS:
            has_numbers |= Q(**{f"{name}__isnull": False})
        return self.filter(has_numbers)

    def empty(self, *, why: str, at: datetime) -> int:
        """Delete the numbers and store the reason. Returns how many snapshots had some.

        The snapshots stay: a mark that was read is not read again.
        """
        numbers: dict[str, Any] = dict.fromkeys(MetricSnapshot.NUMBERS)
        return self.with_numbers().update(
            **numbers,
            reasons=dict.fromkeys(MetricSnapshot.NUMBERS, why),
            is_provisional=False,
            reported_at=Coalesce(F("reported_at"), at),
        )


class MetricSnapshot(models.Model):
    """A publication's numbers at one mark.

    Counts are those at ``observed_at``, when the publication was ``age_s`` old. The watch numbers cover whole
    days of the platform, ``reported_from`` to ``reported_until``. ``reasons`` says for each number that is
    None why it is: ``{"shares": "not provided by the platform", …}``.
    """

    COUNTS: ClassVar = ("views", "likes", "comments", "shares")
    WATCHED: ClassVar = (
        "engaged_views",
        "average_view_duration_s",
        "average_view_percent",
        "traffic_sources",
    )
    NUMBERS: ClassVar = (*COUNTS, *WATCHED)

    id = PrefixedIdField(prefix="met")
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="metrics")
    mark = models.CharField(max_length=6, choices=Mark.choices)
    # For a missed mark: the first reading after it.
    observed_at = models.DateTimeField()
    age_s = models.PositiveIntegerField()
    # True if a later mark had passed too when the numbers could be read again. It then has no counts.
    is_missed = models.BooleanField(default=False)
    views = models.PositiveBigIntegerField(null=True, blank=True)
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    shares = models.PositiveBigIntegerField(null=True, blank=True)

    engaged_views = models.PositiveBigIntegerField(null=True, blank=True)
    average_view_duration_s = models.FloatField(null=True, blank=True)
    # More than 100 if viewers watch it again.
    average_view_percent = models.FloatField(null=True, blank=True)
    # Views by the platform's name of the source.
    traffic_sources = models.JSONField(null=True, blank=True)
    reported_from = models.DateField(null=True, blank=True)
    reported_until = models.DateField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    # True while the platform may still correct the watch numbers.
    is_provisional = models.BooleanField(default=False)
    reasons = models.JSONField(default=dict, blank=True)

    objects: ClassVar = MetricSnapshotQuerySet.as_manager()

    class Meta:
        """A publication has one snapshot per mark."""

        constraints = [
            models.UniqueConstraint(fields=["publication", "mark"], name="metric_snapshot_once_per_mark"),
        ]
        indexes = [models.Index(fields=["observed_at"], name="metric_snapshot_by_time")]

    def __str__(self) -> str:
        return f"{self.publication_id} at {self.mark}"

    @property
    def age(self) -> timedelta:
        """The publication's true age at the reading."""
        return timedelta(seconds=self.age_s)

    @property
    def is_late(self) -> bool:
        """True if the counts were read more than a tenth of the mark's age after it."""
        if self.mark == Mark.LATEST:
            return False
        due = Mark(self.mark).age
        return self.age - due > max(due / 10, timedelta(minutes=10))


class RetentionCurve(models.Model):
    """The share of viewers at each hundredth of a publication's length, as last reported.

    ``points`` holds ``[position, watching, relative]``: the position from 0 to 1, the audience watch ratio
    (more than 1 where viewers watch again), and the comparison with videos of similar length (0 to 1, 0.5 is
    the median) or None. Without points, ``reason`` says why.
    """

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="retention")
    points = models.JSONField(default=list, blank=True)
    reported_from = models.DateField()
    reported_until = models.DateField()
    read_at = models.DateTimeField()
    is_provisional = models.BooleanField(default=True)
    reason = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.publication_id}: {len(self.points)} points"


class TrackingQuerySet(models.QuerySet["Tracking"]):
    """Queries for the timetable."""

    def readable(self) -> Self:
        """Rows of published videos whose channel is connected in the same mode: live, or the sandbox.

        A video without an address of its own has no id there yet, so it has no numbers.
        """
        return self.filter(
            publication__status=PublicationStatus.PUBLISHED,
            publication__connection__status=ConnectionStatus.ACTIVE,
            publication__livemode=F("publication__connection__livemode"),
        ).exclude(publication__evidence__has_key="no_address")

    def due(self, *, prefix: str = "") -> Self:
        """Rows whose counts, or with ``reports_`` whose watch numbers, are due and that no worker leased."""
        is_due = Q(**{f"{prefix}due_at__lte": timezone.now()})
        return self.readable().filter(is_due, leases.free(prefix=prefix))

    def make_due(self, *, connection: Connection) -> None:
        """Make everything that is still read due now, because the channel was connected again."""
        rows = self.filter(publication__connection=connection)
        now = timezone.now()
        rows.filter(due_at__isnull=False).update(due_at=now, failures=0, problem="")
        rows.filter(reports_due_at__isnull=False).update(
            reports_due_at=now, reports_failures=0, reports_problem=""
        )


class Tracking(models.Model):
    """When a publication's results are read next, and what became of the last reading."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="tracking")
    # The counts: on a timetable of marks and, in between, more rarely with age. None: no longer read.
    due_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    fence = models.PositiveIntegerField(default=0)
    # The watch numbers, once the platform has counted whole days. None: no longer read, or not provided.
    reports_due_at = models.DateTimeField(null=True, blank=True)
    reports_read_at = models.DateTimeField(null=True, blank=True)
    reports_failures = models.PositiveSmallIntegerField(default=0)
    reports_problem = models.CharField(max_length=400, blank=True)
    reports_lease_until = models.DateTimeField(null=True, blank=True)
    reports_fence = models.PositiveIntegerField(default=0)
    # When it was first missing in a response, and when a second response confirmed it.
    missed_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    # Its audience as last seen, in the platform's terms; empty if unknown.
    audience = models.CharField(max_length=32, blank=True)

    objects: ClassVar = TrackingQuerySet.as_manager()

    class Meta:
        """Only rows that are still read are indexed."""

        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="tracking_due"),
            models.Index(
                fields=["reports_due_at"],
                condition=Q(reports_due_at__isnull=False),
                name="tracking_reports_due",
            ),
        ]

    def __str__(self) -> str:
        return self.publication_id
