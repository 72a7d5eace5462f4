"""Forms of the calendar: a planned time, slots, and rules."""

from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from foundation.versions import VersionField
from publishing.calendar import wall_times
from publishing.calendar.wall_times import Moment
from publishing.forms.channels import ChannelField
from publishing.models import WEEKDAYS, CalendarRules, Connection, LateRule
from publishing.models.calendars import MOST_LATE_H, MOST_OVERLAP_MIN

_HOURS = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class MoveForm(forms.Form):
    """A day and a time on the wall, in the workspace's time zone."""

    version = VersionField(required=False)
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    time = forms.TimeField(label="Time", widget=_HOURS)

    def moment(self, zone: ZoneInfo) -> Moment:
        """The instant of the day and time."""
        data = self.cleaned_data
        return wall_times.moment(on=data["day"], at=data["time"], zone=zone)


class SlotForm(forms.Form):
    """A channel, one or more weekdays, and a time on the wall."""

    connection = ChannelField(Connection.objects.none(), label="Channel", empty_label=None)
    weekdays = forms.TypedMultipleChoiceField(
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS)],
        coerce=int,
        label="Days",
        widget=forms.CheckboxSelectMultiple,
    )
    time = forms.TimeField(label="Time", initial=time(9), widget=_HOURS)

    def __init__(self, *args: Any, connections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["connection"]
        field.queryset = connections


class RulesForm(forms.Form):
    """What happens to a missed time, and how close two posts may be."""

    when_late = forms.ChoiceField(
        choices=LateRule.choices, label="If a post's time was missed", widget=forms.RadioSelect
    )
    late_limit_h = forms.IntegerField(
        min_value=1,
        max_value=MOST_LATE_H,
        label="Post at most this late (hours)",
        help_text="A post that is later than this waits for your decision.",
    )
    overlap_min = forms.IntegerField(
        min_value=0,
        max_value=MOST_OVERLAP_MIN,
        label="Warn about posts closer than (minutes)",
        help_text="On the same channel. 0 turns the warning off.",
    )

    @staticmethod
    def initial_of(rules: CalendarRules) -> dict[str, object]:
        """The values of the workspace's rules."""
        return {name: getattr(rules, name) for name in ("when_late", "late_limit_h", "overlap_min")}
