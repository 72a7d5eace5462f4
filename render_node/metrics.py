"""The node's figures in Prometheus' text format."""

from render_node.renders import Renders
from render_node.supervisor import Supervisor


def text(*, renders: Renders, supervisor: Supervisor) -> str:
    lines = [
        "# HELP render_node_videos Videos this node remembers, by status.",
        "# TYPE render_node_videos gauge",
    ]
    lines += [f'render_node_videos{{status="{name}"}} {n}' for name, n in renders.counts().items()]
    figures = renders.figures() | {
        "workers_alive": (supervisor.alive, "Worker processes that run."),
        "worker_restarts_total": (supervisor.restarts, "Workers that died since this node started."),
    }
    for name, (value, meaning) in figures.items():
        kind = "counter" if name.endswith("_total") else "gauge"
        lines += [
            f"# HELP render_node_{name} {meaning}",
            f"# TYPE render_node_{name} {kind}",
            f"render_node_{name} {value:g}",
        ]
    return "\n".join(lines) + "\n"
