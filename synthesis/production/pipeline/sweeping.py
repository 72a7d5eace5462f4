"""The sweeper: finds renders whose messages were lost."""

import logging
from datetime import timedelta

from django.utils import timezone

from foundation import storage
from synthesis.models import Attempt, Render, RendererStatus
from synthesis.production import leases, renders
from synthesis.rendering import dispatch

logger = logging.getLogger(__name__)

AT_ONCE = 200
STOP_FOR = timedelta(days=2)
# The longest time that a render may wait in a queue.
LONGEST_LIFE = timedelta(days=1)
_QUEUED = {"assigned", "plan_limit", "nodes_busy", "workers_busy"}


def resume_stalled() -> int:
    """Enqueue every unfinished render that no worker has claimed for a while. Returns how many.

    Also fails renders past their deadline, and retries cancels that renderers have not confirmed.
    """
    now = timezone.now()
    for render in Render.objects.unfinished().filter(deadline_at__lte=now)[:AT_ONCE]:
        _fail_or_extend(render)
    for render_id in dispatch.assign():
        renders.enqueue(render_id=render_id)
    due = list(Render.objects.unfinished().filter(due_at__lte=now).values_list("pk", flat=True)[:AT_ONCE])
    Render.objects.filter(pk__in=due).update(due_at=now + timedelta(seconds=leases.PROMPT_AFTER_S))
    for render_id in due:
        renders.enqueue_media(render_id=render_id)
        renders.enqueue(render_id=render_id)
    for render_id in _with_open_jobs():
        renders.enqueue_stop(render_id=render_id)
    return len(due)


def _fail_or_extend(render: Render) -> None:
    """Fail a render that makes no progress, unless it waits in a queue; then extend its deadline."""
    reason = dispatch.wait_reason(render=render)
    if reason is not None and reason.code in _QUEUED and render.elapsed_s < LONGEST_LIFE.total_seconds():
        Render.objects.unfinished().filter(pk=render.pk).update(deadline_at=leases.deadline())
        return
    if render.outage:
        renders.fail(
            render=render,
            failure=f"{storage.message_of(render.outage)} The render was stopped. Try again later.",
            code="storage_unavailable",
            detail=f"{render.outage} since {render.outage_since}, stage {render.stage}",
        )
        return
    renders.fail(
        render=render,
        failure="This render made no progress for too long and was stopped. Try again. If it "
        "happens again, contact your administrator.",
        code="deadline",
        detail=f"stage {render.stage}, {render.scenes_done} of {render.scenes_total} scenes rendered",
    )


def _with_open_jobs() -> list[str]:
    """Renders with ended attempts whose jobs are not canceled yet.

    A lost renderer gets the cancellation when it is back.
    """
    recent = Attempt.objects.to_cancel().filter(finished_at__gte=timezone.now() - STOP_FOR)
    reachable = recent.exclude(renderer__status=RendererStatus.LOST)
    return list(reachable.order_by().values_list("render_id", flat=True).distinct()[:AT_ONCE])
