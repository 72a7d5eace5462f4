"""Videos found on watched channels, and their counts over time."""

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
    """The workspace's decision about a candidate."""

    OPEN = "open", "Open"
    SAVED = "saved", "Saved"
    DISMISSED = "dismissed", "Dismissed"


class Method(models.TextChoices):
    """How the baseline of a video was determined."""

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
    """Queries for candidates."""

    def for_page(self) -> Self:
        """With everything that a list shows, and without the long columns."""
        return self.select_related("channel").with_idea().defer("baseline", "description", "tags")

    def for_row(self) -> Self:
        """Without columns that only the API shows."""
        return self.for_page().defer(
            "trail", "language", "likes", "comments", "created_at", "decided_at", "scored_at", "score_low",
            "score_high", "channel__address", "channel__uploads_id", "channel__avatar_url", "channel__handle",
            "channel__listed_at", "channel__created_at",
        )  # fmt: skip

    def for_api(self) -> Self:
        """Without columns that no list of the API shows."""
        return self.for_page().defer(
            "trail", "broadcast", "detailed_at", "missed_at", "decided_at", "scored_at", "channel__address",
            "channel__uploads_id", "channel__avatar_url", "channel__handle", "channel__listed_at",
            "channel__created_at",
        )  # fmt: skip

    def with_idea(self) -> Self:
        """With ``made_idea_id``: the id of the idea made from it, or None. There is at most one."""
        return self.annotate(made_idea_id=models.F("ideas__pk"))

    def scored(self) -> Self:
        """Candidates with a score that their platform allows us to show."""
        deriving = [platform.key for platform in platforms.all() if platform.derives_metrics]
        return self.filter(score__isnull=False, platform__in=deriving)

    def scoring_at_least(self, least: float) -> Self:
        """Candidates with at least this score, and those whose platform does not allow us to show scores."""
        raw = [platform.key for platform in platforms.all() if not platform.derives_metrics]
        return self.filter(models.Q(score__gte=least) | models.Q(platform__in=raw))

    def visible(self) -> Self:
        """Candidates that are still public on their platform."""
        return self.filter(gone_at__isnull=True)

    def store_counts(self, rows: Sequence["Candidate"]) -> None:
        """Write the rows' counts, when they were seen or missed, and whether they are gone.

        One statement with arrays: ``bulk_update``, which uses CASE expressions, is many times slower.
        """
        columns = ("pk", "views", "likes", "comments", "observed_at", "missed_at", "gone_at")
        with connections[self.db].cursor() as cursor:
            cursor.execute(_STORE_COUNTS, [[getattr(row, name) for row in rows] for name in columns])


class Candidate(OnPlatformModel, WorkspaceOwnedModel):
    """A public video on a watched channel, its latest numbers and its score.

    The score is stored with its full explanation, so that lists compute nothing and an explanation always
    matches its score. ``baseline`` lists the videos compared with: ``[{"id", "title", "views", "age_h",
    "is_interpolated"}, …]``.
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
    # When its details (title, length and others) were last refreshed.
    detailed_at = models.DateTimeField(null=True, blank=True)
    # When it was last missing in a response. It counts as gone once that is confirmed.
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
    # Views at equal time steps up to now, for the sparkline.
    trail = ArrayField(models.PositiveBigIntegerField(), default=list, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = CandidateQuerySet.as_manager()

    # Set by ``with_idea``.
    made_idea_id: str | None

    class Meta:
        """A workspace has each video once, apart from samples. Score and explanation are set together."""

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
        """The kind in words, with the length once known."""
        if self.broadcast != Broadcast.NONE:
            return self.get_broadcast_display()
        return platforms.of(self).format_words[self.format].one

    @property
    def derives_metrics(self) -> bool:
        """Whether its score and velocity may be shown. The platform may prohibit that."""
        return platforms.of(self).derives_metrics

    @property
    def is_long(self) -> bool:
        """True for videos other than Shorts, whose thumbnails are wide."""
        return self.format == Format.LONG

    @property
    def picture_version(self) -> str:
        """Identifies the current thumbnail in URLs of its copies. Unguessable; empty without a thumbnail."""
        if not self.thumbnail_url:
            return ""
        return salted_hmac("discovery.pictures", f"{self.pk} {self.thumbnail_url}").hexdigest()[:24]

    @property
    def url(self) -> str:
        """The URL of the video, on its platform or in the sandbox."""
        return platforms.of(self).video_url(
            platform_id=self.platform_id, format=self.format, livemode=self.livemode
        )


class Snapshot(models.Model):
    """One observation of a video's counts. None for counts that the platform hides."""

    id = PrefixedIdField(prefix="snp")
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="snapshots")
    views = models.PositiveBigIntegerField()
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    observed_at = models.DateTimeField()
    # The platform's counting rule. Series under different rules are not compared.
    counting_regime = models.CharField(max_length=24)

    class Meta:
        """At most one observation of a video per moment."""

        constraints = [
            models.UniqueConstraint(fields=["candidate", "observed_at"], name="snapshot_once_at_a_time"),
        ]
        indexes = [models.Index(fields=["observed_at"], name="snapshot_by_age")]

    def __str__(self) -> str:
        return f"{self.views} at {self.observed_at:%Y-%m-%d %H:%M}"
