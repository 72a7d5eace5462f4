"""The status of a node, and its errors."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class WorkerState(StrEnum):
    """The state of a worker process."""

    STARTING = "starting"
    WARMING = "warming"
    READY = "ready"
    BUSY = "busy"


class WorkerInfo(BaseModel):
    """A worker process: its device, and the models that it holds."""

    model_config = ConfigDict(extra="ignore")

    device: str
    state: WorkerState
    resident: list[str] = Field(default_factory=list)
    note: str = ""


class NodeStatus(StrEnum):
    """Whether a video sent now would be rendered. All but the first two are sent with 503."""

    READY = "ready"
    BUSY = "busy"
    STARTING = "starting"
    DISK_FULL = "disk_full"
    DEFUNCT = "defunct"


class Readiness(BaseModel):
    """The response of ``/readyz``. ``workers`` counts those that accept videos."""

    model_config = ConfigDict(extra="ignore")

    status: NodeStatus
    workers: int = 1
    queued: int = 0
    in_progress: int = 0
    models: list[str] = Field(default_factory=list)
    devices: list[WorkerInfo] = Field(default_factory=list)


class ErrorBody(BaseModel):
    """An error in the format of the openai client."""

    message: str
    type: str
    code: str
    param: str | None = None


class Problem(BaseModel):
    """An error: a problem document (RFC 9457) that contains the OpenAI error object."""

    model_config = ConfigDict(extra="ignore")

    type: str
    title: str
    status: int
    detail: str
    code: str
    error: ErrorBody
