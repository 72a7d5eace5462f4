"""Time estimates from this node's history."""

import math
from dataclasses import dataclass

from render_node.database import Database

_RECENT = 20
_SHORTEST_RETRY_S = 2
_LONGEST_RETRY_S = 600
_UNKNOWN_RETRY_S = 15


@dataclass(frozen=True)
class Duration:
    """The mean seconds of a video, and the share of it that passes before its first picture."""

    took_s: float
    denoising_share: float


def of_alike(database: Database, *, shape: str) -> Duration | None:
    """The mean of videos of the same model, size, length and preset; None if there are none."""
    row = database.row(
        "SELECT avg(took_s) AS took_s, avg(denoised_s) AS denoised_s FROM ("
        " SELECT took_s, denoised_s FROM renders WHERE status = 'completed' AND shape = ?"
        " AND took_s IS NOT NULL ORDER BY number DESC LIMIT ?)",
        shape,
        _RECENT,
    )
    if row is None or not row["took_s"]:
        return None
    share = (row["denoised_s"] or 0.0) / row["took_s"]
    return Duration(took_s=row["took_s"], denoising_share=min(share, 1.0))


def expected_s(database: Database, *, shape: str, model: str, work: float) -> float | None:
    """Estimate the render time of a queued video, from similar videos or scaled from others of the model."""
    alike = of_alike(database, shape=shape)
    if alike is not None:
        return alike.took_s
    row = database.row(
        "SELECT sum(took_s) / sum(work) AS rate FROM (SELECT took_s, work FROM renders"
        " WHERE status = 'completed' AND model = ? AND took_s IS NOT NULL ORDER BY number DESC LIMIT ?)",
        model,
        _RECENT,
    )
    return row["rate"] * work if row is not None and row["rate"] else None


def until_over_s(database: Database, *, number: int, priority: int, workers: int) -> float | None:
    """Seconds until a queued video is done: the work ahead and its own, divided by the number of workers.
    None if unknown.
    """
    ahead = database.rows(
        "SELECT shape, model, work, count(*) AS n FROM renders WHERE status = 'queued'"
        " AND (priority > ? OR (priority = ? AND number <= ?)) GROUP BY shape, model, work",
        priority,
        priority,
        number,
    )
    total_s = 0.0
    for row in ahead:
        each_s = expected_s(database, shape=row["shape"], model=row["model"], work=row["work"])
        if each_s is None:
            return None
        total_s += each_s * row["n"]
    running = database.row("SELECT sum(eta_s) AS eta_s FROM renders WHERE status = 'in_progress'")
    total_s += (running["eta_s"] or 0.0) if running else 0.0
    return round(total_s / max(workers, 1), 1)


def retry_after_s(database: Database, *, workers: int) -> int:
    """Seconds until the next video leaves a full queue."""
    row = database.row(
        "SELECT avg(took_s) AS took_s FROM (SELECT took_s FROM renders"
        " WHERE status = 'completed' AND took_s IS NOT NULL ORDER BY number DESC LIMIT ?)",
        _RECENT,
    )
    if row is None or not row["took_s"]:
        return _UNKNOWN_RETRY_S
    each_s = row["took_s"] / max(workers, 1)
    return int(min(max(math.ceil(each_s), _SHORTEST_RETRY_S), _LONGEST_RETRY_S))
