"""Public videos as their platform reports them, their counts over time, and their scores."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import connections, models
from django.utils import timezone
from django.utils.crypto import salted_hmac

from discovery import platforms
from discovery.models.platforms import OnPlatformModel
from discovery.models.source_channels import SourceChannel
from discovery.platforms.base import Broadcast, Format


class Method(models.TextChoices):
    """How the baseline of a video was determined."""

    NONE = "", "Not scored"
    SAME_AGE = "same_age", "Views at the same age"
    LIFETIME = "lifetime", "Lifetime views, compared with videos of a similar age"


class Unscored(models.TextChoices):
    """Why a video has no score."""

    NO = "", ""
    BASELINE_TOO_SMALL = "baseline_too_small", "Baseline too small"
    TOO_YOUNG = "too_young", "Too young"
    NO_VIEWS = "no_views", "Views are hidden"
    COUNTING_CHANGED = "counting_changed", "Counted differently when it was published"
    IMPLAUSIBLE = "implausible", "More views than any video has"
    LIVE = "live", "Live, or not aired yet"
    NOT_YET = "not_yet", "Not scored yet"
    NO_NUMBERS = "no_numbers", "No public numbers"
    TOO_OLD = "too_old", "Too old when it was found"
    BEYOND_NEWEST = "beyond_newest", "Not among the newest of its format"


class DatedBy(models.TextChoices):
    """The source of a video's publication date."""

    PLATFORM = "", "Its platform"
    ID = "id", "The time in its id"
    ADDITION = "addition", "Unknown; the time when it was added"


_STORE_COUNTS = """
    UPDATE discovery_sourcevideo AS video
    SET views = seen.views, likes = seen.likes, comments = seen.comments,
        observed_at = seen.observed_at, missed_at = seen.missed_at, gone_at = seen.gone_at,
        look_at = seen.look_at
    FROM unnest(
        %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
        %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[]
    ) AS seen (id, views, likes, comments, observed_at, missed_at, gone_at, look_at)
    WHERE video.id = seen.id AND (video.observed_at IS NULL OR video.observed_at <= seen.observed_at)
"""


_STORE_MISSES = """
    UPDATE discovery_sourcevideo AS video
    SET missed_at = missed.missed_at, gone_at = missed.gone_at, look_at = missed.look_at
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
        AS missed (id, missed_at, gone_at, look_at)
    WHERE video.id = missed.id
"""


# The columns of a score, with their types.
_SCORE = {
    "score": "float8", "score_low": "float8", "score_high": "float8", "method": "text", "unscored": "text",
    "baseline": "jsonb", "baseline_n": "smallint", "baseline_median": "float8", "baseline_low": "float8",
    "baseline_high": "float8", "engagement": "jsonb", "age_h": "float8", "velocity": "float8",
    "velocity_window_s": "integer", "trail": "bigint[]", "scored_at": "timestamptz",
}  # fmt: skip
# Arrays of arrays would have to be rectangular, so these are passed as text.
_AS_TEXT: Mapping[str, Callable[[Any], str]] = {
    "jsonb": json.dumps,
    "bigint[]": lambda numbers: f"{{{','.join(map(str, numbers))}}}",
}
_STORE_SCORES = """
    UPDATE discovery_sourcevideo AS video SET {values}
    FROM unnest(%s::bigint[], {arrays}) AS scored (id, {columns})
    WHERE video.id = scored.id
""".format(  # noqa: S608 - column names from this module
    values=", ".join(f"{name} = scored.{name}::{kind}" for name, kind in _SCORE.items()),
    arrays=", ".join(f"%s::{'text' if kind in _AS_TEXT else kind}[]" for kind in _SCORE.values()),
    columns=", ".join(_SCORE),
)


class SourceVideoQuerySet(models.QuerySet["SourceVideo"]):
    """Queries for videos."""

    def store_counts(self, rows: Sequence["SourceVideo"]) -> None:
        """Write the rows' counts, when they were seen or missed, and when they are due again.

        One statement with arrays: ``bulk_update``, which uses CASE expressions, is many times slower. Counts
        that are older than the stored ones change nothing.
        """
        columns = ("pk", "views", "likes", "comments", "observed_at", "missed_at", "gone_at", "look_at")
        self._store(_STORE_COUNTS, columns, rows)

    def store_misses(self, rows: Sequence["SourceVideo"]) -> None:
        """Write when the rows were missed, whether they are gone, and when they are due again."""
        self._store(_STORE_MISSES, ("pk", "missed_at", "gone_at", "look_at"), rows)

    def store_scores(self, rows: Sequence["SourceVideo"]) -> None:
        """Write the rows' scores and their explanations."""
        self._store(_STORE_SCORES, ("pk", *_SCORE), rows)

    def _store(self, statement: str, columns: Sequence[str], rows: Sequence["SourceVideo"]) -> None:
        if not rows:
            return
        with connections[self.db].cursor() as cursor:
            cursor.execute(statement, [[_value_of(row, name) for row in rows] for name in columns])


