"""Settings of the machine for engines: weights, measurements, device."""

from dataclasses import dataclass
from pathlib import Path

from render_node.engines.speed import Speed


@dataclass(frozen=True)
class Machine:
    """Settings of the machine for an engine, derived from the node's settings.

    ``models_dir`` has one folder per model, named by its id; ``data_dir`` stores measured sizes and hashes.
    ``device`` is "cpu", "cuda" or "auto"; CUDA_VISIBLE_DEVICES selects the GPU. ``budget_bytes`` is the
    device memory for weights (None: all of it except working memory), ``speed`` None selects the defaults of
    the device, ``compiled`` switches compilation on or off, and ``warm_sizes`` replaces the sizes that
    a model is warmed up for.
    """

    models_dir: Path
    data_dir: Path
    device: str = "auto"
    budget_bytes: int | None = None
    speed: Speed | None = None
    compiled: bool = True
    warm_sizes: tuple[str, ...] = ()
