"""What was seen on the channels: videos, and their numbers over time."""

from collections.abc import Sequence
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery import platforms
from discovery.models.platforms import OnPlatformModel
from discovery.models.watching import WatchedChannel
from discovery.platforms.base import Broadcast, Format
from foundation.ids import PrefixedIdField


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
    LIVE = "live", "Live, or not aired yet"
    NOT_YET = "not_yet", "Not scored yet"


_STORE_COUNTS = """
    UPDATE discovery_candidate
    SET views = seen.views, likes = seen.likes, comments = seen.comments,
        observed_at = seen.observed_at, missed_at = seen.missed_at, gone_at = seen.gone_at
    FROM unnest(
        %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]
    ) AS seen (id, views, likes, comments, observed_at, missed_at, gone_at)
    WHERE discovery_candidate.id = seen.id
"""


class CandidateQuerySet(WorkspaceOwnedQuerySet["Candidate"]):
    """How candidates are looked up."""

    def for_page(self) -> Self:
        """With what a list shows, and without the long columns."""
        return self.select_related("channel").with_idea().defer("baseline", "description", "tags")

    def for_row(self) -> Self:
        """Without what only the API shows."""
        return self.for_page().defer(
            "trail", "language", "likes", "comments", "created_at", "decided_at", "scored_at", "score_low",
            "score_high", "channel__address", "channel__uploads_id", "channel__avatar_url", "channel__handle",
            "channel__listed_at", "channel__created_at",
        )  # fmt: skip

    def for_api(self) -> Self:
        """Without what no list of the API shows."""
        return self.for_page().defer(
            "trail", "broadcast", "detailed_at", "missed_at", "decided_at", "scored_at", "channel__address",
            "channel__uploads_id", "channel__avatar_url", "channel__handle", "channel__listed_at",
            "channel__created_at",
        )  # fmt: skip

    def with_idea(self) -> Self:
        """With ``made_idea_id``: the idea that was made of it, or None. There is one at most."""
        return self.annotate(made_idea_id=models.F("ideas__pk"))

    def scored(self) -> Self:
        """Those with a score that their platform lets us show."""
        deriving = [platform.key for platform in platforms.all() if platform.derives_metrics]
        return self.filter(score__isnull=False, platform__in=deriving)

    def scoring_at_least(self, least: float) -> Self:
        """Those that score so high, and those whose platform lets us show no scores."""
        raw = [platform.key for platform in platforms.all() if not platform.derives_metrics]
        return self.filter(models.Q(score__gte=least) | models.Q(platform__in=raw))

    def visible(self) -> Self:
        """Those still public on their platform."""
        return self.filter(gone_at__isnull=True)

    def store_counts(self, rows: Sequence["Candidate"]) -> None:
        """Write the rows' numbers, when they were seen or missed, and whether they are gone.

        One statement with arrays: ``bulk_update`` spends many times the database's own time on its CASEs.
        """
        columns = ("pk", "views", "likes", "comments", "observed_at", "missed_at", "gone_at")
        with connections[self.db].cursor() as cursor:
            cursor.execute(_STORE_COUNTS, [[getattr(row, name) for row in rows] for name in columns])


class Candidate(OnPlatformModel, WorkspaceOwnedModel):
    """A public video that was seen on a watched channel, its latest numbers and what they mean.

    The score is stored with everything that explains it, so that lists need no computing and an explanation
    never differs from the number it explains. ``baseline`` lists the videos compared with:
    ``[{"id", "title", "views", "age_h", "is_interpolated"}, …]``.
    """

    id = PrefixedIdField(prefix="cnd")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="candidates")
    channel = models.ForeignKey(WatchedChannel, on_delete=models.CASCADE, related_name="candidates")
    platform_id = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    thumbnail_url = models.URLField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    published_at = models.DateTimeField()
    duration_s = models.PositiveIntegerField()
    format = models.CharField(max_length=5, choices=Format.choices)
    broadcast = models.CharField(
        max_length=8, choices=Broadcast.choices, default=Broadcast.NONE, db_default=Broadcast.NONE
    )
    # The last time that its title, length and the like were asked for.
    detailed_at = models.DateTimeField(null=True, blank=True)
    # The last look that lacked it. It counts as gone once that is certain.
    missed_at = models.DateTimeField(null=True, blank=True)
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

    objects: ClassVar = CandidateQuerySet.as_manager()

    # Set by ``with_idea``.
    made_idea_id: str | None

    class Meta:
        """A video is known once in a workspace, samples apart; a score comes whole or not at all."""

        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "platform", "platform_id", "livemode"],
                name="candidate_once_per_workspace",
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
    def kind(self) -> str:
        """What it is, in words; with its length once that is known."""
        if self.broadcast != Broadcast.NONE:
            return self.get_broadcast_display()
        return platforms.of(self).format_words[self.format].one

    @property
    def derives_metrics(self) -> bool:
        """Whether its score and velocity may be shown: its platform may have a rule against that."""
        return platforms.of(self).derives_metrics

    @property
    def is_long(self) -> bool:
        """True for what is not a Short: its pictures are wide."""
        return self.format == Format.LONG

    @property
    def picture_version(self) -> str:
        """Names the present thumbnail in addresses of its copies; cannot be guessed, empty without one."""
        if not self.thumbnail_url:
            return ""
        return salted_hmac("discovery.pictures", f"{self.pk} {self.thumbnail_url}").hexdigest()[:24]

    @property
    def url(self) -> str:
        """Where the video can be watched: on its platform, or in the sandbox it comes from."""
        return platforms.of(self).video_url(
            platform_id=self.platform_id, format=self.format, livemode=self.livemode
        )


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
