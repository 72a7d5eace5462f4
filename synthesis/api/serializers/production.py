"""Quotes, renders and what came of them, as clients send and see them."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from foundation.documents import DocumentMember
from synthesis.models import Attempt, Quote, Recipe, Render
from synthesis.production import etas


class QuoteSerializer(serializers.ModelSerializer[Quote]):
    """A quote as clients see it. ``n`` counts the earlier attempts its range rests on; 0 is a table."""

    object = serializers.CharField(default="quote", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    items = DocumentMember(
        help_text="One entry for each scene: its engine, length, cost and estimated seconds."
    )
    blocked = DocumentMember(help_text="Code and message of each reason that prevents the render.")

    class Meta:
        model = Quote
        fields = [
            "id", "object", "video", "items", "duration_s", "p50_s", "p90_s", "starts_in_s", "n", "videos",
            "blocked", "is_blocked", "is_expired", "created_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields


class QuoteRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """Which video to quote."""

    video = serializers.CharField(max_length=40)


class RenderRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """Which quote to take."""

    quote = serializers.CharField(max_length=40)


class RenderSerializer(serializers.ModelSerializer[Render]):
    """A render as clients see it."""

    object = serializers.CharField(default="render", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    quote = serializers.CharField(source="quote_id", read_only=True)
    retry_of = serializers.CharField(source="retry_of_id", read_only=True, allow_null=True)
    final_asset = serializers.CharField(source="final_asset_id", read_only=True, allow_null=True)
    poster = serializers.CharField(source="poster_id", read_only=True, allow_null=True)
    subtitles = serializers.CharField(source="subtitles_id", read_only=True, allow_null=True)
    timeline = DocumentMember(help_text="Start and length of each scene, once spoken.")
    progress = serializers.SerializerMethodField()
    cancel_url = serializers.SerializerMethodField()
    content_url = serializers.SerializerMethodField()

    class Meta:
        model = Render
        fields = [
            "id", "object", "video", "quote", "retry_of", "number", "status", "stage", "progress", "failure",
            "failure_code", "timeline", "final_asset", "content_url", "poster", "subtitles", "cancel_url",
            "livemode", "created_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_progress(self, render: Render) -> dict[str, Any]:
        """How far it is."""
        return {
            "fraction": round(render.progress / 100, 2),
            "stage": render.stage,
            "scenes_done": render.scenes_done,
            "scenes_total": render.scenes_total,
        }

    def get_cancel_url(self, render: Render) -> str | None:
        """Where to cancel it; null once it is over."""
        return None if render.is_finished else reverse("api:render-cancel", args=[render.pk])

    def get_content_url(self, render: Render) -> str | None:
        """Where the finished file is; null until it is there."""
        file_id: str | None = render.final_asset_id
        return None if file_id is None else reverse("api:asset-content", args=[file_id])


class RenderDetailSerializer(RenderSerializer):
    """A render with why it waits."""

    queue = serializers.SerializerMethodField()
    _seen: etas.RenderProgress | None = None

    class Meta(RenderSerializer.Meta):
        fields = [*RenderSerializer.Meta.fields, "queue"]
        read_only_fields = fields

    def get_progress(self, render: Render) -> dict[str, Any]:
        """How far it is, what is half drawn included, and in how many seconds it will probably be ready."""
        progress = self._progress_of(render)
        expected = progress.expected
        return super().get_progress(render) | {
            "fraction": round(progress.percent / 100, 2),
            "eta_s": expected.p50_s if expected else None,
            "eta_p90_s": expected.p90_s if expected else None,
        }

    def get_queue(self, render: Render) -> dict[str, Any] | None:
        """Why nothing of it is drawn, in words, and in how many seconds it begins; null when something is."""
        waiting = self._progress_of(render).waiting
        if waiting is None:
            return None
        return {
            "code": waiting.code,
            "reason": f"{waiting.message} {waiting.note}".strip(),
            "position": waiting.position,
            "eta_s": waiting.eta_s,
            "eta_p90_s": waiting.eta_p90_s,
        }

    def _progress_of(self, render: Render) -> etas.RenderProgress:
        # Both fields of one answer say what one look has seen.
        if self._seen is None or self._seen.render is not render:
            self._seen = etas.progress_of(render=render)
        return self._seen


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try of one scene."""

    object = serializers.CharField(default="attempt", read_only=True)
    scene = serializers.CharField(source="scene_key", read_only=True)
    renderer = serializers.CharField(source="renderer.name", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Attempt
        fields = [
            "id", "object", "scene", "position", "number", "status", "stage", "step", "steps", "progress",
            "eta_s", "renderer", "engine", "error_code", "error", "seconds_spent", "is_reused", "created_at",
            "finished_at",
        ]  # fmt: skip
        read_only_fields = fields


class RecipeSerializer(serializers.ModelSerializer[Recipe]):
    """All that is needed to render again."""

    object = serializers.CharField(default="recipe", read_only=True)
    document = serializers.DictField(read_only=True)

    class Meta:
        model = Recipe
        fields = ["id", "object", "sha256", "output_sha256", "document", "created_at"]
        read_only_fields = fields
