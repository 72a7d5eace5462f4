"""What operators type."""

from django import forms


class AdjustmentForm(forms.Form):
    """How many videos to give or take, and why."""

    videos = forms.IntegerField(
        min_value=-1000, max_value=1000, help_text="Above zero gives, below zero takes away, this month."
    )
    reason = forms.CharField(max_length=200, help_text="Shown to the workspace in its ledger.")

    def clean_videos(self) -> int:
        """Nothing is no adjustment."""
        videos: int = self.cleaned_data["videos"]
        if videos == 0:
            raise forms.ValidationError("Enter a number other than zero.")
        return videos
