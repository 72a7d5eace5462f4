"""What the composer shows: the forms of a post, and each chosen channel as it would be sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.access import WorkspaceRequest
from foundation.pages import is_partial
from publishing import (
    attachments,
    connections,
    coverage,
    crossposts,
    platforms,
    playlists,
    preflight,
    publications,
)
from publishing.crossposts import Channel, Shared, own_of
from publishing.forms.crossposts import ChannelForm, CrosspostForm, initial_of, initial_of_channel
from publishing.models import Choice, Connection, Crosspost, Placement, Publication, PublicationStatus
from publishing.platforms import Account, Platform, SafeZone, Section, TextUnit
from publishing.preflight import Check
from publishing.views import predictions
from synthesis.models import Render, Video
from synthesis.studio import videos

# Longer than the time by which a platform gets a video before it is made public.
_SOON = timedelta(minutes=30)
_WALL = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Row:
    """One channel in the list of channels. ``publication`` is the post's, if it has one."""

    connection: Connection
    publication: Publication | None
    is_chosen: bool
    is_paused: bool

    @property
    def is_fixed(self) -> bool:
        """True if the choice can't change here, because it is scheduled, sent or in review."""
        return self.publication is not None and not self.publication.is_editable


@dataclass(frozen=True, slots=True)
class Count:
    """The length of a text, with its limit and unit."""

    label: str
    length: int
    most: int
    unit: str
    field: str

    @property
    def over(self) -> int:
        """How much too long it is."""
        return max(0, self.length - self.most)


@dataclass(frozen=True, slots=True)
class Preview:
    """One channel's post as it would be sent, with its checks."""

    connection: Connection
    publication: Publication
    checks: list[Check]
    is_saved: bool
    places: dict[str, str]
    had_lines: bool = False

    @property
    def prediction(self) -> dict[str, Any]:
        """The context of the prediction's card."""
        return predictions.context_of(self.publication)

    @property
    def platform(self) -> Platform:
        """Its platform."""
        return platforms.of(self.connection)

    @property
    def safe_zone(self) -> SafeZone | None:
        """The part of the picture that the platform leaves free."""
        return self.platform.words.safe_zone

    @property
    def text(self) -> str:
        """The text with its hashtags, as it is sent."""
        return self.publication.post.text

    @property
    def audience(self) -> str:
        """The chosen audience in words; empty if none is chosen."""
        return self.platform.audience_in_words(options=self.publication.chosen_options)

    @property
    def extras(self) -> list[tuple[str, str]]:
        """The chosen playlists and the first comment, in words."""
        connection = self.connection
        inputs = self.platform.inputs(account=connection.known_account, playlists=connection.playlists)
        wanted = [each for each in inputs if each.section is Section.EXTRAS]
        return platforms.facts(options=self.publication.sent_options, inputs=wanted)

    @property
    def discloses(self) -> bool:
        """True if saving it turns the disclosure of own products on: it had no links before."""
        return bool(self.publication.attached.lines) and not self.had_lines

    @property
    def is_blocked(self) -> bool:
        """True if a rule prevents sending it."""
        return bool(preflight.blocking(self.checks))

    @property
    def counts(self) -> list[Count]:
        """The lengths of its texts."""
        words = self.platform.words
        length = words.text_unit.length(self.text)
        unit = "bytes" if words.text_unit is TextUnit.BYTES else "characters"
        found = [Count(words.text_label, length, words.text_characters, unit, "post_text")]
        if words.has_title:
            title = len(self.publication.title)
            found.insert(0, Count("Title", title, words.title_characters, "characters", "title"))
        return found


