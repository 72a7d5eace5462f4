"""What a node tells its callers unasked, and its record of having told them."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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


class DeliveryState(StrEnum):
    """Where a webhook is on its way."""

    PENDING = "pending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookTry(BaseModel):
    """One attempt to hand a webhook over. ``answer`` is the status, or the name of what went wrong."""

    at: float
    answer: str
    took_s: float


class WebhookDelivery(BaseModel):
    """One webhook: its id is the ``webhook-id`` its receiver sees, the same in every try."""

    id: str
    object: Literal["webhook.delivery"] = "webhook.delivery"
    video_id: str
    type: WebhookType
    url: str
    state: DeliveryState
    created_at: int
    next_try_at: int | None = None
    tries: list[WebhookTry] = Field(default_factory=list)


class WebhookDeliveryList(BaseModel):
    """One page of deliveries, newest first."""

    object: Literal["list"] = "list"
    data: list[WebhookDelivery]
    last_id: str | None = None
    has_more: bool = False
