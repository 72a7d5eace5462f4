"""What travels on the wire between a render node and its callers: the OpenAI Videos shape, and what it lacks.

The one module both sides import. Requests refuse fields they do not know; answers ignore them, so that a
node may be newer than its caller.
"""

import re
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

IDEMPOTENCY_HEADER = "Idempotency-Key"
DEFAULT_SECONDS = 4.0
SIZE_PATTERN = r"^[1-9]\d{1,3}x[1-9]\d{1,3}$"

# Control characters never come from a keyboard; NUL ends strings in half of the libraries further down.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("must not contain control characters")
    return text


def _number_of_seconds(value: object) -> object:
    # The openai client sends "4", people send 4.
    return value.strip() if isinstance(value, str) else value


def _item(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_printable)]
ShortText = Annotated[str, Field(max_length=160), AfterValidator(_printable)]
LongText = Annotated[str, Field(max_length=600), AfterValidator(_printable)]
Size = Annotated[str, Field(pattern=SIZE_PATTERN, description="Width x height in pixels.")]


class VideoStatus(StrEnum):
    """Where a video is in its life; the last three are final."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in {VideoStatus.COMPLETED, VideoStatus.FAILED, VideoStatus.CANCELLED}


class Preset(StrEnum):
    """How much work goes into the picture."""

    DRAFT = "draft"
    STANDARD = "standard"
    BEST = "best"


class Layout(StrEnum):
    """How a drawn scene is arranged."""

    TITLE = "title"
    STATEMENT = "statement"
    NUMBER = "number"
    LIST = "list"
    STEPS = "steps"
    QUOTE = "quote"
    COMPARE = "compare"
    OUTRO = "outro"


class MotionItem(BaseModel):
    """One line of a list, one step, or one side of a comparison. A bare string is its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: ShortText
    detail: ShortText = ""


class MotionSpec(BaseModel):
    """What a drawn scene shows. Whatever is left out is derived from the prompt and the seed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    layout: Layout | None = None
    kicker: ShortText = Field(default="", description="A few words above the headline.")
    headline: LongText = ""
    body: LongText = Field(default="", description="Smaller text; for a quote, who said it.")
    items: list[Annotated[MotionItem, BeforeValidator(_item)]] = Field(default_factory=list, max_length=6)
    figure: ShortText = Field(
        default="", description='Shown big and counted up to, such as "73 %" or "8.4x".'
    )
    figure_label: ShortText = ""
    palette: Annotated[int, Field(ge=0)] | ShortText | None = Field(
        default=None,
        description="A palette's name, or a seed that picks one. The same for all scenes of a video.",
    )
    scene_index: int = Field(default=0, ge=0, le=999)
    scene_count: int = Field(default=1, ge=1, le=1000)
    accent_words: list[ShortText] = Field(default_factory=list, max_length=12)


class VideoRequest(BaseModel):
    """What a caller asks for. What is left out is the model's own: size, frames a second, steps, guidance.

    The length is ``num_frames``, which must be one that the model draws, or ``seconds``, for which the node
    takes the least number of frames that lasts as long; not both.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: ShortText = "motion"
    prompt: Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_printable)]
    negative_prompt: Annotated[str, Field(max_length=4000), AfterValidator(_printable)] = ""
    input_reference: str | None = Field(
        default=None,
        description="The picture that the video starts from: a data URL of a PNG, JPEG or WebP file. In a "
        "form it is a file.",
    )
    size: Size | None = None
    seconds: Annotated[float, Field(gt=0, le=300), BeforeValidator(_number_of_seconds)] | None = None
    num_frames: int | None = Field(default=None, ge=1, le=18_000)
    fps: int | None = Field(default=None, ge=1, le=60)
    seed: int | None = Field(default=None, ge=0, lt=2**32, description="Left out: derived from the request.")
    preset: Preset = Preset.STANDARD
    steps: int | None = Field(default=None, ge=1, le=200, description="Instead of the preset's.")
    guidance_scale: float | None = Field(
        default=None, ge=1, le=30, description="Instead of the preset's; 1 is none."
    )
    priority: int = Field(default=5, ge=0, le=9, description="9 is drawn first.")
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
    """A request in which nothing is left to the model: what the node keeps and an engine draws."""

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


class VideoError(BaseModel):
    """Why a video failed: a code that never changes, and a sentence."""

    code: str
    message: str


