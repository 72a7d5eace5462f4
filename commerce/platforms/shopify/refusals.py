"""Maps Shopify's errors to ours. Most of them come with status 200."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from commerce.errors import ScopeMissingError, ShopNotFoundError, StoreClosedError, StoreLostError
from commerce.platforms.shopify import costs
from commerce.platforms.shopify.costs import Cost
from commerce.platforms.shopify.texts import Text
from commerce.platforms.shopify.words import SYSTEM
from foundation.errors import UpstreamError, UpstreamUnavailableError

_SCOPE = re.compile(r"\b(?:unauthenticated_)?(?:read|write)_[a-z_]+\b")
_NEEDS_APPROVAL = re.compile(r"merchant approval|access scope|not approved to", re.IGNORECASE)
_BAD_TOKEN = re.compile(r"invalid api key|access token|unrecognized login", re.IGNORECASE)
_BROKEN = frozenset({"INTERNAL_SERVER_ERROR", "TIMEOUT", "SERVICE_UNAVAILABLE"})
_INTERNAL = re.compile(r"internal error|something went wrong|timed? ?out", re.IGNORECASE)
_TAKEN = frozenset({"TAKEN", "DUPLICATE"})
_UNIQUE = re.compile(r"must be unique|already (?:been taken|exists)", re.IGNORECASE)
_GONE = re.compile(r"not (?:be )?found|(?:does not|doesn't) exist|no longer exists", re.IGNORECASE)
_BUSY_S = 10


class QueryTooCostlyError(Exception):
    """One query costs more than Shopify allows for any: a bug of ours."""


class Problem(BaseModel):
    """One of the errors of an answer."""

    message: Text = ""
    extensions: dict[str, Any] | None = None

    @property
    def code(self) -> str:
        """Its code; empty if it has none."""
        return str((self.extensions or {}).get("code") or "")


class UserError(BaseModel):
    """Why a mutation changed nothing."""

    field: list[Text] | None = None
    message: Text = ""
    code: Text = ""


class RefusedError(UpstreamError):
    """A mutation was refused. The reasons are Shopify's own."""

    code = "shopify_refused"

    def __init__(self, reasons: Sequence[UserError]) -> None:
        said = " ".join(f"{each.message.rstrip('.')}." for each in reasons if each.message)
        super().__init__(
            f"{SYSTEM} refused this: {said[:300] or 'no reason given.'}",
            system=SYSTEM,
            reasons=[each.code for each in reasons],
        )
        self._reasons = reasons

    @property
    def is_taken(self) -> bool:
        """True if the name or code is in use."""
        return any(each.code in _TAKEN or _UNIQUE.search(each.message) for each in self._reasons)

    @property
    def is_gone(self) -> bool:
        """True if the object to change does not exist."""
        return any(_GONE.search(each.message) or "NOT_FOUND" in each.code for each in self._reasons)

    def has(self, *codes: str) -> bool:
        """True if one of the reasons has one of the codes."""
        return any(each.code in codes for each in self._reasons)


def of_status(error: UpstreamError) -> UpstreamError:
    """Return our error for an answer whose status is not a success."""
    if isinstance(error, UpstreamUnavailableError):
        return error
    status, body = error.context.get("upstream_status"), str(error.context.get("upstream_body", ""))
    if status == 403 and _NEEDS_APPROVAL.search(body):
        return ScopeMissingError(system=SYSTEM, scopes=_scopes(body))
    if status in (401, 403):
        return StoreLostError(system=SYSTEM)
    if status in (402, 423):
        return StoreClosedError(system=SYSTEM)
    return ShopNotFoundError(system=SYSTEM) if status == 404 else error


def of_text(said: str) -> UpstreamError:
    """Return our error for an answer whose errors are one text."""
    if _BAD_TOKEN.search(said):
        return StoreLostError(system=SYSTEM)
    if _INTERNAL.search(said):
        return _outage(None)
    return UpstreamError(f"{SYSTEM} refused this: {said[:300]}", system=SYSTEM)


def of_problems(problems: Sequence[Problem], *, cost: Cost | None) -> UpstreamError:
    """Return our error for the errors of an answer. Raises QueryTooCostlyError."""
    codes = {each.code for each in problems}
    said = " ".join(each.message for each in problems)
    if "MAX_COST_EXCEEDED" in codes:
        raise QueryTooCostlyError(said)
    if "THROTTLED" in codes or said == "Throttled":
        return _throttled(cost)
    if "ACCESS_DENIED" in codes:
        return ScopeMissingError(system=SYSTEM, scopes=_missing_scopes(problems))
    if "SHOP_INACTIVE" in codes:
        return StoreClosedError(system=SYSTEM)
    if codes & _BROKEN or _INTERNAL.search(said):
        return _outage(None)
    return UpstreamError(f"{SYSTEM} refused this: {said[:300]}", system=SYSTEM, reasons=sorted(codes))


def unreadable() -> UpstreamUnavailableError:
    """An answer of another shape: a proxy's page, or a truncated one. A retry may help."""
    return UpstreamUnavailableError(f"{SYSTEM} sent an unreadable response.", system=SYSTEM)


def unsure() -> UpstreamUnavailableError:
    """An answer with a change and an error. A retry finds what was changed."""
    return UpstreamUnavailableError(f"{SYSTEM} did not say whether it made the change.", system=SYSTEM)


def _throttled(cost: Cost | None) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        f"{SYSTEM} limits how much can be read at once.",
        system=SYSTEM,
        retry_after_s=costs.wait_s(cost) if cost else _BUSY_S,
    )


def _outage(retry_after_s: int | None) -> UpstreamUnavailableError:
    return UpstreamUnavailableError(
        f"{SYSTEM} is unavailable right now.", system=SYSTEM, retry_after_s=retry_after_s
    )


def _missing_scopes(problems: Sequence[Problem]) -> tuple[str, ...]:
    denied = [each for each in problems if each.code == "ACCESS_DENIED"]
    said = (f"{(each.extensions or {}).get('requiredAccess')} {each.message}" for each in denied)
    return _scopes(" ".join(said))


def _scopes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_SCOPE.findall(text)))[:10]
