"""Which waiting attempt goes to which node, and why another waits.

Workspaces take turns: the next slot goes to the one that holds fewest for its plan's weight, so that a
large plan gets more of the nodes and a small one is never starved. Within a workspace, first come, first
served.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from synthesis import nodes
from synthesis.models import Attempt, NodeStatus, Render, RenderNode, RenderStatus, Stage

# One assignment at a time, so that two cannot fill the same slot.
_LOCK = 7_302_411


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitReason:
    """Why a render is not being drawn yet, in words, with its place in the queue where it has one."""

    code: str
    message: str
    position: int | None = None


@transaction.atomic
def assign() -> list[str]:
    """Give waiting attempts to nodes with free slots; returns the renders that got something."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    given: list[str] = []
    for node in _with_free_slots():
        taken = Attempt.objects.in_flight().filter(node=node).count()
        for _ in range(node.slots - taken):
            attempt = _next(node)
            if attempt is None:
                break
            Attempt.objects.filter(pk=attempt.pk).update(node=node)
            given.append(attempt.render_id)
        nodes.settle(node=node)
    return given


def wait_reason(*, render: Render) -> WaitReason | None:
    """Why nothing of the render is being drawn just now; None when it is, or when nothing has to be drawn."""
    if render.status == RenderStatus.QUEUED:
        return WaitReason(
            code="workers_busy",
            message="Other videos are being made. Yours begins as soon as a worker is free.",
        )
    attempts = list(Attempt.objects.filter(render=render))
    if render.is_finished or render.stage != Stage.RENDERING or any(_is_moving(each) for each in attempts):
        return None
    waiting = [each for each in attempts if each.status == "queued"]
    if not waiting:
        return None
    return _reason_without_node() or _reason_in_queue(waiting)


def renders_ahead(*, weight: int) -> int:
    """How many renders have attempts waiting that would probably be drawn before a new one."""
    rows = Attempt.objects.waiting().filter(weight__gte=weight).order_by()
    return rows.values("render").distinct().count()


def _is_moving(attempt: Attempt) -> bool:
    return attempt.status == "running" or (attempt.status == "queued" and bool(attempt.node_job_id))


def _reason_without_node() -> WaitReason | None:
    statuses = set(RenderNode.objects.values_list("status", flat=True))
    if not statuses:
        return WaitReason(
            code="no_node", message="No render node is set up. Whoever runs this installation can add one."
        )
    if statuses & {NodeStatus.READY, NodeStatus.BUSY}:
        return None
    if NodeStatus.STARTING in statuses:
        return WaitReason(code="node_starting", message="The render node is starting.")
    if NodeStatus.DRAINING in statuses:
        return WaitReason(
            code="node_draining", message="The render node is being looked after and takes no new work."
        )
    return WaitReason(
        code="node_lost", message="The render node is not answering. Your video goes on as soon as it does."
    )


def _reason_in_queue(waiting: Iterable[Attempt]) -> WaitReason:
    first = min(waiting, key=lambda each: (each.created_at, each.position))
    if first.node_id:
        return WaitReason(code="assigned", message="A render node is about to start.", position=1)
    ahead = Attempt.objects.waiting().filter(created_at__lt=first.created_at).exclude(render=first.render_id)
    position = ahead.order_by().values("render").distinct().count() + 1
    others = "One video is" if position == 2 else f"{position - 1} videos are"
    message = (
        "All render nodes are busy; yours is next."
        if position == 1
        else f"All render nodes are busy. {others} ahead of yours; workspaces take turns."
    )
    return WaitReason(code="nodes_busy", message=message, position=position)


def _with_free_slots() -> list[RenderNode]:
    return list(RenderNode.objects.usable().filter(is_draining=False).select_for_update())


def _next(node: RenderNode) -> Attempt | None:
    """The attempt that is due on a node, by turns between workspaces."""
    first_of_each = list(
        Attempt.objects.waiting()
        .filter(engine__in=node.drawing_models)
        .order_by("workspace_id", "created_at", "position", "pk")
        .distinct("workspace_id")
    )
    held = Counter(Attempt.objects.in_flight().values_list("workspace_id", flat=True))
    return min(
        first_of_each,
        key=lambda each: (held[each.workspace_id] / max(1, each.weight), each.created_at, each.position),
        default=None,
    )
