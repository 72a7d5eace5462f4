"""Candidates, scores and snapshots in responses, and the query of the list of candidates."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from discovery import explanations
from discovery.candidates import MOST_SEARCHED
from discovery.models import Candidate, ChannelOrigin, Decision, Format, Snapshot

_HANDED_OVER: dict[str, str] = {ChannelOrigin.IMPORTED: "imported", ChannelOrigin.LICENSED: "licensed"}
_SORTS = ("score_low", "score", "velocity", "views", "published_at")


class IntervalSerializer(serializers.Serializer[Any]):
    """A range, from ``low`` to ``high``."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class ScoreSerializer(serializers.Serializer[Any]):
    """An outlier score: the video's views divided by the channel's normal."""

    value = serializers.FloatField(
        allow_null=True, help_text="2.0 is twice the channel's normal; null if there is no score."
    )
    source = serializers.CharField()  # type: ignore[assignment] # a field called like an attribute of Field
    method = serializers.CharField(
        allow_null=True,
        help_text="``same_age`` compares views at the same age; ``lifetime`` compares lifetime views of "
        "videos of a similar age.",
    )
    n = serializers.IntegerField(help_text="Videos in the baseline.")
    interval = IntervalSerializer(
        allow_null=True,
        help_text="The uncertainty of the channel's normal: the score lies here at 80% confidence.",
    )
    normal_views = serializers.FloatField(
        allow_null=True,
        help_text="The channel's normal: the mean of the logs of the baseline's views, without the lowest "
        "and the highest fifth, as views.",
    )
    normal_range = IntervalSerializer(
        allow_null=True,
        help_text="One further video of the channel falls here in 80 of 100 cases; multiples of "
        "``normal_views``.",
    )
    observed_at = serializers.DateTimeField(allow_null=True)
    unscored = serializers.CharField(
        allow_null=True, help_text="Why ``value`` is null, such as ``baseline_too_small``."
    )
    sentence = serializers.CharField(help_text="The score, or why there is none, in a sentence.")


class RateSerializer(serializers.Serializer[Any]):
    """A count per view against the channel's usual. Numbers that cannot be measured are null."""

    verdict = serializers.CharField(
        help_text="``usual``, ``low``, ``high``, or why it is not measurable: ``hidden``, "
        "``too_few_videos``, ``too_few_counts``."
    )
    rate = serializers.FloatField(allow_null=True, help_text="The count divided by the views.")
    usual = serializers.FloatField(allow_null=True, help_text="The channel's usual rate.")
    ratio = serializers.FloatField(allow_null=True, help_text="``rate`` divided by ``usual``.")
    low = serializers.FloatField(allow_null=True, help_text="95% of the channel's videos have a ratio …")
    high = serializers.FloatField(allow_null=True, help_text="… from ``low`` to ``high``.")
    n = serializers.IntegerField(help_text="Videos compared with.")


class EngagementSerializer(serializers.Serializer[Any]):
    """Likes and comments per view against the channel's usual. Computed; does not change the score."""

    likes = RateSerializer()
    comments = RateSerializer()


class VelocitySerializer(serializers.Serializer[Any]):
    """Views per hour, within a window that ends at the last observation."""

    views_per_hour = serializers.FloatField()
    window_s = serializers.IntegerField(help_text="The length of the window, in seconds.")
    source = serializers.CharField()  # type: ignore[assignment] # a field called like an attribute of Field


