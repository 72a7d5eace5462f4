"""Links for reviewers without an account: signed, expiring and revocable.

A link's token is its row's id with a signature (HMAC-SHA256 with the installation's secret key). Nothing
secret is stored, and members can copy the link again.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.models import Membership, User
from foundation.errors import NotFoundError
from publishing import approvals
from publishing.errors import MayNotInviteError, ReviewLinkEndedError, TooManyReviewLinksError
from publishing.models import Publication, ReviewLink, ReviewLinkQuerySet

LASTS_DAYS = (3, 7, 14, 30)
MOST_WORKING = 20
_SIGNER = signing.Signer(salt="publishing.review-links")


@transaction.atomic
def create(*, publication: Publication, membership: Membership, name: str, days: int) -> ReviewLink:
    """Make a link for the person ``name``, which works for ``days`` days.

    Raises MayNotInviteError for a member whose posts need an approval, and TooManyReviewLinksError.
    """
    if not approvals.may_invite(membership=membership):
        raise MayNotInviteError()
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if ReviewLink.objects.filter(publication=locked).working().count() >= MOST_WORKING:
        raise TooManyReviewLinksError(most=MOST_WORKING)
    link: ReviewLink = ReviewLink.objects.create(
        workspace=locked.workspace,
        publication=locked,
        name=name,
        created_by=membership.user,
        expires_at=timezone.now() + timedelta(days=days),
    )
    _record(link, membership.user, "review_link.created")
    return link


@transaction.atomic
def revoke(*, link: ReviewLink, actor: User) -> None:
    """Revoke a link: it no longer opens anything. Idempotent."""
    if ReviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now()):
        _record(link, actor, "review_link.revoked")


def listed(*, publications: Sequence[Publication]) -> ReviewLinkQuerySet:
    """Return the publications' links, newest first."""
    rows: ReviewLinkQuerySet = ReviewLink.objects.filter(publication__in=publications)
    return rows.select_related("created_by").order_by("-created_at", "-pk")


def token_of(link: ReviewLink) -> str:
    """Return the token in the link's address."""
    return _SIGNER.sign(link.pk)


def opened(*, token: str) -> ReviewLink:
    """Return the link with this token, and note that it was opened.

    Raises NotFoundError for a wrong token, and ReviewLinkEndedError for a link that expired or was revoked.
    """
    try:
        pk = _SIGNER.unsign(token)
    except signing.BadSignature as error:
        raise NotFoundError() from error
    link: ReviewLink | None = (
        ReviewLink.objects.select_related("workspace", "created_by").filter(pk=pk).first()
    )
    if link is None:
        raise NotFoundError()
    if not link.is_working or not _may_still_invite(link):
        raise ReviewLinkEndedError(_ended(link))
    ReviewLink.objects.filter(pk=pk).update(last_opened_at=timezone.now())
    return link


def _may_still_invite(link: ReviewLink) -> bool:
    """True while whoever made the link is a member who may make one: its decision counts like theirs."""
    made_by = Membership.objects.filter(workspace=link.workspace, user=link.created_by_id).first()
    return made_by is not None and approvals.may_invite(membership=made_by)


def _ended(link: ReviewLink) -> str:
    has_expired = link.revoked_at is None and link.expires_at <= timezone.now()
    what = f"expired on {link.expires_at:%-d %B %Y}" if has_expired else "was withdrawn"
    whom = link.created_by.display_name if link.created_by else "the person who sent it"
    return f"This link {what}. Ask {whom} for a new one."


def _record(link: ReviewLink, actor: User, action: str) -> None:
    audit.record(
        workspace=link.workspace, actor=actor, action=action, subject=link.publication_id, name=link.name
    )
