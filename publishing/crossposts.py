"""Crossposts: one video's post for several channels, with shared text.

Each chosen channel has a publication. It follows the shared text, except for the fields that are its own.
Locks are taken in one order: first the crosspost, then its publications by id.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict, Unpack, cast

from django.db import IntegrityError, transaction

from accounts.models import User, Workspace
from foundation import ids, versions
from publishing import approvals, attachments, hashtags, preflight, publications, scheduling
from publishing.errors import NoChannelChosenError, PreflightFailedError, VideoNotReadyError
from publishing.models import (
    SHARED,
    Choice,
    Connection,
    Crosspost,
    Occasion,
    Placement,
    Publication,
    PublicationQuerySet,
    PublicationStatus,
)
from publishing.platforms import Options
from publishing.preflight import Check
from publishing.publications import Content
from synthesis.models import Video
from synthesis.studio import videos

_SHARED = frozenset(("title", "post_text", "hashtags", "cover_ms", "synthetic_media"))
_PREFIX = "xps"
_CHANGED = _SHARED | {"attachment_choices", "updated_at"}
_COPIED = _SHARED | {"own_fields", "options", "attachments"}


class Shared(TypedDict, total=False):
    """What all channels share."""

    title: str
    post_text: str
    hashtags: list[str]
    cover_ms: int | None
    synthetic_media: bool


class Given(Shared, total=False):
    """What a caller may set: ``choices`` are the lines that apps above add for all channels."""

    choices: list[Choice]


class Own(TypedDict, total=False):
    """The texts of one channel that differ from the shared ones."""

    title: str
    post_text: str
    hashtags: list[str]


@dataclass(frozen=True, slots=True)
class Channel:
    """A chosen channel, with its own texts, and its platform's options; without options, they stay.

    ``placement`` is where it shows attached lines; without one, that stays.
    """

    connection: Connection
    own: Own = field(default_factory=lambda: Own())
    options: Options | None = None
    placement: Placement | None = None


@transaction.atomic
def draft(
    *,
    workspace: Workspace,
    actor: User,
    video: Video,
    channels: list[Channel],
    pk: str = "",
    **shared: Unpack[Given],
) -> Crosspost:
    """Create a post of the video's newest version, with a draft for each channel.

    Missing texts are the video's. ``pk`` is the post's id, if the caller has chosen it. Raises
    VideoNotReadyError, CoverTimeError, and PlanLimitError for a paused channel.
    """
    render = videos.latest_render(video=video)
    if render is None:
        raise VideoNotReadyError()
    required = videos.synthetic_media(render=render)
    crosspost = Crosspost.objects.create(
        **({"pk": pk} if pk else {}),
        workspace=workspace,
        created_by=actor,
        video=video,
        render=render,
        title=shared.get("title", video.title),
        post_text=shared.get("post_text", publications.starting_text(video=video, render=render)),
        hashtags=hashtags.unlike(shared.get("hashtags", ())),
        cover_ms=publications.cover_within(render=render, cover_ms=shared.get("cover_ms")),
        synthetic_media=required or shared.get("synthetic_media", False),
        synthetic_media_required=required,
        attachment_choices=attachments.require_offered(video=video, choices=shared.get("choices")) or None,
        livemode=any(channel.connection.livemode for channel in channels),
    )
    for channel in channels:
        _add(crosspost, channel, actor=actor)
    return crosspost


def new_id() -> str:
    """Return an id for a post that is yet to be created: see ``draft_once``."""
    return ids.new(_PREFIX)


def draft_once(
    *,
    pk: str,
    workspace: Workspace,
    actor: User,
    video: Video,
    channels: list[Channel],
    **shared: Unpack[Given],
) -> tuple[Crosspost, bool]:
    """Create the post with the id ``pk``, as ``draft`` does. False with the one that is there already.

    A form that is sent again, after its answer was lost, makes no second post. Raises NotFoundError for an
    id that another workspace has.
    """
    try:
        made = draft(workspace=workspace, actor=actor, video=video, channels=channels, pk=pk, **shared)
    except IntegrityError:
        if not Crosspost.objects.filter(pk=pk).exists():
            raise
        return Crosspost.objects.for_workspace(workspace).get_or_refuse(pk), False
    return made, True


@transaction.atomic
def change(
    *,
    crosspost: Crosspost,
    version: int,
    actor: User,
    channels: list[Channel] | None = None,
    **shared: Unpack[Given],
) -> Crosspost:
    """Change the shared fields that are given, and copy them to the channels that follow them.

    ``channels`` are all chosen ones; those of others that were not sent are canceled. A publication that was
    sent keeps what it has. Raises EditedElsewhereError, CoverTimeError, and
    PlanLimitError for a paused channel.
    """
    locked = Crosspost.objects.select_for_update().get(pk=crosspost.pk)
    versions.require(row=locked, version=version)
    locked.title = shared.get("title", locked.title)
    locked.post_text = shared.get("post_text", locked.post_text)
    locked.hashtags = hashtags.unlike(shared.get("hashtags", locked.hashtags))
    locked.cover_ms = publications.cover_within(
        render=locked.render, cover_ms=shared.get("cover_ms", locked.cover_ms)
    )
    chosen = shared.get("synthetic_media", locked.synthetic_media)
    locked.synthetic_media = chosen or locked.synthetic_media_required
    before = locked.attachment_choices or []
    wanted = attachments.require_offered(
        video=locked.video, choices=shared.get("choices", before), before=before
    )
    locked.attachment_choices = wanted or None
    versions.save(row=locked, fields=_CHANGED)
    _set_channels(locked, channels, actor=actor)
    return locked


def chosen(*, crosspost: Crosspost) -> PublicationQuerySet:
    """The publications of the chosen channels, by the channels' names."""
    found: PublicationQuerySet = (
        Publication.objects.filter(crosspost=crosspost)
        .exclude(status=PublicationStatus.CANCELED)
        .select_related("video", "connection", "render__final_asset", "crosspost")
        .order_by("connection__channel_title", "pk")
    )
    return found


