"""Videos and their scripts in requests and responses."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from foundation.documents import DocumentMember
from render_node.contract import Preset
from render_node.contract.motion import Theme
from synthesis.assembly import narration
from synthesis.assembly.captions import STYLES
from synthesis.assembly.music import MOODS
from synthesis.choices import ScriptKind, ScriptLength, Tone
from synthesis.content import MAX_SEED, TITLE_LENGTH, VIDEO_TEXTS, ScriptOptions
from synthesis.models import RenderStatus, ScriptDraft, Video, Writer
from synthesis.studio import scripts, videos


class LastRenderSerializer(serializers.Serializer[dict[str, str]]):
    """A video's newest render."""

    id = serializers.CharField()
    status = serializers.ChoiceField(choices=RenderStatus.choices)
    failure = serializers.CharField(help_text="Why it failed, in a sentence; otherwise empty.")
    failure_code = serializers.CharField(help_text="The code of the failure; otherwise empty.")


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video."""

    object = serializers.CharField(default="video", read_only=True)
    idea = serializers.CharField(source="idea_id", read_only=True, allow_null=True)
    music_track = serializers.CharField(
        source="music_track_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the music file that is heard instead of the mood's music; null for the mood.",
    )
    last_render = serializers.SerializerMethodField()

    class Meta:
        model = Video
        fields = [
            "id", "object", "title", "status", "idea", "language", "voice", "caption_style", "theme",
            "grades_stock", "mood", "music_track", "preset", "seed", "post_text", "livemode", "version",
            "created_at", "updated_at", "last_render",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(LastRenderSerializer(allow_null=True))
    def get_last_render(self, video: Video) -> dict[str, str] | None:
        """The newest render in any status; null if there is none."""
        if not hasattr(video, "last_render_id"):
            row = Video.objects.filter(pk=video.pk)
            video = videos.with_last_render(rows=row).get()
        facts = vars(video)
        if facts["last_render_id"] is None:
            return None
        return {name: facts[f"last_render_{name}"] for name in ("id", "status", "failure", "failure_code")}


def _line(name: str, *, allow_blank: bool = True, help_text: str = "") -> serializers.CharField:
    return serializers.CharField(
        max_length=VIDEO_TEXTS[name].max_length,
        required=False,
        allow_blank=allow_blank,
        help_text=help_text or _help_text(name),
    )


def _help_text(name: str) -> str:
    return next(str(field.help_text) for field in Video._meta.concrete_fields if field.name == name)


class VideoFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """The editable fields of a video."""

    title = _line("title", allow_blank=False, help_text="The title of the video.")
    language = _line("language", allow_blank=False)
    voice = _line("voice")
    caption_style = serializers.ChoiceField(
        choices=list(STYLES), required=False, allow_blank=True, help_text=_help_text("caption_style")
    )
    theme = serializers.ChoiceField(
        choices=[theme.value for theme in Theme],
        required=False,
        allow_blank=True,
        help_text=_help_text("theme"),
    )
    grades_stock = serializers.BooleanField(required=False, help_text=_help_text("grades_stock"))
    mood = serializers.ChoiceField(
        choices=list(MOODS), required=False, allow_blank=True, help_text=_help_text("mood")
    )
    music_track = serializers.CharField(
        max_length=40,
        required=False,
        allow_null=True,
        help_text="The id of a music file, an asset with the role ``music``. It is cut or repeated to the "
        "length of the video, and heard instead of the mood's music. Null for the mood. Music is uploaded on "
        "the video's page of voice and captions.",
    )
    preset = serializers.ChoiceField(
        choices=[preset.value for preset in Preset],
        required=False,
        help_text="The quality of the pictures. Better quality takes longer to render.",
    )
    seed = serializers.IntegerField(
        min_value=0, max_value=MAX_SEED, required=False, help_text=_help_text("seed")
    )
    post_text = _line("post_text")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require a voice that reads the language: the one sent, or the video's."""
        language = attrs.get("language") or self.context.get("language", "en")
        known = {voice.name for voice in narration.voices(language=language)}
        if attrs.get("voice") and attrs["voice"] not in known:
            detail = f"This voice does not support {language}. Choose one of {', '.join(sorted(known))}."
            raise serializers.ValidationError({"voice": detail})
        return attrs


