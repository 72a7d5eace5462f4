"""The wire format between a render node and its clients: the OpenAI Videos API with extensions.

The only package that the node and its clients share. Requests with unknown fields are refused. Unknown
fields of responses are ignored, so that a node may be newer than its client.
"""

from render_node.contract.attachments import ATTACHMENT, LANDS_S, Attachment, LeavingObject, ShownObject
from render_node.contract.models import FrameTime, Model, ModelList, ModelState, PresetSettings
from render_node.contract.motion import (
    Layout,
    MotionItem,
    MotionObject,
    MotionPlace,
    MotionSide,
    MotionSpec,
    Theme,
)
from render_node.contract.nodes import ErrorBody, NodeStatus, Problem, Readiness, WorkerInfo, WorkerState
from render_node.contract.requests import (
    DEFAULT_SECONDS,
    IDEMPOTENCY_HEADER,
    SIZE_PATTERN,
    CancelRequest,
    CompleteRequest,
    Preset,
    VideoRequest,
)
from render_node.contract.stills import StillRequest
from render_node.contract.videos import (
    CancelledKey,
    DeletedVideo,
    Recipe,
    Video,
    VideoError,
    VideoList,
    VideoStatus,
)
from render_node.contract.webhooks import (
    DeliveryState,
    WebhookData,
    WebhookDelivery,
    WebhookDeliveryList,
    WebhookEvent,
    WebhookTry,
    WebhookType,
)

__all__ = [
    "ATTACHMENT",
    "DEFAULT_SECONDS",
    "IDEMPOTENCY_HEADER",
    "LANDS_S",
    "SIZE_PATTERN",
    "Attachment",
    "CancelRequest",
    "CancelledKey",
    "CompleteRequest",
    "DeletedVideo",
    "DeliveryState",
    "ErrorBody",
    "FrameTime",
    "Layout",
    "LeavingObject",
    "Model",
    "ModelList",
    "ModelState",
    "MotionItem",
    "MotionObject",
    "MotionPlace",
    "MotionSide",
    "MotionSpec",
    "NodeStatus",
    "Preset",
    "PresetSettings",
    "Problem",
    "Readiness",
    "Recipe",
    "ShownObject",
    "StillRequest",
    "Theme",
    "Video",
    "VideoError",
    "VideoList",
    "VideoRequest",
    "VideoStatus",
    "WebhookData",
    "WebhookDelivery",
    "WebhookDeliveryList",
    "WebhookEvent",
    "WebhookTry",
    "WebhookType",
    "WorkerInfo",
    "WorkerState",
]
