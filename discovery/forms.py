"""Forms for niches, candidates and ideas."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from discovery import locales, platforms
from discovery.candidates import MOST_SEARCHED, Localities
from discovery.imports import MOST_BYTES, MOST_ROWS
from discovery.models import Decision, Format, IdeaStatus, Niche
from discovery.models.analyses import NOTE_LENGTH
from discovery.niches import MOST_KEYWORDS
from foundation.versions import VersionField

_LANGUAGES = (
    ("", "Any language"),
    ("en", "English"),
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("zh-Hans", "Chinese (simplified)"),
    ("zh-Hant", "Chinese (traditional)"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("nl", "Dutch"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("de", "German"),
    ("el", "Greek"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("no", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("es", "Spanish"),
    ("sv", "Swedish"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("vi", "Vietnamese"),
)
_REGIONS = (("", "Anywhere"), *locales.countries())
HORIZONS = (("24h", "24 h"), ("7d", "7 days"), ("30d", "30 days"), ("all", "All"))
SORTS = (
    ("score", "Score (lower bound)"),
    ("velocity", "Velocity"),
    ("views", "Views"),
    ("published_at", "Newest"),
)
MIN_SCORES = (
    ("", "Any score"),
    ("1.5", "Score 1.5× or more"),
    ("2", "Score 2× or more"),
    ("3", "Score 3× or more"),
    ("5", "Score 5× or more"),
)
MIN_BASELINES = (
    ("", "Any baseline"),
    ("5", "Hide baselines under 5"),
    ("10", "Hide baselines under 10"),
    ("15", "Hide baselines under 15"),
)


class KeywordsField(forms.CharField):
    """Keywords separated by commas."""

    def to_python(self, value: Any) -> Any:
        """Return a list without duplicates."""
        text = super().to_python(value)
        return list(dict.fromkeys(word.strip() for word in str(text).split(",") if word.strip()))

    def validate(self, value: Any) -> None:
        """Check the number and length of the words."""
        if len(value) > MOST_KEYWORDS:
            raise forms.ValidationError(f"At most {MOST_KEYWORDS} keywords.", code="too_many")
        if any(len(word) > 60 for word in value):
            raise forms.ValidationError("A keyword can have at most 60 characters.", code="too_long")

    def run_validators(self, value: Any) -> None:
        """Does nothing: the text's validators don't apply to a list."""

    def prepare_value(self, value: Any) -> Any:
        """Return a list in its typed form."""
        return ", ".join(value) if isinstance(value, list) else value


class NicheForm(forms.Form):
    """A niche to follow."""

    name = forms.CharField(max_length=60, help_text="A name for the niche, such as Home coffee.")
    keywords = KeywordsField(
        required=False,
        max_length=400,
        help_text=f"Up to {MOST_KEYWORDS}, separated by commas. Each is searched once to find channels "
        "to watch.",
    )
    language = forms.ChoiceField(choices=_LANGUAGES, required=False, initial="en")
    region = forms.ChoiceField(choices=_REGIONS, required=False)


class NewNicheForm(NicheForm):
    """A new niche, optionally with a known channel."""

    address = forms.CharField(
        max_length=600,
        required=False,
        label="A channel to start with",
        help_text="A handle such as @name, a channel's URL, or a link to one of its videos.",
    )
    platform = forms.ChoiceField(choices=platforms.collected_choices, required=False)

    @property
    def platform_field(self) -> forms.BoundField | None:
        """The platform's field; None if there is only one platform."""
        return self["platform"] if len(platforms.collected()) > 1 else None


class NicheEditForm(NicheForm):
    """An edit of a niche, with the version that was read."""

    version = VersionField()


class AddressForm(forms.Form):
    """A channel to watch."""

    address = forms.CharField(
        max_length=600,
        label="Channel or video",
        help_text="A handle such as @name, a channel's URL, or a link to one of its videos.",
    )


