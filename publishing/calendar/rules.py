"""A workspace's rules: what happens to a missed time, and how close two posts may be."""

from django.db import transaction

from accounts import audit
from accounts.models import User, Workspace
from publishing.models import CalendarRules, LateRule


def of(workspace: Workspace) -> CalendarRules:
    """Return the workspace's rules, or the defaults, which are not saved. One query."""
    return CalendarRules.objects.filter(pk=workspace.pk).first() or CalendarRules(workspace=workspace)


@transaction.atomic
def change(
    *, workspace: Workspace, actor: User, when_late: LateRule, late_limit_h: int, overlap_min: int
) -> CalendarRules:
    """Set the rules. They apply to publications that become due from now on."""
    rules, _ = CalendarRules.objects.update_or_create(
        pk=workspace.pk,
        defaults={"when_late": when_late, "late_limit_h": late_limit_h, "overlap_min": overlap_min},
    )
    audit.record(
        workspace=workspace,
        actor=actor,
        action="calendar.rules_changed",
        when_late=when_late,
        late_limit_h=late_limit_h,
        overlap_min=overlap_min,
    )
    return rules