class Recipe(BaseModel):
    """All that is needed to draw the same video again on the same class of machine."""

    model_config = ConfigDict(extra="ignore")

    engine: str
    engine_version: str
    seed: int
    preset: str
    revision: str = Field(default="", description="Of the checkpoint, where its maker states one.")
    weights_sha256: str = Field(default="", description="Of the checkpoint's weight files, LoRAs included.")
    scheduler: str = ""
    steps: int | None = None
    dtype: str = ""
    node_class: str = Field(default="", description="The card, or the processor, that drew it.")
    settings: dict[str, Any] = Field(default_factory=dict)
    libraries: dict[str, str] = Field(default_factory=dict)


class Video(BaseModel):
    """A video as the node answers it. Times are Unix seconds; file facts are set once it is completed."""

    model_config = ConfigDict(extra="ignore")

    id: str
    object: Literal["video"] = "video"
    model: str
    status: VideoStatus
    progress: int = 0
    created_at: int
    completed_at: int | None = None
    expires_at: int | None = None
    size: str
    seconds: str
    prompt: str | None = None
    error: VideoError | None = None

    seed: int | None = None
    attempt: int = 0
    stage: str | None = None
    step: int | None = Field(default=None, description="Steps done of the stage, where it counts any.")
    steps: int | None = None
    eta_s: float | None = Field(default=None, description="Until it is over, from this node's own history.")
    queue_position: int | None = Field(default=None, description="1 is next; null when not waiting.")
    width: int | None = None
    height: int | None = None
    fps: int | None = None
    num_frames: int | None = None
    duration_s: float | None = None
    sha256: str | None = None
    size_bytes: int | None = None
    recipe: Recipe | None = None


class VideoList(BaseModel):
    """One page of videos, newest first."""

    object: Literal["list"] = "list"
    data: list[Video]
    first_id: str | None = None
    last_id: str | None = None
    has_more: bool = False


class DeletedVideo(BaseModel):
    """A video that is gone."""

    id: str
    object: Literal["video.deleted"] = "video.deleted"
    deleted: bool = True


class CancelRequest(BaseModel):
    """Cancel by the caller's own key; holds also for a submit that has not arrived yet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idempotency_key: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_printable)]


class CancelledKey(BaseModel):
    """The answer to a cancel by key: the video it hit, or null when none has arrived yet."""

    idempotency_key: str
    cancelled: bool = True
    video: Video | None = None


class PresetSettings(BaseModel):
    """What a preset means for a model. ``steps`` is None for a model that takes none."""

    model_config = ConfigDict(extra="ignore")

    steps: int | None = None
    guidance_scale: float | None = None
    loras: list[str] = Field(default_factory=list, description="Files beside the checkpoint; all or none.")
    note: str = ""


class Model(BaseModel):
    """A model this node draws with: the sizes, lengths and steps it takes, and what its presets mean."""

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
    sizes: list[str] = Field(default_factory=list, description="Those it is quickest at.")
    frame_step: int = 1
    frame_offset: int = 0
    min_frames: int = 1
    max_frames: int = 18_000
    default_fps: int = 30
    max_fps: int = 60
    min_steps: int | None = None
    max_steps: int | None = None
    max_prompt_chars: int = 4000
    takes_text: bool = Field(default=True, description="Draws from words alone.")
    takes_image: bool = Field(default=False, description="Takes a picture to start from.")
    has_sound: bool = False
    presets: list[Preset] = Field(default_factory=lambda: list(Preset))
    preset_settings: dict[Preset, PresetSettings] = Field(default_factory=dict)
    needs_gpu: bool = False
    draws_motion: bool = Field(default=False, description="Takes the motion object.")


class ModelList(BaseModel):
    """The models of this node."""

    object: Literal["list"] = "list"
    data: list[Model]


class WebhookType(StrEnum):
    """What a node tells its caller about."""

    COMPLETED = "video.completed"
    FAILED = "video.failed"
    CANCELLED = "video.cancelled"


class WebhookData(BaseModel):
    """Which video it is about; the rest is asked for."""

    id: str
    idempotency_key: str | None = None


class WebhookEvent(BaseModel):
    """A thin message signed by the rules of Standard Webhooks: a prompt to look, not the truth."""

    model_config = ConfigDict(extra="ignore")

    type: WebhookType
    created_at: int
    data: WebhookData


class ErrorBody(BaseModel):
    """A refusal as the openai client reads it."""

    message: str
    type: str
    code: str
    param: str | None = None


class Problem(BaseModel):
    """A refusal: RFC 9457 outside, the OpenAI error inside."""

    model_config = ConfigDict(extra="ignore")

    type: str
    title: str
    status: int
    detail: str
    code: str
    error: ErrorBody
