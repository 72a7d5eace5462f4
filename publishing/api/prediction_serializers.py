"""Responses about predictions."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from publishing.learning import features, predictions
from publishing.learning.effects import Verdict
from publishing.models import Finding, Lesson, Prediction, PredictionScore
from publishing.models.predictions import Band, Reason, Unscored


class PredictionBandSerializer(serializers.Serializer[Band]):
    """The prediction at one horizon, or why there is none."""

    horizon_h = serializers.IntegerField(help_text="The age of the video in hours: 24, 168, or 672.")
    unpredicted = serializers.ChoiceField(
        source="reason",
        choices=[reason.value for reason in Reason],
        allow_null=True,
        help_text="Why nothing is predicted; otherwise null.",
    )
    low = serializers.SerializerMethodField()
    median = serializers.SerializerMethodField()
    high = serializers.SerializerMethodField()
    n = serializers.IntegerField(help_text="The number of the channel's comparable videos.")
    explanation = serializers.SerializerMethodField()

    def get_low(self, band: Band) -> int | None:
        """The lower end of the 80% interval, in views."""
        return band.low if band.is_predicted else None

    def get_median(self, band: Band) -> int | None:
        """The median, in views."""
        return band.median if band.is_predicted else None

    def get_high(self, band: Band) -> int | None:
        """The upper end of the 80% interval, in views."""
        return band.high if band.is_predicted else None

    def get_explanation(self, band: Band) -> str:
        """The prediction, or the reason, in a sentence."""
        return predictions.sentence(band)


class PredictionScoreSerializer(serializers.ModelSerializer[PredictionScore]):
    """How the prediction turned out at one horizon."""

    unscored = serializers.ChoiceField(
        choices=Unscored.choices, help_text="Why there is no score; otherwise empty."
    )

    class Meta:
        model = PredictionScore
        fields = ["horizon_h", "views", "observed_at", "crps", "pit", "is_covered", "unscored", "note"]
        read_only_fields = fields
        extra_kwargs = {
            "views": {"help_text": "The views at that age, as the platform reported them."},
            "crps": {
                "help_text": "The continuous ranked probability score, on natural logs of the views plus 1: "
                "0 is perfect."
            },
            "pit": {"help_text": "The predicted probability of at most these views."},
            "is_covered": {"help_text": "True if the views were in the 80% interval."},
        }


class PredictionSerializer(serializers.ModelSerializer[Prediction]):
    """What was predicted for a publication before it was sent. It never changes."""

    object = serializers.CharField(default="prediction", read_only=True)
    publication = serializers.CharField(source="publication_id", read_only=True)
    connection = serializers.CharField(source="connection_id", read_only=True)
    bands = serializers.SerializerMethodField()
    scores = serializers.SerializerMethodField()

    class Meta:
        model = Prediction
        fields = [
            "id",
            "object",
            "publication",
            "connection",
            "method",
            "bands",
            "scores",
            "livemode",
            "frozen_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "connection": {"help_text": "The channel that the prediction is for."},
            "method": {"help_text": "The version of the method; see the documentation."},
            "frozen_at": {"help_text": "When it was stored, before the video was sent."},
        }

    @extend_schema_field(PredictionBandSerializer(many=True))
    def get_bands(self, prediction: Prediction) -> list[dict[str, Any]]:
        """The prediction at each horizon."""
        return [dict(PredictionBandSerializer(band).data) for band in _shown(prediction)]

    @extend_schema_field(PredictionScoreSerializer(many=True))
    def get_scores(self, prediction: Prediction) -> list[dict[str, Any]]:
        """How it turned out, by horizon. Empty until the views are known."""
        if not predictions.may_be_shown(connection=prediction.connection):
            return []
        return [dict(PredictionScoreSerializer(score).data) for score in prediction.scores.all()]


def _shown(prediction: Prediction) -> list[Band]:
    """The bands; without figures if the platform does not allow them any more."""
    if predictions.may_be_shown(connection=prediction.connection):
        return prediction.bands
    return [Band(horizon_h=band.horizon_h, reason=Reason.NOT_ALLOWED, n=band.n) for band in prediction.bands]


class LessonFindingSerializer(serializers.Serializer[Finding]):
    """How posts with one property did, times the workspace's usual."""

    factor = serializers.ChoiceField(choices=list(features.FACTORS))
    level = serializers.CharField(help_text="The property, such as ``question`` of ``hook``.")
    n = serializers.IntegerField(help_text="The number of posts with it.")
    verdict = serializers.ChoiceField(
        choices=[each.value for each in Verdict],
        help_text="``too_few``: its figures say nothing. ``unclear``: it may be chance.",
    )
    value = serializers.FloatField()
    low = serializers.FloatField(help_text="The lower end of the 80% interval.")
    high = serializers.FloatField(help_text="The upper end of the 80% interval.")
    explanation = serializers.CharField(source="sentence", help_text="The finding in a sentence.")
    confounded = serializers.CharField(
        help_text="What most of these posts also have in common, and the others don't; may be empty."
    )


class LessonSerializer(serializers.ModelSerializer[Lesson]):
    """What the posts on one platform show. It changes as more results become known."""

    object = serializers.CharField(default="lesson", read_only=True)
    findings = LessonFindingSerializer(many=True, read_only=True)

    class Meta:
        model = Lesson
        fields = ["id", "object", "platform", "method", "posts", "findings", "livemode", "learned_at"]
        read_only_fields = fields
        extra_kwargs = {
            "posts": {"help_text": "The number of posts with a prediction and a result at 7 days."}
        }
