"""What clients send and see of synthesis."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from synthesis.assembly import narration
from synthesis.assembly.captions import STYLES
from synthesis.assembly.music import MOODS
from synthesis.models import (
    Asset,
    Attempt,
    Layout,
    Origin,
    Quote,
    Recipe,
    Render,
    RenderStatus,
    Scene,
    ScriptDraft,
    Transition,
    Video,
    Writer,
)
from synthesis.production import etas
from synthesis.studio import scenes, scripts, videos


class LastRenderSerializer(serializers.Serializer[dict[str, str]]):
    """How a video's newest render stands, and why it failed if it did."""

    id = serializers.CharField()
    status = serializers.ChoiceField(choices=RenderStatus.choices)
    failure = serializers.CharField(help_text="A sentence for the person who asked; empty unless it failed.")
    failure_code = serializers.CharField()


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video as clients see it."""

    object = serializers.CharField(default="video", read_only=True)
    idea = serializers.CharField(source="idea_id", read_only=True, allow_null=True)
    last_render = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = [
            "id", "object", "title", "status", "idea", "language", "voice", "caption_style", "mood", "preset",
            "seed", "post_text", "livemode", "version", "created_at", "updated_at", "last_render",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(LastRenderSerializer(allow_null=True))
    def get_last_render(self, video: Video) -> dict[str, str] | None:
        """The newest render, however it stands: a failed one leaves the video a draft."""
        if not hasattr(video, "last_render_id"):
            row = Video.objects.filter(pk=video.pk)
            video = videos.with_last_render(rows=row).get()
        facts = vars(video)
        if facts["last_render_id"] is None:
            return None
        return {name: facts[f"last_render_{name}"] for name in ("id", "status", "failure", "failure_code")}


class VideoFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """What a client may set on a video."""

    title = serializers.CharField(max_length=160, required=False)
    language = serializers.CharField(max_length=16, required=False)
    voice = serializers.CharField(max_length=64, required=False, allow_blank=True)
    caption_style = serializers.ChoiceField(choices=list(STYLES), required=False, allow_blank=True)
    mood = serializers.ChoiceField(choices=list(MOODS), required=False, allow_blank=True)
    preset = serializers.ChoiceField(choices=["draft", "standard", "best"], required=False)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    post_text = serializers.CharField(max_length=5000, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The voice reads the language, which is the video's own unless another is sent with it."""
        language = attrs.get("language") or self.context.get("language", "en")
        known = {voice.name for voice in narration.voices(language=language)}
        if attrs.get("voice") and attrs["voice"] not in known:
            detail = f"This voice does not read {language}. Choose one of {', '.join(sorted(known))}."
            raise serializers.ValidationError({"voice": detail})
        return attrs


