"""Niches, the channels they watch, the videos found there and the ideas made of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import User, Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from foundation.ids import PrefixedIdField
from foundation.state_machine import StateMachineModel


class Platform(models.TextChoices):
    """Where a video was seen."""

    YOUTUBE = "youtube", "YouTube"


class Outcome(models.TextChoices):
    """How a niche's last round ended."""

    NEVER = "never", "Not scanned yet"
    SUCCEEDED = "succeeded", "Scanned"
    BUDGET = "budget", "Allowance used up"
    UNAVAILABLE = "unavailable", "YouTube was not available"
    REFUSED = "refused", "YouTube refused"
    OFF = "off", "YouTube is not set up"


class NicheQuerySet(WorkspaceOwnedQuerySet["Niche"]):
    """How niches are looked up."""

    def due(self, *, at: datetime) -> Self:
        """Those whose next round has come and that nobody is working on, longest waiting first."""
        free = models.Q(lease_until__isnull=True) | models.Q(lease_until__lt=timezone.now())
        return self.filter(free, next_round_at__lte=at).order_by("next_round_at", "pk")


class Niche(WorkspaceOwnedModel):
    """A topic that a workspace follows, and how far its rounds of collection are.

    A round belongs to whoever holds the lease; ``fence`` counts the holders, so that one who lost the lease
    without noticing writes nothing. ``round_started_at`` outlives a holder who dies: the next one goes on.
    """

    id = PrefixedIdField(prefix="nch")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="niches")
    name = models.CharField(max_length=60)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    region = models.CharField(max_length=2, blank=True, default="")
    language = models.CharField(max_length=8, blank=True, default="en")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    next_round_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    fence = models.PositiveIntegerField(default=0, editable=False)
    round_started_at = models.DateTimeField(null=True, blank=True, editable=False)
    searched_at = models.DateTimeField(null=True, blank=True, editable=False)
    collected_at = models.DateTimeField(null=True, blank=True, editable=False)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.NEVER, editable=False)
    problem = models.CharField(max_length=300, blank=True, default="", editable=False)
    round_units = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[NicheQuerySet] = NicheQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """A name is used once in a workspace, whatever its case."""

        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint("workspace", Lower("name"), name="niche_name_once_per_workspace"),
        ]
        indexes = [models.Index(fields=["next_round_at"], name="niche_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_scanning(self) -> bool:
        """True while a worker holds the round."""
        return self.lease_until is not None and self.lease_until > timezone.now()

    @property
    def has_been_scanned(self) -> bool:
        """True once a round came to its end."""
        return self.collected_at is not None


class ChannelStatus(models.TextChoices):
    """What is known of a watched channel."""

    PENDING = "pending", "Being looked up"
    WATCHED = "watched", "Watched"
    NOT_FOUND = "not_found", "Not found"
    GONE = "gone", "Gone from YouTube"


class WatchedChannel(WorkspaceOwnedModel):
    """A public channel on a workspace's watchlists. One channel may stand on several of them.

    A channel that somebody adds is ``pending`` under the ``address`` they gave, until the next round of
    collection finds out which one it is.
    """

    id = PrefixedIdField(prefix="chn")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="watched_channels")
    niches = models.ManyToManyField(Niche, related_name="channels", blank=True)
    platform = models.CharField(max_length=12, choices=Platform.choices, default=Platform.YOUTUBE)
    status = models.CharField(max_length=10, choices=ChannelStatus.choices, default=ChannelStatus.WATCHED)
    status_changed_at = models.DateTimeField(default=timezone.now, editable=False)
    address = models.CharField(max_length=120, blank=True, default="")
    platform_id = models.CharField(max_length=64, blank=True, default="")
    uploads_id = models.CharField(max_length=64, blank=True, default="")
    title = models.CharField(max_length=120)
    handle = models.CharField(max_length=64, blank=True, default="")
    avatar_url = models.URLField(max_length=500, blank=True, default="")
    # None where the channel hides it.
    subscribers = models.PositiveBigIntegerField(null=True, blank=True)
    is_added_by_hand = models.BooleanField(default=False)
    listed_at = models.DateTimeField(null=True, blank=True, editable=False)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A channel is known once in a workspace."""

        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "platform", "platform_id"],
                condition=~models.Q(platform_id=""),
                name="channel_once_per_workspace",
            ),
            models.UniqueConstraint(
                fields=["workspace", "platform", "address"],
                condition=~models.Q(address=""),
                name="channel_asked_for_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """Where the channel is on its platform; empty until that is known."""
        return f"https://www.youtube.com/channel/{self.platform_id}" if self.platform_id else ""


class Format(models.TextChoices):
    """Shorts are compared with Shorts and long videos with long videos."""

    SHORT = "short", "Short"
    LONG = "long", "Long"


class Decision(models.TextChoices):
    """What the workspace thinks of a candidate."""

    OPEN = "open", "Open"
    SAVED = "saved", "Saved"
    DISMISSED = "dismissed", "Dismissed"


class Method(models.TextChoices):
    """How the normal that a video is compared with was found."""

    NONE = "", "Not scored"
    SAME_AGE = "same_age", "Views at the same age"
    LIFETIME = "lifetime", "Lifetime views, compared with videos of a similar age"


class Unscored(models.TextChoices):
    """Why a candidate has no score."""

    NO = "", ""
    BASELINE_TOO_SMALL = "baseline_too_small", "Baseline too small"
    TOO_YOUNG = "too_young", "Too young"
    NO_VIEWS = "no_views", "Views are hidden"
    NOT_YET = "not_yet", "Not scored yet"


_STORE_COUNTS = """
    UPDATE discovery_candidate
    SET views = seen.views, likes = seen.likes, comments = seen.comments,
        observed_at = seen.observed_at, gone_at = seen.gone_at
    FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::timestamptz[])
        AS seen (id, views, likes, comments, observed_at, gone_at)
    WHERE discovery_candidate.id = seen.id
