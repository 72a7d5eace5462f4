"""Forms of stock: a search, and the choice of a clip."""

from django import forms

from synthesis.library import stock as library
from synthesis.library.stock import Kind, Orientation, Search
from synthesis.models import Video
from synthesis.studio import stock

_ANY = ""


class StockSearchForm(forms.Form):
    """A search for clips or photos, in words of the video's language or in English."""

    q = forms.CharField(
        max_length=library.QUERY_LENGTH,
        label="Search stock",
        help_text="One to three plain words for what the picture shows.",
    )
    kind = forms.ChoiceField(
        required=False, label="Kind", choices=[(Kind.VIDEO, "Clips"), (Kind.PHOTO, "Photos")]
    )
    shape = forms.ChoiceField(
        required=False,
        label="Shape",
        choices=[(Orientation.PORTRAIT, "Upright"), (_ANY, "Any")],
        initial=Orientation.PORTRAIT,
    )

    def search(self, *, video: Video) -> Search:
        """The search. Without a kind it is for clips."""
        given = self.cleaned_data
        query = stock.query_of(text=given["q"], language=video.language)
        return Search(
            query=query.words,
            locale=query.locale,
            kind=Kind(given["kind"] or Kind.VIDEO),
            orientation=Orientation(given["shape"]) if given["shape"] else None,
        )
