"""The node's metrics in Prometheus' text format.

Several processes count, and the counts outlive the processes, so each scrape reads them from SQLite.
"""

import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from render_node import tallies
from render_node.contract import WorkerState
from render_node.database import Database
from render_node.renders import Renders
from render_node.roster import Roster
from render_node.supervisor import Supervisor

_PREFIX = "render_node_"

# The counters, with their labels and descriptions.
_COUNTED = {
    "ended": (
        ("model", "outcome"),
        "Videos that ended, by model and outcome: completed, cancelled, or the error code.",
    ),
    "drawn_seconds": (("model", "device"), "Time spent on completed videos, by model and device."),
    "out_of_memory": (("model", "device"), "Attempts that ran out of memory."),
    "loads": (("model", "device"), "Models loaded into memory."),
    "evictions": (("model", "device"), "Models unloaded to make room for another."),
    "webhook_tries": (("answer",), "Webhook delivery attempts, by response."),
}


@dataclass(frozen=True, eq=False)
class NodeCollector(Collector):
    """Collects every metric of one node for a scrape."""

    database: Database
    renders: Renders
    supervisor: Supervisor
    roster: Roster

    def collect(self) -> Iterator[Metric]:
        yield self._videos()
        yield self._open_videos()
        yield from self._workers()
        yield from self._queue_figures()
        yield _gauge("workers_alive", "Running worker processes.", self.supervisor.alive)
        yield CounterMetricFamily(
            f"{_PREFIX}worker_restarts",
            "Workers that died since this node started.",
            value=self.supervisor.restarts,
        )
        yield from self._counted()

    def _videos(self) -> Metric:
        videos = GaugeMetricFamily(
            f"{_PREFIX}videos", "Videos in the database, by status.", labels=("status",)
        )
        for status, count in self.renders.counts().items():
            videos.add_metric((status,), count)
        return videos

    def _open_videos(self) -> Metric:
        videos = GaugeMetricFamily(
            f"{_PREFIX}open_videos",
            "Queued and running videos, by model.",
            labels=("model", "status"),
        )
        for row in self.database.rows(
            "SELECT model, status, count(*) AS n FROM renders"
            " WHERE status IN ('queued', 'in_progress') GROUP BY model, status"
        ):
            videos.add_metric((row["model"], row["status"]), row["n"])
        return videos

    def _workers(self) -> Iterator[Metric]:
        infos = self.roster.infos()
        workers = GaugeMetricFamily(
            f"{_PREFIX}workers", "Workers by device and state.", labels=("device", "state")
        )
        for device in sorted({worker.device for worker in infos}):
            for state in WorkerState:
                count = sum(each.device == device and each.state is state for each in infos)
                workers.add_metric((device, state), count)
        yield workers
        resident = GaugeMetricFamily(
            f"{_PREFIX}resident_model", "1 for each model in a device's memory.", labels=("device", "model")
        )
        for worker in infos:
            for model in worker.resident:
                resident.add_metric((worker.device, model), 1)
        yield resident

    def _queue_figures(self) -> Iterator[Metric]:
        now = time.time()
        queued = self.database.row("SELECT min(created_at) AS at FROM renders WHERE status = 'queued'")
        unsent = self.database.row(
            "SELECT count(*) AS n, min(created_at) AS at FROM deliveries WHERE state = 'pending'"
        )
        repeated = self.database.row(
            "SELECT count(*) AS n FROM renders WHERE status = 'completed' AND attempt > 1"
        )
        yield _gauge("oldest_queued_seconds", "Age of the oldest queued video.", _age_s(queued, now))
        yield _gauge(
            "repeated_videos",
            "Completed videos that took more than one attempt.",
            repeated["n"] if repeated else 0,
        )
        yield _gauge("webhooks_pending", "Webhooks that are not delivered yet.", unsent["n"] if unsent else 0)
        yield _gauge(
            "oldest_webhook_seconds",
            "Age of the oldest webhook that is not delivered yet.",
            _age_s(unsent, now),
        )

    def _counted(self) -> Iterator[Metric]:
        counted = tallies.all_of(self.database)
        for name, (labels, meaning) in _COUNTED.items():
            family = CounterMetricFamily(f"{_PREFIX}{name}", meaning, labels=labels)
            for each in counted:
                if each.name == name:
                    # Counters without a model have an empty model, and no label for it.
                    family.add_metric((each.model, each.label)[-len(labels) :], each.value)
            yield family


def text(*, database: Database, renders: Renders, supervisor: Supervisor, roster: Roster) -> bytes:
    """The metrics as text."""
    registry = CollectorRegistry()
    registry.register(NodeCollector(database=database, renders=renders, supervisor=supervisor, roster=roster))
    return generate_latest(registry)


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"{_PREFIX}{name}", meaning, value=value)


def _age_s(row: sqlite3.Row | None, now: float) -> float:
    return max(0.0, now - row["at"]) if row and row["at"] else 0.0
