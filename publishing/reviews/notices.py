"""Who is told about requests, decisions and comments."""

from collections.abc import Sequence

from django.urls import reverse

from accounts.models import Role
from accounts.notifications import Event, notify, register
from publishing.models import Publication, Review, ReviewComment, ReviewStatus

_GROUP = "Publishing"

REQUESTED = register(
    Event(
        key="publication.approval_requested",
        group=_GROUP,
        title="A post waits for your approval",
        role=Role.EDITOR,
        email=True,
    )
)
DECIDED = register(
    Event(
        key="publication.approval_decided",
        group=_GROUP,
        title="Your post was approved, or needs changes",
        role=Role.EDITOR,
        email=True,
    )
)
COMMENTED = register(
    Event(key="publication.commented", group=_GROUP, title="Somebody commented on your post")
)


def requested(*, reviews: Sequence[Review], deciders: Sequence[str]) -> None:
    """Tell the people of these ids, who may decide. One notification for all channels of a post."""
    review, publication = reviews[0], reviews[0].publication
    who = review.requested_by.display_name if review.requested_by else "A member"
    notify(
        workspace=review.workspace,
        event=REQUESTED,
        subject=publication.pk,
        once=f"{review.pk}:requested",
        title=f"“{publication.title}” waits for approval",
        text=review.note or f"{who} asks for your approval for {_channels(reviews)}.",
        url=_url(publication),
        people=deciders,
    )


def decided(*, reviews: Sequence[Review], outcome: str = "") -> None:
    """Tell whoever requested the approval or wrote the post. One notification for all channels of a post.

    ``outcome`` says what becomes of the post.
    """
    review, publication = reviews[0], reviews[0].publication
    is_approved = review.status == ReviewStatus.APPROVED
    said = f": {review.decision_note}" if review.decision_note else f", for {_channels(reviews)}."
    notify(
        workspace=review.workspace,
        event=DECIDED,
        subject=publication.pk,
        once=f"{review.pk}:decided",
        title=f"“{publication.title}” {'is approved' if is_approved else 'needs changes'}",
        text=f"{review.decider}{said} {outcome}",
        url=_url(publication),
        people={review.requested_by_id, publication.created_by_id} - {review.decided_by_id},
    )


def _channels(reviews: Sequence[Review]) -> str:
    return ", ".join(review.publication.connection.full_name for review in reviews)


def commented(*, comment: ReviewComment) -> None:
    """Tell whoever wrote the post or requested its approval, unless they commented themselves."""
    publication = comment.publication
    requested = Review.objects.filter(publication=publication).open().values_list("requested_by", flat=True)
    readers = {publication.created_by_id, *requested} - {comment.author_id}
    if readers:
        notify(
            workspace=comment.workspace,
            event=COMMENTED,
            subject=publication.pk,
            once=comment.pk,
            title=f"{comment.author_name} commented on “{publication.title}”",
            text=comment.text,
            url=_url(publication),
            people=readers,
        )


def _url(publication: Publication) -> str:
    return reverse("publishing:review", args=[publication.pk])
