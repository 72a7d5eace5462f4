"""Reviewers: members of the workspace, and people with a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import Membership, User
from publishing import approvals
from publishing.errors import MayNotDecideError, OwnLinkError
from publishing.models import Publication, Review, ReviewLink


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who comments or decides: a member, or the person whom a link is for."""

    user: User | None = None
    guest: str = ""

    @property
    def name(self) -> str:
        """The name that people see."""
        return self.user.display_name if self.user else self.guest


def may_decide(*, publications: Sequence[Publication], membership: Membership) -> bool:
    """True if this member may decide about all of them."""
    return all(approvals.may_decide(publication=each, membership=membership) for each in publications)


def others(*, publication: Publication, requester: User | None) -> list[str]:
    """Return the ids of the members who may decide about a publication, but for who requested it."""
    members = Membership.objects.filter(workspace=publication.workspace).exclude(user=requester)
    return [
        each.user_id
        for each in members.select_related("user", "workspace")
        if approvals.may_decide(publication=publication, membership=each)
    ]


def member(*, publications: Sequence[Publication], membership: Membership) -> Reviewer:
    """Return the member as a reviewer. Raises MayNotDecideError unless they may decide about all of them."""
    if not may_decide(publications=publications, membership=membership):
        raise MayNotDecideError()
    return Reviewer(user=membership.user)


def guest(*, link: ReviewLink) -> Reviewer:
    """Return the person whom the link is for, as the author of a comment."""
    return Reviewer(guest=link.name)


def deciding_guest(*, link: ReviewLink, publications: Sequence[Publication]) -> Reviewer:
    """Return the person whom the link is for, as a reviewer.

    Raises OwnLinkError if whoever made the link requested the approval, and needs one: nobody approves
    their own post through a link.
    """
    maker = link.created_by
    requested = Review.objects.filter(publication__in=publications, requested_by=maker).open()
    if maker and requested.exists() and approvals.is_needed(workspace=link.workspace, actor=maker):
        raise OwnLinkError()
    return guest(link=link)
