"""Search of the command menu: pages, videos, ideas and niches by words in their names."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Membership, Role, Workspace
from discovery.models import Idea, Niche
from synthesis.models import Video

MOST_CHARACTERS = 100
_MOST_WORDS = 6
_SHOWN_OF_A_KIND = 5

# Label, URL name, icon, search words, and the minimum role.
# The command menu shows these without a search.
_MAIN_PAGES = (
    ("Home", "home", "house", "start overview", Role.VIEWER),
    ("Discover", "discovery:candidates", "compass", "outliers trends candidates", Role.VIEWER),
    ("Ideas", "discovery:ideas", "lightbulb", "board", Role.VIEWER),
    ("Studio", "synthesis:videos", "clapperboard", "videos drafts", Role.VIEWER),
    ("Library", "synthesis:assets", "images", "files uploads assets pictures", Role.VIEWER),
    (
        "Calendar",
        "publishing:calendar",
        "calendar-days",
        "posts publications publishing schedule queue slots week month",
        Role.VIEWER,
    ),
    ("Analytics", "publishing:analytics", "chart-line", "results numbers views retention", Role.VIEWER),
    (
        "Shop",
        "commerce:shop",
        "shopping-bag",
        "store products offers links orders revenue",
        Role.VIEWER,
    ),
    ("New video", "synthesis:video-new", "plus", "make create script", Role.EDITOR),
)
_MORE_PAGES = (
    ("Add a niche", "discovery:niche-new", "plus", "watch topic keywords", Role.EDITOR),
    ("Add videos", "discovery:sources", "plus", "tiktok url csv import file licensed", Role.VIEWER),
    ("My channel", "discovery:my-channel", "circle-user", "own videos normal accounts", Role.VIEWER),
    ("Analyses", "discovery:analyses", "scan-eye", "findings model watched vision", Role.VIEWER),
    ("Products", "commerce:products", "package", "shop catalogue variants prices sku", Role.VIEWER),
    ("New idea", "discovery:idea-new", "plus", "write note", Role.EDITOR),
    ("Running jobs", "synthesis:jobs-tray", "loader-circle", "renders analyses queue progress", Role.VIEWER),
    (
        "Channels",
        "publishing:connections",
        "monitor",
        "connect youtube tiktok accounts connections",
        Role.VIEWER,
    ),
    ("Notifications", "accounts:notifications", "bell", "inbox unread alerts bell", Role.VIEWER),
    ("API reference", "api-docs", "code", "docs rest openapi", Role.VIEWER),
)
SETTINGS_PAGES = (
    ("Profile", "accounts:profile", "user", "name password e-mail security", Role.VIEWER),
    ("Workspace", "accounts:workspace", "store", "name time zone", Role.VIEWER),
    ("Members", "accounts:members", "users", "people invite roles team", Role.VIEWER),
    ("Approvals", "publishing:approval-settings", "thumbs-up", "review approve posts", Role.VIEWER),
    (
        "Notifications",
        "accounts:notification-settings",
        "bell",
        "e-mail alerts bell unsubscribe",
        Role.VIEWER,
    ),
    ("Pronunciations", "synthesis:pronunciations", "languages", "voice say words names", Role.VIEWER),
    ("Billing and usage", "billing:usage", "credit-card", "plan invoices quota ledger", Role.VIEWER),
    ("API keys", "accounts:api-keys", "key-round", "programs tokens scopes", Role.ADMIN),
    ("Integrations", "integrations", "plug", "services keys youtube stripe", Role.ADMIN),
    ("Audit log", "accounts:audit", "history", "history who did what", Role.ADMIN),
)
# Pages that belong to a navigation entry but have another URL.
_BELONGS = {
    "accounts:members": ("accounts:invitations",),
    "discovery:candidates": ("discovery:analyses",),
    "publishing:calendar": ("publishing:publications", "publishing:connections"),
    "synthesis:videos": ("synthesis:jobs-tray",),
}


@dataclass(frozen=True, slots=True)
class Found:
    """One search result."""

    label: str
    kind: str
    url: str
    icon: str


def find(*, membership: Membership, words: str) -> list[Found]:
    """Return places whose name has all the words: pages, then videos, ideas and niches, newest first."""
    wanted = words[:MOST_CHARACTERS].casefold().split()[:_MOST_WORDS]
    found = _pages(membership, wanted)
    if wanted:
        workspace = membership.workspace
        found += _rows(Video.objects.all(), workspace, "title", wanted, ("Video", "synthesis:video", "film"))
        found += _rows(
            Idea.objects.all(), workspace, "title", wanted, ("Idea", "discovery:idea", "lightbulb")
        )
        found += _rows(
            Niche.objects.all(), workspace, "name", wanted, ("Niche", "discovery:niche", "compass")
        )
    return found


def settings_pages(*, membership: Membership, path: str) -> list[dict[str, Any]]:
    """Return the settings pages that this member may open, in order, and the one that ``path`` belongs to."""
    return [
        {"label": label, "url": reverse(name), "is_current": path.startswith(paths_of(name))}
        for label, name, _icon, _words, role in SETTINGS_PAGES
        if membership.may(role)
    ]


def paths_of(name: str) -> tuple[str, ...]:
    """Return the URL of the entry with this URL name, and of its pages."""
    return tuple(map(reverse, (name, *_BELONGS.get(name, ()))))


def _pages(membership: Membership, wanted: list[str]) -> list[Found]:
    kinds = (("Main page", _MAIN_PAGES), ("Page", _MORE_PAGES), ("Settings", SETTINGS_PAGES))
    return [
        Found(label, kind, reverse(name), icon)
        for kind, listed in kinds
        for label, name, icon, words, role in listed
        if membership.may(role) and all(word in f"{label} {kind} {words}".casefold() for word in wanted)
    ]


def _rows(
    rows: QuerySet[Any], workspace: Workspace, field: str, wanted: list[str], place: tuple[str, str, str]
) -> list[Found]:
    kind, name, icon = place
    for word in wanted:
        rows = rows.filter(**{f"{field}__icontains": word})
    newest = rows.filter(workspace=workspace).order_by("-created_at").values_list("pk", field)
    return [Found(label, kind, reverse(name, args=[pk]), icon) for pk, label in newest[:_SHOWN_OF_A_KIND]]
