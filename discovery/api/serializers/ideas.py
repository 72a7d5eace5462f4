"""Ideas in requests and responses."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from discovery.boards import Card, rank_reason_of
from discovery.comparisons import Alike
from discovery.models import Idea, IdeaStatus
from discovery.predictions import Reason


class IdeaRequestSerializer(serializers.Serializer[Any]):
    """An idea to create or update."""

    candidate = serializers.CharField(
        required=False, max_length=40, help_text="The id of the candidate that the idea is made from."
    )
    finding = serializers.CharField(
        required=False, max_length=40, help_text="The id of the finding that the idea uses."
    )
    title = serializers.CharField(max_length=150, required=False)
    hook = serializers.CharField(
        max_length=300, allow_blank=True, required=False, help_text="How the video opens."
    )
    angle = serializers.CharField(
        max_length=2000, allow_blank=True, required=False, help_text="What the video says about the topic."
    )
    language = serializers.RegexField(
        r"^[a-z]{2,3}$",
        required=False,
        help_text="A language code, such as en. Default: en, or the candidate's.",
    )
    niche = serializers.CharField(
        max_length=40, allow_null=True, required=False, help_text="The id of the niche it belongs to."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require a title, or a candidate or finding that has one."""
        if not self.partial and not attrs.keys() & {"candidate", "finding", "title"}:
            raise serializers.ValidationError(
                {"title": "Give a title, or the candidate or finding that the idea is made from."}
            )
        if "candidate" in attrs and "finding" in attrs:
            raise serializers.ValidationError({"finding": "Send either a candidate or a finding."})
        return attrs


class IdeaMoveSerializer(serializers.Serializer[Any]):
    """The status to move an idea to, and its place there."""

    status = serializers.ChoiceField(choices=IdeaStatus.choices)
    seen = serializers.ChoiceField(
        choices=IdeaStatus.choices,
        required=False,
        help_text="The status that you read. The move is refused if the idea has left it since.",
    )
    above = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="The id of the idea right above it in the column; empty for the top of the column. Without "
        "it, an idea arrives at the top, and keeps its place in the column that it is in.",
    )


class IdeaScoreSerializer(serializers.Serializer[Any]):
    """The outlier score of the source, when the idea was made."""

    value = serializers.FloatField(help_text="How many times the channel's normal.")
    low = serializers.FloatField(allow_null=True, help_text="The lower end of the 80% interval.")
    high = serializers.FloatField(allow_null=True, help_text="The upper end of the 80% interval.")
    n = serializers.IntegerField(help_text="The number of videos in the baseline.")
    method = serializers.CharField()
    observed_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField()  # type: ignore[assignment] # a field called like an attribute of Field


class IdeaPredictionSerializer(serializers.Serializer[Any]):
    """The views that a video from the idea may reach on your own channel, or why that is not predicted."""

    state = serializers.ChoiceField(choices=["predicted", "not_predicted"])
    low = serializers.IntegerField(required=False, help_text="The lower end of the interval.")
    middle = serializers.IntegerField(required=False)
    high = serializers.IntegerField(required=False, help_text="The upper end of the interval.")
    level = serializers.FloatField(
        required=False, help_text="The share of videos that end up in the interval: 0.8."
    )
    horizon_h = serializers.IntegerField(
        required=False, help_text="The age of the video, in hours, for which the views are predicted."
    )
    own_middle = serializers.IntegerField(
        required=False, help_text="The typical views of your own comparable videos at that age."
    )
    channel = serializers.CharField(
        required=False, allow_blank=True, help_text="The name of your own channel."
    )
    livemode = serializers.BooleanField(
        required=False, help_text="False if your own channel is one of the sandbox."
    )
    source_score = serializers.FloatField(required=False, allow_null=True)
    source_effect = serializers.FloatField(
        required=False, help_text="The factor that the source's score contributes."
    )
    method = serializers.CharField(required=False)
    reason = serializers.ChoiceField(
        choices=[reason.value for reason in Reason],
        required=False,
        help_text="Why there is no prediction.",
    )
    n = serializers.IntegerField(help_text="The number of your own comparable videos.")
    needed = serializers.IntegerField(required=False)
    explanation = serializers.CharField(help_text="The prediction, or the reason, in a sentence.")