class Composer:
    """The composer of a post: its shared form, and a form for each chosen channel."""

    def __init__(
        self, request: WorkspaceRequest, *, video: Video, version: Render, crosspost: Crosspost | None
    ) -> None:
        self.request = request
        self.video = video
        self.version = version
        self.crosspost = crosspost
        self.zone = ZoneInfo(request.workspace.time_zone)
        self.offered = Connection.objects.for_workspace(request.workspace).listed().posting()
        self._paused = coverage.CONNECTIONS.paused(workspace=request.workspace)
        self.publications = _publications(crosspost)
        self._had_lines = {pk for pk, row in self.publications.items() if row.attached.lines}
        chosen = (crosspost.attachment_choices or []) if crosspost else []
        self.offering = attachments.offering(video=video, chosen=chosen)
        self._data = request.POST if request.method == "POST" else None
        self.form = self._shared_form()
        self._chosen_ids = self._chosen()
        self.channel_forms = [
            self._channel_form(row.connection) for row in self.rows if row.is_chosen and not row.is_fixed
        ]

    @property
    def rows(self) -> list[Row]:
        """Every channel that can be chosen, and whether it is."""
        return [
            Row(
                connection=connection,
                publication=self.publications.get(connection.pk),
                is_chosen=connection.pk in self._chosen_ids,
                is_paused=connection.pk in self._paused,
            )
            for connection in self.offered
        ]

    @property
    def fixed(self) -> list[Publication]:
        """The publications that can't be edited here any more."""
        return [each for each in self.publications.values() if not each.is_editable]

    @property
    def is_moving(self) -> bool:
        """True if a publication is in progress, or is so soon that the page has to follow it."""
        soon = timezone.now() + _SOON
        return any(
            each.is_open
            or (each.status == PublicationStatus.SCHEDULED and each.scheduled_at and each.scheduled_at < soon)
            for each in self.publications.values()
        )

    @property
    def is_done(self) -> bool:
        """True if it went to every channel that could be chosen. What was just typed stays on the page."""
        return self._data is None and bool(self.fixed) and all(row.is_fixed for row in self.rows)

    def is_valid(self) -> bool:
        """Validate all forms that were posted; False if none was."""
        shown = [form for form in self.channel_forms if form.is_bound]
        return all([self.form.is_valid(), *(form.is_valid() for form in shown)])

    @property
    def has_errors(self) -> bool:
        """True if one of the forms was posted with errors."""
        return any(form.is_bound and form.errors for form in [self.form, *self.channel_forms])

    def shared(self) -> Shared:
        """Return the shared text as typed. The forms must have been validated."""
        return self.form.shared()

    def channels(self) -> list[Channel]:
        """Return the chosen channels as typed, with those that can't be changed here, as they are.

        These are also the ones that can't be chosen now, such as a disconnected channel with a planned post.
        """
        offered = {connection.pk for connection in self.offered}
        kept = [
            Channel(connection=each.connection, own=own_of(each))
            for each in self.publications.values()
            if not each.is_editable or each.connection_id not in offered
        ]
        return [*(form.channel() for form in self.channel_forms), *kept]

    def choices(self) -> list[Choice]:
        """Return what is to be attached: as typed, or as saved if the page did not show it."""
        typed = self.form.choices() if self._data is not None else None
        saved = (self.crosspost.attachment_choices or []) if self.crosspost else []
        return saved if typed is None else typed

    def previews(self) -> list[Preview]:
        """Return each chosen channel as it would be sent, with what is typed. Nothing is saved."""
        if self._data is None:
            shared, channels = self._initially()
        else:
            self.is_valid()
            shared, channels = self.shared(), [form.channel() for form in self.channel_forms]
        found = []
        for channel, form in zip(channels, self.channel_forms, strict=True):
            row = self._as_typed(shared, channel)
            is_saved = channel.connection.pk in self.publications
            checks = preflight.check(publication=row)
            had_lines = channel.connection.pk in self._had_lines
            found.append(Preview(channel.connection, row, checks, is_saved, form.places(), had_lines))
        return found

    def _initially(self) -> tuple[Shared, list[Channel]]:
        """What the forms show before anything is typed."""
        rows = [form.connection for form in self.channel_forms]
        known = (self.publications.get(each.pk) for each in rows)
        channels = [
            Channel(connection, crossposts.own_of(row), row.chosen_options) if row else Channel(connection)
            for connection, row in zip(rows, known, strict=True)
        ]
        if self.crosspost is not None:
            return crossposts.shared_of(self.crosspost), channels
        return (
            Shared(
                title=self.video.title,
                post_text=publications.starting_text(video=self.video, render=self.version),
            ),
            channels,
        )

    def _as_typed(self, shared: Shared, channel: Channel) -> Publication:
        required = videos.synthetic_media(render=self.version)
        row = self.publications.get(channel.connection.pk) or Publication(
            workspace=self.request.workspace,
            video=self.video,
            render=self.version,
            connection=channel.connection,
            synthetic_media_required=required,
            livemode=channel.connection.livemode,
        )
        # With the account as it was just read.
        row.connection = channel.connection
        for name, value in {**shared, **channel.own}.items():
            setattr(row, name, value)
        row.synthetic_media = required or shared.get("synthetic_media", False)
        if channel.options is not None or not row.options:
            row.options = publications.document(connection=channel.connection, options=channel.options)
        attachments.preview(
            publication=row,
            crosspost_id=self.crosspost.pk if self.crosspost else str(self.form["new_id"].value() or ""),
            choices=self.choices(),
            placement=channel.placement or row.attached.placement,
        )
        return row

    def _shared_form(self) -> CrosspostForm:
        asset = self.version.final_asset
        return CrosspostForm(
            self._data,
            initial={
                **(initial_of(self.crosspost) if self.crosspost else self._starting()),
                "at": _wall_time(self.request) or self._planned(),
            },
            connections=self.offered,
            length_s=(asset.duration_s if asset else None) or 0.0,
            zone=self.zone,
            synthetic_required=videos.synthetic_media(render=self.version),
            offering=self.offering,
            chosen=(self.crosspost.attachment_choices or []) if self.crosspost else (),
        )

    def _planned(self) -> str:
        """The time on the clock for which all its scheduled channels are planned; empty if they differ."""
        scheduled = [
            each for each in self.publications.values() if each.status == PublicationStatus.SCHEDULED
        ]
        times = {each.scheduled_at for each in scheduled if not each.is_held}
        at = times.pop() if len(times) == 1 else None
        return at.astimezone(self.zone).strftime(_WALL) if at else ""

    def _starting(self) -> dict[str, object]:
        text = publications.starting_text(video=self.video, render=self.version)
        return {"title": self.video.title, "post_text": text, "new_id": crossposts.new_id()}

    def _chosen(self) -> set[str]:
        """The ids of the chosen channels: those posted, or of the post, or the first one."""
        if self._data is not None:
            return {*self._data.getlist("channels"), *(each.connection_id for each in self.fixed)}
        if self.crosspost is not None:
            return set(self.publications)
        usable = [each.pk for each in self.offered if each.pk not in self._paused]
        asked = self.request.GET.get("connection", "")
        return {asked} if asked in usable else set(usable[:1])

    def _channel_form(self, connection: Connection) -> ChannelForm:
        row = self.publications.get(connection.pk)
        is_same = row is not None and row.platform == connection.platform
        return ChannelForm(
            # A channel that was just chosen has no fields on the page yet.
            self._data if self._data is not None and self._was_shown(connection) else None,
            connection=connection,
            account=self._account(connection),
            initial=initial_of_channel(row, connection),
            before=row.chosen_options if row is not None and is_same else None,
            offering=self.offering,
            placement=row.attached.placement if row is not None else Placement.TEXT,
        )

    def _account(self, connection: Connection) -> Account:
        """What the account allows: read when its fields are shown and saved.

        Parts that a page replaces at each keystroke, or by the clock, do with what is known: platforms limit
        how often an account may be read.
        """
        if is_partial(self.request) and (self._data is None or self._was_shown(connection)):
            return connection.known_account
        playlists.to_compose(connection=connection)
        return connections.account_to_compose(connection=connection)

    def _was_shown(self, connection: Connection) -> bool:
        return self._data is not None and connection.pk in self._data.getlist("shown")


def _wall_time(request: WorkspaceRequest) -> str:
    """The time on the clock that a link of the calendar names; empty if it names none."""
    try:
        return datetime.fromisoformat(request.GET.get("at", "")).strftime(_WALL)
    except ValueError:
        return ""


def _publications(crosspost: Crosspost | None) -> dict[str, Publication]:
    if crosspost is None:
        return {}
    return {each.connection_id: each for each in crossposts.chosen(crosspost=crosspost)}