"""


class CandidateQuerySet(WorkspaceOwnedQuerySet["Candidate"]):
    """How candidates are looked up."""

    def for_page(self) -> Self:
        """With what a row of a list shows, and without the long columns."""
        return (
            self.select_related("channel").prefetch_related("ideas").defer("baseline", "description", "tags")
        )

    def visible(self) -> Self:
        """Those still public on their platform."""
        return self.filter(gone_at__isnull=True)

    def store_counts(self, rows: Sequence["Candidate"]) -> None:
        """Write the rows' numbers, when they were seen, and whether they are gone.

        One statement with arrays: ``bulk_update`` spends many times the database's own time on its CASEs.
        """
        columns = ("pk", "views", "likes", "comments", "observed_at", "gone_at")
        with connections[self.db].cursor() as cursor:
            cursor.execute(_STORE_COUNTS, [[getattr(row, name) for row in rows] for name in columns])


class Candidate(WorkspaceOwnedModel):
    """A public video that was seen on a watched channel, its latest numbers and what they mean.

    The score is stored with everything that explains it, so that lists need no computing and an explanation
    never differs from the number it explains. ``baseline`` lists the videos compared with:
    ``[{"id", "title", "views", "age_h", "is_interpolated"}, …]``.
    """

    id = PrefixedIdField(prefix="cnd")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="candidates")
    channel = models.ForeignKey(WatchedChannel, on_delete=models.CASCADE, related_name="candidates")
    platform = models.CharField(max_length=12, choices=Platform.choices, default=Platform.YOUTUBE)
    platform_id = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    thumbnail_url = models.URLField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    published_at = models.DateTimeField()
    duration_s = models.PositiveIntegerField()
    format = models.CharField(max_length=5, choices=Format.choices)
    gone_at = models.DateTimeField(null=True, blank=True)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    views = models.PositiveBigIntegerField(null=True, blank=True)
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    observed_at = models.DateTimeField(null=True, blank=True)

    decision = models.CharField(max_length=9, choices=Decision.choices, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)

    score = models.FloatField(null=True, blank=True)
    score_low = models.FloatField(null=True, blank=True)
    score_high = models.FloatField(null=True, blank=True)
    method = models.CharField(max_length=10, choices=Method.choices, default=Method.NONE, blank=True)
    unscored = models.CharField(max_length=20, choices=Unscored.choices, default=Unscored.NOT_YET, blank=True)
    baseline = models.JSONField(default=list, blank=True)
    baseline_n = models.PositiveSmallIntegerField(default=0)
    baseline_median = models.FloatField(null=True, blank=True)
    baseline_low = models.FloatField(null=True, blank=True)
    baseline_high = models.FloatField(null=True, blank=True)
    age_h = models.FloatField(null=True, blank=True)
    velocity = models.FloatField(null=True, blank=True)
    velocity_window_s = models.PositiveIntegerField(null=True, blank=True)
    # Views at even steps up to now, for the sparkline.
    trail = ArrayField(models.PositiveBigIntegerField(), default=list, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[CandidateQuerySet] = CandidateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """A video is known once in a workspace; a score comes whole or not at all."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "platform", "platform_id"], name="candidate_once_per_workspace"
            ),
            models.CheckConstraint(
                name="candidate_score_is_whole",
                condition=models.Q(score__isnull=True, method="")
                | models.Q(
                    score__isnull=False,
                    score_low__isnull=False,
                    score_high__isnull=False,
                    baseline_median__isnull=False,
                    baseline_n__gte=5,
                    unscored="",
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["workspace", "-published_at"], name="candidate_by_age"),
            models.Index(fields=["channel", "format", "-published_at"], name="candidate_by_channel"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def url(self) -> str:
        """Where the video is on its platform."""
        kind = "shorts/" if self.format == Format.SHORT else "watch?v="
        return f"https://www.youtube.com/{kind}{self.platform_id}"


class Snapshot(models.Model):
    """One observation of a video's numbers. Counts that the platform hides are None."""

    id = PrefixedIdField(prefix="snp")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="snapshots")
    views = models.PositiveBigIntegerField()
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    observed_at = models.DateTimeField()
    # Under which rule the platform counted; series of different rules are not compared.
    counting_regime = models.CharField(max_length=24)

    class Meta:
        """A video is observed once at a time."""

        constraints = [
            models.UniqueConstraint(fields=["candidate", "observed_at"], name="snapshot_once_at_a_time"),
        ]
        indexes = [models.Index(fields=["observed_at"], name="snapshot_by_age")]

    def __str__(self) -> str:
        return f"{self.views} at {self.observed_at:%Y-%m-%d %H:%M}"


class IdeaStatus(models.TextChoices):
    """The columns of the board."""

    INBOX = "inbox", "Inbox"
    SHORTLISTED = "shortlisted", "Shortlisted"
    SCRIPTED = "scripted", "Scripted"
    IN_STUDIO = "in_studio", "In studio"
    POSTED = "posted", "Posted"
    DROPPED = "dropped", "Dropped"


class Idea(StateMachineModel, WorkspaceOwnedModel):
    """Something worth a video: made of a candidate, or written by hand.

    ``facts`` are what was known of the candidate when the idea was made, frozen for whoever writes the
    script: source_title, source_url, channel_title, niche, platform, views, score, baseline_n, velocity,
    velocity_window_s, duration_s, keywords, observed_at. Empty for an idea written by hand.
    """

    TRANSITIONS: ClassVar[Mapping[str, frozenset[str]]] = {
        IdeaStatus.INBOX: frozenset(
            {IdeaStatus.SHORTLISTED, IdeaStatus.SCRIPTED, IdeaStatus.IN_STUDIO, IdeaStatus.DROPPED}
        ),
        IdeaStatus.SHORTLISTED: frozenset(
            {IdeaStatus.INBOX, IdeaStatus.SCRIPTED, IdeaStatus.IN_STUDIO, IdeaStatus.DROPPED}
        ),
        IdeaStatus.SCRIPTED: frozenset(
            {IdeaStatus.SHORTLISTED, IdeaStatus.IN_STUDIO, IdeaStatus.POSTED, IdeaStatus.DROPPED}
        ),
        IdeaStatus.IN_STUDIO: frozenset({IdeaStatus.SCRIPTED, IdeaStatus.POSTED, IdeaStatus.DROPPED}),
        IdeaStatus.POSTED: frozenset({IdeaStatus.IN_STUDIO}),
        IdeaStatus.DROPPED: frozenset({IdeaStatus.INBOX, IdeaStatus.SHORTLISTED}),
    }

    id = PrefixedIdField(prefix="ida")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="ideas")
    candidate = models.ForeignKey(
        Candidate, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas"
    )
    niche = models.ForeignKey(Niche, on_delete=models.SET_NULL, null=True, blank=True, related_name="ideas")
    title = models.CharField(max_length=150)
    hook = models.CharField(max_length=300, blank=True, default="")
    angle = models.TextField(max_length=2000, blank=True, default="")
    status = models.CharField(max_length=12, choices=IdeaStatus.choices, default=IdeaStatus.INBOX)
    facts = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=8, default="en")
    livemode = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """A candidate becomes one idea, however often the button is pressed."""

        constraints = [
            models.UniqueConstraint(
                fields=["candidate"],
                condition=models.Q(candidate__isnull=False),
                name="idea_once_per_candidate",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "status", "-created_at"], name="idea_by_column")]

    def __str__(self) -> str:
        return self.title


class ApiBudget(models.Model):
    """What was asked of a platform on one of its days, by bucket. The allowance is the installation's."""

    platform = models.CharField(max_length=12, choices=Platform.choices, default=Platform.YOUTUBE)
    bucket = models.CharField(max_length=12)
    day_on = models.DateField()
    livemode = models.BooleanField(default=True)
    used = models.PositiveIntegerField(default=0)
    # When the platform itself said that nothing is left.
    refused_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One row for each bucket and day."""

        constraints = [
            models.UniqueConstraint(
                fields=["platform", "bucket", "day_on", "livemode"], name="budget_once_per_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.platform} {self.bucket} {self.day_on:%Y-%m-%d}"
