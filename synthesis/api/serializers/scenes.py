"""Scenes in requests and responses."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from synthesis.choices import Layout
from synthesis.content import CHOICES, LISTS, MAX_SCENES, MINIMUM_S, TEXTS, SceneFields
from synthesis.models import Scene
from synthesis.studio.looks import SceneLook
from synthesis.studio.objects import Chosen


class SceneObjectSerializer(serializers.Serializer[Chosen]):
    """A pictured object of a scene."""

    name = serializers.CharField(help_text="The value for ``object_names``, such as ``egg``.")
    word = serializers.CharField(help_text="The word of the scene that names it; empty for your choice.")
    count = serializers.IntegerField(help_text="How often it is shown.")


class SceneLookSerializer(serializers.Serializer[SceneLook]):
    """How a scene with motion graphics is drawn."""

    layout = serializers.ChoiceField(choices=Layout.choices)
    reason = serializers.CharField(help_text="Why it has this layout, in a sentence.")
    objects = SceneObjectSerializer(many=True, help_text="The main one first.")
    alternatives = serializers.ListField(
        child=serializers.ChoiceField(choices=Layout.choices),
        help_text="The other layouts that this content serves, as values for ``layout``.",
    )


class SceneSerializer(serializers.ModelSerializer[Scene]):
    """A scene of a video."""

    object = serializers.CharField(default="scene", read_only=True)
    video = serializers.CharField(source="video_id", read_only=True)
    asset = serializers.CharField(
        source="asset_id", read_only=True, allow_null=True, help_text="The id of the file that it shows."
    )
    clip = serializers.CharField(
        source="clip_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the rendered clip; null until it is rendered, and after an edit.",
    )

    recording = serializers.CharField(
        source="recording_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the recording that is heard instead of the voice; null for the voice.",
    )
    is_recording_old = serializers.BooleanField(
        read_only=True,
        help_text="True if the narration was changed since the recording was added, so that they may differ.",
    )

    source_finding = serializers.CharField(
        source="finding_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the finding about another video that the scene was written to use.",
    )

    layout = serializers.ChoiceField(
        choices=Layout.choices,
        allow_blank=True,
        read_only=True,
        help_text="The layout that a person chose; empty for an automatic one. ``look`` has the drawn one.",
    )
    look = serializers.SerializerMethodField(
        help_text="How it is drawn, by its own choices or automatically; null unless ``origin`` is "
        "``motion``."
    )

    class Meta:
        model = Scene
        fields = [
            "id", "object", "video", "position", "status", *SceneFields.model_fields, "asset", "clip",
            "recording", "is_recording_old", "source_finding", "look", "version", "created_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "minimum_s": {"help_text": SceneFields.model_fields["minimum_s"].description},
            "version": {"help_text": "Incremented by each edit. The ``ETag`` contains it."},
        }

    @extend_schema_field(SceneLookSerializer(allow_null=True))
    def get_look(self, scene: Scene) -> dict[str, Any] | None:
        """From the looks of the video, which the view computes once for all scenes."""
        if not scene.is_drawn:
            return None
        return dict(SceneLookSerializer(self.context["looks"].scenes[scene.pk]).data)


def _field_of(name: str) -> serializers.Field[Any, Any, Any, Any]:
    """The serializer field of a scene's field, with the help text and limits of its document."""
    help_text = SceneFields.model_fields[name].description
    if name == "layout":
        return serializers.ChoiceField(
            choices=Layout.choices, required=False, allow_blank=True, help_text=help_text
        )
    if name in CHOICES:
        return serializers.ChoiceField(choices=CHOICES[name].choices, required=False, help_text=help_text)
    if name in LISTS:
        texts = LISTS[name]
        line = serializers.CharField(max_length=texts.max_length)
        return serializers.ListField(
            child=line, max_length=texts.max_items, required=False, help_text=help_text
        )
    if name in TEXTS:
        length = TEXTS[name].max_length
        return serializers.CharField(max_length=length, required=False, allow_blank=True, help_text=help_text)
    return serializers.FloatField(
        min_value=MINIMUM_S.least, max_value=MINIMUM_S.most, required=False, help_text=help_text
    )


class SceneFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """The editable fields of a scene."""

    asset = serializers.CharField(
        max_length=40,
        required=False,
        allow_null=True,
        help_text="The id of the file to show. For a generated picture, the picture to start from.",
    )
    recording = serializers.CharField(
        max_length=40,
        required=False,
        allow_null=True,
        help_text="The id of a recording of the narration, an asset with the role ``recording``. It is heard "
        "instead of the voice. Null for the voice. Recordings are uploaded on the scene's page.",
    )

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """Every field of a scene's document, and those declared here."""
        return {name: _field_of(name) for name in SceneFields.model_fields} | super().get_fields()


class SceneRequestSerializer(SceneFieldsSerializer):
    """A scene to add."""

    after = serializers.CharField(
        max_length=40, required=False, help_text="The id of the scene to add it after. Default: the last."
    )


class SceneOrderSerializer(serializers.Serializer[dict[str, Any]]):
    """The scenes of a video in their new order."""

    scenes = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=MAX_SCENES,
        help_text="The id of every scene of the video, exactly once.",
    )


class SceneLockSerializer(serializers.Serializer[dict[str, Any]]):
    """Whether a scene is locked."""

    locked = serializers.BooleanField(help_text="True to lock the scene, false to unlock it.")


class SceneSplitSerializer(serializers.Serializer[dict[str, Any]]):
    """Where to split a scene."""

    at = serializers.IntegerField(
        min_value=1,
        max_value=TEXTS["narration"].max_length,
        help_text="The number of characters of the narration that remain in the first scene.",
    )
