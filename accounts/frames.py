"""Values in the frame of every page, cached for ten seconds in one entry per workspace.

For display only: decisions read the database. Code that changes a value drops the entry.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from accounts.models import Workspace

KEPT_FOR = timedelta(seconds=10)
_REMEMBERED = "frame"

T = TypeVar("T")
# When the parts expire, and the parts by name.
_Parts = tuple[datetime, dict[str, Any]]


def part(*, workspace: Workspace, name: str, make: Callable[[], T]) -> T:
    """Return the value of that name, at most ten seconds old. The result of ``make`` must be picklable."""
    until, parts = _kept(workspace)
    if name not in parts:
        parts[name] = make()
        # The entry expires with its oldest part.
        cache.set(_key(workspace.pk), (until, parts), timeout=_seconds_until(until))
    found: T = parts[name]
    return found


def drop(*, workspace_id: str) -> None:
    """Drop the cached values: at once for this transaction, and for other processes after the commit."""
    _delete(workspace_id)
    # Before the commit, another process may cache values that this transaction replaces.
    transaction.on_commit(lambda: _delete(workspace_id), robust=True)


def _kept(workspace: Workspace) -> _Parts:
    """Return the entry. Read once per page."""
    remembered = workspace.remembered
    kept: _Parts | None = (remembered or {}).get(_REMEMBERED) or cache.get(_key(workspace.pk))
    now = timezone.now()
    if kept is None or kept[0] <= now:
        kept = (now + KEPT_FOR, {})
    if remembered is not None:
        remembered[_REMEMBERED] = kept
    return kept


def _delete(workspace_id: str) -> None:
    cache.delete(_key(workspace_id))


def _key(workspace_id: str) -> str:
    return f"frame:{workspace_id}"


def _seconds_until(moment: datetime) -> float:
    return max(0.0, min((moment - timezone.now()) / timedelta(seconds=1), KEPT_FOR.total_seconds()))
