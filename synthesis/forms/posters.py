"""The form that picks a frame as the poster."""

from typing import Any

from django import forms


class PosterForm(forms.Form):
    """A moment of a finished video. A script fills in where the player stands."""

    at_s = forms.FloatField(min_value=0, label="Moment in seconds")

    def __init__(self, *args: Any, length_s: float, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at_s"].widget.attrs |= {
            "step": "any",
            "max": f"{length_s:g}",
            "data-time-of": ".video__player video",
        }
