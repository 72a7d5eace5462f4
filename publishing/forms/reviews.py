"""Forms of approvals: requests, comments, decisions, links for reviewers, and the policy."""

import re
from typing import Any

from django import forms

from accounts.models import Role
from publishing.reviews import links

_TIME = re.compile(r"(?:(?P<minutes>\d{1,3}):)?(?P<seconds>\d{1,4}(?:[.,]\d{1,3})?)")
_MINUTE_S = 60
_LASTS = [(str(days), f"{days} days") for days in links.LASTS_DAYS]
NOBODY = "nobody"
_POLICIES = (
    (NOBODY, "Nobody's posts need an approval"),
    (Role.EDITOR.value, "Editors' posts"),
    (Role.ADMIN.value, "Editors' and admins' posts"),
    (Role.OWNER.value, "Everybody's posts"),
)


class TimeField(forms.CharField):
    """A time in a video, typed as ``0:07``, ``7`` or ``1:02.5``. Milliseconds, or None if empty."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            max_length=12,
            label="At",
            help_text="Minutes and seconds, such as 0:07. Leave it empty for the whole post.",
            widget=forms.TextInput(attrs={"autocomplete": "off", "size": 8}),
        )

    def to_python(self, value: object) -> int | None:  # type: ignore[override] # milliseconds, not text
        """Return milliseconds."""
        typed = str(value or "").strip()
        if not typed:
            return None
        found = _TIME.fullmatch(typed)
        seconds = float(found["seconds"].replace(",", ".")) if found else 0.0
        if found is None or (found["minutes"] and seconds >= _MINUTE_S):
            raise forms.ValidationError("Enter a time such as 0:07.", code="invalid_time")
        return round((int(found["minutes"] or 0) * _MINUTE_S + seconds) * 1000)

    def validate(self, value: object) -> None:
        """An empty field is a comment on the whole."""

    def run_validators(self, value: object) -> None:
        """The pattern has checked everything."""


class AskForm(forms.Form):
    """A request for an approval."""

    note = forms.CharField(
        max_length=1000,
        required=False,
        label="Note for the reviewer",
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class CommentForm(forms.Form):
    """A comment on a video of ``length_ms``; None if the length is unknown."""

    at = TimeField()
    text = forms.CharField(max_length=2000, label="Comment", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, length_ms: float | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._length_ms = length_ms

    def clean_at(self) -> int | None:
        """Return milliseconds within the video."""
        at_ms: int | None = self.cleaned_data["at"]
        if at_ms is not None and self._length_ms is not None and at_ms > self._length_ms:
            length = f"{round(self._length_ms / 1000, 1):g}"
            raise forms.ValidationError(
                f"The video is {length} seconds long. Enter a time within it.", code="outside_video"
            )
        return at_ms


class ApprovalForm(forms.Form):
    """An approval of the content with this digest."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ChangesForm(forms.Form):
    """A request for changes."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(
        max_length=1000, label="What should change?", widget=forms.Textarea(attrs={"rows": 3})
    )


class LinkForm(forms.Form):
    """A link for a reviewer."""

    name = forms.CharField(
        max_length=80,
        label="Who is it for?",
        help_text="Comments and the decision are shown under this name.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(choices=_LASTS, coerce=int, initial="7", label="Works for")


class PolicyForm(forms.Form):
    """Whose posts need an approval."""

    needed_up_to = forms.ChoiceField(choices=_POLICIES, label="Approval needed for", widget=forms.RadioSelect)

    def clean_needed_up_to(self) -> str:
        """Return the highest role that needs one; empty for nobody."""
        chosen = str(self.cleaned_data["needed_up_to"])
        return "" if chosen == NOBODY else chosen
