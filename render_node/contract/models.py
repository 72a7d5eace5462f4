"""The models of a node."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from render_node.contract.requests import Preset


class ModelState(StrEnum):
    """Whether a model can be used now."""

    LOADED = "loaded"
    NOT_LOADED = "not_loaded"
    UNAVAILABLE = "unavailable"


class PresetSettings(BaseModel):
    """What a preset means for a model. ``steps`` is null for a model without steps."""

    model_config = ConfigDict(extra="ignore")

    steps: int | None = None
    guidance_scale: float | None = None
    loras: list[str] = Field(
        default_factory=list, description="LoRA files next to the checkpoint; all or none."
    )
    note: str = ""


class FrameTime(BaseModel):
    """Seconds per frame at the model's own steps: median (p50) and 90th percentile (p90)."""

    model_config = ConfigDict(extra="ignore")

    p50_s: float
    p90_s: float


class Model(BaseModel):
    """A model of this node: its sizes, lengths and steps, and the meaning of its presets."""

    model_config = ConfigDict(extra="ignore")

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "render-node"
    title: str = ""
    licence: str = ""
    size_multiple: int = 2
    min_side_px: int = 64
    max_side_px: int = 2160
    max_pixels: int = 2160 * 3840
    default_size: str = "1080x1920"
    sizes: list[str] = Field(default_factory=list, description="The sizes that it renders fastest.")
    frame_step: int = 1
    frame_offset: int = 0
    min_frames: int = 1
    max_frames: int = 18_000
    default_fps: int = 30
    max_fps: int = 60
    min_steps: int | None = None
    max_steps: int | None = None
    max_prompt_chars: int = 4000
    takes_text: bool = Field(default=True, description="True if it renders from a prompt alone.")
    takes_image: bool = Field(default=False, description="True if it accepts a start picture.")
    has_sound: bool = False
    presets: list[Preset] = Field(default_factory=lambda: list(Preset))
    preset_settings: dict[Preset, PresetSettings] = Field(default_factory=dict)
    needs_gpu: bool = False
    frame_time: FrameTime | None = Field(
        default=None, description="Typical time per frame, for estimates without history."
    )
    draws_motion: bool = Field(default=False, description="True if it accepts ``motion``.")
    state: ModelState | None = Field(
        default=None,
        description="not_loaded: its first video waits until it is loaded. "
        "unavailable: requests for it are refused.",
    )
    note: str = Field(default="", description="The reason if it is unavailable; otherwise empty.")


class ModelList(BaseModel):
    """The models of this node."""

    object: Literal["list"] = "list"
    data: list[Model]
