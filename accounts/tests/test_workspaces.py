"""Permissions between members of a workspace."""

import threading

import pytest
from django.db import connection

from accounts import workspaces
from accounts.errors import LastOwnerError, RoleTooLowError
from accounts.models import AuditEntry, Membership, Role, Workspace


def actions(workspace):
    return list(AuditEntry.objects.for_workspace(workspace).values_list("action", flat=True))


def test_the_creator_of_a_workspace_is_its_owner(workspace, owner):
    assert workspace.memberships.get().user == owner
    assert actions(workspace) == ["workspace.opened"]


def test_renaming_is_logged_once(workspace, owner):
    for _ in range(2):
        workspaces.rename(workspace=workspace, actor=owner, name="South Studio", time_zone="Europe/Oslo")

    workspace.refresh_from_db()
    assert (workspace.name, workspace.time_zone) == ("South Studio", "Europe/Oslo")
    assert actions(workspace).count("workspace.changed") == 1


@pytest.mark.parametrize(
    ("by", "target", "role", "may"),
    [
        (Role.OWNER, Role.EDITOR, Role.OWNER, True),
        (Role.OWNER, Role.ADMIN, Role.VIEWER, True),
        (Role.ADMIN, Role.EDITOR, Role.ADMIN, True),
        (Role.ADMIN, Role.EDITOR, Role.OWNER, False),
        (Role.ADMIN, Role.OWNER, Role.EDITOR, False),
        (Role.EDITOR, Role.VIEWER, Role.EDITOR, False),
        (Role.VIEWER, Role.VIEWER, Role.OWNER, False),
    ],
)
def test_members_cannot_manage_roles_above_their_own(join, ownership, by, target, role, may):
    actor, member = join(by, "actor@example.com"), join(target, "member@example.com")

    if may:
        workspaces.change_role(membership=member, by=actor, role=role)
    else:
        with pytest.raises(RoleTooLowError):
            workspaces.change_role(membership=member, by=actor, role=role)

    member.refresh_from_db()
    assert member.role == (role if may else target)


def test_the_only_owner_cannot_step_down(ownership):
    with pytest.raises(LastOwnerError):
        workspaces.change_role(membership=ownership, by=ownership, role=Role.ADMIN)


def test_the_only_owner_cannot_leave(ownership):
    with pytest.raises(LastOwnerError):
        workspaces.remove_member(membership=ownership, by=ownership)


def test_an_owner_may_leave_once_there_is_another(ownership, join):
    join(Role.OWNER, "second@example.com")

    workspaces.remove_member(membership=ownership, by=ownership)

    assert not Membership.objects.filter(pk=ownership.pk).exists()


def test_a_removed_member_gets_a_workspace_of_their_own(ownership, join):
    member = join(Role.EDITOR)

    workspaces.remove_member(membership=member, by=ownership)

    place = Workspace.objects.of_user(member.user).get()
    assert place != ownership.workspace
    assert "member.removed" in actions(ownership.workspace)


def test_a_viewer_may_leave_but_not_remove(join):
    viewer, editor = join(Role.VIEWER), join(Role.EDITOR)

    with pytest.raises(RoleTooLowError):
        workspaces.remove_member(membership=editor, by=viewer)
    workspaces.remove_member(membership=viewer, by=viewer)

    assert not Membership.objects.filter(pk=viewer.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_do_not_both_leave(workspace, ownership, join):
    second = join(Role.OWNER, "second@example.com")
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def leave(membership: Membership) -> None:
        try:
            start.wait(timeout=10)
            workspaces.remove_member(membership=membership, by=membership)
            outcomes.append("left")
        except LastOwnerError:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=(who,)) for who in (ownership, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["left", "refused"]
    assert Membership.objects.for_workspace(workspace).filter(role=Role.OWNER).count() == 1
