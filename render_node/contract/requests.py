"""Requests to a node."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from render_node.contract.motion import MotionSpec
from render_node.contract.texts import ShortText, printable

IDEMPOTENCY_HEADER = "Idempotency-Key"
DEFAULT_SECONDS = 4.0
SIZE_PATTERN = r"^[1-9]\d{1,3}x[1-9]\d{1,3}$"


def _number_of_seconds(value: object) -> object:
    # The openai client sends "4"; others may send 4.
    return value.strip() if isinstance(value, str) else value


Size = Annotated[str, Field(pattern=SIZE_PATTERN, description="Width x height in pixels.")]


class Preset(StrEnum):
    """The quality of the picture, and the time it takes."""

    DRAFT = "draft"
    STANDARD = "standard"
    BEST = "best"


class VideoRequest(BaseModel):
    """A video to render. Missing fields take the model's defaults: size, frames per second, steps, guidance.

    The length is either ``num_frames``, which must be a length that the model supports, or ``seconds``, for
    which the node uses the smallest number of frames that is at least as long; not both.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: ShortText = "motion"
    prompt: Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(printable)]
    negative_prompt: Annotated[str, Field(max_length=4000), AfterValidator(printable)] = ""
    input_reference: str | None = Field(
        default=None,
        description="The start picture: a data URL of a PNG, JPEG or WebP file. In form data, a file.",
    )
    size: Size | None = None
    seconds: Annotated[float, Field(gt=0, le=300), BeforeValidator(_number_of_seconds)] | None = None
    num_frames: int | None = Field(default=None, ge=1, le=18_000)
    fps: int | None = Field(default=None, ge=1, le=60)
    seed: int | None = Field(
        default=None, ge=0, lt=2**32, description="If omitted, derived from the request."
    )
    preset: Preset = Preset.STANDARD
    steps: int | None = Field(default=None, ge=1, le=200, description="Overrides the steps of the preset.")
    guidance_scale: float | None = Field(
        default=None, ge=1, le=30, description="Overrides the guidance of the preset; 1 disables guidance."
    )
    priority: int = Field(default=5, ge=0, le=9, description="9 is rendered first.")
    webhook_url: Annotated[str, Field(max_length=2000), AfterValidator(printable)] | None = None
    motion: MotionSpec | None = None

    @model_validator(mode="after")
    def _has_words_and_one_length(self) -> Self:
        if not self.prompt.strip():
            raise ValueError("prompt must not be blank")
        if self.seconds is not None and self.num_frames is not None:
            raise ValueError("give seconds or num_frames, not both")
        return self


class CompleteRequest(VideoRequest):
    """A request with every default filled in: what the node stores and an engine renders."""

    size: Size
    num_frames: int = Field(ge=1, le=18_000)
    fps: int = Field(ge=1, le=60)
    seconds: None = None

    @property
    def width_px(self) -> int:
        return int(self.size.split("x")[0])

    @property
    def height_px(self) -> int:
        return int(self.size.split("x")[1])


class CancelRequest(BaseModel):
    """Cancel by idempotency key. Also cancels a create request that has not arrived yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idempotency_key: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]
