"""How many seconds of paid video a workspace may still ask for this month.

Counted are renders: as quoted while they are under way, and once they have ended as asked for. What the
sandbox draws costs nothing and is not counted.
"""

from django.conf import settings
from django.db.models import Sum

from accounts.models import Workspace
from billing import entitlements, quotas
from synthesis.errors import PaidVideoExhaustedError
from synthesis.models import Attempt, Render

KEY = "synthesis.paid_video_seconds"


def limit(*, workspace: Workspace) -> int | None:
    """Seconds a month: the plan's, or what this installation gives everybody; None is no limit."""
    of_plan = entitlements.limit(workspace=workspace, key=KEY)
    return None if of_plan is None else max(of_plan, settings.PAID_VIDEO_SECONDS)


def left(*, workspace: Workspace) -> int | None:
    """Seconds that are left this month; None is no limit."""
    covered = limit(workspace=workspace)
    if covered is None:
        return None
    since = quotas.usage(workspace=workspace).starts_at
    rows = Render.objects.for_workspace(workspace).filter(created_at__gte=since)
    return max(0, covered - (rows.aggregate(total=Sum("paid_s"))["total"] or 0))


def require(*, workspace: Workspace, seconds: int) -> None:
    """Raise PaidVideoExhaustedError when the month does not cover so many seconds more."""
    covered = left(workspace=workspace)
    if seconds and covered is not None and seconds > covered:
        raise PaidVideoExhaustedError(needed=seconds, left=covered, limit=limit(workspace=workspace) or 0)


def settle(*, render: Render) -> None:
    """The render has ended: from now on counts what was really asked for."""
    asked = Attempt.objects.filter(render=render).aggregate(total=Sum("paid_s"))["total"] or 0
    Render.objects.filter(pk=render.pk).update(paid_s=asked)
