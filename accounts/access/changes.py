"""What a view changes, and whether the workspace allows that now."""

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseBase

from accounts.models import Workspace
from accounts.signals import change_requested

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class Change(StrEnum):
    """What the unsafe methods of a view change. Every view with unsafe methods declares it."""

    # Niches, ideas, videos, publications. Refused while the workspace is read-only.
    WORK = "work"
    # Stops work in progress, disconnects an account, or withdraws what people see. Never refused.
    RELEASE = "release"
    # People, API keys, billing, preferences. Never refused.
    ACCOUNT = "account"
    # Reports by another system through a webhook. Never refused.
    REPORT = "report"


def declares(change: Change) -> Callable[[View], View]:
    """Declare what a view changes that needs no workspace."""

    def decorate(view: View) -> View:
        view.changes = change  # type: ignore[attr-defined]
        return view

    return decorate


def require_open(workspace: Workspace, change: Change | None) -> None:
    """Raise the refusal of a ``change_requested`` receiver that prevents a change of work.

    Raises ImproperlyConfigured for a view that changes something without declaring what.
    """
    if change is None:
        raise ImproperlyConfigured("A view with unsafe methods must declare what they change.")
    if change is Change.WORK:
        change_requested.send(sender=Workspace, workspace=workspace)
