"""Niches and their watchlists."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from discovery import coverage, niches, samples, skipped_videos, sources, watch_statuses
from discovery.forms import AddressForm, NewNicheForm, NicheEditForm, NicheForm
from discovery.models import Niche, WatchedChannel
from foundation import conditional, pages

_SHAPE = 422
_MOST_SKIPPED = 10


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def new_niche(request: WorkspaceRequest) -> HttpResponse:
    """Create a niche."""
    begun = {name: request.GET.get(name, "") for name in ("name", "keywords", "address")}
    form = NewNicheForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        niche = niches.create(workspace=request.workspace, **form.cleaned_data)
        messages.success(request, f"You now follow {niche.name}. The first scan has started.")
        return redirect("discovery:niche", niche.pk)
    refusal = coverage.NICHES.refusal_shown(workspace=request.workspace)
    context = {"form": form, "crumbs": _crumbs(), "refusal": refusal}
    return render(request, "discovery/niche_new.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(changes=Change.WORK)
def niche_page(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """One niche: its fields and its watchlist."""
    niche = _niche(request, niche_id)
    form = NicheEditForm(request.POST or None, initial=_initial(niche))
    if request.method == "POST":
        require_role(request.membership, Role.EDITOR)
        if form.is_valid():
            niches.edit(niche=niche, **form.cleaned_data)
            messages.success(request, f"{niche.name} was saved.")
            return redirect("discovery:niche", niche.pk)
    return _render_niche(request, niche, form, AddressForm(), status=_status(form))


@require_safe
@workspace_required()
def niche_progress(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """The scan's progress and the watchlist. An unchanged response is 304 (ETag)."""
    niche = _niche(request, niche_id)
    if not pages.is_partial(request):
        return redirect("discovery:niche", niche.pk)
    shown = _live_part(request, niche)
    if conditional.is_known(request, etag=shown["etag"]):
        return HttpResponseNotModified(headers={"ETag": shown["etag"]})
    response = render(request, "discovery/_niche_live.html", shown)
    response["ETag"] = shown["etag"]
    response["Cache-Control"] = conditional.CACHE_CONTROL
    return response


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def restart_niche(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """Replace sample data by live data."""
    niche = _niche(request, niche_id)
    niches.restart(niche=niche)
    messages.success(request, f"{niche.name} now uses live data. The first scan has started.")
    return redirect("discovery:niche", niche.pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def follow_samples(request: WorkspaceRequest) -> HttpResponse:
    """Create the suggested sample niches."""
    followed = samples.follow(workspace=request.workspace)
    names = ", ".join(niche.name for niche in followed)
    messages.success(request, f"You now follow {names}, with sample data. The first scan has started.")
    return redirect("discovery:candidates")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def scan_niche(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """Start a scan now."""
    niche = _niche(request, niche_id)
    niches.scan(niche=niche)
    messages.info(request, f"{niche.name} is being scanned.")
    return redirect("discovery:niche", niche.pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def delete_niche(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """Delete a niche."""
    niche = _niche(request, niche_id)
    niches.delete(niche=niche)
    messages.success(request, f"You no longer follow {niche.name}.")
    return redirect("discovery:candidates")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def add_channel(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """Add a channel to the watchlist."""
    niche = _niche(request, niche_id)
    form = AddressForm(request.POST)
    if form.is_valid():
        channel = niches.watch(niche=niche, address=form.cleaned_data["address"])
        messages.success(request, f"{channel.title} was added to the watchlist.")
        return redirect("discovery:niche", niche.pk)
    return _render_niche(request, niche, NicheEditForm(initial=_initial(niche)), form, status=_SHAPE)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def remove_channel(request: WorkspaceRequest, niche_id: str, channel_id: str) -> HttpResponse:
    """Remove a channel from the watchlist."""
    niche = _niche(request, niche_id)
    channel = WatchedChannel.objects.for_workspace(request.workspace).named().get_or_refuse(channel_id)
    niches.unwatch(watched=channel, niche=niche)
    messages.success(request, f"{channel.title} is no longer watched for {niche.name}.")
    return redirect("discovery:niche", niche.pk)


def _niche(request: WorkspaceRequest, niche_id: str) -> Niche:
    return Niche.objects.for_workspace(request.workspace).with_collection().get_or_refuse(niche_id)


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Discover", "url": reverse("discovery:candidates")}]


def _initial(niche: Niche) -> dict[str, object]:
    names = ("name", "keywords", "language", "region", "version")
    return {name: getattr(niche, name) for name in names}


def _status(form: NicheForm) -> int:
    return _SHAPE if form.is_bound and not form.is_valid() else 200


def _render_niche(
    request: WorkspaceRequest, niche: Niche, form: NicheEditForm, address_form: AddressForm, *, status: int
) -> HttpResponse:
    context = {
        "crumbs": _crumbs(),
        "form": form,
        "address_form": address_form,
        **_live_part(request, niche),
    }
    return render(request, "discovery/niche_page.html", context, status=status)


def _live_part(request: WorkspaceRequest, niche: Niche) -> dict[str, Any]:
    """The part that changes during a scan, with its ``etag``."""
    now = timezone.now()
    reach = coverage.NICHES.reach(workspace=request.workspace)
    paused = coverage.NICHES.paused(workspace=request.workspace, reach=reach)
    listed = list(niche.channels.named())
    channel_reach = coverage.CHANNELS.reach(workspace=request.workspace)
    paused_channels = coverage.CHANNELS.paused(workspace=request.workspace, reach=channel_reach)
    skipped = list(skipped_videos.shown_in(niche=niche, at=now)[: _MOST_SKIPPED + 1])
    watch_status = watch_statuses.of_niches([niche], paused=paused)
    [source] = sources.of_niches([niche], paused=paused)
    is_other_source = coverage.is_of_other_source(niche)
    is_idle = niche.pk in paused or is_other_source
    shown: dict[str, Any] = {
        "niche": niche,
        "channels": listed,
        "watch_status": watch_status,
        "source": source,
        "reach": reach,
        "channel_reach": channel_reach,
        "is_paused": niche.pk in paused,
        "is_other_source": is_other_source,
        "is_due": not is_idle and niche.next_round_at is not None and niche.next_round_at <= now,
        "paused_channels": paused_channels.intersection(channel.pk for channel in listed),
        "skipped": skipped[:_MOST_SKIPPED],
        "has_more_skipped": len(skipped) > _MOST_SKIPPED,
        "sample": samples.offer(workspace=request.workspace, niche=niche),
        "may_edit": request.membership.may(Role.EDITOR),
    }
    facts = [
        watch_status,
        source.units_a_day,
        now.replace(second=0, microsecond=0),
        [(channel.pk, channel.title, channel.status, channel.problem) for channel in listed],
        sorted(shown["paused_channels"]),
        [(row.pk, row.reason) for row in skipped],
        niche.name,
        shown["is_due"],
    ]
    return {**shown, "etag": conditional.etag_of(facts)}
