"""Ideas in requests and responses."""

from typing import Any

from rest_framework import serializers

from discovery.models import Idea, IdeaStatus


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
    """The status to move an idea to."""

    status = serializers.ChoiceField(choices=IdeaStatus.choices)


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
            "livemode",
            "version",
            "created_at",
            "status_changed_at",
        ]
        read_only_fields = fields
        extra_kwargs = {
            "facts": {"help_text": "The candidate's data when the idea was made; empty without a candidate."},
            "version": {"help_text": "Incremented by each edit. The ``ETag`` contains it."},
        }
