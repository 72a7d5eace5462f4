"""The seconds of paid video that a workspace may still use this month.

Renders count: unfinished ones as quoted, finished ones with the seconds that were really requested. Sandbox
renders are free and do not count.
"""

from django.conf import settings
from django.db.models import Sum

from accounts.models import Workspace
from billing import entitlements, quotas
from synthesis.errors import PaidVideoExhaustedError
from synthesis.models import Attempt, Render

KEY = "synthesis.paid_video_seconds"


def limit(*, workspace: Workspace) -> int | None:
    """Seconds a month: the higher of the plan's limit and the installation's; None is no limit."""
    of_plan = entitlements.limit(workspace=workspace, key=KEY)
    return None if of_plan is None else max(of_plan, settings.PAID_VIDEO_SECONDS)


def left(*, workspace: Workspace) -> int | None:
    """Seconds left this month; None is no limit."""
    covered = limit(workspace=workspace)
    if covered is None:
        return None
    since = quotas.usage(workspace=workspace).starts_at
    rows = Render.objects.for_workspace(workspace).filter(created_at__gte=since)
    return max(0, covered - (rows.aggregate(total=Sum("paid_s"))["total"] or 0))


def require(*, workspace: Workspace, seconds: int) -> None:
    """Raise PaidVideoExhaustedError if fewer than ``seconds`` are left this month."""
    covered = left(workspace=workspace)
    if seconds and covered is not None and seconds > covered:
        raise PaidVideoExhaustedError(needed=seconds, left=covered, limit=limit(workspace=workspace) or 0)


def settle(*, render: Render) -> None:
    """Replace the quoted seconds of an ended render with those that were really requested."""
    asked = Attempt.objects.filter(render=render).aggregate(total=Sum("paid_s"))["total"] or 0
    Render.objects.filter(pk=render.pk).update(paid_s=asked)
