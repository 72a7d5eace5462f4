"""Publications: draft, change, publish, cancel, retry."""

import unicodedata
from collections.abc import Collection
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from accounts import audit
from accounts.models import User, Workspace
from foundation import messages, versions
from foundation.errors import ConflictError
from publishing import (
    approvals,
    attachments,
    connections,
    coverage,
    hashtags,
    platforms,
    preflight,
    submissions,
)
from publishing.errors import CoverTimeError, NotEditableError, OffersSharedError, VideoNotReadyError
from publishing.models import (
    OFF_SCHEDULE,
    SHARED,
    Choice,
    Connection,
    Crosspost,
    Occasion,
    Placement,
    Publication,
    PublicationStatus,
)
from publishing.platforms import Options
from synthesis.models import Render, Video
from synthesis.studio import stock, videos

ADVANCE = submissions.ADVANCE
# Parts of emojis: what joins two of them, and colours.
_JOINER, _SKIN_TONES = "\u200d", "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
FOLLOW_UP = "publishing.follow_up_publication"
_CHANGED = frozenset(
    ("connection", "options", "title", "post_text", "hashtags", "cover_ms", "synthetic_media", "livemode",
     "crosspost", "own_fields", "attachments", "updated_at")
)  # fmt: skip


class Content(TypedDict, total=False):
    """The content of a publication. ``options`` is the document of the connection's platform.

    ``choices`` are the lines that apps above add, and ``placement`` is where it shows them.
    """

    title: str
    post_text: str
    hashtags: list[str]
    cover_ms: int | None
    synthetic_media: bool
    options: Options
    choices: list[Choice]
    placement: Placement


class Change(Content, total=False):
    """Changes to a draft."""

    connection: Connection


@transaction.atomic
def draft(
    *, workspace: Workspace, actor: User, video: Video, connection: Connection, **content: Unpack[Content]
) -> Publication:
    """Create a draft for the video's newest version.

    The label for synthetic media is on, and can't be removed, if the version's scenes require it. Raises
    VideoNotReadyError, PlanLimitError for a paused connection, and CoverTimeError.
    """
    render = videos.latest_render(video=video)
    if render is None:
        raise VideoNotReadyError()
    attachments.require_offered(video=video, choices=content.get("choices"))
    content.setdefault("title", starting_title(video=video, connection=connection))
    content.setdefault("post_text", starting_text(video=video, render=render))
    return create(workspace=workspace, actor=actor, render=render, connection=connection, **content)


def create(
    *,
    workspace: Workspace,
    actor: User,
    render: Render,
    connection: Connection,
    crosspost: Crosspost | None = None,
    own_fields: Collection[str] = (),
    **content: Unpack[Content],
) -> Publication:
    """Create a draft for a version. Raises PlanLimitError for a paused connection, and CoverTimeError."""
    coverage.require_active(connection=connection)
    connections.require_posting(connection=connection)
    required = videos.synthetic_media(render=render)
    publication = Publication.objects.create(
        workspace=workspace,
        created_by=actor,
        video=render.video,
        render=render,
        connection=connection,
        crosspost=crosspost,
        own_fields=sorted(own_fields),
        title=content["title"],
        post_text=content["post_text"],
        hashtags=hashtags.unlike(content.get("hashtags", ())),
        cover_ms=cover_within(render=render, cover_ms=content.get("cover_ms")),
        options=document(connection=connection, options=content.get("options")),
        synthetic_media=required or content.get("synthetic_media", False),
        synthetic_media_required=required,
        livemode=connection.livemode,
    )
    if content.get("choices"):
        attachments.attach(
            publication=publication, choices=content["choices"], placement=content.get("placement")
        )
        publication.save(update_fields=["attachments", "options"])
    preflight.record(publication=publication, occasion=Occasion.COMPOSE)
    return publication


def cover_within(*, render: Render, cover_ms: int | None) -> int | None:
    """Return the moment of the cover. Raises CoverTimeError if the video ends before."""
    length_s = (render.final_asset.duration_s if render.final_asset else None) or 0.0
    if cover_ms is not None and cover_ms > length_s * 1000:
        raise CoverTimeError(length_s=length_s)
    return cover_ms


def starting_text(*, video: Video, render: Render | None) -> str:
    """The video's text, with the credits of the stock that the version shows."""
    return stock.credited(post_text=video.post_text, content=render.content) if render else video.post_text


def starting_title(*, video: Video, connection: Connection) -> str:
    """The video's title, cut to the platform's limit, but not within a letter or an emoji."""
    title, most = video.title, platforms.of(connection).words.title_characters
    end = most
    while 0 < end < len(title) and _is_within(title[end - 1], title[end]):
        end -= 1
    return title[:end] or title[:most]


def _is_within(before: str, after: str) -> bool:
    """True if the two code points are of one letter or emoji."""
    is_added = unicodedata.category(after)[0] == "M" or after in _SKIN_TONES or after == _JOINER
    return is_added or before == _JOINER


