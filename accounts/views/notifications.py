"""The list of notifications, the menu of the bell, each person's choices, and unsubscribing by a link."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, declares, unlisted_page, workspace_required
from accounts.models import Notification
from accounts.notifications import inbox, mailboxes, preferences, unsubscribing
from accounts.notifications.preferences import Choice
from foundation import pages, pagination

_SHOWN_IN_MENU = 7


@require_GET
@workspace_required()
def notification_list(request: WorkspaceRequest) -> HttpResponse:
    """The person's notifications in this workspace, newest first; with ``show=unread`` only those."""
    show = "unread" if request.GET.get("show") == "unread" else ""
    rows = _mine(request).listed()
    page = pagination.paginate(
        rows.unread() if show else rows,
        cursor=request.GET.get("cursor"),
        limit=pagination.DEFAULT_LIMIT,
        shows=("notifications", show),
    )
    url = reverse("accounts:notifications")
    more = {"cursor": page.next_cursor, **({"show": show} if show else {})}
    context = {
        "notifications": page.rows,
        "show": show,
        "views": [
            {"label": "All", "url": url, "is_current": not show},
            {"label": "Unread", "url": f"{url}?show=unread", "is_current": bool(show)},
        ],
        "more_url": f"{url}?{urlencode(more)}" if page.next_cursor else None,
        "newest": page.rows[0].pk if page.rows else "",
    }
    return render(request, "accounts/notifications_page.html", context)


@require_GET
@workspace_required()
def latest(request: WorkspaceRequest) -> HttpResponse:
    """The menu of the bell, for htmx: the newest notifications. Without scripts, the list."""
    if not pages.is_partial(request):
        return redirect("accounts:notifications")
    rows = list(_mine(request).order_by("-pk")[:_SHOWN_IN_MENU])
    context = {"notifications": rows, "newest": rows[0].pk if rows else ""}
    return render(request, "accounts/_bell.html", context)


@require_POST
@workspace_required(changes=Change.ACCOUNT)
def mark_read(request: WorkspaceRequest, notification_id: str) -> HttpResponse:
    """Mark one notification as read."""
    notification = _mine(request).get_or_refuse(notification_id)
    inbox.mark_read(notification=notification)
    if not pages.is_partial(request):
        return redirect(pages.page_behind(request))
    row = _mine(request).listed().get(pk=notification.pk)
    return render(request, "accounts/_notification_read.html", {"notification": row})


@require_POST
@workspace_required(changes=Change.ACCOUNT)
def mark_all_read(request: WorkspaceRequest) -> HttpResponse:
    """Mark all notifications as read, up to the newest one that the page showed."""
    inbox.mark_all_read(workspace=request.workspace, user=request.user, until=request.POST.get("until", ""))
    return redirect(pages.page_behind(request))


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.ACCOUNT)
def choices(request: WorkspaceRequest) -> HttpResponse:
    """Which events the person is notified of, in the app and by e-mail."""
    if request.method == "POST":
        _save(request)
        messages.success(request, "Notifications saved.")
        if pages.is_partial(request):
            return render(request, "accounts/_notifications_saved.html")
        return redirect("accounts:notification-settings")
    found = preferences.choices(membership=request.membership)
    groups: dict[str, list[Choice]] = {}
    for choice in found:
        groups.setdefault(choice.event.group, []).append(choice)
    context = {
        "groups": groups,
        "address_problem": mailboxes.problem_of(user=request.user),
        "is_unconfirmed": not request.user.has_confirmed_email,
    }
    return render(request, "accounts/notification_settings_page.html", context)


def _save(request: WorkspaceRequest) -> None:
    """Store what differs. A field has the key of an event, and one value per channel."""
    for choice in preferences.choices(membership=request.membership):
        chosen = set(request.POST.getlist(choice.event.key))
        in_app = "in_app" in chosen or choice.event.is_required
        email = "email" in chosen
        if (in_app, email) != (choice.channels.in_app, choice.channels.email):
            preferences.choose(
                workspace=request.workspace,
                user=request.user,
                event=choice.event,
                in_app=in_app,
                email=email,
            )


@require_POST
@workspace_required(changes=Change.ACCOUNT)
def try_address_again(request: WorkspaceRequest) -> HttpResponse:
    """Send e-mails again to an address that was refused."""
    mailboxes.try_again(user=request.user)
    messages.success(request, f"E-mails are sent to {request.user.email} again.")
    return redirect("accounts:notification-settings")


# Mail programs send the POST of RFC 8058 without cookies. The link's signature authorizes it.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@declares(Change.ACCOUNT)
@unlisted_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop e-mails about one event. GET only asks, because programs open links of e-mails to check them."""
    is_done = request.method == "POST"
    found = unsubscribing.stop(token=token) if is_done else unsubscribing.read(token=token)
    context: dict[str, Any] = {"event": found.event, "membership": found.membership, "is_done": is_done}
    return render(request, "accounts/unsubscribe_page.html", context)


def _mine(request: WorkspaceRequest) -> Any:
    return Notification.objects.for_person(workspace=request.workspace, user=request.user)
