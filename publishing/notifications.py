"""What people are notified of: posts that fail, miss their time, are published or gone; lost connections."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification
from accounts.notifications import Event, notify, register
from publishing.models import Connection, Extra, Publication, PublicationQuerySet, PublicationStatus

UNCONFIRMED_AFTER = timedelta(minutes=10)
_MOST_AT_ONCE = 100
_GROUP = "Publishing"

FAILED = register(
    Event(
        key="publication.failed",
        group=_GROUP,
        title="A post failed",
        hint="Always shown in the app, so that a failed post reaches someone.",
        email=True,
        is_required=True,
    )
)
UNCONFIRMED = register(
    Event(
        key="publication.unconfirmed",
        group=_GROUP,
        title="A post is not confirmed",
        hint="Sent, but not confirmed by the platform for 10 minutes, or still private 10 minutes after its "
        "time. Always shown in the app.",
        email=True,
        is_required=True,
    )
)
HELD = register(
    Event(
        key="publication.held",
        group=_GROUP,
        title="A scheduled post missed its time",
        hint="It waits until someone posts it or chooses another time. Always shown in the app.",
        email=True,
        is_required=True,
    )
)
PUBLISHED = register(
    Event(
        key="publication.published",
        group=_GROUP,
        title="A post is published",
        hint="A post that you created is on its channel.",
    )
)
GONE = register(
    Event(
        key="publication.gone",
        group=_GROUP,
        title="A published video is gone",
        hint="Its platform no longer shows it: it was taken down, removed or made private.",
        email=True,
    )
)
EXTRA_FAILED = register(
    Event(
        key="publication.extra_failed",
        group=_GROUP,
        title="A playlist or first comment failed",
        hint="The video is published, but was not added to a playlist, or has no first comment.",
        email=True,
    )
)
CONNECTION_LOST = register(
    Event(
        key="connection.needs_reconnect",
        group=_GROUP,
        title="A channel must be reconnected",
        hint="The platform no longer accepts our access. Nothing can be posted until someone reconnects it.",
        email=True,
    )
)


def publication_moved(*, publication: Publication) -> None:
    """Notify people if the publication has just failed or been published. Part of the move's transaction."""
    channel = publication.connection.full_name
    if publication.status == PublicationStatus.FAILED:
        _tell(
            publication,
            FAILED,
            once=publication.status_changed_at.isoformat(),
            title=f"“{publication.title}” was not posted to {channel}",
            text=publication.failure,
        )
    elif publication.status == PublicationStatus.PUBLISHED:
        _tell(
            publication,
            PUBLISHED,
            once=publication.status_changed_at.isoformat(),
            title=f"“{publication.title}” was posted to {channel}",
            people=[publication.created_by_id] if publication.created_by_id else None,
        )


def publication_held(*, publication: Publication) -> None:
    """Notify people that a scheduled publication waits for a decision. Part of the hold's transaction."""
    _tell(
        publication,
        HELD,
        once=publication.held_at.isoformat() if publication.held_at else "",
        title=f"“{publication.title}” missed its time",
        text=publication.hold_reason,
    )


def publication_gone(*, publication: Publication, at: datetime) -> None:
    """Notify people that the video is missing on its platform. Part of the reading's transaction."""
    channel, platform = publication.connection.channel_title, publication.connection.platform_name
    _tell(
        publication,
        GONE,
        once=f"gone:{at.isoformat()}",
        title=f"“{publication.title}” is no longer on {platform} ({channel})",
        text=f"{platform} did not show it in two readings. It was taken down, removed or made private.",
    )


def extra_failed(*, extra: Extra) -> None:
    """Notify people that an extra needs them. Part of the move's transaction."""
    publication = extra.publication
    what = "has no first comment" if extra.is_comment else f"is not in the playlist “{extra.text[:80]}”"
    _tell(
        publication,
        EXTRA_FAILED,
        once=f"{extra.pk}:{extra.status_changed_at.isoformat()}",
        title=f"“{publication.title}” {what}",
        text=f"The video is published. {extra.reason}",
    )


