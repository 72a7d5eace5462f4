"""Who did what, when."""

from typing import Any

from accounts.models import AuditEntry, User, Workspace


def record(*, workspace: Workspace, actor: User | None, action: str, subject: str = "", **facts: Any) -> None:
    """Add a line to the workspace's log; ``actor`` is None for what the system did by itself."""
    AuditEntry.objects.create(workspace=workspace, actor=actor, action=action, subject=subject, facts=facts)
