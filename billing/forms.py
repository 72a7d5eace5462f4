"""Forms for people's choices and operators' adjustments."""

import secrets

from django import forms

from billing import plans


class AdjustmentForm(forms.Form):
    """How many videos to give or take, and why."""

    videos = forms.IntegerField(
        min_value=-1000,
        max_value=1000,
        help_text="Positive numbers add videos in this period, negative numbers remove them.",
    )
    reason = forms.CharField(max_length=200, help_text="Shown to the workspace in its ledger.")

    def clean_videos(self) -> int:
        """Zero is not an adjustment."""
        videos: int = self.cleaned_data["videos"]
        if videos == 0:
            raise forms.ValidationError("Enter a number other than zero.")
        return videos


class PlanForm(forms.Form):
    """The choice of a plan."""

    plan = forms.CharField(max_length=20)

    def chosen(self) -> str:
        """The plan's code as sent; empty if missing, which no plan has as its code."""
        return str(self.cleaned_data["plan"]) if self.is_valid() else ""


class NonceForm(forms.Form):
    """A nonce that makes a double click idempotent."""

    nonce = forms.SlugField(max_length=64)

    def chosen(self) -> str:
        """The form's nonce, or a new one if none was sent."""
        return str(self.cleaned_data["nonce"]) if self.is_valid() else secrets.token_urlsafe(16)


class AssignmentForm(forms.Form):
    """A plan without a subscription, with a reason."""

    plan = forms.ChoiceField(
        choices=[("", "None: the subscription decides"), *((plan.code, plan.name) for plan in plans.PAID)],
        required=False,
    )
    reason = forms.CharField(max_length=200, help_text="Shown to the workspace in its audit log.")
