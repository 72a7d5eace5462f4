"""Reviewers: members of the workspace, and people with a link."""

from dataclasses import dataclass

from accounts.models import Membership, User
from publishing import approvals
from publishing.errors import MayNotDecideError
from publishing.models import Publication, ReviewLink


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who comments or decides: a member, or the person whom a link is for."""

    user: User | None = None
    guest: str = ""

    @property
    def name(self) -> str:
        """The name that people see."""
        return self.user.display_name if self.user else self.guest


def member(*, publication: Publication, membership: Membership) -> Reviewer:
    """Return the member as a reviewer. Raises MayNotDecideError unless they may decide."""
    if not approvals.may_decide(publication=publication, membership=membership):
        raise MayNotDecideError()
    return Reviewer(user=membership.user)


def guest(*, link: ReviewLink) -> Reviewer:
    """Return the person whom the link is for."""
    return Reviewer(guest=link.name)
