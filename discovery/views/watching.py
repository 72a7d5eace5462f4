"""Niches and their watchlists."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from discovery import coverage, niches
from discovery.forms import AddressForm, NewNicheForm, NicheEditForm, NicheForm
from discovery.models import Niche, WatchedChannel

_SHAPE = 422


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(Role.EDITOR)
def new_niche(request: WorkspaceRequest) -> HttpResponse:
    """Follow a niche."""
    begun = {name: request.GET.get(name, "") for name in ("name", "keywords", "address")}
    form = NewNicheForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        niche = niches.create(workspace=request.workspace, **form.cleaned_data)
        messages.success(request, f"You follow {niche.name}. The first scan has begun.")
        return redirect("discovery:niche", niche.pk)
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "discovery/niche_new.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required()
def niche_page(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """One niche: its words and its watchlist."""
    niche = _niche(request, niche_id)
    form = NicheEditForm(request.POST or None, initial=_initial(niche))
    if request.method == "POST":
        require_role(request.membership, Role.EDITOR)
        if form.is_valid():
            niches.edit(niche=niche, **form.cleaned_data)
            messages.success(request, f"{niche.name} is saved.")
            return redirect("discovery:niche", niche.pk)
    return _render_niche(request, niche, form, AddressForm(), status=_status(form))


@require_POST
@workspace_required(Role.EDITOR)
def scan_niche(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """Look again now."""
    niche = _niche(request, niche_id)
    niches.scan(niche=niche)
    messages.info(request, f"{niche.name} is being scanned.")
    return redirect("discovery:niche", niche.pk)


@require_POST
@workspace_required(Role.EDITOR)
def delete_niche(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """Stop following."""
    niche = _niche(request, niche_id)
    niches.delete(niche=niche)
    messages.success(request, f"You no longer follow {niche.name}.")
    return redirect("discovery:candidates")


@require_POST
@workspace_required(Role.EDITOR)
def add_channel(request: WorkspaceRequest, niche_id: str) -> HttpResponse:
    """Put a channel on the watchlist."""
    niche = _niche(request, niche_id)
    form = AddressForm(request.POST)
    if form.is_valid():
        channel = niches.watch(niche=niche, address=form.cleaned_data["address"])
        messages.success(request, f"{channel.title} is on the watchlist.")
        return redirect("discovery:niche", niche.pk)
    return _render_niche(request, niche, NicheEditForm(initial=_initial(niche)), form, status=_SHAPE)


@require_POST
@workspace_required(Role.EDITOR)
def remove_channel(request: WorkspaceRequest, niche_id: str, channel_id: str) -> HttpResponse:
    """Take a channel off the watchlist."""
    niche = _niche(request, niche_id)
    channel = WatchedChannel.objects.for_workspace(request.workspace).get_or_refuse(channel_id)
    niches.unwatch(channel=channel, niche=niche)
    messages.success(request, f"{channel.title} is no longer watched for {niche.name}.")
    return redirect("discovery:niche", niche.pk)


def _niche(request: WorkspaceRequest, niche_id: str) -> Niche:
    found: Niche = Niche.objects.for_workspace(request.workspace).get_or_refuse(niche_id)
    return found


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
    reach = coverage.reach_of(workspace=request.workspace)
    paused = coverage.paused_niches(workspace=request.workspace, reach=reach)
    channels = list(niche.channels.order_by("title", "pk"))
    paused_channels = coverage.paused_channels(workspace=request.workspace, reach=reach)
    context = {
        "niche": niche,
        "crumbs": _crumbs(),
        "form": form,
        "address_form": address_form,
        "channels": channels,
        "standing": niches.standing([niche], paused=paused),
        "reach": reach,
        "is_paused": niche.pk in paused,
        "paused_channels": paused_channels.intersection(channel.pk for channel in channels),
        "may_edit": request.membership.may(Role.EDITOR),
    }
    return render(request, "discovery/niche_page.html", context, status=status)
