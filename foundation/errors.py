"""The product's refusals, and failures of other systems."""

from datetime import timedelta
from typing import Any

_LONGEST_WAIT_S = 86_400


class DomainError(Exception):
    """A refusal. ``message`` says what happened and how to resolve it; ``context`` has facts for programs."""

    status = 400
    code = "refused"
    title = "That did not work"
    retryable = False

    def __init__(self, message: str, **context: Any) -> None:
        super().__init__(message)
        self.message = message
        self.context = context


class NotFoundError(DomainError):
    """No such row, or it belongs to another workspace. Both look the same."""

    status = 404
    code = "not_found"
    title = "Not found"

    def __init__(self, message: str = "Nothing was found at this address.", **context: Any) -> None:
        super().__init__(message, **context)


class ForbiddenError(DomainError):
    """The caller may see the row, but their role does not allow the action."""

    status = 403
    code = "forbidden"
    title = "Not allowed"


class ConflictError(DomainError):
    """The row's state does not allow it."""

    status = 409
    code = "conflict"
    title = "Not possible now"


class StaleError(DomainError):
    """The row has changed since it was read."""

    status = 412
    code = "stale"
    title = "Changed in the meantime"


class MalformedRequestError(DomainError):
    """Parts of the request cannot be read or stored."""

    code = "malformed_request"
    title = "That request could not be read"


class BodyTooLargeError(DomainError):
    """The request body is larger than this URL accepts."""

    status = 413
    code = "body_too_large"
    title = "Too large"

    def __init__(self) -> None:
        super().__init__("The request body is larger than this address accepts.")


class InvalidError(DomainError):
    """The request is well-formed, but its values are invalid. ``errors`` lists field, code and detail."""

    status = 422
    code = "invalid"
    title = "Check your entries"

    def __init__(self, message: str, *, errors: list[dict[str, str]] | None = None, **context: Any) -> None:
        super().__init__(message, **context)
        self.errors = errors or []


class PaymentRequiredError(DomainError):
    """The plan or the quota does not cover the action."""

    status = 402
    code = "payment_required"
    title = "Not in your plan"


class TooManyRequestsError(DomainError):
    """Rate limited. ``retry_after_s`` says when to retry, in seconds."""

    status = 429
    code = "too_many_requests"
    title = "Too many requests"
    retryable = True

    def __init__(self, message: str, *, retry_after_s: int, **context: Any) -> None:
        super().__init__(message, retry_after_s=retry_after_s, **context)
        self.retry_after_s = retry_after_s


class UpstreamError(DomainError):
    """Another system refused the call, or its response cannot be read. A retry does not help."""

    status = 502
    code = "upstream_error"
    title = "Another service rejected the request"

    def __init__(self, message: str, *, system: str, **context: Any) -> None:
        super().__init__(message, system=system, **context)
        self.system = system


class UpstreamUnavailableError(UpstreamError):
    """Another system is unreachable, busy or broken. A retry may help."""

    status = 503
    code = "upstream_unavailable"
    title = "Another service is unavailable"
    retryable = True

    def __init__(
        self, message: str, *, system: str, retry_after_s: int | None = None, **context: Any
    ) -> None:
        super().__init__(message, system=system, **context)
        self.retry_after_s = retry_after_s

    def wait(self, *, at_least: timedelta) -> timedelta:
        """Return how long to wait before a retry: as long as the system said, but a day at most."""
        return max(at_least, timedelta(seconds=min(self.retry_after_s or 0, _LONGEST_WAIT_S)))


class StoreUnavailableError(UpstreamUnavailableError):
    """One of our own stores is unavailable. Nothing is lost, and a retry helps soon.

    ``cause`` is for the log: the error message of the store or its driver.
    """

    code = "store_unavailable"
    title = "Back in a moment"

    def __init__(self, cause: str = "") -> None:
        super().__init__(
            "The service can't reach its database right now. Try again in a few seconds.",
            system="database",
            retry_after_s=2,
            cause=cause,
        )
