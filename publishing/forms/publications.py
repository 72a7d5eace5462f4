"""The form of a publication that is no part of a crosspost."""

from collections.abc import Mapping

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from publishing.forms.channels import ChannelField
from publishing.forms.content import ContentForm, TextField, cover_s, in_words
from publishing.forms.options import OptionsForm, typed
from publishing.models import Connection, Publication
from publishing.platforms import Account, Options, Platform
from publishing.publications import Change


class PublicationForm(ContentForm, OptionsForm):
    """A draft for a channel of one platform: the common fields, and the platform's options.

    ``is_elsewhere`` is True if the channel was changed so that options chosen before do not apply to it.
    """

    connection = ChannelField(queryset=Connection.objects.none(), label="Channel", empty_label=None)
    # The platform whose options the page showed.
    platform = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        initial: Mapping[str, object],
        connections: QuerySet[Connection],
        platform: Platform,
        account: Account,
        length_s: float,
        paused: frozenset[str] = frozenset(),
        synthetic_required: bool = False,
        chosen: Connection,
        before: Options | None,
    ) -> None:
        is_of_account = platform.account_lasts is not None or _has_extras(platform, before)
        self.is_elsewhere = data is not None and not _is_about(
            platform, data, initial, is_of_account=is_of_account
        )
        super().__init__(
            data if data is None or not self.is_elsewhere else _defaults(platform, data),
            initial={**typed(platform.options_type.model_validate({})), **initial},
            length_s=length_s,
            synthetic_required=synthetic_required,
        )
        self.fields["platform"].initial = platform.name
        self._fit_texts(platform)
        before = None if self.is_elsewhere else before
        self.offer_options(platform=platform, account=account, connection=chosen, before=before)
        self._offer(connections, paused)

    def _fit_texts(self, platform: Platform) -> None:
        words = platform.words
        self.fields["title"] = forms.CharField(
            max_length=words.title_characters, label="Title", help_text=words.title_hint
        )
        self.fields["post_text"] = TextField(rows=6, max_length=words.text_characters, label=words.text_label)

    def _offer(self, connections: QuerySet[Connection], paused: frozenset[str]) -> None:
        choice = self.fields["connection"]
        assert isinstance(choice, ChannelField)  # noqa: S101 - tells the type checker
        choice.queryset = connections
        choice.paused = paused

    def places(self) -> dict[str, str]:
        """The id on the page of each field, by the name that rules use."""
        found = super().places()
        return {**found, "cover_ms": found["cover_s"]}

    def content(self) -> Change:
        """Return the fields in the form that ``publications`` accepts."""
        cleaned = self.cleaned_data
        return Change(
            connection=cleaned["connection"],
            title=cleaned["title"],
            post_text=cleaned["post_text"],
            hashtags=cleaned["hashtags"],
            cover_ms=self.cover_ms(),
            synthetic_media=cleaned["synthetic_media"],
            options=self.options(),
        )


def initial_of(publication: Publication) -> dict[str, object]:
    """Return the form's initial values for a draft."""
    return {
        "connection": publication.connection_id,
        "title": publication.title,
        "post_text": publication.post_text,
        "hashtags": in_words(publication.hashtags),
        "cover_s": cover_s(publication.cover_ms),
        "synthetic_media": publication.synthetic_media,
        "version": publication.version,
        **typed(publication.chosen_options),
    }


def _has_extras(platform: Platform, before: Options | None) -> bool:
    """True if a playlist or a first comment was chosen. Playlists are those of one channel."""
    return before is not None and bool(platform.extras_of(options=before))


def _is_about(
    platform: Platform, data: QueryDict, initial: Mapping[str, object], *, is_of_account: bool
) -> bool:
    """True if the posted options were chosen for this platform, and ``is_of_account`` for this account."""
    is_same_account = data.get("connection") == initial.get("connection")
    is_same_platform = data.get("platform", platform.name) == platform.name
    return is_same_platform and (is_same_account or not is_of_account)


def _defaults(platform: Platform, data: QueryDict) -> QueryDict:
    """Return what was posted, with the defaults of the platform's options."""
    about = data.copy()
    for name, value in typed(platform.options_type.model_validate({})).items():
        about.setlist(name, value if isinstance(value, list) else ["" if value is False else str(value)])
    about["platform"] = platform.name
    return about
