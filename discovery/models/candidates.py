"""Candidates: the videos that a workspace sees, with its decisions about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connections, models
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.models import Workspace, WorkspaceOwnedModel, WorkspaceOwnedQuerySet
from discovery import platforms
from discovery.models.platforms import OnPlatformModel
from discovery.models.source_channels import SourceChannel
from discovery.models.source_videos import SourceVideo
from discovery.models.watching import WatchedChannel
from discovery.platforms.base import Broadcast, Format
from foundation.ids import PrefixedIdField

Value = TypeVar("Value")


class OfSource(Generic[Value]):
    """A value of the candidate's video, which the row does not repeat."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, row: "Candidate", owner: type) -> Value:
        return cast(Value, getattr(row.source, self._name))


# Compared in the indexes themselves, so that a rare value does not read the rows of a whole workspace.
_FILTERED = ("score", "baseline_n", "format", "region", "decision")


def _falling(name: str) -> tuple[models.expressions.OrderBy | str, ...]:
    """The order of a list by that column, largest first and without a value last, and its filters."""
    return "workspace", F(name).desc(nulls_last=True), F("id").desc(), "published_at", *_FILTERED


class Decision(models.TextChoices):
    """The workspace's decision about a candidate."""

    OPEN = "open", "Open"
    SAVED = "saved", "Saved"
    DISMISSED = "dismissed", "Dismissed"


# What lists filter and sort by, copied from the video, so that one index serves a workspace's list.
COPIED = (
    "title", "published_at", "format", "language", "views", "score", "score_low", "velocity", "baseline_n",
)  # fmt: skip
_VALUES = ", ".join([*(f"video.{name}" for name in COPIED), "channel.region", "video.gone_at IS NULL"])
_MINE = ", ".join(f"candidate.{name}" for name in (*COPIED, "region", "is_public"))
_OUTDATED = f"""
    SELECT candidate.id
    FROM discovery_candidate AS candidate
    JOIN discovery_sourcevideo AS video ON video.id = candidate.source_id
    JOIN discovery_sourcechannel AS channel ON channel.id = video.channel_id
    WHERE video.channel_id = %(channel)s
        AND greatest(video.observed_at, video.missed_at, video.scored_at, video.detailed_at, video.created_at)
            >= coalesce(%(since)s, '-infinity'::timestamptz)
        AND ({_MINE}) IS DISTINCT FROM ({_VALUES})
    ORDER BY candidate.id
"""  # noqa: S608 - column names from this module
_COPY = f"""
    UPDATE discovery_candidate AS candidate
    SET ({", ".join(COPIED)}, region, is_public) = ({_VALUES})
    FROM discovery_sourcevideo AS video
    JOIN discovery_sourcechannel AS channel ON channel.id = video.channel_id
    WHERE candidate.source_id = video.id AND candidate.id = ANY(%(ids)s)
        AND ({_MINE}) IS DISTINCT FROM ({_VALUES})
"""  # noqa: S608 - column names from this module


class CandidateQuerySet(WorkspaceOwnedQuerySet["Candidate"]):
    """Queries for candidates."""

    def for_page(self) -> Self:
        """With everything that a list shows, and without the long columns."""
        return (
            self.select_related("channel__source", "source")
            .with_idea()
            .defer("source__baseline", "source__description", "source__tags", "source__engagement")
        )

    def with_source(self) -> Self:
        """With the video and its channel, all columns."""
        return self.select_related("channel__source", "source")

    def for_row(self) -> Self:
        """Without columns that only the API shows."""
        verdict = KeyTextTransform("verdict", KeyTransform("likes", "source__engagement"))
        found = self.for_page().annotate(likes_verdict=verdict)
        return found.defer(*_SELDOM_SHOWN, "source__likes", "source__comments", "created_at")

    def for_api(self) -> Self:
        """Without columns that no list of the API shows."""
        return self.for_page().defer(*_SELDOM_SHOWN, "source__trail")

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
        if not raw:
            return self.filter(score__gte=least)
        return self.filter(models.Q(score__gte=least) | models.Q(platform__in=raw))

    def visible(self) -> Self:
        """Candidates that are still public on their platform."""
        return self.filter(is_public=True)

    def outdated(self, *, channel: SourceChannel, changed_since: datetime | None = None) -> list[str]:
        """Return ids of every workspace's candidates of the channel that differ from their videos.

        With ``changed_since``, only those of videos that were observed, missed or scored since then.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(_OUTDATED, {"channel": channel.pk, "since": changed_since})
            return [pk for (pk,) in cursor.fetchall()]

    def copy_values(self, *, ids: Sequence[str]) -> None:
        """Update these candidates with their videos' current values."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_COPY, {"ids": list(ids)})


