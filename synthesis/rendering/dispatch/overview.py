"""The queues for operators: waiting attempts by engine and plan, renderers, and speed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min, Sum
from django.utils import timezone

from billing import entitlements, plans
from synthesis.models import Attempt, Renderer, RenderStatus
from synthesis.rendering import renderers
from synthesis.rendering.dispatch import rows

THROUGHPUT_OVER = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The waiting attempts of one plan."""

    plan: str
    attempts: int
    workspaces: int
    work_s: float
    oldest_at: datetime


@dataclass(slots=True, kw_only=True)
class Queue:
    """The queue of one engine: waiting attempts, renderers and speed."""

    engine: str
    waiting: list[Waiting] = field(default_factory=list)
    in_flight: dict[str, int] = field(default_factory=dict)
    finished: int = 0
    drawn_s: float = 0.0
    workers: int = 0
    left_s: float = 0.0

    @property
    def attempts(self) -> int:
        """The number of waiting attempts."""
        return sum(each.attempts for each in self.waiting)

    @property
    def oldest_at(self) -> datetime | None:
        """When the oldest attempt began to wait."""
        return min((each.oldest_at for each in self.waiting), default=None)

    @property
    def empty_in_s(self) -> float | None:
        """Seconds until the queue is empty if nothing is added; None while no renderer has the engine."""
        if not self.workers:
            return None
        return (sum(each.work_s for each in self.waiting) + self.left_s) / self.workers


def queues() -> list[Queue]:
    """Every engine that an attempt waits for or a renderer has, by name."""
    found: defaultdict[str, Queue] = defaultdict(lambda: Queue(engine=""))
    _add_nodes(found)
    _add_waiting(found)
    _add_in_flight(found)
    _add_finished(found)
    for engine, queue in found.items():
        queue.engine = engine
    return [found[engine] for engine in sorted(found)]


def _add_nodes(found: defaultdict[str, Queue]) -> None:
    for renderer in Renderer.objects.usable():
        for engine in renderer.engines:
            found[engine].workers += renderers.workers(renderer=renderer)


def _add_waiting(found: defaultdict[str, Queue]) -> None:
    lines = list(
        Attempt.objects.waiting()
        .order_by("engine", "workspace")
        .values_list("engine", "workspace")
        .annotate(Count("pk"), work=Sum("expected_s"), oldest=Min("created_at"))
    )
    plan_of = entitlements.plans_of(workspaces={workspace for _, workspace, *_ in lines})
    of_plan: defaultdict[tuple[int, str], list[tuple[int, float, datetime]]] = defaultdict(list)
    for engine, workspace, attempts, work_s, oldest_at in lines:
        of_plan[plans.rank(plan_of[workspace]), engine].append((attempts, work_s, oldest_at))
    for rank, engine in sorted(of_plan):
        attempts, work_s, oldest_at = zip(*of_plan[rank, engine], strict=True)
        found[engine].waiting.append(
            Waiting(
                plan=plans.CATALOGUE[rank].name,
                attempts=sum(attempts),
                workspaces=len(attempts),
                work_s=sum(work_s),
                oldest_at=min(oldest_at),
            )
        )


def _add_in_flight(found: defaultdict[str, Queue]) -> None:
    names = dict(Renderer.objects.values_list("pk", "name"))
    now = timezone.now()
    for each in rows.held():
        queue = found[each.engine]
        queue.in_flight[names[each.renderer]] = queue.in_flight.get(names[each.renderer], 0) + 1
        queue.left_s += each.left_s(now)


def _add_finished(found: defaultdict[str, Queue]) -> None:
    finished = (
        Attempt.objects.filter(
            status=RenderStatus.SUCCEEDED,
            is_reused=False,
            finished_at__gte=timezone.now() - THROUGHPUT_OVER,
        )
        .order_by("engine")
        .values_list("engine")
        .annotate(Count("pk"), Sum("seconds_spent"))
    )
    for engine, count, seconds in finished:
        found[engine].finished, found[engine].drawn_s = count, seconds or 0.0
