"""The choice of a channel."""

from django import forms

from publishing.models import Connection


class ChannelField(forms.ModelChoiceField[Connection]):
    """A select field of channels by name and platform; paused ones are marked."""

    paused: frozenset[str] = frozenset()

    def label_from_instance(self, obj: Connection) -> str:
        """The channel's name, with its platform."""
        return f"{obj.full_name} (paused)" if obj.pk in self.paused else obj.full_name
