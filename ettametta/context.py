"""The template context of the page frame."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.db.models import Count, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject

from accounts import access, frames
from accounts.models import Membership, User, Workspace
from accounts.notifications import inbox
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
    ("Calendar", "publishing:calendar", "calendar-days"),
    ("Analytics", "publishing:analytics", "chart-line"),
    ("Shop", "commerce:shop", "shopping-bag"),
)
# Pages that belong to an entry although their URL begins like another's.
_BELONGS = {"publishing:publication-results": "publishing:analytics"}
# In the counts of the frame, beside the ids of people.
_RUNNING = "running"
# Keys that are not the first letter, which another entry has.
_KEYS = {"Shop": "o"}
_SETTINGS = ("Settings", "accounts:settings", "settings")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the navigation."""

    label: str
    url: str
    icon: str
    is_current: bool

    @property
    def key(self) -> str:
        """The key that opens it after G."""
        return _KEYS.get(self.label, self.label[:1].lower())


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
        "unread_notifications": functools.partial(_unread_notifications, workspace, cast(User, request.user)),
    }


def _workspaces_of(person: User) -> tuple[WorkspaceEntry, ...]:
    mine = [each.workspace for each in access.memberships_of(person)]
    mine.sort(key=lambda workspace: (workspace.created_at, workspace.pk))
    return tuple(WorkspaceEntry(id=workspace.pk, name=workspace.name) for workspace in mine)


def _running_jobs(workspace: Workspace) -> int:
    return _counts(workspace).get(_RUNNING, 0)


def _unread_notifications(workspace: Workspace, person: User) -> int:
    """The number of the person's unread notifications, at most 100, which the bell shows as 99+."""
    return min(_counts(workspace).get(person.pk, 0), 100)


def _counts(workspace: Workspace) -> dict[str, int]:
    return frames.part(workspace=workspace, name="counts", make=lambda: _count(workspace))


def _count(workspace: Workspace) -> dict[str, int]:
    """The number of unfinished renders and analyses, and each person's unread notifications. One query."""
    renders = Render.objects.for_workspace(workspace).unfinished()
    analyses = Analysis.objects.for_workspace(workspace).unfinished()
    jobs = [
        rows.order_by().annotate(what=Value(_RUNNING)).values_list("what").annotate(Count("pk"))
        for rows in (renders, analyses)
    ]
    counts: dict[str, int] = {}
    for what, count in inbox.unread_by_person(workspace=workspace).union(*jobs, all=True):
        counts[what] = counts.get(what, 0) + count
    return counts


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
    belongs_to = _BELONGS.get(request.resolver_match.view_name) if request.resolver_match else None
    is_current = name == belongs_to if belongs_to else is_current
    return Entry(label=label, url=url, icon=icon, is_current=is_current)
