"""The meaning of draft, standard and best for each model, as data, and their combination with a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from render_node.contract import CompleteRequest, Model, Preset, PresetSettings

LORAS_FOLDER = "loras"


@dataclass(frozen=True)
class Settings:
    """The pipeline's settings. ``arguments`` are those besides steps, guidance and the request's fields.

    ``sigmas`` are the noise levels that a distilled model was trained with, one per step; ``scheduler``
    overrides fields of the checkpoint's own scheduler.
    """

    steps: int
    guidance_scale: float
    arguments: Mapping[str, Any] = field(default_factory=dict)
    scheduler: Mapping[str, Any] = field(default_factory=dict)
    sigmas: tuple[float, ...] = ()
    loras: bool = False
    note: str = ""

    @property
    def is_guided(self) -> bool:
        """Whether guidance, including the negative prompt, is used."""
        return self.guidance_scale > 1 or self.arguments.get("audio_guidance_scale", 1.0) > 1


_UNDISTILLED = "No distilled LoRA is installed: fewer steps, with normal guidance."
_DISTILLED = "Distilled: few steps, no guidance."


def _wan_5b(steps: int, **changes: Any) -> Settings:
    return replace(Settings(steps=steps, guidance_scale=5.0), **changes)


def _a14b(steps: int, *, high: float, low: float, **changes: Any) -> Settings:
    """``high`` is the guidance of the expert for the noisy half, ``low`` that of the other."""
    return Settings(steps=steps, guidance_scale=high, arguments={"guidance_scale_2": low}, **changes)


def _ltx(steps: int, *, is_23: bool, isolated: bool = True, note: str = "") -> Settings:
    """The authors' guidance for LTX-2: four samples a step, or two without the ``isolated`` ones."""
    perturbed, alone = (1.0, 3.0) if isolated else (0.0, 1.0)
    return Settings(
        steps=steps,
        guidance_scale=3.0,
        arguments={
            "audio_guidance_scale": 7.0,
            "stg_scale": perturbed,
            "audio_stg_scale": perturbed,
            "modality_scale": alone,
            "audio_modality_scale": alone,
            "guidance_rescale": 0.7,
            "audio_guidance_rescale": 0.7,
            "spatio_temporal_guidance_blocks": [28 if is_23 else 29],
            "use_cross_timestep": is_23,
        },
        note=note,
    )


def _ltx_distilled(*, is_23: bool) -> Settings:
    """One sample a step. Every argument is required: each disables one kind of additional sample."""
    return Settings(
        steps=8,
        guidance_scale=1.0,
        arguments={
            "audio_guidance_scale": 1.0,
            "stg_scale": 0.0,
            "audio_stg_scale": 0.0,
            "modality_scale": 1.0,
            "audio_modality_scale": 1.0,
            "guidance_rescale": 0.0,
            "audio_guidance_rescale": 0.0,
            "spatio_temporal_guidance_blocks": None,
            "use_cross_timestep": is_23,
        },
        scheduler={"use_dynamic_shifting": False, "shift_terminal": None},
        # diffusers.pipelines.ltx2.utils.DISTILLED_SIGMA_VALUES
        sigmas=(1.0, 0.99375, 0.9875, 0.98125, 0.975, 0.909375, 0.725, 0.421875),
        loras=True,
        note=_DISTILLED,
    )


@dataclass(frozen=True)
class _Presets:
    draft: Settings
    standard: Settings
    best: Settings
    distilled: Settings
    loras: tuple[str, ...] = ("draft.safetensors",)


