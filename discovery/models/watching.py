"""Niches, their watched channels, and the use of the API allowance."""

from datetime import UTC, datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery import platforms
from discovery.models.budgets import Outcome
from discovery.models.platforms import OnPlatformModel
from discovery.models.source_channels import ChannelStatus, SourceChannel
from foundation import leases
from foundation.ids import PrefixedIdField
from foundation.versions import VersionedModel


class NicheQuerySet(WorkspaceOwnedQuerySet["Niche"]):
    """Queries for niches."""

    def due(self, *, at: datetime) -> Self:
        """Niches whose channels are to be found and that no worker has leased, longest waiting first."""
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

    def with_collection(self) -> Self:
        """With the state of its channels' collection, see ``Niche``. Data of its other source is left out."""
        watched = models.Q(channels__livemode=models.F("livemode"), channels__source__isnull=False)
        retried = models.Q(channels__source__collected_at__isnull=False) | ~models.Q(
            channels__source__problem=""
        )
        return self.annotate(
            last_scan_at=models.Max("channels__source__collected_at", filter=watched),
            next_scan_at=models.Min("channels__source__due_at", filter=watched),
            leased_until=models.Max("channels__source__lease_until", filter=watched),
            channels_known=models.Count("channels", filter=watched),
            channels_new=models.Count(
                "channels", filter=watched & models.Q(channels__source__due_at__isnull=False) & ~retried
            ),
            units_a_day=Coalesce(models.Sum("channels__source__units_a_day", filter=watched), 0.0),
            reads_a_day=Coalesce(models.Sum("channels__source__reads_a_day", filter=watched), 0.0),
            # Grouped queries ignore the model's order.
        ).order_by("created_at", "pk")


class WatchedChannelQuerySet(WorkspaceOwnedQuerySet["WatchedChannel"]):
    """Queries for watched channels."""

    def named(self) -> Self:
        """With the channel's data, in the order of their titles."""
        title = Coalesce("source__title", "address")
        return self.select_related("source").order_by(title, "pk")


class Niche(OnPlatformModel, WorkspaceOwnedModel, VersionedModel):
    """A topic that a workspace follows on one platform, with the state of finding channels for it.

    A round of finding channels belongs to the holder of the lease. ``fence`` is the fencing token, so that a
    holder that lost the lease can't write. The channels themselves are collected for all workspaces together.
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

    # When channels are to be found: by a search, or by an address that a person added. None if nothing is.
    next_round_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    # Set once all words were searched for. Until then, ``searched_words`` lists those already searched for.
    searched_at = models.DateTimeField(null=True, blank=True, editable=False)
    searched_words = ArrayField(
        models.CharField(max_length=60), default=list, db_default=[], blank=True, editable=False
    )
    search_resumes_at = models.DateTimeField(null=True, blank=True, editable=False)
    tried_at = models.DateTimeField(null=True, blank=True, editable=False)
    # How many rounds in a row failed.
    failures = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.NEVER, editable=False)
    problem = models.CharField(max_length=300, blank=True, default="", editable=False)

    objects: ClassVar = NicheQuerySet.as_manager()

    # Set by ``placed``.
    place: int
    # Set by ``with_collection``: the last completed and the next collection of its channels, until when the
    # last of them is leased, how many there are and were never collected, and what they cost, see
    # ``SourceChannel``.
    last_scan_at: datetime | None
    next_scan_at: datetime | None
    leased_until: datetime | None
    channels_known: int
    channels_new: int
    units_a_day: float
    reads_a_day: float

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
        return self.name if len(platforms.collected()) == 1 else f"{self.name} · {self.platform_name}"

    @property
    def is_scanning(self) -> bool:
        """True while channels are being found or collected. Needs rows read ``with_collection``."""
        until = [until for until in (self.lease_until, self.leased_until) if until is not None]
        return max(until, default=datetime.min.replace(tzinfo=UTC)) > timezone.now()


class WatchedChannel(OnPlatformModel, WorkspaceOwnedModel):
    """A channel on one or more of a workspace's watchlists.

    A channel that a person adds has no ``source`` and is ``pending`` under its ``address`` until it is looked
    up. One that was not found is looked up again from ``retry_at`` on, with backoff.
    """

    id = PrefixedIdField(prefix="chn")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="watched_channels")
    niches = models.ManyToManyField(Niche, related_name="channels", blank=True)
    source = models.ForeignKey(
        SourceChannel, on_delete=models.CASCADE, null=True, blank=True, related_name="watchers"
    )
    address = models.CharField(max_length=120, blank=True, default="")
    is_added_by_hand = models.BooleanField(default=False)
    is_missing = models.BooleanField(default=False, editable=False)
    lookup_problem = models.CharField(max_length=200, blank=True, default="", editable=False)
    retry_at = models.DateTimeField(null=True, blank=True, editable=False)
    misses = models.PositiveSmallIntegerField(default=0, editable=False)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = WatchedChannelQuerySet.as_manager()

    class Meta:
        """A workspace has each channel once, apart from the sample with the same id."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "source"], name="channel_watched_once"),
            models.UniqueConstraint(
                fields=["workspace", "platform", "address", "livemode"],
                condition=~models.Q(address=""),
                name="channel_asked_for_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def status(self) -> str:
        """Its ChannelStatus."""
        if self.source is not None:
            return self.source.status
        return ChannelStatus.NOT_FOUND if self.is_missing else ChannelStatus.PENDING

    def get_status_display(self) -> str:
        """The status in words."""
        return str(ChannelStatus(self.status).label)

    @property
    def problem(self) -> str:
        """Why it was not found, is gone or can't be read; otherwise empty."""
        return self.source.problem if self.source is not None else self.lookup_problem

    @property
    def title(self) -> str:
        """Its title, or its address until it is known."""
        return self.source.title if self.source is not None else self.address

    @property
    def platform_id(self) -> str:
        """The platform's id of it; empty until it is known."""
        return self.source.platform_id if self.source is not None else ""

    @property
    def handle(self) -> str:
        """Its handle; empty if it has none."""
        return self.source.handle if self.source is not None else ""

    @property
    def avatar_url(self) -> str:
        """The URL of its avatar; empty if it has none."""
        return self.source.avatar_url if self.source is not None else ""

    @property
    def subscribers(self) -> int | None:
        """How many subscribers it has; None if it hides them."""
        return self.source.subscribers if self.source is not None else None

    @property
    def url(self) -> str:
        """The channel's URL on its platform; empty until it is known."""
        return self.source.url if self.source is not None else ""
