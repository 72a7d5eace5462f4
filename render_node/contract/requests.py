"""Requests to a node."""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

IDEMPOTENCY_HEADER = "Idempotency-Key"
DEFAULT_SECONDS = 4.0
SIZE_PATTERN = r"^[1-9]\d{1,3}x[1-9]\d{1,3}$"

# No keyboard produces control characters, and NUL ends strings in many libraries.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return text


def _number_of_seconds(value: object) -> object:
    # The openai client sends "4"; others may send 4.
    return value.strip() if isinstance(value, str) else value


def _item(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


ShortText = Annotated[str, Field(max_length=160), AfterValidator(_printable)]
LongText = Annotated[str, Field(max_length=600), AfterValidator(_printable)]
Size = Annotated[str, Field(pattern=SIZE_PATTERN, description="Width x height in pixels.")]


class Preset(StrEnum):
    """The quality of the picture, and the time it takes."""

    DRAFT = "draft"
    STANDARD = "standard"
    BEST = "best"


class Layout(StrEnum):
    """The layout of a motion-graphics scene."""

    TITLE = "title"
    STATEMENT = "statement"
    NUMBER = "number"
    LIST = "list"
    STEPS = "steps"
    QUOTE = "quote"
    COMPARE = "compare"
    OUTRO = "outro"


class MotionItem(BaseModel):
    """A list entry, a step, or one side of a comparison. A bare string is its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: ShortText
    detail: ShortText = ""


class MotionSpec(BaseModel):
    """The content of a motion-graphics scene. Missing fields are derived from the prompt and the seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layout: Layout | None = None
    kicker: ShortText = Field(default="", description="A few words above the headline.")
    headline: LongText = ""
    body: LongText = Field(default="", description="Smaller text; for a quote, its author.")
    items: list[Annotated[MotionItem, BeforeValidator(_item)]] = Field(default_factory=list, max_length=6)
    figure: ShortText = Field(
        default="", description='A large number that counts up, such as "73 %" or "8.4x".'
    )
    figure_label: ShortText = ""
    palette: Annotated[int, Field(ge=0)] | ShortText | None = Field(
        default=None,
        description="The name of a palette, or a seed that selects one; the same for all scenes of a video.",
    )
    scene_index: int = Field(default=0, ge=0, le=999)
    scene_count: int = Field(default=1, ge=1, le=1000)
    accent_words: list[ShortText] = Field(default_factory=list, max_length=12)
    language: str = Field(
        default="",
        max_length=35,
        description="The language of the texts as a BCP 47 tag: for their direction and capitals.",
    )


class VideoRequest(BaseModel):
    """A video to render. Missing fields take the model's defaults: size, frames per second, steps, guidance.

    The length is either ``num_frames``, which must be a length that the model supports, or ``seconds``, for
    which the node uses the smallest number of frames that is at least as long; not both.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: ShortText = "motion"
    prompt: Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_printable)]
    negative_prompt: Annotated[str, Field(max_length=4000), AfterValidator(_printable)] = ""
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
    webhook_url: Annotated[str, Field(max_length=2000), AfterValidator(_printable)] | None = None
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

    idempotency_key: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]
