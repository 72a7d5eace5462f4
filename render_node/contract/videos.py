"""Videos in a node's responses."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class VideoStatus(StrEnum):
    """The status of a video; the last three are final."""

    QUEUED = "queued"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return self in {VideoStatus.COMPLETED, VideoStatus.FAILED, VideoStatus.CANCELLED}


class VideoError(BaseModel):
    """Why a video failed: a stable code, and a sentence."""

    code: str
    message: str


class Recipe(BaseModel):
    """Everything needed to render the same video again on the same class of machine."""

    model_config = ConfigDict(extra="ignore")

    engine: str
    engine_version: str
    seed: int
    preset: str
    revision: str = Field(default="", description="The revision of the checkpoint, if known.")
    weights_sha256: str = Field(
        default="", description="The digest of the checkpoint's weight files, including LoRAs."
    )
    scheduler: str = ""
    steps: int | None = None
    dtype: str = ""
    node_class: str = Field(default="", description="The GPU or CPU that rendered it.")
    settings: dict[str, Any] = Field(default_factory=dict)
    libraries: dict[str, str] = Field(default_factory=dict)


class Video(BaseModel):
    """A video. Times are Unix seconds; the facts of the file are set once it is completed."""

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
    step: int | None = Field(default=None, description="Completed steps of the stage, if it has steps.")
    steps: int | None = None
    eta_s: float | None = Field(
        default=None, description="Seconds until it ends, estimated from this node's history."
    )
    queue_position: int | None = Field(default=None, description="1 is next; null unless queued.")
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
    """A deleted video."""

    id: str
    object: Literal["video.deleted"] = "video.deleted"
    deleted: bool = True


class CancelledKey(BaseModel):
    """The response to a cancel by key: the canceled video, or null if none has arrived yet."""

    idempotency_key: str
    cancelled: bool = True
    video: Video | None = None
