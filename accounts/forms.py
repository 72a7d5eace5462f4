"""Forms of the settings pages."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import LoginForm
from django import forms
from django.utils import timezone

from accounts import api_keys
from accounts.models import Role

_READ, _ALL, _CHOSEN = "read", "all", "chosen"
_ACCESS = (
    (_READ, "Read only"),
    (_ALL, "Everything"),
    (_CHOSEN, "Choose"),
)
_WALL_TIMES, _MOMENTS = "wall_times", "moments"
_PLANNED_TIMES = (
    (_WALL_TIMES, "Keep their local time: 09:00 stays 09:00"),
    (_MOMENTS, "Keep their moment: they are sent when they would have been"),
)
_LIFETIMES = (("", "Never"), ("30", "In 30 days"), ("90", "In 90 days"), ("365", "In a year"))


def _time_zones() -> list[tuple[str, str]]:
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    names = sorted(name for name in available_timezones() if name.startswith(regions))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in names)]


class SignInForm(LoginForm):  # type: ignore[misc] # allauth ships no types
    """E-mail address and password. The page itself links to the password reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ProfileForm(forms.Form):
    """A person's name."""

    name = forms.CharField(
        max_length=120,
        required=False,
        label="Name",
        help_text="Visible to other members of your workspaces.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class WorkspaceForm(forms.Form):
    """A workspace's name and time zone."""

    name = forms.CharField(max_length=80, label="Name")
    time_zone = forms.ChoiceField(
        choices=_time_zones,
        label="Time zone",
        help_text="Pages and the calendar show times in this zone.",
    )
    planned_times = forms.ChoiceField(
        choices=_PLANNED_TIMES,
        required=False,
        initial=_WALL_TIMES,
        label="If the time zone changes, planned posts",
        help_text="The slots of the queue always keep their local time.",
        widget=forms.RadioSelect,
    )

    def changes(self) -> dict[str, Any]:
        """Return the arguments of ``workspaces.rename``."""
        data = self.cleaned_data
        return {
            "name": data["name"],
            "time_zone": data["time_zone"],
            "keep_wall_times": data["planned_times"] != _MOMENTS,
        }


class InvitationForm(forms.Form):
    """The address and role of an invited person."""

    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"})
    )
    role = forms.ChoiceField(choices=Role.choices, initial=Role.EDITOR, label="Role")


class RoleForm(forms.Form):
    """A member's new role."""

    role = forms.ChoiceField(choices=Role.choices, label="Role")


class ApiKeyForm(forms.Form):
    """A new key's name, access and lifetime."""

    name = forms.CharField(
        max_length=80,
        label="Name",
        help_text="The program that uses it, such as “Zapier” or “nightly import”.",
    )
    lifetime = forms.ChoiceField(choices=_LIFETIMES, required=False, label="Expires")
    access = forms.ChoiceField(
        choices=_ACCESS, required=False, initial=_READ, label="Access", widget=forms.RadioSelect
    )
    scopes = forms.MultipleChoiceField(
        choices=[(scope, scope) for scope in api_keys.all_scopes()],
        required=False,
        label="Scopes",
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self) -> dict[str, Any]:
        """Convert the chosen access to scopes."""
        data = super().clean() or self.cleaned_data
        access = data.get("access") or _CHOSEN
        if access == _READ:
            data["scopes"] = [scope for scope in api_keys.all_scopes() if scope.endswith(":read")]
        elif access == _ALL:
            data["scopes"] = api_keys.all_scopes()
        elif not data.get("scopes") and "scopes" not in self.errors:
            self.add_error("scopes", "Choose at least one scope.")
        return data

    def expires_at(self) -> datetime | None:
        """When the key expires; None for never."""
        days = self.cleaned_data["lifetime"]
        return timezone.now() + timedelta(days=int(days)) if days else None
