"""What one action costs the database: its statements, their time, and their plans."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection


@dataclass(frozen=True, slots=True)
class Statement:
    """One executed statement and its parameters."""

    sql: str
    params: Any
    took_ms: float


@dataclass(slots=True)
class Cost:
    """The cost of one action.

    ``sql_ms`` includes waiting for a processor; ``server_ms`` is the CPU time of the server's process, and
    ``cpu_ms`` that of this process.
    """

    statements: list[Statement] = field(default_factory=list)
    sql_ms: float = 0.0
    server_ms: float = 0.0
    cpu_ms: float = 0.0
    rows: int = 0


@contextmanager
def watching() -> Iterator[Cost]:
    """Measure what the block executes."""
    cost = Cost()

    def execute(run: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return run(sql, params, many, context)
        finally:
            took_ms = (time.perf_counter() - began) * 1000
            cost.statements.append(Statement(sql, params, took_ms))
            cost.sql_ms += took_ms

    server = _server()
    ran_ms, began = _ran_ms(server), time.process_time()
    with connection.execute_wrapper(execute):
        yield cost
    cost.cpu_ms = (time.process_time() - began) * 1000
    cost.server_ms = _ran_ms(server) - ran_ms


def plan_of(statement: Statement) -> dict[str, Any]:
    """Return the plan that the statement has now, without executing it."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.params)
        found = cursor.fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def sequential(plan: dict[str, Any], *, tables: Collection[str]) -> set[str]:
    """Return those of the tables that the plan reads from end to end."""
    found = {plan["Relation Name"]} & set(tables) if plan["Node Type"].endswith("Seq Scan") else set()
    return found.union(*(sequential(each, tables=tables) for each in plan.get("Plans", ())))


def share(values: Sequence[float], part: float) -> float:
    """Return that quantile, without interpolation."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def _server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _ran_ms(process: int) -> float:
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6
    except OSError:
        return 0.0
