"""The GPUs of this machine, detected without loading their drivers or libraries."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_DRIVER_FILES = Path("/dev")
_GPU_FILE = re.compile(r"nvidia\d+")
# WSL exposes GPUs under another name and does not number them.
_UNCOUNTED = Path("/dev/dxg")
_GPU_NAME = re.compile(r"\d+|(GPU|MIG)-[0-9A-Za-z/-]+")
_NO_GPUS = {"", "-1", "none", "void", "nodevfiles"}


@dataclass(frozen=True)
class Device:
    """The device of one worker process."""

    name: str
    visible: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a worker, in which it sees only this GPU."""
        kind = "cuda" if self.visible else "cpu"
        return {"CUDA_VISIBLE_DEVICES": self.visible, "RENDER_NODE_DEVICE": kind}


CPU = Device(name="cpu", visible="")


def assign(wanted: str, *, workers: int, needs_gpu: bool, environ: Mapping[str, str]) -> tuple[Device, ...]:
    """Assign one device to each worker process: each GPU once, or the CPU ``workers`` times.

    ``wanted`` is auto, cpu, or a comma-separated list of GPUs. Auto means the CPU if no model needs a GPU.
    """
    gpus = [] if wanted == "cpu" else _named(wanted)
    if wanted == "auto" and needs_gpu:
        gpus = _visible(environ)
    return tuple(Device(name=f"cuda:{gpu}", visible=gpu) for gpu in gpus) or (CPU,) * workers


def problems(wanted: str) -> list[str]:
    """The errors in the setting, as sentences."""
    if wanted in {"auto", "cpu"}:
        return []
    gpus = _named(wanted)
    found = [f"{gpu!r} is not auto, cpu or a GPU." for gpu in gpus if not _GPU_NAME.fullmatch(gpu)]
    if len(set(gpus)) < len(gpus):
        found.append("a GPU is listed twice.")
    present = _count()
    if present is not None:
        found += [
            f"there is no GPU {gpu}; this machine has {present}."
            for gpu in gpus
            if gpu.isdigit() and int(gpu) >= present
        ]
    return found


def _named(wanted: str) -> list[str]:
    return [] if wanted == "auto" else [gpu.strip() for gpu in wanted.split(",") if gpu.strip()]


def _visible(environ: Mapping[str, str]) -> list[str]:
    stated = environ.get("CUDA_VISIBLE_DEVICES")
    if stated is None:
        return [str(number) for number in range(_count() or 0)]
    gpus = [gpu.strip() for gpu in stated.split(",")]
    return [] if gpus[0].lower() in _NO_GPUS else gpus


def _count() -> int | None:
    """The number of GPUs with a driver file; None if unknown."""
    if _UNCOUNTED.exists():
        return None
    return sum(_GPU_FILE.fullmatch(path.name) is not None for path in _DRIVER_FILES.iterdir())
