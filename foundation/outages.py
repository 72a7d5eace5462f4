"""Translates database errors: outages, and values that the database cannot hold."""

from django.db import DataError, Error, InterfaceError, InternalError, OperationalError

from foundation.errors import DomainError, MalformedRequestError, StoreUnavailableError

# Recovery, a replica or a full disk: reads may work, writes don't.
_TAKES_NO_WRITES = frozenset({"25006", "53100", "58030"})


def refusal_of(error: BaseException | None) -> DomainError | None:
    """Return the refusal for a database error; None for a bug.

    An OperationalError is a lost, refused or timed-out connection, a shutdown, or a full server. All may be
    temporary.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return StoreUnavailableError(_cause(error))
    if isinstance(error, InternalError) and _sqlstate(error) in _TAKES_NO_WRITES:
        return StoreUnavailableError(_cause(error))
    if isinstance(error, DataError):
        return MalformedRequestError("A value is too large, too long or of an unsupported type.")
    return None


def _cause(error: Error) -> str:
    """The kind of error and its Postgres code, without its text, which may contain personal data."""
    return f"{type(error.__cause__ or error).__name__} {_sqlstate(error)}".strip()


def _sqlstate(error: Error) -> str:
    return getattr(error.__cause__, "sqlstate", None) or ""
