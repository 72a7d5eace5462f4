"""Videos that are added by URL, in requests and responses."""

from typing import Any

from rest_framework import serializers

from discovery import video_links
from discovery.models import VideoLink


class VideoLinkRequestSerializer(serializers.Serializer[Any]):
    """A video to add."""

    address = serializers.CharField(max_length=600, help_text="The URL of a video.")


class VideoLinkSerializer(serializers.ModelSerializer[VideoLink]):
    """A video that was added by its URL. It has no numbers, and so no score."""

    object = serializers.CharField(default="video_link", read_only=True)
    url = serializers.SerializerMethodField(help_text="The video's URL.")
    candidate = serializers.CharField(
        source="candidate_id",
        read_only=True,
        allow_null=True,
        help_text="The id of the candidate; null until the video was found.",
    )

    class Meta:
        """Includes every public field."""

        model = VideoLink
        fields = [
            "id",
            "object",
            "platform",
            "url",
            "status",
            "problem",
            "candidate",
            "livemode",
            "created_at",
        ]
        read_only_fields = fields
        extra_kwargs = {"problem": {"help_text": "Why the video was not added; otherwise empty."}}

    def get_url(self, link: VideoLink) -> str:
        """Its URL on its platform."""
        return video_links.url_of(link)
