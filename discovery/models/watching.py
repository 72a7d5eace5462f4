"""Niches, their watched channels, and the use of the API allowance."""

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery import platforms
from discovery.models.platforms import OnPlatformModel
from discovery.platforms.base import SkipReason
from foundation import leases
from foundation.ids import PrefixedIdField
from foundation.versions import VersionedModel


class Outcome(models.TextChoices):
    """How a niche's last round ended."""

    NEVER = "never", "Not scanned yet"
    SUCCEEDED = "succeeded", "Scanned"
    BUDGET = "budget", "Quota used up"
    WAITING = "waiting", "Waiting to search"
    UNAVAILABLE = "unavailable", "Platform was not available"
    REFUSED = "refused", "Platform refused"
    FAILED = "failed", "Failed"
    OFF = "off", "Platform is not set up"


class NicheQuerySet(WorkspaceOwnedQuerySet["Niche"]):
    """Queries for niches."""

    def due(self, *, at: datetime) -> Self:
        """Niches whose next round is due and that no worker has leased, longest waiting first."""
        return self.filter(leases.free(), next_round_at__lte=at).order_by("next_round_at", "pk")

    def placed(self) -> Self:
        """With ``place``: the number of older niches in the same workspace."""
        is_older = models.Q(created_at__lt=models.OuterRef("created_at")) | models.Q(
            created_at=models.OuterRef("created_at"), pk__lt=models.OuterRef("pk")
        )
        older = Niche.objects.filter(is_older, workspace=models.OuterRef("workspace")).order_by()
        count = older.values("workspace").annotate(n=models.Count("pk")).values("n")
        return self.annotate(place=Coalesce(models.Subquery(count), 0))

    def with_standing(self) -> Self:
        """With the workspace's standing, in the same query."""
        return self.select_related("workspace__standing")


class Niche(OnPlatformModel, WorkspaceOwnedModel, VersionedModel):
    """A topic that a workspace follows on one platform, with the state of its collection rounds.

    A round belongs to the holder of the lease. ``fence`` is the fencing token, so that a holder that lost the
    lease can't write. ``round_started_at`` remains when a holder crashes, so that the next one continues the
    round.
    """

    id = PrefixedIdField(prefix="nch")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="niches")
    name = models.CharField(max_length=60)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    region = models.CharField(max_length=2, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="en")
    # False for a niche of sample data, which is collected from the sandbox only.
    livemode = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    next_round_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    round_started_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Set once all words were searched for. Until then, ``searched_words`` lists those already searched for.
    searched_at = models.DateTimeField(null=True, blank=True, editable=False)
    searched_words = ArrayField(
        models.CharField(max_length=60), default=list, db_default=[], blank=True, editable=False
    )
    search_resumes_at = models.DateTimeField(null=True, blank=True, editable=False)
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How many rounds in a row failed.
    failures = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    collected_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.NEVER, editable=False)
    problem = models.CharField(max_length=300, blank=True, default="", editable=False)
    round_units = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = NicheQuerySet.as_manager()

    # Set by ``placed``.
    place: int

    class Meta:
        """Names are unique within a workspace and platform, ignoring case."""

        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "workspace", "platform", Lower("name"), name="niche_name_once_per_workspace"
            ),
        ]
        indexes = [models.Index(fields=["next_round_at"], name="niche_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def search_words(self) -> list[str]:
        """What the platform is searched for: the keywords, or the name if there are none."""
        return list(self.keywords or [self.name])

    @property
    def label(self) -> str:
        """Its name, with its platform if there are several."""
        return self.name if len(platforms.all()) == 1 else f"{self.name} · {self.platform_name}"

    @property
    def is_scanning(self) -> bool:
        """True while a scan is in progress."""
        return self.lease_until is not None and self.lease_until > timezone.now()

    @property
    def has_been_scanned(self) -> bool:
        """True once a round was completed."""
        return self.collected_at is not None


class ChannelStatus(models.TextChoices):
    """The status of a watched channel."""

    PENDING = "pending", "Looking up"
    WATCHED = "watched", "Watched"
    NOT_FOUND = "not_found", "Not found"
    UNREADABLE = "unreadable", "Unavailable"
    GONE = "gone", "Gone"


class WatchedChannel(OnPlatformModel, WorkspaceOwnedModel):
    """A public channel on one or more of a workspace's watchlists.

    A channel that a person adds is ``pending`` under its ``address`` until the next round looks it up. One
    that was not found, is gone or can't be read has a ``problem``, and is retried from ``retry_at`` on, with
    backoff.
    """

    id = PrefixedIdField(prefix="chn")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="watched_channels")
    niches = models.ManyToManyField(Niche, related_name="channels", blank=True)
    status = models.CharField(max_length=10, choices=ChannelStatus.choices, default=ChannelStatus.WATCHED)
    status_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    address = models.CharField(max_length=120, blank=True, default="")
    platform_id = models.CharField(max_length=64, blank=True, default="")
    uploads_id = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=120)
    handle = models.CharField(max_length=64, blank=True, default="")
    avatar_url = models.URLField(max_length=500, blank=True, default="")
    # None if the channel hides it.
    subscribers = models.PositiveBigIntegerField(null=True, blank=True)
    is_added_by_hand = models.BooleanField(default=False)
    problem = models.CharField(max_length=200, blank=True, default="", db_default="", editable=False)
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    misses = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    listed_at = models.DateTimeField(null=True, blank=True, editable=False)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A workspace has each channel once, apart from the sample with the same id."""

        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "platform", "platform_id", "livemode"],
                condition=~models.Q(platform_id=""),
                name="channel_once_per_workspace",
            ),
            models.UniqueConstraint(
                fields=["workspace", "platform", "address", "livemode"],
                condition=~models.Q(address=""),
                name="channel_asked_for_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """The channel's URL on its platform; empty until it is known."""
        return platforms.of(self).channel_url(platform_id=self.platform_id) if self.platform_id else ""


class SkippedVideo(models.Model):
    """A video that the last listing of its channel skipped. Deleted once the video can be used."""

    channel = models.ForeignKey(WatchedChannel, on_delete=models.CASCADE, related_name="skipped_videos")
    platform_id = models.CharField(max_length=64)
    title = models.CharField(max_length=300, blank=True, default="")
    reason = models.CharField(max_length=16, choices=SkipReason.choices)
    seen_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A video is recorded once."""

        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "platform_id"], name="video_skipped_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.platform_id}: {self.get_reason_display()}"


class ApiBudget(OnPlatformModel):
    """API usage of a platform on one of its days, by bucket. The allowance is the installation's."""

    bucket = models.CharField(max_length=12)
    day_on = models.DateField()
    livemode = models.BooleanField(default=True)
    used = models.PositiveIntegerField(default=0)
    # When the platform reported that the allowance is used up.
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row per bucket and day."""

        constraints = [
            models.UniqueConstraint(
                fields=["platform", "bucket", "day_on", "livemode"], name="budget_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.bucket} {self.day_on:%Y-%m-%d}"
