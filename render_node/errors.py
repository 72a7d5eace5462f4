"""Refusals: what a caller can do something about."""


class RefusalError(Exception):
    """A request the node does not carry out. ``code`` never changes once released."""

    code = "invalid_request"
    title = "The request cannot be carried out"
    status = 422

    def __init__(self, message: str, *, param: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.retry_after_s = retry_after_s


class NotFoundError(RefusalError):
    """No such video here."""

    code = "video_not_found"
    title = "No such video"
    status = 404


class NotAuthorizedError(RefusalError):
    """The bearer token is missing or wrong."""

    code = "invalid_api_key"
    title = "Not authorised"
    status = 401


class KeyReusedError(RefusalError):
    """The idempotency key stands for another request."""

    code = "idempotency_key_reused"
    title = "Idempotency key reused"
    status = 409


class NotReadyError(RefusalError):
    """The video is not in the state this takes."""

    code = "video_not_ready"
    title = "The video is not ready"
    status = 409


class GoneError(RefusalError):
    """The video existed, and its file does not any more."""

    code = "video_expired"
    title = "The file is gone"
    status = 410


class TooLargeError(RefusalError):
    """The request body is larger than any sensible request."""

    code = "request_too_large"
    title = "Request too large"
    status = 413


class QueueFullError(RefusalError):
    """As many videos wait as this node takes on."""

    code = "queue_full"
    title = "The queue is full"
    status = 429


class ModelUnknownError(RefusalError):
    """This node does not draw with that model."""

    code = "model_not_found"
    title = "No such model"
    status = 404


class WebhookHostError(RefusalError):
    """The webhook address is not one this node may call."""

    code = "webhook_host_refused"
    title = "Webhook address refused"


class PictureError(RefusalError):
    """What was sent to start from is not a picture this node takes."""

    code = "picture_refused"
    title = "Picture refused"


class ModelUnavailableError(RefusalError):
    """The model is offered, and cannot be drawn with just now."""

    code = "model_unavailable"
    title = "The model is unavailable"
    status = 503


class DiskFullError(RefusalError):
    """There is no room for another video."""

    code = "disk_full"
    title = "The disk is full"
    status = 507


class DeliveryUnknownError(RefusalError):
    """No such webhook here."""

    code = "delivery_not_found"
    title = "No such webhook"
    status = 404
