"""Saved views of the Discover list: keep, rename and delete them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import saved_views
from discovery.forms import CandidateFilterForm, SavedViewForm
from discovery.models import SavedView
from discovery.saved_views import Query, View
from discovery.views import filters


@dataclass(frozen=True, slots=True)
class Shown:
    """The workspace's views as links, the current one, and the filters that can be saved now."""

    links: list[filters.FilterLink]
    current: View | None
    query: str


def shown(request: WorkspaceRequest) -> Shown:
    """Return what the list's page shows of saved views."""
    query = _query_of(request.GET)
    listed = saved_views.listed(workspace=request.workspace)
    current = next((view for view in listed if view.query == query), None)
    links = [
        filters.FilterLink(label=view.name, url=url_of(view.query), is_current=view is current)
        for view in listed
    ]
    return Shown(links, current, urlencode(query.parameters))


def url_of(query: Query) -> str:
    """The URL of the list with these filters."""
    return f"{reverse('discovery:candidates')}?{urlencode(query.parameters)}"


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def save_view(request: WorkspaceRequest) -> HttpResponse:
    """Keep the current filters under a name."""
    form = SavedViewForm(request.POST)
    query = _query_of(QueryDict(request.POST.get("query", "")[:2000]))
    if form.is_valid():
        name = form.cleaned_data["name"]
        saved_views.save(workspace=request.workspace, user=request.user, name=name, query=query)
        messages.success(request, f"The view {name} is saved.")
    else:
        messages.error(request, _problem(form))
    return redirect(url_of(query))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def rename_view(request: WorkspaceRequest, view_id: str) -> HttpResponse:
    """Give a view another name."""
    view = SavedView.objects.for_workspace(request.workspace).get_or_refuse(view_id)
    form = SavedViewForm(request.POST)
    if form.is_valid():
        saved_views.rename(view=view, name=form.cleaned_data["name"])
        messages.success(request, f"The view is now called {view.name}.")
    else:
        messages.error(request, _problem(form))
    return redirect(url_of(Query.model_validate(view.query)))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def delete_view(request: WorkspaceRequest, view_id: str) -> HttpResponse:
    """Delete a view."""
    view = SavedView.objects.for_workspace(request.workspace).get_or_refuse(view_id)
    saved_views.delete(view=view)
    messages.success(request, f"The view {view.name} was deleted.")
    return redirect("discovery:candidates")


def _query_of(parameters: Mapping[str, str]) -> Query:
    """The valid filters among the parameters of a URL."""
    form = CandidateFilterForm(filters.typed_in(parameters))
    form.is_valid()
    valid = {name: form[name].value() or "" for name in form.cleaned_data if name not in form.errors}
    return Query.model_validate({name: str(value).replace("\0", "") for name, value in valid.items()})


def _problem(form: SavedViewForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
