"""The folder of a model: validation, and its weight files. Loads nothing."""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from render_node.engines.base import EngineError
from render_node.engines.machine import Machine

_ORIGIN = "ettametta.json"
# The weight files of a component are named after the library that wrote them.
_STEMS = {"transformers": "model"}
_STEM = "diffusion_pytorch_model"
# Components without weights.
_PLAIN = {"scheduler", "tokenizer", "processor", "image_processor"}
_LONGEST_HEADER_BYTES = 100_000_000


@dataclass(frozen=True)
class _Fact:
    """A value in the configuration that only checkpoints of this model have."""

    component: str
    key: str
    value: Any
    # The default for a missing value: some checkpoints are older than the field.
    unsaid: Any = None


@dataclass(frozen=True)
class _Shape:
    """The properties that distinguish a model's folder from others."""

    pipelines: tuple[str, ...]
    components: tuple[str, ...]
    facts: tuple[_Fact, ...]
    has_second_expert: bool = False


_WAN_COMPONENTS = ("scheduler", "text_encoder", "tokenizer", "transformer", "vae")
_LTX_COMPONENTS = (*_WAN_COMPONENTS, "audio_vae", "connectors", "vocoder")
_LTX_PIPELINES = ("LTX2Pipeline", "LTX2ImageToVideoPipeline")


def _a14b(pipeline: str, *, channels: int) -> _Shape:
    return _Shape(
        pipelines=(pipeline,),
        components=_WAN_COMPONENTS,
        facts=(
            _Fact("transformer", "in_channels", channels),
            _Fact("transformer_2", "in_channels", channels),
            _Fact("vae", "scale_factor_spatial", 8, unsaid=8),
        ),
        has_second_expert=True,
    )


def _ltx(*, is_23: bool) -> _Shape:
    return _Shape(
        pipelines=_LTX_PIPELINES,
        components=_LTX_COMPONENTS,
        facts=(
            _Fact("transformer", "_class_name", "LTX2VideoTransformer3DModel"),
            _Fact("transformer", "cross_attn_mod", is_23, unsaid=False),
            # Version 2.5 has keyframe embeddings; and a VAE that decodes with noise could not be decoded
            # separately.
            _Fact("transformer", "use_keyframes_abs_pos_embedding", False, unsaid=False),
            _Fact("vae", "timestep_conditioning", False, unsaid=False),
            _Fact("vocoder", "_class_name", "LTX2VocoderWithBWE" if is_23 else "LTX2Vocoder"),
        ),
    )


_SHAPES = {
    "wan2.2-ti2v-5b": _Shape(
        pipelines=("WanPipeline", "WanImageToVideoPipeline"),
        components=_WAN_COMPONENTS,
        facts=(
            _Fact("transformer", "in_channels", 48),
            _Fact("vae", "scale_factor_spatial", 16, unsaid=8),
        ),
    ),
    "wan2.2-t2v-a14b": _a14b("WanPipeline", channels=16),
    "wan2.2-i2v-a14b": _a14b("WanImageToVideoPipeline", channels=36),
    "ltx-2": _ltx(is_23=False),
    "ltx-2.3": _ltx(is_23=True),
}


@dataclass(frozen=True)
class WeightFile:
    """One file of weights, whose header was read and whose length matches it."""

    path: Path
    component: str
    numbers: int


def folder(model_id: str, *, machine: Machine) -> Path:
    """The path of a model's checkpoint."""
    return machine.models_dir / model_id


def needs_folder(model_id: str) -> bool:
    """Whether a model needs a checkpoint."""
    return model_id in _SHAPES


def problem(model_id: str, *, machine: Machine) -> str:
    """Why the folder of a model is not valid, as a sentence; "" if it seems valid."""
    if not needs_folder(model_id):
        return ""
    try:
        check(model_id, folder=folder(model_id, machine=machine))
    except EngineError as error:
        return str(error)
    return ""


def check(model_id: str, *, folder: Path) -> tuple[WeightFile, ...]:
    """The weight files of a model's folder. Raises EngineError unless it contains the complete model."""
    index = _index(model_id, folder)
    _check_shape(model_id, folder, index)
    files = [file for name, library in _components(index) for file in _weights(folder, name, library)]
    loras = sorted((folder / "loras").glob("*.safetensors"))
    return (*files, *(WeightFile(path, "loras", _count_numbers(path)) for path in loras))


