"""The template context of the page frame."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject

from accounts import access, frames
from accounts.models import Membership, User, Workspace
from billing import entitlements, quotas
from discovery.models import Analysis
from ettametta import integrations, search
from foundation import logs
from synthesis.models import Render

# Label, URL name, icon, in the order of the workflow.
_RAIL = (
    ("Home", "home", "house"),
    ("Discover", "discovery:candidates", "compass"),
    ("Ideas", "discovery:ideas", "lightbulb"),
    ("Studio", "synthesis:videos", "clapperboard"),
    ("Library", "synthesis:assets", "images"),
    ("Publishing", "publishing:publications", "send"),
)
_SETTINGS = ("Settings", "accounts:settings", "settings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceEntry:
    """One workspace in the menu."""

    id: str
    name: str


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, workspaces, quota, sandbox label and theme. Values that cost a query are lazy."""
    context: dict[str, Any] = {
        "request_id": logs.request_id(),
        "theme": theme_of(request),
        "mail_folder": _mail_folder(),
        "sandbox_services": tuple(integrations.in_sandbox()),
    }
    workspace: Workspace | None = getattr(request, "workspace", None)
    if workspace is None:
        return context
    membership: Membership = request.membership  # type: ignore[attr-defined]
    return {
        **context,
        "navigation": tuple(filter(None, (_entry(request, *item) for item in _RAIL))),
        "settings_entry": _entry(request, *_SETTINGS),
        "current_workspace": workspace,
        "membership": membership,
        "settings_pages": SimpleLazyObject(
            lambda: search.settings_pages(membership=membership, path=request.path)
        ),
        "workspaces": functools.partial(_workspaces_of, cast(User, request.user)),
        "plan_standing": SimpleLazyObject(lambda: entitlements.standing_shown(workspace=workspace)),
        "quota": functools.partial(quotas.usage_shown, workspace=workspace),
        "running_jobs": functools.partial(_running_jobs, workspace),
    }


def _workspaces_of(person: User) -> tuple[WorkspaceEntry, ...]:
    mine = [each.workspace for each in access.memberships_of(person)]
    mine.sort(key=lambda workspace: (workspace.created_at, workspace.pk))
    return tuple(WorkspaceEntry(id=workspace.pk, name=workspace.name) for workspace in mine)


def _running_jobs(workspace: Workspace) -> int:
    return frames.part(workspace=workspace, name="running", make=lambda: _count_jobs(workspace))


def _count_jobs(workspace: Workspace) -> int:
    """The number of unfinished renders and analyses. One query."""
    analyses = Analysis.objects.for_workspace(workspace).unfinished().values("pk")
    renders = Render.objects.for_workspace(workspace).unfinished().values("pk")
    return renders.union(analyses, all=True).count()


def _mail_folder() -> str:
    """The folder that mail is written to if the installation sends none; otherwise empty."""
    writes_files = settings.EMAIL_BACKEND.endswith(".filebased.EmailBackend")
    folder = Path(settings.EMAIL_FILE_PATH)
    shown = folder.relative_to(settings.BASE_DIR) if folder.is_relative_to(settings.BASE_DIR) else folder
    return str(shown) if writes_files else ""


def theme_of(request: HttpRequest) -> str:
    """Return the chosen theme: light, dark, or empty for the system's."""
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in ("light", "dark") else ""


def _entry(request: HttpRequest, label: str, name: str, icon: str) -> Entry | None:
    try:
        url, *others = search.paths_of(name)
    except NoReverseMatch:
        return None
    is_current = request.path == url if url == "/" else request.path.startswith((url, *others))
    return Entry(label=label, url=url, icon=icon, is_current=is_current)