def _value_of(row: "SourceVideo", name: str) -> Any:
    value = getattr(row, name)
    as_text = _AS_TEXT.get(_SCORE.get(name, ""))
    return value if as_text is None else as_text(value)


class SourceVideo(OnPlatformModel):
    """A public video of a channel: its latest numbers, and its score.

    The score is stored with its full explanation, so that lists compute nothing and an explanation always
    matches its score. ``baseline`` lists the videos compared with: ``[{"id", "title", "views", "age_h",
    "is_interpolated"}, …]``. ``engagement`` compares likes and comments per view with the same videos.
    """

    channel = models.ForeignKey(SourceChannel, on_delete=models.CASCADE, related_name="videos")
    platform_id = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, default="")
    tags = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    thumbnail_url = models.URLField(max_length=500, blank=True, default="")
    language = models.CharField(max_length=16, blank=True, default="")
    published_at = models.DateTimeField()
    dated_by = models.CharField(
        max_length=8, choices=DatedBy.choices, default=DatedBy.PLATFORM, db_default="", blank=True
    )
    # 0 if it is unknown.
    duration_s = models.PositiveIntegerField()
    format = models.CharField(max_length=5, choices=Format.choices)
    broadcast = models.CharField(max_length=8, choices=Broadcast.choices, default=Broadcast.NONE)
    # Country codes. With ``allowed_in``, it can be watched only there; None is no such rule.
    blocked_in = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    allowed_in = ArrayField(models.CharField(max_length=2), null=True, blank=True)
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When its details (title, length and others) were last refreshed.
    detailed_at = models.DateTimeField(null=True, blank=True)
    # When it was last missing in a response. It counts as gone once that is confirmed.
    missed_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)
    # When its numbers are due to be read again; None after their last time.
    look_at = models.DateTimeField(null=True, blank=True, editable=False)

    views = models.PositiveBigIntegerField(null=True, blank=True)
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    observed_at = models.DateTimeField(null=True, blank=True)

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
    engagement = models.JSONField(default=dict, blank=True)
    age_h = models.FloatField(null=True, blank=True)
    velocity = models.FloatField(null=True, blank=True)
    velocity_window_s = models.PositiveIntegerField(null=True, blank=True)
    # Views at equal time steps up to now, for the sparkline.
    trail = ArrayField(models.PositiveBigIntegerField(), default=list, blank=True)
    scored_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = SourceVideoQuerySet.as_manager()

    class Meta:
        """A channel has each video once. Score and explanation are set together."""

        constraints = [
            models.UniqueConstraint(fields=["channel", "platform_id"], name="source_video_once"),
            models.CheckConstraint(
                name="source_video_score_is_whole",
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
            models.Index(fields=["channel", "-published_at"], name="source_video_by_date"),
            models.Index(fields=["observed_at"], name="source_video_by_observation"),
            models.Index(
                fields=["channel", "look_at"],
                condition=models.Q(look_at__isnull=False),
                name="source_video_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

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

    source = models.ForeignKey(
        SourceVideo, on_delete=models.CASCADE, related_name="snapshots", db_index=False
    )
    views = models.PositiveBigIntegerField()
    likes = models.PositiveBigIntegerField(null=True, blank=True)
    comments = models.PositiveBigIntegerField(null=True, blank=True)
    observed_at = models.DateTimeField()
    # The platform's counting rule. Series under different rules are not compared.
    counting_regime = models.CharField(max_length=24)

    class Meta:
        """At most one observation of a video per moment."""

        constraints = [
            models.UniqueConstraint(fields=["source", "observed_at"], name="snapshot_once"),
        ]
        # Rows are appended in the order of time, so a block range index finds the expired ones.
        indexes = [BrinIndex(fields=["observed_at"], autosummarize=True, name="snapshot_by_time")]

    def __str__(self) -> str:
        return f"{self.views} at {self.observed_at:%Y-%m-%d %H:%M}"

    @property
    def public_id(self) -> str:
        """Its id in the API."""
        return f"snp_{self.pk:024d}"