class VideoRequestSerializer(VideoFieldsSerializer):
    """What a client sends to begin a video: an idea, or a title, and a script of its own if it has one."""

    idea = serializers.CharField(max_length=40, required=False)
    script = serializers.CharField(required=False, trim_whitespace=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A video begins with an idea or a title."""
        attrs = super().validate(attrs)
        if not attrs.get("idea") and not attrs.get("title"):
            raise serializers.ValidationError({"title": "Give a title, or the id of an idea."})
        return attrs


class _WriterField(serializers.ChoiceField):
    """Who wrote a script; null until somebody does."""

    def to_representation(self, value: str) -> str | None:  # type: ignore[override] # null is documented
        """The row's empty text is null in JSON."""
        return value or None


class ScriptDraftSerializer(serializers.ModelSerializer[ScriptDraft]):
    """One writing of a script as clients see it."""

    object = serializers.CharField(default="script", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    writer = _WriterField(choices=Writer.choices, read_only=True, allow_null=True)
    claims_to_check = serializers.SerializerMethodField(
        help_text="For each scene of the script, the claims in it that no source of the video supports."
    )

    class Meta:
        model = ScriptDraft
        fields = [
            "id", "object", "video", "status", "writer", "model", "prompt_version", "input_tokens",
            "output_tokens", "script", "claims_to_check", "note", "failure", "livemode", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_claims_to_check(self, draft: ScriptDraft) -> list[list[str]]:
        """Empty for a script that a person wrote."""
        return scripts.claims_of_draft(draft=draft)


class ScriptRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """A script of the client's own; without one, a script is written."""

    text = serializers.CharField(
        required=False,
        trim_whitespace=False,
        help_text=f"Your own script, at most {scripts.SCRIPT_LENGTH} characters.",
    )


class SceneSerializer(serializers.ModelSerializer[Scene]):
    """A scene as clients see it."""

    object = serializers.CharField(default="scene", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    asset = serializers.CharField(source="asset_id", read_only=True, allow_null=True)
    clip = serializers.CharField(source="clip_id", read_only=True, allow_null=True)

    class Meta:
        model = Scene
        fields = [
            "id", "object", "video", "position", "status", "narration", "kicker", "headline", "body", "items",
            "figure", "figure_label", "accent_words", "visual_prompt", "layout", "transition", "origin",
            "engine", "asset", "clip", "minimum_s", "version", "created_at",
        ]  # fmt: skip
        read_only_fields = fields


def _line(name: str) -> serializers.CharField:
    return serializers.CharField(max_length=scenes.LENGTHS[name], required=False, allow_blank=True)


class SceneFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """What a client may set on a scene."""

    narration = _line("narration")
    kicker = _line("kicker")
    headline = _line("headline")
    body = _line("body")
    items = serializers.ListField(child=serializers.CharField(max_length=80), max_length=6, required=False)
    figure = _line("figure")
    figure_label = _line("figure_label")
    accent_words = serializers.ListField(
        child=serializers.CharField(max_length=40), max_length=12, required=False
    )
    visual_prompt = _line("visual_prompt")
    layout = serializers.ChoiceField(choices=Layout.choices, required=False)
    transition = serializers.ChoiceField(choices=Transition.choices, required=False)
    origin = serializers.ChoiceField(choices=Origin.choices, required=False)
    engine = serializers.CharField(
        max_length=scenes.LENGTHS["engine"],
        required=False,
        allow_blank=True,
        help_text="What generates the picture, such as gemini-omni; empty is the best there is.",
    )
    asset = serializers.CharField(
        max_length=40,
        required=False,
        allow_null=True,
        help_text="The file it shows, or the picture that a generated one begins with.",
    )
    minimum_s = serializers.FloatField(min_value=0, max_value=60, required=False)


class SceneRequestSerializer(SceneFieldsSerializer):
    """What a client sends to add a scene."""

    after = serializers.CharField(max_length=40, required=False, help_text="The scene it follows.")


class SceneOrderSerializer(serializers.Serializer[dict[str, Any]]):
    """Every scene of a video, in the order they are to have."""

    scenes = serializers.ListField(child=serializers.CharField(max_length=40), max_length=scenes.MOST_SCENES)


class SceneLockSerializer(serializers.Serializer[dict[str, Any]]):
    """Whether a scene is kept as it is."""

    locked = serializers.BooleanField()


class QuoteSerializer(serializers.ModelSerializer[Quote]):
    """A quote as clients see it. ``n`` counts the earlier attempts its range rests on; 0 is a table."""

    object = serializers.CharField(default="quote", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)

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
        return None if render.is_finished else f"/api/v1/renders/{render.pk}/cancel/"

    def get_content_url(self, render: Render) -> str | None:
        """Where the finished file is; null until it is there."""
        file_id: str | None = render.final_asset_id
        return None if file_id is None else reverse("asset-api-content", args=[file_id])


class RenderDetailSerializer(RenderSerializer):
    """A render with why it waits."""

    queue = serializers.SerializerMethodField()
    _seen: etas.Standing | None = None

    class Meta(RenderSerializer.Meta):
        fields = [*RenderSerializer.Meta.fields, "queue"]
        read_only_fields = fields

    def get_progress(self, render: Render) -> dict[str, Any]:
        """How far it is, what is half drawn included, and in how many seconds it will probably be ready."""
        standing = self._standing_of(render)
        expected = standing.expected
        return super().get_progress(render) | {
            "fraction": round(standing.percent / 100, 2),
            "eta_s": expected.p50_s if expected else None,
            "eta_p90_s": expected.p90_s if expected else None,
        }

    def get_queue(self, render: Render) -> dict[str, Any] | None:
        """Why nothing of it is drawn, in words, and in how many seconds it begins; null when something is."""
        waiting = self._standing_of(render).waiting
        if waiting is None:
            return None
        return {
            "code": waiting.code,
            "reason": f"{waiting.message} {waiting.note}".strip(),
            "position": waiting.position,
            "eta_s": waiting.eta_s,
            "eta_p90_s": waiting.eta_p90_s,
        }

    def _standing_of(self, render: Render) -> etas.Standing:
        # Both fields of one answer say what one look has seen.
        if self._seen is None or self._seen.render is not render:
            self._seen = etas.standing_of(render=render)
        return self._seen


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try of one scene."""

    object = serializers.CharField(default="attempt", read_only=True)
    scene = serializers.CharField(source="scene_key", read_only=True)
    node = serializers.CharField(source="node.name", read_only=True, default=None, allow_null=True)

    class Meta:
        model = Attempt
        fields = [
            "id", "object", "scene", "position", "number", "status", "stage", "step", "steps", "progress",
            "eta_s", "node", "engine", "error_code", "error", "seconds_spent", "is_reused", "created_at",
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


class AssetSerializer(serializers.ModelSerializer[Asset]):
    """A stored file."""

    object = serializers.CharField(default="asset", read_only=True)
    content_url = serializers.SerializerMethodField()

    class Meta:
        model = Asset
        fields = [
            "id", "object", "role", "origin", "title", "licence", "sha256", "size_bytes", "mime_type",
            "width_px", "height_px", "duration_s", "content_url", "livemode", "created_at", "expires_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_content_url(self, asset: Asset) -> str:
        """Where the file is."""
        return reverse("asset-api-content", args=[asset.pk])
