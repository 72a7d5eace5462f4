"""Pictured objects in requests and responses."""

from typing import Any

from rest_framework import serializers

from synthesis.studio.objects import Found

QUERY_LENGTH = 60


class ObjectSearchSerializer(serializers.Serializer[dict[str, Any]]):
    """A search for pictured objects."""

    query = serializers.CharField(
        max_length=QUERY_LENGTH, help_text="The beginning of a word for the object."
    )
    language = serializers.CharField(
        max_length=16, default="en", help_text="The language tag of the words. Default: en."
    )


class PicturedObjectSerializer(serializers.Serializer[Found]):
    """An object that drawn scenes can show."""

    object = serializers.SerializerMethodField()
    name = serializers.CharField(help_text="The value for ``object_names`` of a scene.")
    title = serializers.CharField(help_text="Its name in the language of the search.")

    def get_object(self, found: Found) -> str:
        """The kind of object."""
        return "pictured_object"