class StatisticsSerializer(serializers.Serializer[Any]):
    """Counts as the platform reports them, or as somebody else supplied them."""

    source = serializers.CharField(  # type: ignore[assignment] # a field called like an attribute of Field
        source="platform",
        help_text="The platform, ``imported`` for numbers of a file that the workspace imported, or "
        "``licensed`` for those of a data provider.",
    )
    views = serializers.IntegerField(allow_null=True)
    likes = serializers.IntegerField(allow_null=True)
    comments = serializers.IntegerField(allow_null=True)
    observed_at = serializers.DateTimeField(allow_null=True)


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    """A candidate: a public video found on a watched channel. ``score`` and ``velocity`` are computed;
    ``statistics`` are the platform's.
    """

    object = serializers.CharField(default="candidate", read_only=True)
    platform_id = serializers.CharField(read_only=True, help_text="The platform's id of the video.")
    thumbnail_url = serializers.URLField(read_only=True)
    duration_s = serializers.IntegerField(read_only=True)
    channel = serializers.SerializerMethodField()
    url = serializers.CharField(read_only=True)
    statistics = StatisticsSerializer(source="*", read_only=True)
    score = serializers.SerializerMethodField()
    velocity = serializers.SerializerMethodField()
    idea = serializers.SerializerMethodField()

    class Meta:
        """Excludes the baseline, which only a single candidate includes."""

        model = Candidate
        fields = [
            "id",
            "object",
            "platform",
            "platform_id",
            "title",
            "url",
            "thumbnail_url",
            "channel",
            "published_at",
            "duration_s",
            "format",
            "language",
            "decision",
            "statistics",
            "score",
            "velocity",
            "idea",
            "livemode",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "language": {"help_text": "A language tag; empty if it is unknown."},
        }

    def to_representation(self, candidate: Candidate) -> dict[str, Any]:
        """Build the fields directly, without the serializer's field objects. A list is a third faster."""
        return {
            "id": candidate.pk,
            "object": "candidate",
            "platform": candidate.platform,
            "platform_id": candidate.platform_id,
            "title": candidate.title,
            "url": candidate.url,
            "thumbnail_url": candidate.thumbnail_url,
            "channel": self.get_channel(candidate),
            "published_at": _written(candidate.published_at),
            "duration_s": candidate.duration_s,
            "format": candidate.format,
            "language": candidate.language,
            "decision": candidate.decision,
            "statistics": {
                "source": _HANDED_OVER.get(candidate.origin, candidate.platform),
                "views": candidate.views,
                "likes": candidate.likes,
                "comments": candidate.comments,
                "observed_at": _written(candidate.observed_at),
            },
            "score": self.get_score(candidate),
            "velocity": self.get_velocity(candidate),
            "idea": self.get_idea(candidate),
            "livemode": candidate.livemode,
            "created_at": _written(candidate.created_at),
        }

    def get_channel(self, candidate: Candidate) -> dict[str, str]:
        """The channel that published it."""
        return {"id": candidate.channel_id, "title": candidate.channel.title}

    def get_idea(self, candidate: Candidate) -> str | None:
        """The id of the idea made from it."""
        return candidate.made_idea_id

    @extend_schema_field(ScoreSerializer)
    def get_score(self, candidate: Candidate) -> Mapping[str, Any]:
        """The score, or the reason why there is none."""
        is_scored = candidate.score is not None and candidate.derives_metrics
        return {
            "value": candidate.score if is_scored else None,
            "source": "computed",
            "method": candidate.method if is_scored else None,
            "n": candidate.baseline_n,
            "interval": _range(candidate.score_low, candidate.score_high) if is_scored else None,
            "normal_views": candidate.baseline_median if is_scored else None,
            "normal_range": _range(candidate.baseline_low, candidate.baseline_high) if is_scored else None,
            "observed_at": candidate.observed_at,
            "unscored": None if is_scored else _reason(candidate),
            "sentence": explanations.sentence(candidate),
        }

    @extend_schema_field(VelocitySerializer(allow_null=True))
    def get_velocity(self, candidate: Candidate) -> Mapping[str, Any] | None:
        """Null unless two observations are a suitable time apart, and for platforms whose scores are not
        shown.
        """
        if candidate.velocity is None or not candidate.derives_metrics:
            return None
        return {
            "views_per_hour": candidate.velocity,
            "window_s": candidate.velocity_window_s,
            "source": "computed",
        }


