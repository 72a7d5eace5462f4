"""Analyses and findings in requests and responses."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from discovery.findings import Resolution
from discovery.models import Analysis, Finding
from discovery.models.analyses import NOTE_LENGTH


class AnalysisRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """What to analyse: exactly one of candidate, video, asset and analysis."""

    candidate = serializers.CharField(max_length=40, required=False, help_text="The id of a candidate.")
    video = serializers.CharField(
        max_length=40, required=False, help_text="The id of an own video; its latest version is analysed."
    )
    asset = serializers.CharField(max_length=40, required=False, help_text="The id of an uploaded video.")
    analysis = serializers.CharField(
        max_length=40, required=False, help_text="The id of an analysis whose video is analysed again."
    )
    resolution = serializers.ChoiceField(
        choices=Resolution.choices,
        default=Resolution.LOW,
        help_text="How closely the model looks at each frame. ``medium`` costs about four times as much.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require exactly one of them."""
        if len(attrs.keys() - {"resolution"}) != 1:
            raise serializers.ValidationError("Send one of candidate, video, asset, and analysis.")
        return attrs


class AnalysisUsageSerializer(serializers.Serializer[Any]):
    """What the model used, and what that cost, in millionths of a US dollar."""

    input_tokens = serializers.IntegerField(allow_null=True)
    output_tokens = serializers.IntegerField(allow_null=True)
    cost_microusd = serializers.IntegerField()
    estimated_microusd = serializers.IntegerField(
        help_text="The part of the cost for calls whose tokens are not known."
    )
    estimate_microusd = serializers.IntegerField(help_text="The estimate when it was requested.")


class AnalysisProgressSerializer(serializers.Serializer[Any]):
    """The step that is due or runs."""

    stage = serializers.CharField(help_text="``fetching``, ``measuring``, ``watching``, or ``checking``.")


class AnalysisSerializer(serializers.ModelSerializer[Analysis]):
    """An analysis: one run of watching one video. Its findings are a model's opinion."""

    object = serializers.CharField(default="analysis", read_only=True)
    candidate = serializers.CharField(source="candidate_id", read_only=True, allow_null=True)
    retry_of = serializers.CharField(
        source="retry_of_id", read_only=True, allow_null=True, help_text="The id of the analysis it retries."
    )
    progress = AnalysisProgressSerializer(source="*", read_only=True)
    usage = AnalysisUsageSerializer(source="*", read_only=True)
    url = serializers.CharField(source="page_url", read_only=True, help_text="The page of the video.")
    cancel_url = serializers.SerializerMethodField()
    findings_url = serializers.SerializerMethodField()

    class Meta:
        """Without the measurements, which only a single analysis includes."""

        model = Analysis
        fields = [
            "id", "object", "subject", "candidate", "number", "retry_of", "title", "url", "duration_s",
            "status", "progress", "failure", "failure_code", "provider", "model", "prompt_version",
            "resolution", "usage", "watched_s", "note", "agreement", "cancel_url", "findings_url", "livemode",
            "created_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "subject": {"help_text": "Names the video; equal for all runs of it."},
            "number": {"help_text": "The number of the run of this video, from 1."},
            "failure": {"help_text": "Why it failed, in a sentence; otherwise empty."},
            "agreement": {
                "help_text": "The share of findings that this run and the one before have in common, from 0 "
                "to 1."
            },
        }

    def get_cancel_url(self, analysis: Analysis) -> str:
        """The path that cancels it."""
        return reverse("api:analysis-cancel", args=[analysis.pk])

    def get_findings_url(self, analysis: Analysis) -> str:
        """The path of its findings."""
        return f"{reverse('api:findings')}?analysis={analysis.pk}"


class AnalysisDetailSerializer(AnalysisSerializer):
    """An analysis with its measurements."""

    measured = serializers.JSONField(
        read_only=True,
        allow_null=True,
        help_text="The measurements of the file: cuts, loudness, speech, text, motion, colour and the first "
        "frame, each with its method; null if nothing was measured.",
    )

    class Meta(AnalysisSerializer.Meta):
        fields = [*AnalysisSerializer.Meta.fields, "measured", "measurement_version", "unmeasured"]
        read_only_fields = fields
        extra_kwargs = {
            **AnalysisSerializer.Meta.extra_kwargs,
            "unmeasured": {"help_text": "Why nothing was measured; otherwise empty."},
        }


class FindingSerializer(serializers.ModelSerializer[Finding]):
    """A finding: one statement about one stretch of a video."""

    object = serializers.CharField(default="finding", read_only=True)
    analysis = serializers.CharField(source="analysis_id", read_only=True)

    class Meta:
        model = Finding
        fields = [
            "id", "object", "analysis", "kind", "origin", "starts_ms", "ends_ms", "statement", "evidence",
            "confidence", "reported_wrong_at", "report_note", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "origin": {"help_text": "``opinion``: the statement is a model's opinion."},
            "confidence": {"help_text": "The model's own confidence, from 0 to 1."},
            "starts_ms": {"help_text": "Milliseconds from the start of the video."},
        }


class ReportSerializer(serializers.Serializer[dict[str, Any]]):
    """What is wrong with a finding."""

    note = serializers.CharField(max_length=NOTE_LENGTH, required=False, allow_blank=True, default="")