class VideoRequestSerializer(VideoFieldsSerializer):
    """A video to create."""

    idea = serializers.CharField(max_length=40, required=False, help_text="The id of an idea.")
    script = serializers.CharField(
        required=False,
        trim_whitespace=False,
        help_text=f"Your own script, at most {scripts.SCRIPT_LENGTH:,} characters.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require an idea or a title."""
        attrs = super().validate(attrs)
        if not attrs.get("idea") and not attrs.get("title"):
            raise serializers.ValidationError({"title": "Give a title, or the id of an idea."})
        return attrs


class _NullableChoice(serializers.ChoiceField):
    """A choice that is null while nothing is chosen."""

    def to_representation(self, value: str) -> str | None:  # type: ignore[override] # null is documented
        """The row's empty text is null in JSON."""
        return value or None


class ScriptDraftSerializer(serializers.ModelSerializer[ScriptDraft]):
    """A script of a video, written or being written."""

    object = serializers.CharField(default="script", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    script = DocumentMember(
        allow_null=True, help_text="The script as it was written; null until then, and for your own script."
    )
    kind = _NullableChoice(
        choices=ScriptKind.choices,
        read_only=True,
        allow_null=True,
        help_text="The requested form. Null: the writer chose the one that suits the topic.",
    )
    writer = _NullableChoice(choices=Writer.choices, read_only=True, allow_null=True)
    claims_to_check = serializers.SerializerMethodField(
        help_text="For each scene of the script, the claims that the video's sources don't support."
    )

    class Meta:
        model = ScriptDraft
        fields = [
            "id", "object", "video", "status", "topic", "kind", "tone", "target_s", "writer",
            "model", "prompt_version", "input_tokens", "output_tokens", "script", "is_outline",
            "claims_to_check", "note", "failure", "livemode", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "topic": {"help_text": "What it is about instead of the title or the idea; otherwise empty."},
            "tone": {"help_text": "The requested tone."},
            "is_outline": {
                "help_text": "True if the narration has blanks in braces, which block a render until a "
                "person fills them. The offline writer gives an outline for topics that it does not know."
            },
            "model": {"help_text": "The language model that wrote it; otherwise empty."},
            "note": {
                "help_text": "Why another writer wrote it, how it differs from the request, or why it is "
                "retried; otherwise empty."
            },
            "failure": {"help_text": "Why it failed, in a sentence; otherwise empty."},
        }

    def get_claims_to_check(self, draft: ScriptDraft) -> list[list[str]]:
        """Empty for a script that a person wrote."""
        return scripts.claims_of_draft(draft=draft)


class ScriptOptionsSerializer(serializers.Serializer[dict[str, Any]]):
    """What a written script should be like."""

    topic = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=TITLE_LENGTH,
        help_text="What to write about instead of the title or the idea.",
    )
    kind = serializers.ChoiceField(
        choices=ScriptKind.choices,
        required=False,
        allow_null=True,
        help_text="The form. Null: the writer chooses the one that suits the topic.",
    )
    tone = serializers.ChoiceField(choices=Tone.choices, required=False, help_text="The tone.")
    target_s = serializers.ChoiceField(
        choices=ScriptLength.choices, required=False, help_text="The length of the video in seconds."
    )


class ScriptRequestSerializer(ScriptOptionsSerializer):
    """Your own script. Without one, a script is written."""

    text = serializers.CharField(
        required=False,
        trim_whitespace=False,
        help_text=f"Your own script, at most {scripts.SCRIPT_LENGTH:,} characters.",
    )

    def options(self, *, video: Video) -> ScriptOptions:
        """The options that were sent, and for the others those of the video's last script."""
        sent = {name: value or "" for name, value in self.validated_data.items() if name != "text"}
        return scripts.latest_options(video=video).model_copy(update=sent)


class HookRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """The way to open the video."""

    number = serializers.IntegerField(
        min_value=0,
        max_value=scripts.MOST_ALTERNATIVES,
        help_text="0 is the script's own opening, 1 the first of its hook_alternatives.",
    )
