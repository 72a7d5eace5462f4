"""The workspace that a person works in, and their role."""

from accounts.errors import RoleTooLowError
from accounts.models import Membership, Role, User
from foundation.prepared import Prepared

SESSION_KEY = "workspace"
# A person's memberships, oldest first, each with its workspace and the person.
OF_PERSON: Prepared[Membership] = Prepared(
    lambda user_id: (
        Membership.objects.filter(user_id=user_id)
        .select_related("user", "workspace")
        .order_by("created_at", "pk")
    ),
    user_id="a person's id",
)


def membership_of(user: User, *, chosen: str | None) -> Membership | None:
    """Return the membership in the workspace ``chosen``, or else the oldest one; None without any."""
    mine = memberships_of(user)
    return next((each for each in mine if each.workspace_id == chosen), mine[0] if mine else None)


def memberships_of(user: User) -> list[Membership]:
    """Return the person's memberships with their workspaces, oldest first. No query if sign-in read them."""
    if user.read_memberships is None:
        user.read_memberships = OF_PERSON.rows(user_id=user.pk)
    return user.read_memberships


def require_role(membership: Membership, needed: Role) -> None:
    """Raise RoleTooLowError unless the member's role is at least ``needed``."""
    if not membership.may(needed):
        raise RoleTooLowError(needed=needed.value, role=membership.role)
