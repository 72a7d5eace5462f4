"""Comments on a publication, at a time of its video or on the whole."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from foundation.errors import ConflictError, InvalidError
from publishing.models import Publication, ReviewComment
from publishing.reviews import notices
from publishing.reviews.people import Reviewer

MOST_COMMENTS = 300
# Of reviewers without an account, so that they leave room for members.
MOST_OF_GUESTS = 100


def listed(*, publications: Sequence[Publication]) -> Sequence[ReviewComment]:
    """Return the comments: those on the whole first, then in the order of the video."""
    rows = ReviewComment.objects.filter(publication__in=publications).select_related("author")
    return sorted(rows, key=lambda row: (-1 if row.at_ms is None else row.at_ms, row.created_at))


def length_ms(*, publication: Publication) -> float | None:
    """Return the length of the video that is commented on; None without a file."""
    asset = publication.render.final_asset
    return (asset.duration_s or 0) * 1000 if asset else None


@transaction.atomic
def add(*, publication: Publication, reviewer: Reviewer, text: str, at_ms: int | None) -> ReviewComment:
    """Add a comment. A repeated one is stored once.

    Raises InvalidError for a time outside the video, and ConflictError for too many comments.
    """
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    length = length_ms(publication=locked)
    if at_ms is not None and length is not None and at_ms > length:
        raise InvalidError(
            f"The video is {round(length / 1000, 1):g} seconds long. Enter a time within it.",
            errors=[{"field": "at", "code": "outside_video", "detail": "Enter a time within the video."}],
        )
    same = ReviewComment.objects.filter(
        publication=locked, author=reviewer.user, guest=reviewer.guest, at_ms=at_ms, text=text
    ).first()
    if same is not None:
        return same
    rows = ReviewComment.objects.filter(publication=locked)
    if reviewer.guest and rows.exclude(guest="").count() >= MOST_OF_GUESTS:
        raise ConflictError(f"Reviewers can write at most {MOST_OF_GUESTS} comments on a post.")
    if rows.count() >= MOST_COMMENTS:
        raise ConflictError(f"A post has at most {MOST_COMMENTS} comments.")
    comment = ReviewComment.objects.create(
        workspace=locked.workspace,
        publication=locked,
        author=reviewer.user,
        guest=reviewer.guest,
        at_ms=at_ms,
        text=text,
    )
    notices.commented(comment=comment)
    return comment


def resolve(*, comment: ReviewComment, is_resolved: bool) -> None:
    """Mark a comment as done, or as not done."""
    comment.resolved_at = timezone.now() if is_resolved else None
    comment.save(update_fields=["resolved_at"])
