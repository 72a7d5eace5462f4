"""The composer's forms: the shared text with the chosen channels, and one form for each channel."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from publishing import platforms, scheduling
from publishing.attachments import Offering
from publishing.calendar import wall_times
from publishing.crossposts import Channel, Own, Shared
from publishing.forms.attachments import ChoicesForm, PlacementField
from publishing.forms.content import ContentForm, HashtagsField, TextField, cover_s, in_words
from publishing.forms.options import OptionsForm, typed
from publishing.models import SHARED, Choice, Connection, Crosspost, Placement, Publication
from publishing.models.crossposts import TITLE_CHARACTERS
from publishing.platforms import Account, Options

_ID = r"\Axps_[0-9a-hjkmnp-tv-z]{26}\Z"


class WallTimeField(forms.CharField):
    """A date and time on the clock of the workspace's time zone, later than now."""

    def __init__(self, *, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(widget=forms.DateTimeInput(attrs={"type": "datetime-local"}), **kwargs)
        self._zone = zone

    def clean(self, value: Any) -> datetime | None:
        """Return the instant. A wall time that the clock skips becomes the first minute after the gap."""
        text = super().clean(value)
        if not text:
            return None
        try:
            wall = datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError as error:
            raise forms.ValidationError("Enter a date and a time.", code="invalid") from error
        at = wall_times.moment(on=wall.date(), at=wall.time(), zone=self._zone).at
        if at <= timezone.now():
            raise forms.ValidationError("This time has passed. Choose a later one.", code="past")
        if at > timezone.now() + scheduling.MOST_AHEAD:
            raise forms.ValidationError("Choose a time within the next 12 months.", code="far")
        return at


class CrosspostForm(ContentForm, ChoicesForm):
    """The shared text, the channels, and what concerns all of them."""

    channels = forms.ModelMultipleChoiceField(
        queryset=Connection.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    # Of a new post: a form that is sent twice makes one.
    new_id = forms.RegexField(_ID, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, object],
        connections: QuerySet[Connection],
        length_s: float,
        zone: ZoneInfo,
        synthetic_required: bool,
        offering: Offering | None = None,
        chosen: Sequence[Choice] = (),
    ) -> None:
        super().__init__(data, initial=initial, length_s=length_s, synthetic_required=synthetic_required)
        self.offer_items(offering=offering, chosen=chosen)
        cast(forms.ModelMultipleChoiceField[Connection], self.fields["channels"]).queryset = connections
        self.fields["at"] = WallTimeField(zone=zone, required=False, label="Date and time")

    def shared(self) -> Shared:
        """Return what is typed, also where it is not valid."""
        return Shared(
            title=self._text("title"),
            post_text=self._text("post_text"),
            hashtags=self.cleaned_data.get("hashtags") or [],
            cover_ms=self.cover_ms(),
            synthetic_media=bool(self.cleaned_data.get("synthetic_media")),
        )

    def _text(self, name: str) -> str:
        return str(self.cleaned_data.get(name, self[name].value() or ""))


class ChannelForm(OptionsForm):
    """One channel's own texts, and its platform's options. A text that is not its own is the shared one."""

    own_title = forms.BooleanField(required=False, label="Own title")
    title = forms.CharField(max_length=TITLE_CHARACTERS, required=False, label="Title for this channel")
    own_post_text = forms.BooleanField(required=False, label="Own text")
    post_text = TextField(rows=4, label="Text for this channel")
    own_hashtags = forms.BooleanField(required=False, label="Own hashtags")
    hashtags = HashtagsField(label="Hashtags for this channel")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        connection: Connection,
        account: Account,
        initial: Mapping[str, object],
        before: Options | None = None,
        offering: Offering | None = None,
        placement: Placement = Placement.TEXT,
    ) -> None:
        super().__init__(data, prefix=connection.pk, initial=dict(initial))
        self.connection = connection
        if offering is not None and offering.items:
            self.fields["placement"] = PlacementField(
                connection=connection, placement=placement, title=offering.title
            )
        self.offer_options(
            platform=platforms.of(connection), account=account, connection=connection, before=before
        )

    def texts(self) -> list[tuple[str, Any, Any]]:
        """The name, the switch and the field of each text that can be the channel's own."""
        return [(name, self[f"own_{name}"], self[name]) for name in SHARED]

    def places(self) -> dict[str, str]:
        """The id on the page of each field, by the name that rules use: also of those that are shared."""
        found = super().places()
        shared = {name: f"id_{name}" for name in (*SHARED, "synthetic_media")}
        own = {name: found[name] for name in SHARED if self[f"own_{name}"].value()}
        return {**found, **shared, **own, "cover_ms": "id_cover_s", "offers": "offers-title"}

    def channel(self) -> Channel:
        """Return what is typed, also where it is not valid. A form that was not shown yet has nothing."""
        if not self.is_bound:
            return Channel(connection=self.connection)
        cleaned = self.cleaned_data
        own = {
            name: cleaned.get(name, [] if name == "hashtags" else self[name].value() or "")
            for name in SHARED
            if cleaned.get(f"own_{name}")
        }
        placed = cleaned.get("placement")
        return Channel(
            connection=self.connection,
            own=cast(Own, own),
            options=self.options(),
            placement=Placement(placed) if placed else None,
        )


def initial_of(crosspost: Crosspost) -> dict[str, object]:
    """Return the initial values of the shared form."""
    return {
        "title": crosspost.title,
        "post_text": crosspost.post_text,
        "hashtags": in_words(crosspost.hashtags),
        "cover_s": cover_s(crosspost.cover_ms),
        "synthetic_media": crosspost.synthetic_media,
        "version": crosspost.version,
    }


def initial_of_channel(publication: Publication | None, connection: Connection) -> dict[str, object]:
    """Return the initial values of a channel's form: its publication's, or the defaults."""
    if publication is None or publication.platform != connection.platform:
        return typed(platforms.of(connection).options_type.model_validate({}))
    own: dict[str, object] = {f"own_{name}": True for name in publication.own_fields}
    texts: dict[str, object] = {
        "title": publication.title,
        "post_text": publication.post_text,
        "hashtags": in_words(publication.hashtags),
    }
    return {
        **typed(publication.chosen_options),
        **own,
        **{name: texts[name] for name in publication.own_fields},
    }
