"""What the database says when it is away, and what it says of values that it cannot hold."""

from django.db import DataError, Error, InterfaceError, InternalError, OperationalError

from foundation.errors import DomainError, MalformedRequestError, StoreUnavailableError

# Recovering, a replica, or a full disk: reads may go on, writes cannot.
_TAKES_NO_WRITES = frozenset({"25006", "53100", "58030"})


def refusal_of(error: BaseException | None) -> DomainError | None:
    """The refusal that stands for a database error; None for a bug.

    An OperationalError is a lost, refused or timed-out connection, a shutdown or a full server: all may pass.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return StoreUnavailableError(_cause(error))
    if isinstance(error, InternalError) and _sqlstate(error) in _TAKES_NO_WRITES:
        return StoreUnavailableError(_cause(error))
    if isinstance(error, DataError):
        return MalformedRequestError("A value is too large, too long or of a kind that cannot be stored.")
    return None


def _cause(error: Error) -> str:
    """The kind of error and Postgres' code for it. Its text may name the server and values of people."""
    return f"{type(error.__cause__ or error).__name__} {_sqlstate(error)}".strip()


def _sqlstate(error: Error) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""
