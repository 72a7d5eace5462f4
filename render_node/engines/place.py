"""Where an engine finds its weights, keeps what it learns, and draws."""

from dataclasses import dataclass
from pathlib import Path

from render_node.engines.speed import Speed


@dataclass(frozen=True)
class Place:
    """What an engine is told about the machine. Made by the worker from the node's settings.

    ``models_dir`` holds one folder per model, named by its id; ``data_dir`` takes measured sizes and hashes.
    ``device`` is "cpu", "cuda" or "auto"; which card "cuda" means, CUDA_VISIBLE_DEVICES says.
    ``budget_bytes`` is what weights may take of its memory (None: all of it but room to work in), ``speed``
    None is what suits the device, ``compiled`` or not, and ``warm_sizes`` replaces the sizes a model is
    warmed up for.
    """

    models_dir: Path
    data_dir: Path
    device: str = "auto"
    budget_bytes: int | None = None
    speed: Speed | None = None
    compiled: bool = True
    warm_sizes: tuple[str, ...] = ()