class PeerSerializer(serializers.Serializer[Any]):
    """A video of the baseline."""

    id = serializers.CharField(help_text="The platform's id of the video.")
    title = serializers.CharField()
    views = serializers.IntegerField()
    age_h = serializers.FloatField(help_text="The age at which its views are compared, in hours.")
    is_interpolated = serializers.BooleanField(
        help_text="True if ``views`` is interpolated between two observations."
    )


class CandidateDetailSerializer(CandidateSerializer):
    """A candidate, with its description, tags, and baseline."""

    description = serializers.CharField(read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    baseline = PeerSerializer(
        many=True, read_only=True, help_text="Empty for platforms whose scores are not shown."
    )
    engagement = serializers.SerializerMethodField()

    class Meta(CandidateSerializer.Meta):
        """Adds the baseline and the long texts."""

        fields = [*CandidateSerializer.Meta.fields, "description", "tags", "baseline", "engagement"]
        read_only_fields = fields

    def to_representation(self, candidate: Candidate) -> dict[str, Any]:
        """The fields of a list, and the additional ones."""
        return {
            **super().to_representation(candidate),
            "description": candidate.description,
            "tags": candidate.tags,
            "baseline": PeerSerializer(
                candidate.baseline if candidate.derives_metrics else [], many=True
            ).data,
            "engagement": self.get_engagement(candidate),
        }

    @extend_schema_field(EngagementSerializer(allow_null=True))
    def get_engagement(self, candidate: Candidate) -> Mapping[str, Any] | None:
        """Null before the first score, and for platforms whose scores are not shown."""
        is_shown = bool(candidate.engagement) and candidate.derives_metrics
        return EngagementSerializer(candidate.engagement).data if is_shown else None


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """One observation of a candidate's public counts."""

    id = serializers.CharField(source="public_id", read_only=True)
    object = serializers.CharField(default="snapshot", read_only=True)

    class Meta:
        """Includes every field."""

        model = Snapshot
        fields = ["id", "object", "views", "likes", "comments", "observed_at", "counting_regime"]
        read_only_fields = fields
        extra_kwargs = {
            "likes": {"help_text": "Null if the platform hides the number."},
            "comments": {"help_text": "Null if the platform hides the number."},
            "counting_regime": {
                "help_text": "The platform's rule for counting views. Compare only views under the same rule."
            },
        }


class CandidateQuerySerializer(serializers.Serializer[Any]):
    """The filters and the order of the list of candidates."""

    niche = serializers.CharField(
        required=False, max_length=40, help_text="The id of a niche: only videos of its channels."
    )
    decision = serializers.ChoiceField(choices=Decision.choices, required=False)
    format = serializers.ChoiceField(choices=Format.choices, required=False)
    min_score = serializers.FloatField(
        required=False,
        min_value=0,
        help_text="The lowest score. Ignored for platforms whose scores this installation does not show.",
    )
    min_n = serializers.IntegerField(
        required=False, min_value=0, max_value=1000, help_text="The fewest videos in the baseline."
    )
    published_after = serializers.DateTimeField(
        required=False, help_text="Only videos published at this time or later."
    )
    q = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MOST_SEARCHED,
        help_text="Text in the title, in upper or lower case.",
    )
    language = serializers.CharField(
        required=False, max_length=16, help_text="A language tag; ``en`` includes ``en-GB``."
    )
    region = serializers.RegexField(
        r"^[A-Z]{2}$", required=False, help_text="The country code of the channel, such as US."
    )
    order = serializers.ChoiceField(
        choices=[sign + name for name in _SORTS for sign in ("-", "")],
        default="-score_low",
        help_text="``-score_low``, the lower bound of the interval, puts certain scores first.",
    )


def _range(low: float | None, high: float | None) -> dict[str, float | None]:
    return {"low": low, "high": high}


def _written(moment: datetime | None) -> str | None:
    """Format the instant as REST framework does."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _reason(candidate: Candidate) -> str:
    return candidate.unscored if candidate.derives_metrics else "derived_metrics_off"
