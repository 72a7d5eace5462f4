"""What a node says of itself, and its refusals."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class WorkerState(StrEnum):
    """What a worker process is at."""

    STARTING = "starting"
    WARMING = "warming"
    READY = "ready"
    BUSY = "busy"


class WorkerInfo(BaseModel):
    """One worker process: what it draws on, and which models it holds."""

    model_config = ConfigDict(extra="ignore")

    device: str
    state: WorkerState
    resident: list[str] = Field(default_factory=list)
    note: str = ""


class NodeStatus(StrEnum):
    """Whether a video sent now would be drawn. All but the first two come with 503."""

    READY = "ready"
    BUSY = "busy"
    STARTING = "starting"
    DISK_FULL = "disk_full"
    DEFUNCT = "defunct"


class Readiness(BaseModel):
    """What ``/readyz`` answers. ``workers`` counts those that would take a video."""

    model_config = ConfigDict(extra="ignore")

    status: NodeStatus
    workers: int = 1
    queued: int = 0
    in_progress: int = 0
    models: list[str] = Field(default_factory=list)
    devices: list[WorkerInfo] = Field(default_factory=list)


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
