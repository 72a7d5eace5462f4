"""Ideas as they come in and go out."""

from typing import Any

from rest_framework import serializers

from discovery.models import Idea, IdeaStatus


class IdeaRequestSerializer(serializers.Serializer[Any]):
    """An idea: of a candidate, or in somebody's own words."""

    candidate = serializers.CharField(required=False, max_length=40)
    title = serializers.CharField(max_length=150, required=False)
    hook = serializers.CharField(max_length=300, allow_blank=True, required=False)
    angle = serializers.CharField(max_length=2000, allow_blank=True, required=False)
    language = serializers.RegexField(r"^[a-z]{2,3}$", required=False)
    niche = serializers.CharField(max_length=40, allow_null=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An idea needs a title, or a candidate that has one."""
        if not self.partial and "candidate" not in attrs and "title" not in attrs:
            raise serializers.ValidationError({"title": "Give a title, or the candidate it is made of."})
        return attrs


class IdeaMoveSerializer(serializers.Serializer[Any]):
    """Where to."""

    status = serializers.ChoiceField(choices=IdeaStatus.choices)


class IdeaSerializer(serializers.ModelSerializer[Idea]):
    """An idea as clients see it."""

    object = serializers.CharField(default="idea", read_only=True)
    candidate = serializers.CharField(source="candidate_id", read_only=True, allow_null=True)
    niche = serializers.CharField(source="niche_id", read_only=True, allow_null=True)

    class Meta:
        """With the facts frozen when it was made."""

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
            "niche",
            "facts",
            "livemode",
            "version",
            "created_at",
            "status_changed_at",
        ]
        read_only_fields = fields
