"""Why a render waits, in words; how many are ahead; and its ETA."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from foundation import storage
from synthesis.models import (
    Attempt,
    Render,
    Renderer,
    RendererStatus,
    RenderStatus,
    Stage,
)
from synthesis.rendering import renderers, speeds
from synthesis.rendering.dispatch import plan_share, rows
from synthesis.rendering.dispatch.policy import FairQueue, WorkspaceQueue

# The maximum number of a workspace's own attempts that are counted.
_COUNTED = 200
# A free worker takes up a render within a second or two.
_TAKEN_UP_WITHIN_S = 30
# A free renderer begins within a second or two.
_BEGINS_WITHIN_S = 10
_USABLE = {RendererStatus.READY, RendererStatus.BUSY}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitReason:
    """Why a render is not being rendered yet, in words, with its position in the queue and its ETA.

    ``eta_s`` and ``eta_p90_s`` are seconds until rendering begins: median and 90th percentile, from the work
    ahead and from history. ``note`` says how plans affect the wait.
    """

    code: str
    message: str
    note: str = ""
    position: int | None = None
    eta_s: int | None = None
    eta_p90_s: int | None = None


def wait_reason(*, render: Render, attempts: Sequence[Attempt] | None = None) -> WaitReason | None:
    """Why no scene of the render is being rendered now; None if one is, or if none has to be.

    ``attempts`` are the render's, with their renderers, if the caller has them already.
    """
    if render.outage and not render.is_finished:
        return WaitReason(
            code="storage_unavailable",
            message=f"{storage.message_of(render.outage)} Your video continues automatically afterwards.",
        )
    if render.status == RenderStatus.QUEUED:
        return _reason_without_worker(render)
    if render.is_finished:
        return None
    if render.stage != Stage.RENDERING:
        return _reason_without_media_worker(render)
    if attempts is None:
        attempts = list(Attempt.objects.filter(render=render).select_related("renderer"))
    waiting = sorted(
        (each for each in attempts if each.status == RenderStatus.QUEUED),
        key=lambda each: (each.created_at, each.position, each.pk),
    )
    if any(each.status == RenderStatus.RUNNING for each in attempts):
        return None
    if not waiting:
        return _reason_without_media_worker(render)
    given = [each for each in waiting if each.renderer_id]
    return _reason_of_given(given) if given else _reason_of_waiting(waiting[0])


def starts_in_s(*, workspace_id: str, engine: str, work_s: float, weight: int) -> float:
    """Estimate the seconds until an attempt that joined the queue now would begin."""
    with_engine = [
        renderer for renderer in _registered() if renderer.status in _USABLE and engine in renderer.engines
    ]
    newcomer = WorkspaceQueue(
        workspace=workspace_id,
        engine=engine,
        weight=weight,
        work_s=work_s,
        waiting_since=timezone.now().timestamp(),
    )
    return _Forecast(with_engine, newcomer).eta_s()


# --- not started ----------------------------------------------------------------------------------


def _reason_without_worker(render: Render) -> WaitReason:
    if Render.objects.filter(status=RenderStatus.RUNNING).exists():
        return WaitReason(
            code="workers_busy",
            message="Other videos are rendering. Yours starts as soon as a worker is free.",
        )
    if render.elapsed_s < _TAKEN_UP_WITHIN_S:
        return WaitReason(code="about_to_begin", message="Rendering is about to start.")
    return WaitReason(
        code="no_worker",
        message="No worker has picked this up yet. It starts as soon as one is running.",
    )


def _reason_without_media_worker(render: Render) -> WaitReason | None:
    """The next step is in the media lane, and every media worker is busy with another render."""
    now = timezone.now()
    if render.media_lease_until is not None and render.media_lease_until > now:
        return None
    others = Render.objects.unfinished().exclude(pk=render.pk).filter(media_lease_until__gt=now)
    if not others.exists():
        return None
    return WaitReason(
        code="workers_busy",
        message="Other videos are rendering. Yours continues as soon as a worker is free.",
    )


# --- assigned to a renderer -----------------------------------------------------------------------


def _reason_of_given(given: Sequence[Attempt]) -> WaitReason:
    """The attempt has a slot, and the renderer has not started it."""
    first = given[0]
    renderer = first.renderer
    if renderer is None:
        raise TypeError("the attempt has not been given to a renderer")
    if renderer.status == RendererStatus.LOST or first.unreachable_since is not None:
        return WaitReason(
            code="node_lost",
            message=f"{renderer.name} stopped responding. If it doesn't recover, your scenes move to another "
            "node.",
        )
    before = [
        each
        for each in rows.held()
        if each.renderer == renderer.pk
        and each.attempt not in {mine.pk for mine in given}
        and each.attempt < first.pk
    ]
    wait_s = sum(each.left_s(timezone.now()) for each in before) / renderers.workers(renderer=renderer)
    if not before and _is_late(given):
        return WaitReason(
            code="assigned",
            message=f"{renderer.name} has accepted your scene but has not started it yet.",
            position=1,
        )
    spread = _spread(first)
    count = _counted(len(before), "scene", "scenes")
    return WaitReason(
        code="assigned",
        message=f"Assigned to {renderer.name}, with {count} ahead of yours."
        if before
        else f"{renderer.name} is about to start.",
        position=1,
        eta_s=speeds.in_steps(wait_s),
        eta_p90_s=speeds.in_steps(wait_s * spread),
    )


def _is_late(given: Sequence[Attempt]) -> bool:
    """True if the renderer should have begun by now."""
    sent = [each.submitted_at for each in given if each.submitted_at is not None]
    return bool(sent) and (timezone.now() - min(sent)).total_seconds() > _BEGINS_WITHIN_S


# --- not assigned yet -----------------------------------------------------------------------------


def _reason_of_waiting(first: Attempt) -> WaitReason:
    registered = _registered()
    with_engine = [renderer for renderer in registered if first.engine in renderer.engines]
    usable = [renderer for renderer in with_engine if renderer.status in _USABLE]
    if not usable:
        return _reason_without_node(first.engine, registered, with_engine)
    forecast = _Forecast(usable, _queue_of(first), own=first)
    if forecast.is_at_its_limit(first):
        return WaitReason(
            code="plan_limit",
            message=f"Your plan renders {_counted(first.at_once or 0, 'scene', 'scenes')} at a time. "
            "The next starts when one is done.",
            position=1,
        )
    return _reason_in_line(first, usable, forecast)


def _reason_in_line(first: Attempt, usable: Sequence[Renderer], forecast: "_Forecast") -> WaitReason:
    ahead = forecast.videos_ahead()
    busy = "The render node is busy" if len(usable) == 1 else f"All {len(usable)} render nodes are busy"
    if ahead == 0:
        message = f"{busy}. Yours is next."
    else:
        is_one = "video is" if ahead == 1 else "videos are"
        message = f"{busy}. {ahead} {is_one} ahead of yours. Workspaces take turns."
    eta_s = forecast.eta_s()
    return WaitReason(
        code="nodes_busy",
        message=message,
        note=_priority(first, forecast),
        position=ahead + 1,
        eta_s=speeds.in_steps(eta_s),
        eta_p90_s=speeds.in_steps(eta_s * _spread(first)),
    )


def _priority(first: Attempt, forecast: "_Forecast") -> str:
    if first.weight > 1:
        reserve = (
            f" and reserves {round(100 * plan_share.reserved_share())}% of the nodes"
            if first.has_reserve
            else ""
        )
        return f"Your plan has priority: it gets {first.weight} turns for each Free turn{reserve}."
    if forecast.heaviest_ahead() > 1:
        return f"Larger plans get up to {forecast.heaviest_ahead()} turns for each of yours."
    return ""


def _reason_without_node(
    engine: str, registered: Sequence[Renderer], with_engine: Sequence[Renderer]
) -> WaitReason:
    if not registered:
        return WaitReason(code="no_node", message="No render node is set up. Your administrator can add one.")
    # A renderer that has never responded has not reported its engines yet.
    unknown = [renderer for renderer in registered if not renderer.engines]
    statuses = {renderer.status for renderer in (with_engine or unknown)}
    if not statuses:
        return WaitReason(
            code="no_engine",
            message=f"No render node offers {engine}. Choose another picture for the scene, or ask "
            "your administrator.",
        )
    if RendererStatus.STARTING in statuses:
        return _reason_not_ready(
            [renderer for renderer in (with_engine or unknown) if renderer.status == RendererStatus.STARTING]
        )
    if RendererStatus.DRAINING in statuses:
        return WaitReason(
            code="node_draining", message="The render node is in maintenance and accepts no new work."
        )
    return WaitReason(
        code="node_lost",
        message="The render node is not responding. Your video continues as soon as it does.",
    )


def _reason_not_ready(starting: Sequence[Renderer]) -> WaitReason:
    note = next((renderer.status_note for renderer in starting if renderer.status_note), "")
    if not note:
        return WaitReason(code="node_starting", message="The render node is starting.")
    return WaitReason(code="node_not_ready", message=f"The render node is not ready. {note}")


# --- forecast -------------------------------------------------------------------------------------


class _Forecast:
    """The work ahead of an attempt, if the queues stay as they are now."""

    def __init__(
        self, usable: Sequence[Renderer], queue: WorkspaceQueue, *, own: Attempt | None = None
    ) -> None:
        self._usable = usable
        engines = {queue.engine, *(engine for renderer in usable for engine in renderer.engines)}
        self._held = rows.held()
        self._fair_queue: FairQueue = rows.fair_queue(engines=engines, held=self._held)
        key = (queue.workspace, queue.engine)
        if own is None or key not in self._fair_queue.queues:
            self._fair_queue.queues[key] = queue
        self._queue = self._fair_queue.queues[key]
        self._own_before = _own_before(own) if own is not None else []
        behind_s = sum(work_s for _, work_s in self._own_before) / max(1, queue.weight)
        self._ahead = rows.at_most(self._fair_queue, self._fair_queue.ahead_of(self._queue, by_s=behind_s))

    def is_at_its_limit(self, attempt: Attempt) -> bool:
        """True if the plan's limit of concurrent scenes is reached."""
        return attempt.at_once is not None and self._fair_queue.held[attempt.workspace_id] >= attempt.at_once

    def videos_ahead(self) -> int:
        """The number of videos ahead: one of each other workspace, and the workspace's earlier ones."""
        return len(self._ahead) + len({render for render, _ in self._own_before})

    def heaviest_ahead(self) -> int:
        """The highest plan weight among those ahead."""
        return max((self._fair_queue.queues[key].weight for key in self._ahead), default=1)

    def eta_s(self) -> float:
        """Seconds until a slot is free for the attempt: work in progress, and work ahead in the queue."""
        workers = sum(renderers.workers(renderer=renderer) for renderer in self._usable)
        places = {renderer.pk for renderer in self._usable}
        now = timezone.now()
        held_s = sum(each.left_s(now) for each in self._held if each.renderer in places)
        ahead_s = sum(count * self._fair_queue.queues[key].cost_s for key, count in self._ahead.items())
        own_s = sum(work_s for _, work_s in self._own_before)
        is_free = sum(1 for each in self._held if each.renderer in places) < workers and not self._ahead
        return 0.0 if is_free else (held_s + ahead_s + own_s) / max(1, workers)


def _own_before(attempt: Attempt) -> list[tuple[str, float]]:
    """Render and work of the workspace's own attempts that came earlier."""
    earlier = (
        Attempt.objects.waiting()
        .filter(workspace_id=attempt.workspace_id, engine=attempt.engine, created_at__lt=attempt.created_at)
        .exclude(render_id=attempt.render_id)
    )
    return list(earlier.values_list("render_id", "expected_s")[:_COUNTED])


def _queue_of(attempt: Attempt) -> WorkspaceQueue:
    return WorkspaceQueue(
        workspace=attempt.workspace_id,
        engine=attempt.engine,
        weight=attempt.weight,
        work_s=attempt.expected_s,
        waiting_since=attempt.created_at.timestamp(),
    )


def _registered() -> list[Renderer]:
    return list(Renderer.objects.order_by("created_at", "pk"))


def _spread(attempt: Attempt) -> float:
    return speeds.of_rendering(
        engine=attempt.engine,
        size=attempt.size,
        preset=attempt.request.get("preset", ""),
        frames=attempt.frames,
    ).spread


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
