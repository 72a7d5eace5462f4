"""Whether the node would render a video that is sent now."""

import shutil

from render_node.config import Config
from render_node.contract import NodeStatus, Readiness, WorkerInfo, WorkerState
from render_node.renders import Renders
from render_node.roster import Roster
from render_node.supervisor import Supervisor

_TAKES_VIDEOS = {WorkerState.READY, WorkerState.BUSY}


def readiness(*, renders: Renders, supervisor: Supervisor, roster: Roster, config: Config) -> Readiness:
    counts = renders.counts()
    workers = roster.infos()
    taking = sum(worker.state in _TAKES_VIDEOS for worker in workers)
    status = NodeStatus.READY
    if not taking:
        status = NodeStatus.DEFUNCT if supervisor.is_defunct else NodeStatus.STARTING
    elif shutil.disk_usage(config.data_dir).free < config.least_free_bytes:
        status = NodeStatus.DISK_FULL
    elif counts["queued"] or counts["in_progress"] >= taking or _all_busy(workers):
        status = NodeStatus.BUSY
    return Readiness(
        status=status,
        workers=taking,
        queued=counts["queued"],
        in_progress=counts["in_progress"],
        models=list(config.models),
        devices=workers,
    )


def _all_busy(workers: list[WorkerInfo]) -> bool:
    return all(worker.state is not WorkerState.READY for worker in workers)
