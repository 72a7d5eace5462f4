"""Refusals a person can act on, and what another system may do to us."""

from typing import Any


class DomainError(Exception):
    """A refusal. ``message`` says what happened and the way out; ``context`` holds facts for programs."""

    status = 400
    code = "refused"
    title = "That did not work"
    retryable = False

    def __init__(self, message: str, **context: Any) -> None:
        super().__init__(message)
        self.message = message
        self.context = context


class NotFoundError(DomainError):
    """There is no such row, or it belongs to somebody else; the two look the same."""

    status = 404
    code = "not_found"
    title = "Not found"

    def __init__(self, message: str = "There is nothing here under that address.", **context: Any) -> None:
        super().__init__(message, **context)


class ForbiddenError(DomainError):
    """The row may be seen, but this role may not do that."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class ConflictError(DomainError):
    """The row's state does not allow it."""

    status = 409
    code = "conflict"
    title = "Not possible now"


class StaleError(DomainError):
    """The row was changed since it was read."""

    status = 412
    code = "stale"
    title = "Changed in the meantime"


class MalformedRequestError(DomainError):
    """The request has parts that cannot be read or stored."""

    code = "malformed_request"
    title = "That request could not be read"


class BodyTooLargeError(DomainError):
    """The request body is larger than this address accepts."""

    status = 413
    code = "body_too_large"
    title = "Too large"

    def __init__(self) -> None:
        super().__init__("The request body is larger than this address accepts.")


class InvalidError(DomainError):
    """What was sent is well-formed and still not usable. ``errors`` lists field, code and detail."""

    status = 422
    code = "invalid"
    title = "Please check what you entered"

    def __init__(self, message: str, *, errors: list[dict[str, str]] | None = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.errors = errors or []


class PaymentRequiredError(DomainError):
    """The plan or the quota does not cover it."""

    status = 402
    code = "payment_required"
    title = "Not in your plan"


class TooManyRequestsError(DomainError):
    """Too fast; ``retry_after_s`` says when to come back."""

    status = 429
    code = "too_many_requests"
    title = "Too many requests"
    retryable = True

    def __init__(self, message: str, *, retry_after_s: int, **context: Any) -> None:
        super().__init__(message, retry_after_s=retry_after_s, **context)
        self.retry_after_s = retry_after_s


class UpstreamError(DomainError):
    """Another system refused, or answered something unreadable. Asking again would not help."""

    status = 502
    code = "upstream_error"
    title = "Another service refused"

    def __init__(self, message: str, *, system: str, **context: Any) -> None:
        super().__init__(message, system=system, **context)
        self.system = system


class UpstreamUnavailableError(UpstreamError):
    """Another system cannot be reached, is busy or broken. Asking again may help."""

    status = 503
    code = "upstream_unavailable"
    title = "Another service is not available"
    retryable = True

    def __init__(
        self, message: str, *, system: str, retry_after_s: int | None = None, **context: Any
    ) -> None:
        super().__init__(message, system=system, **context)
        self.retry_after_s = retry_after_s


class StoreUnavailableError(UpstreamUnavailableError):
    """A store of our own is away. Nothing is lost, and asking again soon helps.

    ``cause`` is for the log: what the store, or the driver, said of it.
    """

    code = "store_unavailable"
    title = "Back in a moment"

    def __init__(self, cause: str = "") -> None:
        super().__init__(
            "The service cannot reach its database just now. Try again in a few seconds.",
            system="database",
            retry_after_s=2,
            cause=cause,
        )