class VideoUrlForm(forms.Form):
    """A video to add by its URL, and the niche whose watchlist gets its channel where that is possible."""

    address = forms.CharField(max_length=600, label="Video URL")

    def __init__(self, *args: Any, niches: QuerySet[Niche], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        collected, others = _names(collected=True), _names(collected=False)
        self.fields["address"].help_text = f"A video on {collected} or {others}."
        self.fields["niche"] = forms.ModelChoiceField(
            queryset=niches,
            required=False,
            empty_label="No niche",
            label="Niche",
            help_text=f"For a {collected} video: its channel is added to this niche's watchlist.",
        )


class LicensedChannelForm(forms.Form):
    """A channel of licensed data."""

    channel = forms.IntegerField(min_value=1, max_value=2**63 - 1)


class ImportForm(forms.Form):
    """A CSV file of videos' numbers."""

    file = forms.FileField(
        max_length=200,
        allow_empty_file=True,
        label="CSV file",
        help_text=f"Up to {MOST_ROWS:,} rows and {MOST_BYTES // 2**20} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    platform = forms.ChoiceField(
        choices=platforms.choices,
        required=False,
        label="Platform of video ids",
        help_text="For rows that have a video's id and no URL.",
    )


def _names(*, collected: bool) -> str:
    return " or ".join(each.name for each in platforms.all() if each.is_collected == collected)


class CandidateFilterForm(forms.Form):
    """Which candidates to show. Invalid values are ignored."""

    niche = forms.CharField(required=False, max_length=40)
    horizon = forms.ChoiceField(choices=HORIZONS, required=False)
    format = forms.ChoiceField(choices=[("", "All formats"), *Format.choices], required=False)
    language = forms.RegexField(regex=r"^[A-Za-z]{2,3}$", required=False, widget=forms.Select)
    region = forms.RegexField(regex=r"^[A-Za-z]{2}$", required=False, widget=forms.Select)
    min_score = forms.TypedChoiceField(
        choices=MIN_SCORES, coerce=float, empty_value=None, required=False, label="Minimum score"
    )
    min_n = forms.TypedChoiceField(
        choices=MIN_BASELINES, coerce=int, empty_value=None, required=False, label="Baseline"
    )
    sort = forms.ChoiceField(choices=SORTS, required=False)
    show = forms.ChoiceField(
        choices=[("", "Open and saved"), (Decision.SAVED, "Saved"), (Decision.DISMISSED, "Dismissed")],
        required=False,
    )
    q = forms.CharField(required=False, max_length=MOST_SEARCHED, label="Search titles")

    def __init__(self, *args: Any, found: Localities | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if found is not None:
            self._offer("language", "Any language", found.languages, locales.language)
            self._offer("region", "Any region", found.countries, locales.country)
        for field in [*self.selects(), *self.more_selects()]:
            field.field.widget.attrs |= {"class": "input input--select input--small", "data-autosubmit": ""}

    def selects(self) -> list[forms.BoundField]:
        """The fields that apply at once when they are changed."""
        return [self[name] for name in ("format", "min_score", "sort", "show")]

    def more_selects(self) -> list[forms.BoundField]:
        """The fields that are shown on request, and apply at once when they are changed."""
        return [self[name] for name in ("language", "region", "min_n")]

    def more_set(self) -> int:
        """The number of fields that are shown on request and restrict the list."""
        return sum(bool(field.value()) for field in self.more_selects())

    def _offer(self, name: str, every: str, codes: Sequence[str], label: Callable[[str], str]) -> None:
        """Offer these codes by their names, and the chosen one even if no candidate has it any more."""
        chosen = str(self[name].value() or "")
        is_code = re.fullmatch("[A-Za-z]{2,3}", chosen) is not None
        listed = {*codes, chosen} if is_code else set(codes)
        named = sorted(((code, label(code)) for code in listed), key=lambda each: each[1])
        self.fields[name].widget.choices = [("", every), *named]

    def chosen(self) -> dict[str, Any]:
        """The valid values, and defaults for the others."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in self.fields}
        defaults = {"horizon": "7d", "sort": "score"}
        chosen = {
            name: value if value not in (None, "") else defaults.get(name) for name, value in found.items()
        }
        # Postgres stores no NUL, and no title contains one.
        return {
            name: value.replace("\0", "") if isinstance(value, str) else value
            for name, value in chosen.items()
        }


class SavedViewForm(forms.Form):
    """The name of a saved view."""

    name = forms.CharField(max_length=40, error_messages={"required": "A view needs a name."})


class DecisionForm(forms.Form):
    """A decision about a candidate."""

    decision = forms.ChoiceField(choices=Decision.choices)


class IdeaForm(forms.Form):
    """An idea written by hand."""

    title = forms.CharField(max_length=150)
    hook = forms.CharField(
        max_length=300,
        required=False,
        help_text="The promise of the first three seconds: a question, a surprise, something to try.",
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "What would make you stop scrolling?"}),
    )
    angle = forms.CharField(
        max_length=2000,
        required=False,
        help_text="What you would say, in spoken sentences: your own example, what you "
        "found out, what others miss.",
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "What do you know that others don't say?"}),
    )
    language = forms.ChoiceField(choices=_LANGUAGES[1:], initial="en")
    niche = forms.ModelChoiceField(queryset=Niche.objects.none(), required=False, empty_label="No niche")


class IdeaEditForm(IdeaForm):
    """An edit of an idea, with the version that was read."""

    version = VersionField()


class MoveForm(forms.Form):
    """The target column of an idea, the column in which it was seen, and the card that it is put below."""

    status = forms.ChoiceField(choices=IdeaStatus.choices)
    seen = forms.ChoiceField(choices=IdeaStatus.choices, required=False)
    above = forms.CharField(max_length=40, required=False)


class ReportForm(forms.Form):
    """What is wrong with a finding."""

    note = forms.CharField(max_length=NOTE_LENGTH, required=False, label="What is wrong?")
