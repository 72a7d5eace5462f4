"""The node's figures in Prometheus' text format."""

import sqlite3
import time
from collections.abc import Iterable

from render_node import tallies
from render_node.contract import WorkerState
from render_node.database import Database
from render_node.renders import Renders
from render_node.roster import Roster
from render_node.supervisor import Supervisor

Sample = tuple[dict[str, str], float]

# What is counted as it happens: its labels, and its meaning.
_COUNTED = {
    "ended": ("outcome", "Videos that ended, by model and how: completed, cancelled, or the error's code."),
    "drawn_seconds": ("device", "Time spent on completed videos, by model and device."),
    "out_of_memory": ("device", "Attempts that ran out of memory."),
    "loads": ("device", "Models brought into memory."),
    "evictions": ("device", "Models that left memory for another."),
    "webhook_tries": ("answer", "Webhooks sent, by what was answered."),
}


def text(*, database: Database, renders: Renders, supervisor: Supervisor, roster: Roster) -> str:
    lines = _family(
        "videos",
        "Videos this node remembers, by status.",
        [({"status": name}, n) for name, n in renders.counts().items()],
    )
    lines += _family(
        "open_videos",
        "Videos that wait or are being drawn, by model.",
        [
            ({"model": row["model"], "status": row["status"]}, row["n"])
            for row in database.rows(
                "SELECT model, status, count(*) AS n FROM renders"
                " WHERE status IN ('queued', 'in_progress') GROUP BY model, status"
            )
        ],
    )
    lines += _workers(roster)
    for name, (value, meaning) in _queue_figures(database).items():
        lines += _family(name, meaning, [({}, value)])
    lines += _family("workers_alive", "Worker processes that run.", [({}, supervisor.alive)])
    lines += _family(
        "worker_restarts_total", "Workers that died since this node started.", [({}, supervisor.restarts)]
    )
    counted = tallies.all_of(database)
    for name, (label, meaning) in _COUNTED.items():
        samples = [
            ({"model": each.model, label: each.label} if each.model else {label: each.label}, each.value)
            for each in counted
            if each.name == name
        ]
        lines += _family(f"{name}_total", meaning, samples)
    return "\n".join(lines) + "\n"


def _workers(roster: Roster) -> list[str]:
    infos = roster.infos()
    states = [
        ({"device": device, "state": state}, sum(w.device == device and w.state is state for w in infos))
        for device in sorted({worker.device for worker in infos})
        for state in WorkerState
    ]
    resident = [
        ({"device": worker.device, "model": model}, 1.0) for worker in infos for model in worker.resident
    ]
    return _family("workers", "Workers by device and state.", states) + _family(
        "resident_model", "1 for each model in a device's memory.", resident
    )


def _queue_figures(database: Database) -> dict[str, tuple[float, str]]:
    now = time.time()
    queued = database.row("SELECT min(created_at) AS at FROM renders WHERE status = 'queued'")
    unsent = database.row(
        "SELECT count(*) AS n, min(created_at) AS at FROM deliveries WHERE state = 'pending'"
    )
    repeated = database.row("SELECT count(*) AS n FROM renders WHERE status = 'completed' AND attempt > 1")
    return {
        "oldest_queued_seconds": (
            _age_s(queued, now),
            "Age of the video that waits longest.",
        ),
        "repeated_videos": (repeated["n"] if repeated else 0, "Completed videos that took another attempt."),
        "webhooks_pending": (unsent["n"] if unsent else 0, "Webhooks not accepted yet."),
        "oldest_webhook_seconds": (_age_s(unsent, now), "Age of the oldest of them."),
    }


def _age_s(row: sqlite3.Row | None, now: float) -> float:
    return max(0.0, now - row["at"]) if row and row["at"] else 0.0


def _family(name: str, meaning: str, samples: Iterable[Sample]) -> list[str]:
    kind = "counter" if name.endswith("_total") else "gauge"
    head = [f"# HELP render_node_{name} {meaning}", f"# TYPE render_node_{name} {kind}"]
    return head + [f"render_node_{name}{_labels(labels)} {value:.10g}" for labels, value in samples]


def _labels(labels: dict[str, str]) -> str:
    pairs = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{pairs}}}" if pairs else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
