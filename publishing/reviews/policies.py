"""Whose posts need an approval in a workspace."""

from django.db import transaction

from accounts import audit
from accounts.models import Role, User, Workspace
from publishing.models import ApprovalPolicy

_IN_WORDS = {
    "": "nobody's",
    Role.EDITOR: "editors'",
    Role.ADMIN: "editors' and admins'",
    Role.OWNER: "everybody's",
}


def needed_up_to(*, workspace: Workspace) -> str:
    """Return the highest role whose posts need an approval; empty if nobody's do."""
    policy = ApprovalPolicy.objects.filter(workspace=workspace).first()
    return policy.needed_up_to if policy else ""


@transaction.atomic
def change(*, workspace: Workspace, actor: User, needed_up_to: str) -> None:
    """Set up to which role posts need an approval; empty for none. Scheduled posts stay scheduled."""
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    before = ApprovalPolicy.objects.filter(workspace=workspace).first()
    if needed_up_to == (before.needed_up_to if before else ""):
        return
    if needed_up_to:
        ApprovalPolicy.objects.update_or_create(workspace=workspace, defaults={"needed_up_to": needed_up_to})
    else:
        ApprovalPolicy.objects.filter(workspace=workspace).delete()
    audit.record(workspace=workspace, actor=actor, action="approvals.changed", needed=_IN_WORDS[needed_up_to])