def publish(*, crosspost: Crosspost, actor: User) -> list[Publication]:
    """Send all of its publications that were not sent. If a rule or a lacking approval prevents one, none is.

    A repeated call has no effect on those that are in progress or published. Raises NoChannelChosenError,
    ApprovalNeededError, PreflightFailedError, and what ``publications.publish`` raises.
    """
    waiting = _waiting(crosspost)
    for each in waiting:
        approvals.require(publication=each, actor=actor)
    _require_preflight(waiting, occasion=Occasion.SUBMIT)
    return [publications.publish(publication=each, actor=actor) for each in waiting]


def schedule(*, crosspost: Crosspost, times: Mapping[str, datetime], actor: User) -> list[Publication]:
    """Schedule its publications that have a time here, by connection: all of them or none.

    Raises NoChannelChosenError, PreflightFailedError, and what ``scheduling.schedule`` raises.
    """
    waiting = [each for each in _waiting(crosspost) if each.connection_id in times]
    _require_preflight(waiting, occasion=Occasion.SCHEDULE)
    with transaction.atomic():
        # Always in this order, as whoever else locks several of them.
        return [
            scheduling.schedule(publication=each, at=times[each.connection_id], actor=actor)
            for each in sorted(waiting, key=lambda row: row.pk)
        ]


def waiting(*, crosspost: Crosspost) -> list[Publication]:
    """Its publications that can be sent or scheduled now: nothing of them was sent."""
    return [each for each in chosen(crosspost=crosspost) if each.is_schedulable]


def _waiting(crosspost: Crosspost) -> list[Publication]:
    found = waiting(crosspost=crosspost)
    if not found and not chosen(crosspost=crosspost).exists():
        raise NoChannelChosenError()
    return found


def _require_preflight(found: list[Publication], *, occasion: Occasion) -> None:
    """Run and store preflight of each. Raises PreflightFailedError that names the channels."""
    blocking = [
        (each, check)
        for each in found
        for check in preflight.blocking(preflight.record(publication=each, occasion=occasion))
    ]
    if blocking:
        raise PreflightFailedError(
            " ".join(f"{each.connection}: {check.text}" for each, check in blocking),
            errors=[_as_error(each, check) for each, check in blocking],
        )


def _as_error(publication: Publication, check: Check) -> dict[str, str]:
    return {"field": f"{publication.connection_id}.{check.field}", "code": check.code, "detail": check.text}


# --- channels ---------------------------------------------------------------------------------------------


def _set_channels(crosspost: Crosspost, channels: list[Channel] | None, *, actor: User) -> None:
    rows = Publication.objects.filter(crosspost=crosspost).exclude(status=PublicationStatus.CANCELED)
    known = {row.connection_id: row for row in rows.order_by("pk").select_for_update()}
    if channels is None:
        for row in known.values():
            _follow(crosspost, row, Channel(row.connection, own=own_of(row)), actor=actor)
        return
    wanted = {channel.connection.pk: channel for channel in channels}
    for connection_id, row in known.items():
        channel = wanted.get(connection_id)
        if channel is not None:
            _follow(crosspost, row, channel, actor=actor)
        elif row.is_editable:
            publications.cancel(publication=row, actor=actor)
    for connection_id, channel in wanted.items():
        if connection_id not in known:
            _add(crosspost, channel, actor=actor)


def _add(crosspost: Crosspost, channel: Channel, *, actor: User) -> None:
    publications.create(
        workspace=crosspost.workspace,
        actor=actor,
        render=crosspost.render,
        connection=channel.connection,
        crosspost=crosspost,
        own_fields=channel.own.keys(),
        **cast(
            Content,
            {
                **shared_of(crosspost),
                **channel.own,
                "options": channel.options,
                "choices": crosspost.attachment_choices or [],
                "placement": channel.placement,
            },
        ),
    )


def _follow(crosspost: Crosspost, row: Publication, channel: Channel, *, actor: User) -> None:
    """Copy the shared fields, with the row's own ones instead. A row that can't be edited stays.

    An approval of the former content no longer holds.
    """
    if not row.is_editable:
        return
    approved = approvals.digest(publication=row)
    before = {name: getattr(row, name) for name in _COPIED}
    for name, value in {**shared_of(crosspost), **channel.own}.items():
        setattr(row, name, value)
    row.own_fields = sorted(channel.own)
    row.synthetic_media = crosspost.synthetic_media or row.synthetic_media_required
    if channel.options is not None:
        row.options = publications.document(connection=row.connection, options=channel.options)
    choices = crosspost.attachment_choices or []
    attachments.attach(publication=row, choices=choices, placement=channel.placement)
    if before != {name: getattr(row, name) for name in _COPIED}:
        versions.save(row=row, fields={*_COPIED, "updated_at"})
    preflight.record(publication=row, occasion=Occasion.COMPOSE)
    approvals.void(publication=row, before=approved, actor=actor)


def shared_of(crosspost: Crosspost) -> Shared:
    """The texts that its channels share."""
    return Shared(
        title=crosspost.title,
        post_text=crosspost.post_text,
        hashtags=crosspost.hashtags,
        cover_ms=crosspost.cover_ms,
        synthetic_media=crosspost.synthetic_media,
    )


def own_of(row: Publication) -> Own:
    """The texts that a publication does not share."""
    return cast(Own, {name: getattr(row, name) for name in SHARED if name in row.own_fields})
