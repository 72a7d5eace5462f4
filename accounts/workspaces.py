"""Workspaces: create, rename, change roles."""

from django.db import transaction

from accounts import audit
from accounts.errors import LastOwnerError, RoleTooLowError
from accounts.models import Membership, Role, User, Workspace
from accounts.signals import time_zone_changed


@transaction.atomic
def open_workspace(*, owner: User, name: str = "") -> Workspace:
    """Create a workspace with ``owner`` in it."""
    workspace = Workspace.objects.create(name=name or f"{owner.display_name}'s workspace"[:80])
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    audit.record(workspace=workspace, actor=owner, action="workspace.opened", subject=workspace.pk)
    return workspace


@transaction.atomic
def rename(
    *, workspace: Workspace, actor: User, name: str, time_zone: str, keep_wall_times: bool = True
) -> list[str]:
    """Change the workspace's name or time zone. Writes nothing if both are unchanged.

    With ``keep_wall_times``, planned work keeps its local time in another zone; otherwise its moment. Returns
    sentences about what was moved.
    """
    before = Workspace.objects.select_for_update().get(pk=workspace.pk).time_zone
    changed = Workspace.objects.filter(pk=workspace.pk).exclude(name=name, time_zone=time_zone)
    if changed.update(name=name, time_zone=time_zone):
        workspace.name, workspace.time_zone = name, time_zone
        audit.record(
            workspace=workspace,
            actor=actor,
            action="workspace.changed",
            subject=workspace.pk,
            name=name,
            time_zone=time_zone,
        )
    if before == time_zone:
        return []
    answers = time_zone_changed.send(
        sender=Workspace,
        workspace=workspace,
        before=before,
        after=time_zone,
        keep_wall_times=keep_wall_times,
    )
    return [sentence for _, sentence in answers if sentence]


@transaction.atomic
def change_role(*, membership: Membership, by: Membership, role: Role) -> None:
    """Change the member's role.

    Raises RoleTooLowError for a role above one's own, and LastOwnerError for the only owner.
    """
    check_rank(by=by, role=Role(membership.role))
    check_rank(by=by, role=role)
    if role is not Role.OWNER:
        _require_owner(membership)
    if not Membership.objects.filter(pk=membership.pk).exclude(role=role).update(role=role):
        return
    audit.record(
        workspace=membership.workspace,
        actor=by.user,
        action="member.role_changed",
        subject=membership.user_id,
        email=membership.user.email,
        role=role.value,
    )


@transaction.atomic
def remove_member(*, membership: Membership, by: Membership) -> None:
    """Remove the member from the workspace. Any member may remove themselves.

    A person without another workspace gets a new one. Raises RoleTooLowError for a member of a higher role
    than one's own, and LastOwnerError for the only owner.
    """
    leaves = membership.pk == by.pk
    if not leaves:
        check_rank(by=by, role=Role(membership.role))
    _require_owner(membership)
    member = membership.user
    audit.record(
        workspace=membership.workspace,
        actor=by.user,
        action="member.left" if leaves else "member.removed",
        subject=member.pk,
        email=member.email,
    )
    Membership.objects.filter(pk=membership.pk).delete()
    if not member.memberships.exists():
        open_workspace(owner=member)


def check_rank(*, by: Membership, role: Role) -> None:
    """Raise RoleTooLowError unless ``by`` may manage members and ranks at or above ``role``."""
    needed = role if role.rank > Role.ADMIN.rank else Role.ADMIN
    if not by.may(needed):
        raise RoleTooLowError(needed=needed.value, role=by.role)


def _require_owner(membership: Membership) -> None:
    # The lock serializes two owners who leave at once.
    owners = list(
        Membership.objects.select_for_update()
        .filter(workspace=membership.workspace, role=Role.OWNER)
        .values_list("pk", flat=True)
    )
    if owners == [membership.pk]:
        raise LastOwnerError()
