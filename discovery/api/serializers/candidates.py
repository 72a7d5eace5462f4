"""Candidates, their scores and snapshots as they go out, and how a list is asked for."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from discovery import explanations
from discovery.candidates import MOST_SEARCHED
from discovery.models import Candidate, Decision, Format, Snapshot

_SORTS = ("score", "velocity", "views", "published_at")


class IntervalSerializer(serializers.Serializer[Any]):
    """Where the score stays in 80 of 100 resamples of the baseline."""

    low = serializers.FloatField()
    high = serializers.FloatField()


class ScoreSerializer(serializers.Serializer[Any]):
    """An outlier score with what it rests on. ``unscored`` says why ``value`` is null."""

    value = serializers.FloatField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment] # a field called like an attribute of Field
    method = serializers.CharField(allow_null=True)
    n = serializers.IntegerField()
    interval = IntervalSerializer(allow_null=True)
    baseline_median_views = serializers.FloatField(allow_null=True)
    normal_range = IntervalSerializer(allow_null=True)
    observed_at = serializers.DateTimeField(allow_null=True)
    unscored = serializers.CharField(allow_null=True)
    sentence = serializers.CharField()


class VelocitySerializer(serializers.Serializer[Any]):
    """Views per hour within a window that ends at the last observation."""

    views_per_hour = serializers.FloatField()
    window_s = serializers.IntegerField()
    source = serializers.CharField()  # type: ignore[assignment] # a field called like an attribute of Field


class StatisticsSerializer(serializers.Serializer[Any]):
    """The platform's own numbers."""

    source = serializers.CharField(source="platform")  # type: ignore[assignment] # a field called like an attribute of Field
    views = serializers.IntegerField(allow_null=True)
    likes = serializers.IntegerField(allow_null=True)
    comments = serializers.IntegerField(allow_null=True)
    observed_at = serializers.DateTimeField(allow_null=True)


class CandidateSerializer(serializers.ModelSerializer[Candidate]):
    """A candidate as clients see it. Derived numbers stand apart from the platform's."""

    object = serializers.CharField(default="candidate", read_only=True)
    channel = serializers.SerializerMethodField()
    url = serializers.CharField(read_only=True)
    statistics = StatisticsSerializer(source="*", read_only=True)
    score = serializers.SerializerMethodField()
    velocity = serializers.SerializerMethodField()
    idea = serializers.SerializerMethodField()

    class Meta:
        """Without the baseline, which the single candidate tells."""

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

    def to_representation(self, candidate: Candidate) -> dict[str, Any]:
        """The fields above, written without asking each of them how: a list is a third faster."""
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
                "source": candidate.platform,
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
        """Which channel published it."""
        return {"id": candidate.channel_id, "title": candidate.channel.title}

    def get_idea(self, candidate: Candidate) -> str | None:
        """The idea made of it."""
        return candidate.made_idea_id

    @extend_schema_field(ScoreSerializer)
    def get_score(self, candidate: Candidate) -> Mapping[str, Any]:
        """The score, or why there is none."""
        is_scored = candidate.score is not None and candidate.derives_metrics
        return {
            "value": candidate.score if is_scored else None,
            "source": "computed",
            "method": candidate.method if is_scored else None,
            "n": candidate.baseline_n,
            "interval": _range(candidate.score_low, candidate.score_high) if is_scored else None,
            "baseline_median_views": candidate.baseline_median if is_scored else None,
            "normal_range": _range(candidate.baseline_low, candidate.baseline_high) if is_scored else None,
            "observed_at": candidate.observed_at,
            "unscored": None if is_scored else _reason(candidate),
            "sentence": explanations.sentence(candidate),
        }

    @extend_schema_field(VelocitySerializer(allow_null=True))
    def get_velocity(self, candidate: Candidate) -> Mapping[str, Any] | None:
        """Null until two observations make a window."""
        if candidate.velocity is None or not candidate.derives_metrics:
            return None
        return {
            "views_per_hour": candidate.velocity,
            "window_s": candidate.velocity_window_s,
            "source": "computed",
        }


class PeerSerializer(serializers.Serializer[Any]):
    """A video of the baseline, at the age it was compared at."""

    id = serializers.CharField()
    title = serializers.CharField()
    views = serializers.IntegerField()
    age_h = serializers.FloatField()
    is_interpolated = serializers.BooleanField()


class CandidateDetailSerializer(CandidateSerializer):
    """A candidate with the videos it was compared with."""

    baseline = PeerSerializer(many=True, read_only=True)

    class Meta(CandidateSerializer.Meta):
        """With the baseline and the long texts."""

        fields = [*CandidateSerializer.Meta.fields, "description", "tags", "baseline"]
        read_only_fields = fields

    def to_representation(self, candidate: Candidate) -> dict[str, Any]:
        """As in a list, and the rest."""
        return {
            **super().to_representation(candidate),
            "description": candidate.description,
            "tags": candidate.tags,
            "baseline": PeerSerializer(candidate.baseline, many=True).data,
        }


class SnapshotSerializer(serializers.ModelSerializer[Snapshot]):
    """One observation."""

    object = serializers.CharField(default="snapshot", read_only=True)

    class Meta:
        """All of it."""

        model = Snapshot
        fields = ["id", "object", "views", "likes", "comments", "observed_at", "counting_regime"]
        read_only_fields = fields


class CandidateQuerySerializer(serializers.Serializer[Any]):
    """Which candidates, in which order."""

    niche = serializers.CharField(required=False, max_length=40)
    decision = serializers.ChoiceField(choices=Decision.choices, required=False)
    format = serializers.ChoiceField(choices=Format.choices, required=False)
    min_score = serializers.FloatField(
        required=False,
        min_value=0,
        help_text="Ignored for platforms whose scores are not shown on this installation.",
    )
    min_n = serializers.IntegerField(required=False, min_value=0, max_value=1000)
    published_after = serializers.DateTimeField(required=False)
    q = serializers.CharField(
        required=False, allow_blank=True, max_length=MOST_SEARCHED, help_text="Words in the title."
    )
    order = serializers.ChoiceField(
        choices=[sign + name for name in _SORTS for sign in ("-", "")], default="-score"
    )


def _range(low: float | None, high: float | None) -> dict[str, float | None]:
    return {"low": low, "high": high}


def _written(moment: datetime | None) -> str | None:
    """As the framework writes it."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _reason(candidate: Candidate) -> str:
    return candidate.unscored if candidate.derives_metrics else "derived_metrics_off"
