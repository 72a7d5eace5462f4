"""Voices and pronunciations in requests and responses."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from rest_framework import serializers

from synthesis.assembly.speech import Quality, Voice
from synthesis.models import Pronunciation
from synthesis.models.pronunciations import LANGUAGE_LENGTH, SPOKEN_LENGTH, WRITTEN_LENGTH


class VoiceLanguageSerializer(serializers.Serializer[dict[str, Any]]):
    """The language of voices."""

    language = serializers.CharField(
        max_length=LANGUAGE_LENGTH,
        default="en",
        help_text="A language tag, such as en or pt-BR. Default: en.",
    )


class VoiceSerializer(serializers.Serializer[Voice]):
    """A voice. The context has the requested ``language`` and the ``default`` voice."""

    id = serializers.CharField(source="name", help_text="The value of a video's ``voice``.")
    object = serializers.SerializerMethodField()
    title = serializers.CharField()
    language = serializers.CharField(help_text="The language tag of what it speaks.")
    gender = serializers.ChoiceField(choices=["female", "male"], allow_blank=True)
    style = serializers.CharField(  # type: ignore[assignment] # the base class has an option of this name
        help_text="A few words about how it sounds."
    )
    quality = serializers.ChoiceField(
        choices=[quality.value for quality in Quality],
        help_text="``natural`` and ``online`` voices sound like a person; the vendor of an ``online`` voice "
        "charges for each recording. ``basic`` voices are clear, but synthetic.",
    )
    licence = serializers.CharField(help_text="The licence of the voice.")
    credit = serializers.CharField(help_text="Whom to credit for the voice; otherwise empty.")
    is_default = serializers.SerializerMethodField(
        help_text="True for the voice of a video whose ``voice`` is empty."
    )
    sample_url = serializers.SerializerMethodField(help_text="The path of a recording of the voice.")

    def get_object(self, voice: Voice) -> str:
        """The kind of object."""
        return "voice"

    def get_is_default(self, voice: Voice) -> bool:
        """Compared by name: a name identifies a voice."""
        return bool(voice.name == self.context["default"])

    def get_sample_url(self, voice: Voice) -> str:
        """The path names the language, because some voices speak several."""
        query = urlencode({"language": self.context["language"]})
        return f"{reverse('api:voice-sample', args=[voice.name])}?{query}"


class PronunciationSerializer(serializers.ModelSerializer[Pronunciation]):
    """How voices say a written word."""

    object = serializers.CharField(default="pronunciation", read_only=True)

    class Meta:
        model = Pronunciation
        fields = ["id", "object", "language", "written", "spoken", "version", "created_at"]
        read_only_fields = fields
        extra_kwargs = {"version": {"help_text": "Incremented by each edit. The ``ETag`` contains it."}}


class PronunciationFieldsSerializer(serializers.Serializer[dict[str, Any]]):
    """The editable fields of a pronunciation."""

    written = serializers.CharField(
        max_length=WRITTEN_LENGTH, help_text="The word or words as they are written, in any case."
    )
    spoken = serializers.CharField(
        max_length=SPOKEN_LENGTH, help_text="How to say them, spelled the way they sound."
    )
    language = serializers.CharField(
        max_length=LANGUAGE_LENGTH,
        required=False,
        allow_blank=True,
        help_text="A language tag, such as en or pt-BR. If empty, it applies to all languages.",
    )
