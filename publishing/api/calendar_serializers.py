"""Requests and responses of the calendar."""

from typing import Any

from rest_framework import serializers

from publishing.api.serializers import PublicationSerializer
from publishing.calendar import warnings
from publishing.models import WEEKDAYS, CalendarRules, LateRule, Publication, Slot
from publishing.models.calendars import MOST_LATE_H, MOST_OVERLAP_MIN


class ScheduleRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """When a publication is to be sent."""

    scheduled_at = serializers.DateTimeField(help_text="The planned time, within the next 12 months.")


class PlanRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """The planned time of a draft."""

    scheduled_at = serializers.DateTimeField(allow_null=True, help_text="The planned time; null for none.")


class PlannedPublicationSerializer(PublicationSerializer):
    """A publication with the warnings about its planned time."""

    warnings = serializers.SerializerMethodField()

    class Meta(PublicationSerializer.Meta):
        fields = [*PublicationSerializer.Meta.fields, "warnings"]
        read_only_fields = fields

    def get_warnings(self, publication: Publication) -> list[str]:
        """Sentences: another post of the channel is close, or the platform's limit for a day is exceeded."""
        if publication.scheduled_at is None:
            return []
        return warnings.of_time(publication=publication, at=publication.scheduled_at)


class SlotRequestSerializer(serializers.Serializer[dict[str, Any]]):
    """A slot to add."""

    connection = serializers.CharField(max_length=40, help_text="The id of the connection.")
    weekday = serializers.ChoiceField(choices=[name.lower() for name in WEEKDAYS])
    time = serializers.TimeField(
        format="%H:%M", help_text="The local time in the workspace's time zone, such as 09:00."
    )


class SlotSerializer(serializers.ModelSerializer[Slot]):
    """A time of the week at which a channel posts."""

    object = serializers.CharField(default="slot", read_only=True)
    connection = serializers.CharField(source="connection_id", read_only=True)
    weekday = serializers.SerializerMethodField()
    time = serializers.TimeField(
        format="%H:%M", read_only=True, help_text="The local time in the workspace's time zone."
    )

    class Meta:
        model = Slot
        fields = ["id", "object", "connection", "weekday", "time", "created_at"]
        read_only_fields = fields

    def get_weekday(self, slot: Slot) -> str:
        """The day of the week in English, in lower case."""
        return slot.weekday_name.lower()


class NextSlotSerializer(serializers.Serializer[Any]):
    """A channel's next free slot."""

    object = serializers.CharField(default="next_slot")
    at = serializers.DateTimeField(
        allow_null=True, help_text="Its time; null if the channel has no slots, or none is free for a year."
    )


class CalendarRulesSerializer(serializers.ModelSerializer[CalendarRules]):
    """The workspace's rules of the calendar."""

    object = serializers.CharField(default="calendar_rules", read_only=True)
    when_late = serializers.ChoiceField(
        choices=LateRule.choices,
        help_text="What happens to a publication that is more than 5 minutes late: ``post`` or ``ask``.",
    )
    late_limit_h = serializers.IntegerField(
        min_value=1,
        max_value=MOST_LATE_H,
        help_text="With ``post``: a publication that is later than this is held.",
    )
    overlap_min = serializers.IntegerField(
        min_value=0,
        max_value=MOST_OVERLAP_MIN,
        help_text="Posts of one channel that are closer than this get a warning. 0: no warning.",
    )

    class Meta:
        model = CalendarRules
        fields = ["object", "when_late", "late_limit_h", "overlap_min"]
