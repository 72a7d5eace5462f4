"""Finding what the queue forgot."""

import logging
from datetime import timedelta

from django.utils import timezone

from foundation import storage
from synthesis.models import Attempt, Render, RendererStatus, RenderStatus
from synthesis.production import leases, renders
from synthesis.rendering import dispatch

logger = logging.getLogger(__name__)

AT_ONCE = 200
STOP_FOR = timedelta(days=2)
# Nobody stands in line for longer than that.
LONGEST_LIFE = timedelta(days=1)
_IN_LINE = {"assigned", "plan_limit", "nodes_busy", "workers_busy"}


def resume_stalled() -> int:
    """Prompt every unfinished render that nobody has been at work on for a while; says how many.

    Renders past their deadline end here, and so does the telling of renderers to stop.
    """
    now = timezone.now()
    for render in Render.objects.unfinished().filter(deadline_at__lte=now)[:AT_ONCE]:
        _end_or_let_wait(render)
    for render_id in dispatch.assign():
        renders.enqueue(render_id=render_id)
    due = list(Render.objects.unfinished().filter(due_at__lte=now).values_list("pk", flat=True)[:AT_ONCE])
    Render.objects.filter(pk__in=due).update(due_at=now + timedelta(seconds=leases.PROMPT_AFTER_S))
    for render_id in due:
        renders.enqueue_media(render_id=render_id)
        renders.enqueue(render_id=render_id)
    for render_id in _to_be_stopped():
        renders.enqueue_stop(render_id=render_id)
    return len(due)


def _end_or_let_wait(render: Render) -> None:
    """A render without progress has failed, unless it stands in line: then that is what it waits for."""
    reason = dispatch.wait_reason(render=render)
    if reason is not None and reason.code in _IN_LINE and render.elapsed_s < LONGEST_LIFE.total_seconds():
        Render.objects.unfinished().filter(pk=render.pk).update(deadline_at=leases.deadline())
        return
    if render.outage:
        renders.fail(
            render=render,
            failure=f"{storage.message_of(render.outage)} The render waited and was ended. Try again later.",
            code="storage_unavailable",
            detail=f"{render.outage} since {render.outage_since}, stage {render.stage}",
        )
        return
    renders.fail(
        render=render,
        failure="This render got nowhere for too long and was ended. Try again; if that happens again, tell "
        "your administrator.",
        code="deadline",
        detail=f"stage {render.stage}, {render.scenes_done} of {render.scenes_total} scenes drawn",
    )


def _to_be_stopped() -> list[str]:
    """Whose renderers still draw what nobody waits for. One that was lost is told once it is back."""
    untold = Attempt.objects.exclude(renderer__status=RendererStatus.LOST).filter(
        status__in=[RenderStatus.FAILED, RenderStatus.CANCELED],
        renderer__isnull=False,
        submitted_at__isnull=False,
        stop_asked_at=None,
        finished_at__gte=timezone.now() - STOP_FOR,
    )
    return list(untold.order_by().values_list("render_id", flat=True).distinct()[:AT_ONCE])