def connection_lost(*, connection: Connection) -> None:
    """Notify people that the channel must be reconnected. Part of the move's transaction."""
    notify(
        workspace=connection.workspace,
        event=CONNECTION_LOST,
        subject=connection.pk,
        once=f"{connection.pk}:{connection.status_changed_at.isoformat()}",
        title=f"Reconnect {connection.full_name}",
        text=f"{connection.platform_name} no longer accepts our access to this channel. "
        "Nothing can be posted to it until someone reconnects it.",
        url=reverse("publishing:connections"),
    )


def report_unconfirmed() -> int:
    """Notify people of posts that their platform has not confirmed, or not made public, for ten minutes.

    Each is reported once for each sending, and once after its planned time. Returns how many were reported.
    """
    return sum(_report(pk) for pk in _unconfirmed_ids()) + sum(_report(pk) for pk in _kept_private_ids())


def _unconfirmed_ids() -> list[str]:
    """Publications of which it is unknown for ten minutes whether the platform has them."""
    rows = Publication.objects.filter(
        status=PublicationStatus.SUBMITTED_UNCONFIRMED,
        platform_video_id="",
        status_changed_at__lte=timezone.now() - UNCONFIRMED_AFTER,
    )
    return _not_reported(rows, since="submitted_at")


def _kept_private_ids() -> list[str]:
    """Publications that the platform was to make public ten minutes ago, and of which that is not known."""
    rows = Publication.objects.open().filter(goes_public_at__lte=timezone.now() - UNCONFIRMED_AFTER)
    return _not_reported(rows.exclude(platform_video_id=""), since="goes_public_at")


def _not_reported(rows: PublicationQuerySet, *, since: str) -> list[str]:
    """Those that were not reported since the time in that column."""
    reported = Notification.objects.filter(
        workspace=OuterRef("workspace"),
        event=UNCONFIRMED.key,
        subject=OuterRef("pk"),
        created_at__gte=OuterRef(since),
    )
    return list(rows.filter(~Exists(reported)).values_list("pk", flat=True)[:_MOST_AT_ONCE])


@transaction.atomic
def _report(publication_id: str) -> bool:
    # The lock: a post that is confirmed meanwhile is not reported.
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication_id)
    if publication.platform_video_id:
        return publication.is_open and _report_private(publication)
    return publication.status == PublicationStatus.SUBMITTED_UNCONFIRMED and _report_unconfirmed(publication)


def _report_unconfirmed(publication: Publication) -> bool:
    sent_at = publication.submitted_at or publication.created_at
    platform = publication.connection.platform_name
    _tell(
        publication,
        UNCONFIRMED,
        once=sent_at.isoformat(),
        title=f"“{publication.title}” was sent to {publication.connection.full_name}, but not confirmed",
        text=f"{platform} has not confirmed the post for 10 minutes. We check again regularly. Don't post it "
        "again before you have looked at the channel, to avoid a duplicate.",
    )
    return True


def _report_private(publication: Publication) -> bool:
    at, words = publication.goes_public_at, publication.connection.words
    channel = publication.connection.channel_title
    if at is None or at > timezone.now() - UNCONFIRMED_AFTER:
        return False
    _tell(
        publication,
        UNCONFIRMED,
        once=f"public:{at.isoformat()}",
        title=f"“{publication.title}” is still private on {words.name} ({channel})",
        text=f"{words.name} has the video, but has not made it public 10 minutes after its time. Make it "
        f"public in {words.studio}, or find the reason there. We keep checking it for a day.",
    )
    return True


def _tell(
    publication: Publication,
    event: Event,
    *,
    once: str,
    title: str,
    text: str = "",
    people: list[str | None] | None = None,
) -> None:
    notify(
        workspace=publication.workspace,
        event=event,
        subject=publication.pk,
        once=f"{publication.pk}:{once}",
        title=title,
        text=text,
        url=reverse("publishing:publication", args=[publication.pk]),
        people=people,
    )
