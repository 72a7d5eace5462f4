"""The queue in the database: reads only the first attempt of each workspace, and writes only changes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.utils import timezone

from foundation import ids
from synthesis.models import Attempt, EngineClock, Renderer
from synthesis.rendering import speeds
from synthesis.rendering.dispatch.policy import FairQueue, WorkspaceQueue

# A loose index scan: reads only the first attempt of each workspace.
WORKSPACE_QUEUES = """
WITH RECURSIVE queue AS (
    SELECT first.* FROM unnest(%(engines)s::text[]) AS wanted (engine)
    CROSS JOIN LATERAL (
        SELECT id, engine, workspace_id FROM synthesis_attempt
        WHERE status = 'queued' AND renderer_id IS NULL AND engine = wanted.engine
        ORDER BY workspace_id, created_at, position, id LIMIT 1
    ) AS first
    UNION ALL
    SELECT following.* FROM queue
    CROSS JOIN LATERAL (
        SELECT id, engine, workspace_id FROM synthesis_attempt
        WHERE status = 'queued' AND renderer_id IS NULL
          AND engine = queue.engine AND workspace_id > queue.workspace_id
        ORDER BY workspace_id, created_at, position, id LIMIT 1
    ) AS following
)
SELECT queue.workspace_id, queue.engine, attempt.weight, attempt.expected_s, attempt.created_at,
       attempt.has_reserve, attempt.at_once, turn.time_s, turn.given_at
FROM queue
JOIN synthesis_attempt AS attempt ON attempt.id = queue.id
LEFT JOIN synthesis_turn AS turn
       ON turn.workspace_id = queue.workspace_id AND turn.engine = queue.engine
"""
_COUNTS = """
SELECT wanted.workspace, wanted.engine, (
    SELECT count(*) FROM (
        SELECT 1 FROM synthesis_attempt
        WHERE status = 'queued' AND renderer_id IS NULL
          AND engine = wanted.engine AND workspace_id = wanted.workspace
        LIMIT wanted.most
    ) AS seen
)
FROM unnest(%(workspaces)s::text[], %(engines)s::text[], %(most)s::int[]) AS wanted (workspace, engine, most)
"""
# More attempts of one workspace hardly change the forecast.
_COUNTED = 100
_GIVE = """
INSERT INTO synthesis_turn (id, workspace_id, engine, time_s, given_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (workspace_id, engine) DO UPDATE
SET time_s = GREATEST(synthesis_turn.time_s, excluded.time_s), given_at = excluded.given_at
"""
_ADVANCE = """
INSERT INTO synthesis_engineclock (engine, time_s) VALUES (%s, %s)
ON CONFLICT (engine) DO UPDATE SET time_s = GREATEST(synthesis_engineclock.time_s, excluded.time_s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An attempt that takes up a slot."""

    attempt: str
    renderer: str
    workspace: str
    engine: str
    has_reserve: bool
    expected_s: float
    started_at: datetime | None

    def left_s(self, now: datetime) -> float:
        """Seconds of rendering that it probably has left; never 0."""
        spent_s = (now - self.started_at).total_seconds() if self.started_at else 0.0
        return speeds.left_s(expected_s=self.expected_s, spent_s=spent_s)


def held() -> list[Held]:
    """All attempts that take up a slot now: at most as many as there are slots."""
    names = ("pk", "renderer_id", "workspace_id", "engine", "has_reserve", "expected_s", "started_at")
    return [
        Held(
            attempt=pk, renderer=renderer, workspace=workspace, engine=engine, has_reserve=has_reserve,
            expected_s=expected_s, started_at=started_at,
        )
        for pk, renderer, workspace, engine, has_reserve, expected_s, started_at in
        Attempt.objects.in_flight().order_by().values_list(*names)
    ]  # fmt: skip


def fair_queue(*, engines: Collection[str], held: Iterable[Held]) -> FairQueue:
    """The waiting attempts for any of the engines, by workspace."""
    with connection.cursor() as cursor:
        cursor.execute(WORKSPACE_QUEUES, {"engines": sorted(engines)})
        rows = cursor.fetchall()
    counts: dict[str, int] = {}
    for each in held:
        counts[each.workspace] = counts.get(each.workspace, 0) + 1
    return FairQueue(
        queues=[_workspace_queue(*row) for row in rows],
        clocks=dict(EngineClock.objects.filter(engine__in=engines).values_list("engine", "time_s")),
        held=counts,
    )


def at_most(fair_queue: FairQueue, expected: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """``expected`` attempts of each queue, limited to the number that wait."""
    wanted = [key for key, count in expected.items() if count > 1 and key in fair_queue.queues]
    if not wanted:
        return dict.fromkeys(expected, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTS,
            {
                "workspaces": [workspace for workspace, _ in wanted],
                "engines": [engine for _, engine in wanted],
                "most": [min(expected[key], _COUNTED) for key in wanted],
            },
        )
        counted = {(workspace, engine): count for workspace, engine, count in cursor.fetchall()}
    return {key: counted.get(key, 1) for key in expected}


def first_of(queue: WorkspaceQueue) -> Attempt | None:
    """The attempt that is first in the queue."""
    rows = Attempt.objects.waiting().filter(workspace_id=queue.workspace, engine=queue.engine)
    return rows.first()


def write(
    *, fair_queue: FairQueue, given: Collection[tuple[str, str, float]], engines: Collection[str]
) -> None:
    """Store the virtual times in ``given`` (workspace, engine, time) and the engine clocks."""
    now = timezone.now()
    turns = [(ids.new("trn"), workspace, engine, time_s, now) for workspace, engine, time_s in sorted(given)]
    clocks = [
        (engine, fair_queue.clocks[engine]) for engine in sorted(engines) if engine in fair_queue.clocks
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_GIVE, turns)
        cursor.executemany(_ADVANCE, clocks)


def overlapping(renderer: Renderer, among: Iterable[Renderer]) -> list[Renderer]:
    """The renderers that share an engine with this renderer, including itself."""
    return [other for other in among if set(other.engines) & set(renderer.engines)]


def _workspace_queue(
    workspace: str,
    engine: str,
    weight: int,
    expected_s: float,
    created_at: datetime,
    has_reserve: bool,
    at_once: int | None,
    time_s: float | None,
    given_at: datetime | None,
) -> WorkspaceQueue:
    return WorkspaceQueue(
        workspace=workspace,
        engine=engine,
        weight=weight,
        work_s=expected_s,
        waiting_since=max(created_at, given_at or created_at).timestamp(),
        time_s=time_s or 0.0,
        has_reserve=has_reserve,
        at_once=at_once,
    )
