"""Errors that a client can act on."""


class RefusalError(Exception):
    """The node refuses a request. A ``code`` never changes once released."""

    code = "invalid_request"
    title = "The request cannot be carried out"
    status = 422

    def __init__(self, message: str, *, param: str | None = None, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param
        self.retry_after_s = retry_after_s


class NotFoundError(RefusalError):
    """The video does not exist."""

    code = "video_not_found"
    title = "No such video"
    status = 404


class NotAuthorizedError(RefusalError):
    """The bearer token is missing or wrong."""

    code = "invalid_api_key"
    title = "Not authorised"
    status = 401


class KeyReusedError(RefusalError):
    """The idempotency key belongs to a different request."""

    code = "idempotency_key_reused"
    title = "Idempotency key reused"
    status = 409


class NotReadyError(RefusalError):
    """The operation does not apply to the video's status."""

    code = "video_not_ready"
    title = "The video is not ready"
    status = 409


class GoneError(RefusalError):
    """The video's file has expired."""

    code = "video_expired"
    title = "The file is gone"
    status = 410


class TooLargeError(RefusalError):
    """The request body is too large."""

    code = "request_too_large"
    title = "Request too large"
    status = 413


class QueueFullError(RefusalError):
    """The queue is full."""

    code = "queue_full"
    title = "The queue is full"
    status = 429


class ModelUnknownError(RefusalError):
    """This node does not have the model."""

    code = "model_not_found"
    title = "No such model"
    status = 404


class WebhookHostError(RefusalError):
    """This node may not call the webhook's host."""

    code = "webhook_host_refused"
    title = "Webhook address refused"


class PictureError(RefusalError):
    """The start picture is not in a supported format."""

    code = "picture_refused"
    title = "Picture refused"


class ModelUnavailableError(RefusalError):
    """The model is configured, but cannot be used now."""

    code = "model_unavailable"
    title = "The model is unavailable"
    status = 503


class DiskFullError(RefusalError):
    """The disk has no room for another video."""

    code = "disk_full"
    title = "The disk is full"
    status = 507


class DeliveryUnknownError(RefusalError):
    """The delivery does not exist."""

    code = "delivery_not_found"
    title = "No such webhook"
    status = 404
