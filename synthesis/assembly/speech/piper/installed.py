"""The downloaded voices: one folder each, with the model, its configuration, and the terms."""

import json
import logging
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel, ValidationError

logger = logging.getLogger(__name__)

MANIFEST = "ettametta.json"


class Manifest(BaseModel):
    """What is known about a downloaded voice."""

    name: str
    title: str
    language: str
    gender: str
    licence: str
    credit: str
    source: str
    revision: str


class Config(BaseModel):
    """The model's configuration, as far as it is used."""

    class _Audio(BaseModel):
        """The format of the recording."""

        sample_rate: int

    class _Espeak(BaseModel):
        """The voice of espeak-ng that transcribes its language."""

        voice: str

    class _Inference(BaseModel):
        """How the model was meant to be used."""

        noise_scale: float = 0.667
        length_scale: float = 1.0
        noise_w: float = 0.8

    audio: _Audio
    espeak: _Espeak
    inference: _Inference = _Inference()
    phoneme_type: str = "espeak"
    phoneme_id_map: dict[str, list[int]]
    num_speakers: int = 1


def model_of(name: str) -> Path:
    """The path of a voice's model. ``name`` is that of a downloaded voice."""
    return settings.VOICES_ROOT / name / f"{name}.onnx"


def config_of(name: str) -> Config:
    """The configuration of a downloaded voice."""
    return Config.model_validate_json(model_of(name).with_suffix(".onnx.json").read_bytes())


def every() -> list[Manifest]:
    """The downloaded voices, by name. A folder without a readable manifest is logged and skipped."""
    found = [_read(file) for file in sorted(settings.VOICES_ROOT.glob(f"[!.]*/{MANIFEST}"))]
    return [manifest for manifest in found if manifest is not None]


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, which completes a voice's folder."""
    text = json.dumps(manifest.model_dump(), indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")


def _read(file: Path) -> Manifest | None:
    try:
        manifest = Manifest.model_validate_json(file.read_bytes())
    except (OSError, ValidationError):
        logger.warning("voice not readable", extra={"voice": file.parent.name})
        return None
    is_whole = manifest.name == file.parent.name and model_of(manifest.name).exists()
    return manifest if is_whole else None