class IdeaSamenessSerializer(serializers.Serializer[Any]):
    """What the idea's wording has in common with your other ideas, your videos, and the source."""

    alike = serializers.ChoiceField(
        choices=[alike.value for alike in Alike],
        help_text="What it is like. ``unknown``: it has too few words of your own to compare.",
    )
    share = serializers.FloatField(
        allow_null=True, help_text="The share of wording in common, from 0.5 to 1. Null for less than half."
    )
    id = serializers.CharField(allow_blank=True, help_text="The id of the idea or video that it is like.")
    title = serializers.CharField(allow_blank=True)
    explanation = serializers.CharField(help_text="The result in a sentence.")


class IdeaSerializer(serializers.ModelSerializer[Idea]):
    """An idea for a video, made from a candidate or written by hand."""

    object = serializers.CharField(default="idea", read_only=True)
    candidate = serializers.CharField(source="candidate_id", read_only=True, allow_null=True)
    source_finding = serializers.CharField(
        source="finding_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the finding that the idea uses.",
    )
    niche = serializers.CharField(source="niche_id", read_only=True, allow_null=True)
    score = serializers.SerializerMethodField()
    prediction = serializers.SerializerMethodField()
    sameness = serializers.SerializerMethodField()
    rank_reason = serializers.SerializerMethodField()

    class Meta:
        """Includes the facts stored when the idea was made."""

        model = Idea
        fields = [
            "id",
            "object",
            "title",
            "hook",
            "angle",
            "status",
            "language",
            "candidate",
            "source_finding",
            "niche",
            "facts",
            "score",
            "prediction",
            "sameness",
            "rank",
            "rank_reason",
            "ranked_on",
            "livemode",
            "version",
            "created_at",
            "status_changed_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "facts": {"help_text": "The candidate's data when the idea was made; empty without a candidate."},
            "version": {"help_text": "Incremented by each edit. The ``ETag`` contains it."},
            "rank": {
                "help_text": "Ideas with a higher rank are likely to do better; null without one. It changes "
                "daily, because some places go to what has not been tried."
            },
            "ranked_on": {"help_text": "The day of the rank."},
        }

    @extend_schema_field(IdeaScoreSerializer(allow_null=True))
    def get_score(self, idea: Idea) -> dict[str, Any] | None:
        """The source's score; null without one that may be shown."""
        score = self._card(idea).score
        if score is None:
            return None
        facts = idea.facts
        return {
            "value": score.value,
            "low": facts.get("score_low"),
            "high": facts.get("score_high"),
            "n": score.n,
            "method": facts.get("method", ""),
            "observed_at": facts.get("observed_at"),
            "source": "computed",
        }

    @extend_schema_field(IdeaPredictionSerializer)
    def get_prediction(self, idea: Idea) -> dict[str, Any]:
        """The prediction as a document."""
        prediction = self._card(idea).prediction
        return {**prediction.model_dump(mode="json"), "explanation": prediction.sentence}

    @extend_schema_field(IdeaSamenessSerializer)
    def get_sameness(self, idea: Idea) -> dict[str, Any]:
        """The closest text."""
        likeness = self._card(idea).likeness
        return {
            **likeness.model_dump(mode="json", include={"alike", "share", "id", "title"}),
            "explanation": likeness.sentence,
        }

    def get_rank_reason(self, idea: Idea) -> str:
        """The reasons for the rank, in words; may be empty."""
        return rank_reason_of(idea)

    def _card(self, idea: Idea) -> Card:
        cards: dict[str, Card] = self.context["cards"]
        return cards[idea.pk]