def revision(folder: Path) -> str:
    """The revision of the files, as written by ``pull``; "" for a folder that was copied by hand."""
    try:
        origin = json.loads((folder / _ORIGIN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    if not isinstance(origin, dict):
        return ""
    return "@".join(part for part in (origin.get("repo_id"), origin.get("revision")) if part)


def _index(model_id: str, folder: Path) -> Mapping[str, Any]:
    if not folder.is_dir():
        raise EngineError(
            f"{model_id} is not installed: there is no folder {folder}. Download it with "
            f"`python -m render_node pull {model_id}`."
        )
    if not (folder / "model_index.json").is_file():
        raise EngineError(f"{folder} has no model_index.json, so it is not a diffusers checkpoint.")
    return _json(folder / "model_index.json")


def _check_shape(model_id: str, folder: Path, index: Mapping[str, Any]) -> None:
    """Raise EngineError for a checkpoint of another model."""
    shape = _SHAPES[model_id]
    found = dict(_components(index))
    if index.get("_class_name") not in shape.pipelines:
        raise _other(model_id, folder, f"its pipeline is {index.get('_class_name')}")
    if ("transformer_2" in found) != shape.has_second_expert:
        has = "has" if "transformer_2" in found else "lacks"
        raise _other(model_id, folder, f"it {has} a second transformer")
    for name in shape.components:
        if name not in found:
            raise _other(model_id, folder, f"it has no {name}")
    for fact in shape.facts:
        said = _json(folder / fact.component / "config.json").get(fact.key, fact.unsaid)
        if said != fact.value:
            raise _other(model_id, folder, f"{fact.key} of its {fact.component} is {said}, not {fact.value}")


def _other(model_id: str, folder: Path, why: str) -> EngineError:
    return EngineError(f"{folder} does not contain {model_id}: {why}.")


def _components(index: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Name and library of each component."""
    return [
        (name, str(entry[0]))
        for name, entry in index.items()
        if isinstance(entry, list) and len(entry) == 2 and entry[0]
    ]


def _weights(folder: Path, component: str, library: str) -> list[WeightFile]:
    """The component's weight files. Raises EngineError for missing or truncated files."""
    if not (folder / component).is_dir():
        raise EngineError(f"{folder} is incomplete: its folder {component} is missing.")
    if component in _PLAIN:
        return []
    stem = _STEMS.get(library, _STEM)
    index = folder / component / f"{stem}.safetensors.index.json"
    if index.is_file():
        names = sorted({str(name) for name in _json(index).get("weight_map", {}).values()})
    else:
        names = [f"{stem}.safetensors"]
    paths = [folder / component / name for name in names]
    return [WeightFile(path, component, _count_numbers(path)) for path in paths]


def _count_numbers(path: Path) -> int:
    """The number of parameters in a safetensors file. Raises EngineError if its length does not match its
    header.
    """
    header, data_at = _header(path)
    entries = [entry for name, entry in header.items() if name != "__metadata__"]
    try:
        ends_at = data_at + max((int(entry["data_offsets"][1]) for entry in entries), default=0)
        shapes = [[int(side) for side in entry["shape"]] for entry in entries]
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise EngineError(f"{path} is damaged: its header is invalid.") from error
    size = path.stat().st_size
    if size != ends_at:
        raise EngineError(f"{path} is truncated or damaged: {size} bytes instead of {ends_at}.")
    return sum(_product(shape) for shape in shapes)


def _product(shape: list[int]) -> int:
    numbers = 1
    for side in shape:
        numbers *= side
    return numbers


def _header(path: Path) -> tuple[dict[str, Any], int]:
    """The header of a safetensors file, and the offset of its data: a length, JSON, then the numbers."""
    try:
        with path.open("rb") as file:
            length = struct.unpack("<Q", file.read(8))[0]
            if length > _LONGEST_HEADER_BYTES:
                raise EngineError(f"{path} is damaged: its header is invalid.")
            header = json.loads(file.read(length))
    except FileNotFoundError as error:
        raise EngineError(f"The weight file {path} is missing.") from error
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}.") from error
    except (struct.error, ValueError) as error:
        raise EngineError(f"{path} is truncated or damaged: its header cannot be read.") from error
    if not isinstance(header, dict):
        raise EngineError(f"{path} is damaged: its header is invalid.")
    return header, 8 + length


def _json(path: Path) -> Mapping[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise EngineError(f"{path} is missing.") from error
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise EngineError(f"{path} is damaged: it is not JSON.") from error
    if not isinstance(value, dict):
        raise EngineError(f"{path} is damaged: it is not an object.")
    return value
