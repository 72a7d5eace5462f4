"""Load a checkpoint into a pipeline, and decide which components stay on the device."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import diffusers
import torch
import transformers

from render_node.contract import Model
from render_node.engines import checkpoints, memory, optimizations, presets
from render_node.engines.adapters import Adapters
from render_node.engines.family import Family, Pipelines
from render_node.engines.machine import Machine
from render_node.engines.speed import suited_to
from render_node.engines.texts import Texts
from render_node.engines.weights import WeightsHash

_KEPT_TEXTS_BYTES = 2 * memory.GIB
_TEXT_ENCODER = "text_encoder"


class Placement(StrEnum):
    """The components that stay on the device between jobs."""

    WHOLE = "whole"
    # All but the text encoder, which is only needed to encode prompts.
    TEXT_APART = "text_apart"
    # None: each component is on the device only while it runs.
    IN_TURNS = "in_turns"
    # None: each layer is on the device only while it runs, because a component alone does not fit.
    IN_LAYERS = "in_layers"


@dataclass(frozen=True)
class Loaded:
    """A loaded model. ``named`` are the optimizations that a recipe names; the lock is the VAE's."""

    pipelines: Pipelines
    texts: Texts
    adapters: Adapters
    placement: Placement
    scheduler: Any
    dtype: torch.dtype
    named: dict[str, Any]
    revision: str
    weights_hash: WeightsHash
    weight_bytes: int
    vae_lock: threading.RLock


def placement_for(sizes: Mapping[str, int], *, budget_bytes: int) -> Placement:
    """The fastest placement that fits the budget. ``sizes``: bytes by component."""
    text = sizes.get(_TEXT_ENCODER, 0)
    if sum(sizes.values()) <= budget_bytes:
        return Placement.WHOLE
    if sum(sizes.values()) - text <= budget_bytes and text <= budget_bytes:
        return Placement.TEXT_APART
    if max(sizes.values()) <= budget_bytes:
        return Placement.IN_TURNS
    return Placement.IN_LAYERS


def expected_sizes(model: Model, *, machine: Machine, family: Family) -> dict[str, int]:
    """Bytes by component once loaded. Raises EngineError for a folder that does not contain the model."""
    device = memory.device(machine.device)
    sizes: dict[str, int] = {}
    for file in checkpoints.check(model.id, folder=checkpoints.folder(model.id, machine=machine)):
        dtype = _dtypes(device, family).get(file.component, _dtype(device))
        sizes[file.component] = sizes.get(file.component, 0) + file.numbers * dtype.itemsize
    return sizes


def load(model: Model, *, machine: Machine, family: Family) -> Loaded:
    """Load a checkpoint from its folder, without network access. Raises EngineError."""
    device = memory.device(machine.device)
    folder = checkpoints.folder(model.id, machine=machine)
    files = checkpoints.check(model.id, folder=folder)
    sizes = expected_sizes(model, machine=machine, family=family)
    placement = placement_for(sizes, budget_bytes=memory.budget_bytes(machine))
    held_before = _held_bytes(device)
    weights_hash = WeightsHash(files, folder=folder, data_dir=machine.data_dir)
    _be_quiet()
    loaded = diffusers.DiffusionPipeline.from_pretrained(
        folder, dtype={"default": _dtype(device), **_dtypes(device, family)}, local_files_only=True
    )
    adapters = Adapters(loaded, files=presets.lora_files(model.id, folder))
    speed = machine.speed or suited_to(device, compiled=machine.compiled)
    put(loaded, placement=placement, device=device)
    named = optimizations.apply(loaded, speed=speed, family=family, device=device)
    pipelines = family.pipelines(loaded)
    for pipe in pipelines.all:
        pipe.set_progress_bar_config(disable=True)
    lock = threading.RLock()
    _guard(loaded.vae, lock)
    return Loaded(
        pipelines=pipelines,
        texts=Texts(
            loaded,
            family=family,
            device=device,
            kept_bytes=_KEPT_TEXTS_BYTES if speed.cached_prompts else 0,
            reload=_encoder_loader(loaded, folder=folder, dtype=_dtype(device)),
        ),
        adapters=adapters,
        placement=placement,
        scheduler=loaded.scheduler,
        dtype=_dtype(device),
        named=named,
        revision=checkpoints.revision(folder),
        weights_hash=weights_hash,
        weight_bytes=_held_bytes(device) - held_before if device == "cuda" else sum(sizes.values()),
        vae_lock=lock,
    )


def put(pipe: Any, *, placement: Placement, device: str) -> None:
    """Move the components that stay to the device."""
    if placement is Placement.IN_TURNS:
        return
    parts: dict[str, Any] = pipe.components
    for name, part in parts.items():
        if not isinstance(part, torch.nn.Module):
            continue
        if placement is Placement.IN_LAYERS and name.startswith("transformer"):
            parts[name].enable_group_offload(
                onload_device=torch.device(device),
                offload_device=torch.device("cpu"),
                offload_type="leaf_level",
                use_stream=device == "cuda",
            )
        elif placement is Placement.WHOLE or name != _TEXT_ENCODER:
            part.to(torch.device(device))


def _dtype(device: str) -> torch.dtype:
    return torch.bfloat16 if device == "cuda" else torch.float32


def _dtypes(device: str, family: Family) -> dict[str, torch.dtype]:
    """The components whose type differs from the rest's."""
    return {"vae": family.vae_dtype or _dtype(device)}


def _held_bytes(device: str) -> int:
    return torch.cuda.memory_allocated() if device == "cuda" else 0


def _be_quiet() -> None:
    # Progress bars would appear between the JSON lines of the log.
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()


def _encoder_loader(loaded: Any, *, folder: Any, dtype: torch.dtype) -> Callable[[], torch.nn.Module]:
    kind = type(loaded.text_encoder)

    def load_again() -> torch.nn.Module:
        encoder: torch.nn.Module = kind.from_pretrained(
            folder / _TEXT_ENCODER, dtype=dtype, local_files_only=True
        )
        return encoder.eval()

    return load_again


def _guard(vae: Any, lock: threading.RLock) -> None:
    """Serialize the VAE: a pipeline encodes its picture while another clip is decoded."""

    def guarded(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*values: Any, **options: Any) -> Any:
            with lock:
                return method(*values, **options)

        return call

    vae.encode, vae.decode = guarded(vae.encode), guarded(vae.decode)
