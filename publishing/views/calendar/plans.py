"""The plan of a week: slots, rules, and the feed for other calendar programs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import addresses, throttles
from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from foundation import conditional
from publishing.calendar import entries, feeds, rules, slots
from publishing.forms.calendar import RulesForm, SlotForm
from publishing.models import Connection, LateRule, Slot


def _connections(request: WorkspaceRequest) -> Any:
    return Connection.objects.for_workspace(request.workspace).listed().posting()


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(changes=Change.WORK)
def calendar_slots(request: WorkspaceRequest) -> HttpResponse:
    """The slots of each channel; a POST adds some."""
    form = SlotForm(request.POST or None, connections=_connections(request))
    if request.method == "POST":
        require_role(request.membership, Role.EDITOR)
        if form.is_valid():
            data = form.cleaned_data
            for weekday in data["weekdays"]:
                slots.add(connection=data["connection"], weekday=weekday, at=data["time"], actor=request.user)
            messages.success(request, "Slots added.")
            return redirect("publishing:calendar-slots")
    return _page(request, form, RulesForm(initial=RulesForm.initial_of(rules.of(request.workspace))))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def slot_remove(request: WorkspaceRequest, slot_id: str) -> HttpResponse:
    """Remove a slot."""
    slot = Slot.objects.for_workspace(request.workspace).get_or_refuse(slot_id)
    slots.remove(slot=slot, actor=request.user)
    messages.success(request, "Slot removed. Posts that are planned at its times keep them.")
    return redirect("publishing:calendar-slots")


@require_POST
@workspace_required(Role.ADMIN, changes=Change.WORK)
def calendar_rules(request: WorkspaceRequest) -> HttpResponse:
    """Change the rules."""
    form = RulesForm(request.POST)
    if not form.is_valid():
        return _page(request, SlotForm(connections=_connections(request)), form)
    data = form.cleaned_data
    rules.change(
        workspace=request.workspace,
        actor=request.user,
        when_late=LateRule(data["when_late"]),
        late_limit_h=data["late_limit_h"],
        overlap_min=data["overlap_min"],
    )
    messages.success(request, "Rules saved.")
    return redirect("publishing:calendar-slots")


@require_POST
@workspace_required(changes=Change.WORK)
def feed_renew(request: WorkspaceRequest) -> HttpResponse:
    """Make the person's feed, or replace its URL."""
    feeds.renew(workspace=request.workspace, user=request.user)
    messages.success(request, "Your feed has a new URL. An earlier one no longer works.")
    return redirect(f"{reverse('publishing:calendar-slots')}#feed-title")


@require_POST
@workspace_required(changes=Change.RELEASE)
def feed_revoke(request: WorkspaceRequest) -> HttpResponse:
    """Revoke the person's feed."""
    feeds.revoke(workspace=request.workspace, user=request.user)
    messages.success(request, "Your feed was revoked. Its URL no longer works.")
    return redirect(f"{reverse('publishing:calendar-slots')}#feed-title")


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The feed of one person, for calendar programs. An unchanged response is 304 (ETag)."""
    throttles.take_public_page(address=addresses.network(addresses.of_client(request)))
    content = feeds.content(feed=feeds.find(secret=token))
    etag = conditional.etag_of(content)
    if conditional.is_known(request, etag=etag):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'inline; filename="ettametta.ics"'
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["ETag"] = etag
    response["Cache-Control"] = conditional.CACHE_CONTROL
    return response


def _page(request: WorkspaceRequest, form: SlotForm, rules_form: RulesForm) -> HttpResponse:
    feed = feeds.of(workspace=request.workspace, user=request.user)
    context = {
        "form": form,
        "rules_form": rules_form,
        "slots": slots.of_workspace(request.workspace),
        "has_channels": _connections(request).exists(),
        "feed": feed,
        "feed_url": feeds.url_of(feed) if feed else "",
        "feed_days": feeds.PAST.days,
        "feed_most": entries.MOST,
        "may_edit": request.membership.may(Role.EDITOR),
        "may_rule": request.membership.may(Role.ADMIN),
        "time_zone": request.workspace.time_zone,
        "trail": [{"label": "Calendar", "url": reverse("publishing:calendar")}],
    }
    is_invalid = any(each.is_bound and not each.is_valid() for each in (form, rules_form))
    return render(request, "publishing/calendar_slots.html", context, status=422 if is_invalid else 200)