_SELDOM_SHOWN = (
    "decided_at", "source__blocked_in", "source__allowed_in", "source__created_at", "source__detailed_at",
    "source__missed_at", "source__look_at", "source__scored_at",
)  # fmt: skip


class Candidate(OnPlatformModel, WorkspaceOwnedModel):
    """A public video on a channel that the workspace watches, and the workspace's decision about it.

    The video, its numbers and its score are those of ``source``, which all workspaces share. The columns in
    COPIED repeat those of the video.
    """

    id = PrefixedIdField(prefix="cnd")
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="candidates", db_index=False
    )
    channel = models.ForeignKey(
        WatchedChannel, on_delete=models.CASCADE, related_name="candidates", db_index=False
    )
    source = models.ForeignKey(SourceVideo, on_delete=models.CASCADE, related_name="candidates")
    livemode = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decision = models.CharField(max_length=9, choices=Decision.choices, default=Decision.OPEN)
    decided_at = models.DateTimeField(null=True, blank=True)

    title = models.CharField(max_length=300)
    published_at = models.DateTimeField()
    format = models.CharField(max_length=5, choices=Format.choices)
    language = models.CharField(max_length=16, blank=True, default="")
    region = models.CharField(max_length=2, blank=True, default="")
    is_public = models.BooleanField(default=True)
    # A video of a connected account of the workspace. Lists of other people's videos leave it out.
    is_own = models.BooleanField(default=False, db_default=False)
    views = models.PositiveBigIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    score_low = models.FloatField(null=True, blank=True)
    velocity = models.FloatField(null=True, blank=True)
    baseline_n = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = CandidateQuerySet.as_manager()

    # Set by ``with_idea``.
    made_idea_id: str | None
    # Set by ``for_row``: the verdict on its likes per view, see ``scoring.Verdict``.
    likes_verdict: str | None

    platform_id = OfSource[str]()
    description = OfSource[str]()
    tags = OfSource[list[str]]()
    thumbnail_url = OfSource[str]()
    blocked_in = OfSource[list[str]]()
    allowed_in = OfSource[list[str] | None]()
    duration_s = OfSource[int]()
    broadcast = OfSource[str]()
    gone_at = OfSource[datetime | None]()
    likes = OfSource[int | None]()
    comments = OfSource[int | None]()
    observed_at = OfSource[datetime | None]()
    dated_by = OfSource[str]()
    score_high = OfSource[float | None]()
    method = OfSource[str]()
    unscored = OfSource[str]()
    baseline = OfSource[list[dict[str, Any]]]()
    baseline_median = OfSource[float | None]()
    baseline_low = OfSource[float | None]()
    baseline_high = OfSource[float | None]()
    engagement = OfSource[dict[str, Any]]()
    age_h = OfSource[float | None]()
    velocity_window_s = OfSource[int | None]()
    trail = OfSource[list[int]]()
    url = OfSource[str]()
    is_long = OfSource[bool]()
    picture_version = OfSource[str]()
    derives_metrics = OfSource[bool]()

    class Meta:
        """A workspace has each video once. One index for each order of the list."""

        constraints = [
            models.UniqueConstraint(fields=["workspace", "source"], name="candidate_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "-published_at", "-id", *_FILTERED], name="candidate_by_date"),
            models.Index(*_falling("score_low"), name="candidate_by_bound"),
            models.Index(*_falling("velocity"), name="candidate_by_velocity"),
            models.Index(*_falling("views"), name="candidate_by_views"),
            models.Index(fields=["channel", "-published_at"], name="candidate_of_channel"),
            GinIndex(F("workspace"), OpClass(Upper("title"), name="gin_trgm_ops"), name="candidate_by_word"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def origin(self) -> str:
        """Where its numbers come from, as a ChannelOrigin. Needs ``channel__source``."""
        return self.channel.source.origin if self.channel.source else ""

    @property
    def provider(self) -> str:
        """The provider of licensed numbers. Needs ``channel__source``."""
        return self.channel.source.provider if self.channel.source else ""

    @property
    def kind(self) -> str:
        """The kind in words, with the length once known."""
        if self.broadcast != Broadcast.NONE:
            return Broadcast(self.broadcast).label
        return platforms.of(self).format_words[self.format].one
