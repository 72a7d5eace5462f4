"""Workspaces: open, rename, roles."""

from django.db import transaction

from accounts import audit
from accounts.errors import LastOwnerError
from accounts.models import Membership, Role, User, Workspace


@transaction.atomic
def open_workspace(*, owner: User, name: str = "") -> Workspace:
    """A new workspace with ``owner`` in it."""
    workspace = Workspace.objects.create(name=name or f"{owner.display_name}'s workspace")
    Membership.objects.create(workspace=workspace, user=owner, role=Role.OWNER)
    audit.record(workspace=workspace, actor=owner, action="workspace.opened", subject=workspace.pk)
    return workspace


@transaction.atomic
def rename(*, workspace: Workspace, actor: User, name: str, time_zone: str) -> None:
    """Give the workspace another name or time zone."""
    workspace.name, workspace.time_zone = name, time_zone
    workspace.save(update_fields=["name", "time_zone"])
    audit.record(workspace=workspace, actor=actor, action="workspace.changed", subject=workspace.pk)


@transaction.atomic
def change_role(*, membership: Membership, actor: User, role: Role) -> None:
    """Give the member another role. Raises LastOwnerError for the only owner."""
    _keep_an_owner(membership, unless=role is Role.OWNER)
    Membership.objects.filter(pk=membership.pk).update(role=role)
    audit.record(
        workspace=membership.workspace,
        actor=actor,
        action="member.role_changed",
        subject=membership.user_id,
        role=role.value,
    )


@transaction.atomic
def remove_member(*, membership: Membership, actor: User) -> None:
    """Take the member out of the workspace. Raises LastOwnerError for the only owner."""
    _keep_an_owner(membership, unless=False)
    audit.record(
        workspace=membership.workspace, actor=actor, action="member.removed", subject=membership.user_id
    )
    membership.delete()


def _keep_an_owner(membership: Membership, *, unless: bool) -> None:
    # The lock makes two owners who leave at once take turns.
    owners = list(
        Membership.objects.select_for_update()
        .filter(workspace=membership.workspace, role=Role.OWNER)
        .values_list("pk", flat=True)
    )
    if not unless and owners == [membership.pk]:
        raise LastOwnerError()
