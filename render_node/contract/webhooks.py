"""Webhooks of a node, and their delivery log."""

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class WebhookType(StrEnum):
    """The type of a webhook."""

    COMPLETED = "video.completed"
    FAILED = "video.failed"
    CANCELLED = "video.cancelled"


class WebhookData(BaseModel):
    """The video that the webhook is about. Clients retrieve the details."""

    id: str
    idempotency_key: str | None = None


class WebhookEvent(BaseModel):
    """A thin event, signed according to Standard Webhooks. It carries no state; clients poll."""

    model_config = ConfigDict(extra="ignore")

    type: WebhookType
    created_at: int
    data: WebhookData


class DeliveryState(StrEnum):
    """The state of a delivery."""

    PENDING = "pending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"


class WebhookTry(BaseModel):
    """One delivery attempt. ``answer`` is the HTTP status, or the name of the error."""

    at: float
    answer: str
    took_s: float


class WebhookDelivery(BaseModel):
    """A webhook. Its id is the ``webhook-id`` header, the same in every attempt."""

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
