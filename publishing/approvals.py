"""Whether a publication needs an approval, and has it.

An approval holds for the content that the reviewer saw. Any later change of what is posted voids it.
"""

import hashlib
import json
from collections.abc import Iterable

from accounts.models import Membership, Role, User, Workspace
from publishing.errors import ApprovalNeededError
from publishing.models import (
    OFF_SCHEDULE,
    ApprovalPolicy,
    Publication,
    PublicationStatus,
    Review,
    ReviewStatus,
)

UNDER_REVIEW = frozenset(
    {PublicationStatus.PENDING_REVIEW, PublicationStatus.APPROVED, PublicationStatus.CHANGES_REQUESTED}
)


def digest(*, publication: Publication) -> str:
    """Return the SHA-256 of everything that is posted: file, channel, texts, cover, options, labels."""
    content: list[object] = [
        publication.render_id,
        publication.connection_id,
        publication.title,
        publication.post_text,
        publication.hashtags,
        publication.cover_ms,
        publication.options,
        publication.synthetic_media,
    ]
    # Left out while there is nothing, so that an approval from before there was anything to attach holds.
    if publication.attached.lines:
        content.append(publication.attached.model_dump(mode="json"))
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def digest_of(publications: Iterable[Publication]) -> str:
    """Return the digest of several publications, whatever their order; of one, its own."""
    digests = sorted(digest(publication=each) for each in publications)
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


def is_needed(*, workspace: Workspace, actor: User | None) -> bool:
    """True if this member's posts need an approval. A person who is no member any more needs one."""
    policy = ApprovalPolicy.objects.filter(workspace=workspace).first()
    if policy is None:
        return False
    membership = Membership.objects.filter(workspace=workspace, user=actor).first()
    return membership is None or policy.covers(membership.role)


def _covers(membership: Membership) -> bool:
    """True if this member's posts need an approval."""
    policy = ApprovalPolicy.objects.filter(workspace=membership.workspace).first()
    return policy is not None and policy.covers(membership.role)


def is_given(*, publication: Publication) -> bool:
    """True if exactly this content was approved, and not asked to be changed since."""
    approved = _approved_digest(publication)
    return bool(approved) and approved == digest(publication=publication)


def is_outdated(*, publication: Publication) -> bool:
    """True if an earlier content was approved, and this one is not."""
    approved = _approved_digest(publication)
    return bool(approved) and approved != digest(publication=publication)


def _approved_digest(publication: Publication) -> str:
    """The digest of the content that the newest decision approved; empty if it approved none."""
    newest = Review.objects.filter(publication=publication).exclude(status=ReviewStatus.WITHDRAWN)
    review = newest.order_by("-created_at", "-pk").first()
    return review.digest if review is not None and review.status == ReviewStatus.APPROVED else ""


def require(*, publication: Publication, actor: User) -> None:
    """Raise ApprovalNeededError if the actor needs an approval that this content lacks."""
    if is_needed(workspace=publication.workspace, actor=actor) and not is_given(publication=publication):
        raise ApprovalNeededError()


def may_decide(*, publication: Publication, membership: Membership) -> bool:
    """True if this member may approve: an editor or higher who needs no approval themselves.

    Where even owners need one, an owner may approve what somebody else requested.
    """
    if not membership.may(Role.EDITOR):
        return False
    if not _covers(membership):
        return True
    return membership.may(Role.OWNER) and not _requested(publication, membership.user)


def may_invite(*, membership: Membership) -> bool:
    """True if this member may make links for reviewers: their decision counts like the member's own."""
    if membership.may(Role.OWNER):
        return True
    return membership.may(Role.EDITOR) and not _covers(membership)


def _requested(publication: Publication, person: User) -> bool:
    return Review.objects.filter(
        publication=publication, status=ReviewStatus.OPEN, requested_by=person
    ).exists()


def withdraw(*, publication: Publication) -> None:
    """Make a publication under review a draft again, and close its open review. The row is locked."""
    close(publication=publication)
    publication.move_to(PublicationStatus.DRAFT)


def close(*, publication: Publication) -> None:
    """Close the publication's open review without a decision. The row is locked."""
    for review in Review.objects.filter(publication=publication).open():
        review.move_to(ReviewStatus.WITHDRAWN)


def void(*, publication: Publication, before: str, actor: User) -> None:
    """Make a changed publication a draft again if it was under review, or is scheduled without an approval.

    ``before`` is the digest before the change; the row is locked and has the new content. ``scheduled_at``
    stays as the planned time. A scheduled one whose editor needs no approval stays, as scheduled by them.
    """
    if digest(publication=publication) == before:
        return
    if publication.status in UNDER_REVIEW:
        withdraw(publication=publication)
    elif publication.status == PublicationStatus.SCHEDULED:
        if is_needed(workspace=publication.workspace, actor=actor):
            publication.move_to(PublicationStatus.DRAFT, **OFF_SCHEDULE)
        else:
            publication.change_if_unmoved(scheduled_by=actor)
