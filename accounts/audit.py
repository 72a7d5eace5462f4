"""The audit log: who did what, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import AuditEntry, User, Workspace

# The text of an action on the page, with the entry's facts. An action that is not listed is shown by its
# own name, so other apps need no entry here.
WORDS = {
    "workspace.opened": "created the workspace",
    "workspace.changed": "changed the workspace: name {name}, time zone {time_zone}",
    "member.joined": "joined as {role}",
    "member.left": "left the workspace",
    "member.removed": "removed {email}",
    "member.role_changed": "made {email} {role}",
    "invitation.sent": "invited {email} as {role}",
    "invitation.withdrawn": "withdrew the invitation for {email}",
    "checkout.started": "started the checkout of the {plan} plan",
    "plan.switched": "changed to the {plan} plan",
    "plan.switch_waits": "requested the {plan} plan; the payment needs confirmation",
    "plan.switch_dropped": "canceled the change to the {plan} plan",
    "plan.canceled": "canceled the {plan} plan, effective at the end of its period",
    "plan.resumed": "resumed the {plan} plan",
    "plan.assigned": "assigned the {plan} plan: {reason}",
    "plan.withdrawn": "removed the assigned plan, now on {plan}: {reason}",
    "subscription.changed": "updated the subscription: {plan}, {status}",
    "api_key.issued": "created the API key {name} ({prefix}…)",
    "api_key.revoked": "revoked the API key {name} ({prefix}…)",
    "lineage.shared": "shared the lineage of {title} by a public link",
    "lineage.unshared": "stopped sharing the lineage of {title}",
    "publication.approval_requested": "asked for approval of {title}",
    "publication.approval_withdrawn": "withdrew the request to approve {title}",
    "publication.approved": "approved {title} ({name})",
    "publication.changes_requested": "asked for changes to {title} ({name})",
    "review_link.created": "made a review link for {name}",
    "review_link.revoked": "revoked the review link of {name}",
    "shop.connected": "connected the shop {shop}",
    "shop.disconnected": "disconnected the shop {shop}",
    "shop.app_removed": "disconnected the shop {shop}, which removed the app",
    "shop.customer_data_requested": "passed on a customer's request for data from {shop}: {stored} of "
    "{named} orders are stored, without personal data",
    "shop.customer_redacted": "deleted what leads to a customer of {shop}, in {orders} orders",
    "shop.data_deleted": "deleted all data of the shop {shop}, at its platform's request",
    "approvals.changed": "changed which posts need approval: {needed}",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words. ``actor`` is None for actions by the system."""

    at: datetime
    actor: User | None
    sentence: str
    action: str
    subject: str


class _Facts(dict[str, Any]):
    # Entries from before a fact was recorded are still shown.
    def __missing__(self, name: str) -> str:
        return "…"


def record(*, workspace: Workspace, actor: User | None, action: str, subject: str = "", **facts: Any) -> None:
    """Add an entry to the workspace's log. ``actor`` is None for actions by the system."""
    AuditEntry.objects.create(workspace=workspace, actor=actor, action=action, subject=subject, facts=facts)


def in_words(entries: Iterable[AuditEntry]) -> list[Line]:
    """Return the entries in words."""
    return [
        Line(
            at=entry.created_at,
            actor=entry.actor,
            sentence=_sentence(entry),
            action=entry.action,
            subject=entry.subject,
        )
        for entry in entries
    ]


def _sentence(entry: AuditEntry) -> str:
    words = WORDS.get(entry.action)
    if words is None:
        thing, _, deed = entry.action.rpartition(".")
        return f"{thing.replace('_', ' ')}: {deed.replace('_', ' ')}"
    return words.format_map(_Facts(entry.facts))