_A14B_LORAS = ("draft.safetensors", "draft-low.safetensors")
_A14B_DISTILLED = _a14b(4, high=1.0, low=1.0, scheduler={"flow_shift": 5.0}, loras=True, note=_DISTILLED)
_BY_MODEL = {
    "wan2.2-ti2v-5b": _Presets(
        draft=_wan_5b(20, note=_UNDISTILLED),
        standard=_wan_5b(35),
        best=_wan_5b(50),
        distilled=_wan_5b(4, guidance_scale=1.0, loras=True, note=_DISTILLED),
    ),
    "wan2.2-t2v-a14b": _Presets(
        draft=_a14b(15, high=4.0, low=3.0, note=_UNDISTILLED),
        standard=_a14b(30, high=4.0, low=3.0),
        best=_a14b(40, high=4.0, low=3.0),
        distilled=_A14B_DISTILLED,
        loras=_A14B_LORAS,
    ),
    "wan2.2-i2v-a14b": _Presets(
        draft=_a14b(15, high=3.5, low=3.5, note=_UNDISTILLED),
        standard=_a14b(30, high=3.5, low=3.5),
        best=_a14b(40, high=3.5, low=3.5),
        distilled=_A14B_DISTILLED,
        loras=_A14B_LORAS,
    ),
    "ltx-2": _Presets(
        draft=_ltx(15, is_23=False, isolated=False, note=_UNDISTILLED),
        standard=_ltx(30, is_23=False),
        best=_ltx(40, is_23=False),
        distilled=_ltx_distilled(is_23=False),
    ),
    "ltx-2.3": _Presets(
        draft=_ltx(15, is_23=True, isolated=False, note=_UNDISTILLED),
        standard=_ltx(30, is_23=True),
        best=_ltx(40, is_23=True),
        distilled=_ltx_distilled(is_23=True),
    ),
}


def lora_files(model_id: str, folder: Path) -> tuple[Path, ...]:
    """The files for the distilled draft preset: all of them, or none if any is missing."""
    files = tuple(folder / LORAS_FOLDER / name for name in _BY_MODEL[model_id].loras)
    return files if all(file.is_file() for file in files) else ()


def settings(model_id: str, preset: Preset, *, has_loras: bool) -> Settings:
    """The settings of a preset, with or without its LoRAs."""
    presets = _BY_MODEL[model_id]
    if preset is Preset.DRAFT:
        return presets.distilled if has_loras else presets.draft
    return presets.best if preset is Preset.BEST else presets.standard


def for_request(request: CompleteRequest, *, has_loras: bool) -> Settings:
    """The settings of the preset, with the steps and guidance of the request."""
    chosen = settings(request.model, request.preset, has_loras=has_loras)
    if request.steps is not None:
        chosen = replace(chosen, steps=request.steps, sigmas=_stretched(chosen.sigmas, steps=request.steps))
    if request.guidance_scale is not None:
        chosen = _guided(chosen, by=request.guidance_scale)
    return chosen


def _stretched(sigmas: tuple[float, ...], *, steps: int) -> tuple[float, ...]:
    """The same curve with another number of noise levels. It ends in 0, which is not one of them."""
    if not sigmas:
        return ()
    curve = (*sigmas, 0.0)
    positions = (len(sigmas) * step / steps for step in range(steps))
    return tuple(
        curve[int(at)] + (at - int(at)) * (curve[min(int(at) + 1, len(sigmas))] - curve[int(at)])
        for at in positions
    )


def _guided(chosen: Settings, *, by: float) -> Settings:
    """Guidance of 1 means none, also for the second expert and for the sound."""
    arguments = dict(chosen.arguments)
    if "guidance_scale_2" in arguments:
        arguments["guidance_scale_2"] = by
    if "audio_guidance_scale" in arguments and by == 1:
        arguments["audio_guidance_scale"] = 1.0
    return replace(chosen, guidance_scale=by, arguments=arguments)


def offered(model: Model, *, folder: Path) -> Model:
    """``model`` with the meaning of its presets for the files in ``folder``."""
    if model.id not in _BY_MODEL:
        return model
    loras = lora_files(model.id, folder)
    meant = {preset: settings(model.id, preset, has_loras=bool(loras)) for preset in model.presets}
    listed = {
        preset: PresetSettings(
            steps=chosen.steps,
            guidance_scale=chosen.guidance_scale,
            loras=[file.name for file in loras] if chosen.loras else [],
            note=chosen.note,
        )
        for preset, chosen in meant.items()
    }
    return model.model_copy(update={"preset_settings": listed})
