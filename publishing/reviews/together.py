"""The publications that are reviewed together: one post's, for all its channels."""

from collections.abc import Sequence

from publishing.models import SENT, Publication, PublicationStatus


def of(publication: Publication) -> Sequence[Publication]:
    """Return the publication and those of the same post that are not sent or canceled, by channel."""
    rows = Publication.objects.filter(pk=publication.pk)
    if publication.crosspost_id is not None:
        others = Publication.objects.filter(crosspost_id=publication.crosspost_id)
        rows |= others.exclude(status__in=SENT | {PublicationStatus.CANCELED})
    rows = rows.select_related("video", "connection", "render__final_asset")
    return list(rows.order_by("connection__channel_title", "pk"))


def waiting(publications: Sequence[Publication]) -> list[Publication]:
    """Return those that await a decision."""
    return [each for each in publications if each.status == PublicationStatus.PENDING_REVIEW]


def may_be_asked(publication: Publication) -> bool:
    """True if an approval can be asked for: the platform has nothing of it, and none was given."""
    return publication.can_move_to(PublicationStatus.PENDING_REVIEW) and not publication.platform_video_id


def locked(publications: Sequence[Publication]) -> list[Publication]:
    """Lock the rows, always in the same order. Call it in a transaction."""
    pks = [each.pk for each in publications]
    return list(Publication.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