@transaction.atomic
def change(*, publication: Publication, version: int, actor: User, **content: Unpack[Change]) -> Publication:
    """Change a draft or a failed publication. Only given fields are set.

    ``version`` is the one that was read. An approval of the former content no longer holds. Raises
    EditedElsewhereError, NotEditableError once it has been sent, and PlanLimitError if it moves to another
    connection that is paused.
    """
    _lock_crosspost(publication)
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if not locked.is_editable:
        raise NotEditableError()
    versions.require(row=locked, version=version)
    before = approvals.digest(publication=locked)
    connection = content.get("connection", locked.connection)
    if connection != locked.connection:
        coverage.require_active(connection=connection)
        connections.require_posting(connection=connection)
        locked.crosspost = None
    _set(locked, connection, content)
    _attach(locked, content)
    versions.save(row=locked, fields=_CHANGED)
    preflight.record(publication=locked, occasion=Occasion.COMPOSE)
    approvals.void(publication=locked, before=before, actor=actor)
    return locked


def _lock_crosspost(publication: Publication) -> None:
    """Lock the post that it is a part of, always before it, and count the edit there."""
    if publication.crosspost_id:
        Crosspost.objects.filter(pk=publication.crosspost_id).update(
            version=F("version") + 1, updated_at=timezone.now()
        )


def _set(locked: Publication, connection: Connection, content: Change) -> None:
    locked.options = document(connection=connection, options=content.get("options", locked.chosen_options))
    locked.connection = connection
    locked.livemode = connection.livemode
    locked.title = content.get("title", locked.title)
    locked.post_text = content.get("post_text", locked.post_text)
    locked.hashtags = hashtags.unlike(content.get("hashtags", locked.hashtags))
    locked.cover_ms = cover_within(render=locked.render, cover_ms=content.get("cover_ms", locked.cover_ms))
    chosen = content.get("synthetic_media", locked.synthetic_media)
    locked.synthetic_media = chosen or locked.synthetic_media_required
    if locked.crosspost is not None:
        shared = locked.crosspost
        differs = {name for name in SHARED if getattr(locked, name) != getattr(shared, name)}
        locked.own_fields = sorted({*locked.own_fields, *differs})


def _attach(locked: Publication, content: Change) -> None:
    before = locked.attached.choices
    choices = content.get("choices", before)
    if choices != before and locked.crosspost_id:
        raise OffersSharedError()
    attachments.attach(publication=locked, choices=choices, placement=content.get("placement"))


def document(*, connection: Connection, options: Options | None) -> dict[str, object]:
    """Return the options to store. Another platform's options are replaced by the connection's defaults."""
    if options is None or options.platform != connection.platform:
        options = platforms.of(connection).options_type.model_validate({})
    return options.stored()


def publish(*, publication: Publication, actor: User, version: int | None = None) -> Publication:
    """Send the publication. A repeated call while it is in progress or published has no effect.

    One that is scheduled is sent now instead. ``version`` is the one that was read, if the caller wants a
    change by another person to prevent it. Raises EditedElsewhereError, and what
    ``submissions.require_allowed`` raises.
    """
    with preflight.kept_if_refused(publication=publication, occasion=Occasion.SUBMIT):
        return _submit(publication=publication, actor=actor, version=version)


@transaction.atomic
def _submit(*, publication: Publication, actor: User, version: int | None) -> Publication:
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.is_open or locked.status == PublicationStatus.PUBLISHED:
        return locked
    if version is not None:
        versions.require(row=locked, version=version)
    submissions.require_allowed(publication=locked, actor=actor, occasion=Occasion.SUBMIT)
    submissions.submit(publication=locked, actor=actor)
    return locked


@transaction.atomic
def cancel(*, publication: Publication, actor: User) -> Publication:
    """Cancel a publication that was not sent. Raises NotEditableError once it is in progress or published."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.status == PublicationStatus.CANCELED:
        return locked
    if not locked.can_move_to(PublicationStatus.CANCELED):
        raise NotEditableError()
    locked.move_to(PublicationStatus.CANCELED, **OFF_SCHEDULE)
    approvals.close(publication=locked)
    attachments.end(publication=locked)
    audit.record(workspace=locked.workspace, actor=actor, action="publication.canceled", subject=locked.pk)
    return locked


def check_now(*, publication: Publication) -> None:
    """Check a publication now instead of at its next turn.

    One that failed after the platform had received the video is polled again.
    """
    if publication.status == PublicationStatus.FAILED and publication.platform_video_id:
        publication.move_to(
            PublicationStatus.SUBMITTING, failure="", failure_detail="", evidence={}, lease_until=None
        )
    if publication.is_open:
        Publication.objects.filter(pk=publication.pk).update(next_poll_at=Now())
        messages.send(ADVANCE, publication.pk)


@transaction.atomic
def declare_missing(*, publication: Publication, actor: User) -> Publication:
    """Record that a person found no video on the channel. Only then may it be sent again.

    Raises ConflictError unless the publication is unconfirmed.
    """
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if locked.status != PublicationStatus.SUBMITTED_UNCONFIRMED:
        raise ConflictError("You can mark a publication as missing only when it was sent but not confirmed.")
    locked.move_to(
        PublicationStatus.FAILED,
        failure="You confirmed that the video is not on the channel. You can send it again.",
        evidence={},
        lease_until=None,
    )
    locked.attempts.filter(closed_at=None).update(
        closed_at=timezone.now(), note="A member confirmed that it is missing."
    )
    audit.record(
        workspace=locked.workspace, actor=actor, action="publication.declared_missing", subject=locked.pk
    )
    return locked
