"""Quotes, renders, attempts, and recipes in requests and responses."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from foundation.documents import DocumentMember
from synthesis.models import Attempt, Quote, Recipe, Render
from synthesis.production import etas


class QuoteSerializer(serializers.ModelSerializer[Quote]):
    """A quote: what a render of a video would take."""

    object = serializers.CharField(default="quote", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    items = DocumentMember(help_text="One entry per scene: its engine, length, cost, and estimated time.")
    blocked = DocumentMember(help_text="The code and message of each reason that prevents the render.")

    class Meta:
        model = Quote
        fields = [
            "id", "object", "video", "items", "duration_s", "p50_s", "p90_s", "starts_in_s", "n", "videos",
            "blocked", "is_blocked", "is_expired", "created_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "duration_s": {"help_text": "The estimated length of the video."},
            "starts_in_s": {"help_text": "The estimated wait until a renderer is free."},
        }


class QuoteRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """The video to quote."""

    video = serializers.CharField(max_length=40, help_text="The id of the video.")


class RenderRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """The quote to render."""

    quote = serializers.CharField(max_length=40, help_text="The id of the quote.")


class RenderSerializer(serializers.ModelSerializer[Render]):
    """A render: one production of a video."""

    object = serializers.CharField(default="render", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    quote = serializers.CharField(source="quote_id", read_only=True)
    retry_of = serializers.CharField(
        source="retry_of_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the render that it retries.",
    )
    final_asset = serializers.CharField(
        source="final_asset_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the finished file; null until the render succeeds.",
    )
    poster = serializers.CharField(
        source="poster_id", read_only=True, allow_null=True, help_text="The id of the preview picture."
    )
    subtitles = serializers.CharField(
        source="subtitles_id", read_only=True, allow_null=True, help_text="The id of the subtitle file."
    )
    timeline = DocumentMember(
        help_text="The start and length of each scene; empty until the narration is recorded."
    )
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
        """The progress. ``fraction`` is from 0 to 1."""
        return {
            "fraction": round(render.progress / 100, 2),
            "stage": render.stage,
            "scenes_done": render.scenes_done,
            "scenes_total": render.scenes_total,
        }

    def get_cancel_url(self, render: Render) -> str | None:
        """The path to cancel the render; null once it has ended."""
        return None if render.is_finished else reverse("api:render-cancel", args=[render.pk])

    def get_content_url(self, render: Render) -> str | None:
        """The path of the finished file; null until the render succeeds."""
        file_id: str | None = render.final_asset_id
        return None if file_id is None else reverse("api:asset-content", args=[file_id])


class RenderDetailSerializer(RenderSerializer):
    """A render, with its ETA and its place in the queue."""

    queue = serializers.SerializerMethodField()
    _seen: etas.RenderProgress | None = None

    class Meta(RenderSerializer.Meta):
        fields = [*RenderSerializer.Meta.fields, "queue"]
        read_only_fields = fields

    def get_progress(self, render: Render) -> dict[str, Any]:
        """The progress, and the ETA in seconds from now: p50 (``eta_s``) and p90 (``eta_p90_s``).
        ``fraction`` is from 0 to 1. The ETA is null once the render has ended, and while the end of its wait
        is unknown.
        """
        progress = self._progress_of(render)
        expected = progress.expected
        return super().get_progress(render) | {
            "fraction": round(progress.percent / 100, 2),
            "eta_s": expected.p50_s if expected else None,
            "eta_p90_s": expected.p90_s if expected else None,
        }

    def get_queue(self, render: Render) -> dict[str, Any] | None:
        """Why no scene is being rendered, and in how many seconds rendering starts: p50 (``eta_s``) and p90
        (``eta_p90_s``). Null while the render does not wait.
        """
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
        # Both fields of one response come from one read.
        if self._seen is None or self._seen.render is not render:
            self._seen = etas.progress_of(render=render)
        return self._seen


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """An attempt: one try of rendering one scene."""

    object = serializers.CharField(default="attempt", read_only=True)
    scene = serializers.CharField(
        source="scene_key", read_only=True, help_text="The scene's id, kept if the scene is deleted."
    )
    renderer = serializers.CharField(source="renderer.name", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Attempt
        fields = [
            "id", "object", "scene", "position", "number", "status", "stage", "step", "steps", "progress",
            "eta_s", "renderer", "engine", "error_code", "error", "seconds_spent", "is_reused", "created_at",
            "finished_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "position": {"help_text": "The place of the scene in the video, from 1."},
            "progress": {"help_text": "Percent."},
            "steps": {"help_text": "The number of steps; null if it is unknown."},
            "error": {"help_text": "Why it failed; otherwise empty."},
        }


class RecipeSerializer(serializers.ModelSerializer[Recipe]):
    """A recipe: everything that is needed to render the same video again."""

    object = serializers.CharField(default="recipe", read_only=True)
    document = serializers.DictField(read_only=True)

    class Meta:
        model = Recipe
        fields = ["id", "object", "sha256", "output_sha256", "unsigned_sha256", "document", "created_at"]
        read_only_fields = fields
        extra_kwargs = {
            "sha256": {"help_text": "The SHA-256 digest of the document as canonical JSON."},
            "output_sha256": {"help_text": "The SHA-256 digest of the finished file."},
            "unsigned_sha256": {
                "help_text": "The digest of that file before it was signed, which a repeated render makes "
                "again. Empty for files of earlier releases, which are not signed."
            },
        }
