"""The ideas board."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from discovery import ideas
from discovery.forms import IdeaEditForm, IdeaForm, MoveForm
from discovery.models import Idea, IdeaStatus, Niche
from foundation import pages

_SHAPE = 422


@require_safe
@workspace_required()
def ideas_page(request: WorkspaceRequest) -> HttpResponse:
    """All ideas, by status."""
    context = {
        "board": ideas.board(workspace=request.workspace),
        "may_edit": request.membership.may(Role.EDITOR),
    }
    return render(request, "discovery/ideas_page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def new_idea(request: WorkspaceRequest) -> HttpResponse:
    """Write an idea by hand."""
    form = _with_niches(IdeaForm(request.POST or None, initial=_begun(request)), request)
    if request.method == "POST" and form.is_valid():
        idea = ideas.write(workspace=request.workspace, user=request.user, **form.cleaned_data)
        messages.success(request, f"“{idea.title}” was added to your ideas.")
        return redirect("discovery:idea", idea.pk)
    return render(
        request,
        "discovery/idea_new.html",
        {"form": form, "crumbs": _crumbs()},
        status=_status(form),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(changes=Change.WORK)
def idea_page(request: WorkspaceRequest, idea_id: str) -> HttpResponse:
    """One idea: its source and its texts. *Write the script* saves them first."""
    idea = _idea(request, idea_id)
    form = _with_niches(IdeaEditForm(request.POST or None, initial=_initial(idea)), request)
    if request.method == "POST":
        require_role(request.membership, Role.EDITOR)
        if form.is_valid():
            ideas.edit(idea=idea, **form.cleaned_data)
            if request.POST.get("then") == "write-script":
                # The browser repeats its POST at the URL that creates a video.
                return redirect("synthesis:video-from-idea", idea.pk, preserve_request=True)
            messages.success(request, "Idea saved.")
            return redirect("discovery:idea", idea.pk)
    context = {
        "idea": idea,
        "form": form,
        "may_edit": request.membership.may(Role.EDITOR),
        "crumbs": _crumbs(),
    }
    return render(request, "discovery/idea_page.html", context, status=_status(form))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def move_idea(request: WorkspaceRequest, idea_id: str) -> HttpResponse:
    """Move an idea to another column."""
    idea = _idea(request, idea_id)
    form = MoveForm(request.POST)
    if form.is_valid():
        ideas.move(idea=idea, status=form.cleaned_data["status"])
        messages.success(request, f"“{idea.title}” is {IdeaStatus(idea.status).label.lower()}.")
    if pages.is_partial(request):
        context = {
            "board": ideas.board(workspace=request.workspace),
            "may_edit": True,
        }
        return render(request, "discovery/_ideas_board.html", context)
    return redirect("discovery:ideas")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def delete_idea(request: WorkspaceRequest, idea_id: str) -> HttpResponse:
    """Delete an idea."""
    idea = _idea(request, idea_id)
    ideas.delete(idea=idea)
    messages.success(request, f"“{idea.title}” was deleted.")
    return redirect("discovery:ideas")


def _idea(request: WorkspaceRequest, idea_id: str) -> Idea:
    rows = Idea.objects.for_workspace(request.workspace).select_related(
        "candidate__channel", "niche", "finding"
    )
    return rows.get_or_refuse(idea_id)


def _with_niches(form: IdeaForm, request: WorkspaceRequest) -> IdeaForm:
    field: Any = form.fields["niche"]
    field.queryset = Niche.objects.for_workspace(request.workspace)
    return form


def _begun(request: WorkspaceRequest) -> dict[str, object]:
    """The initial values from a link to a new idea: a title and a niche."""
    title = request.GET.get("title", "").replace("\0", "")[: ideas.TITLE_LENGTH]
    rows = Niche.objects.for_workspace(request.workspace)
    niche = rows.filter(pk=request.GET.get("niche", "").replace("\0", "")).first()
    return {"title": title, "niche": niche, "language": (niche.language if niche else "") or "en"}


def _crumbs() -> list[dict[str, str]]:
    return [{"label": "Ideas", "url": reverse("discovery:ideas")}]


def _initial(idea: Idea) -> dict[str, object]:
    names = ("title", "hook", "angle", "language", "niche", "version")
    return {name: getattr(idea, name) for name in names}


def _status(form: IdeaForm) -> int:
    return _SHAPE if form.is_bound and not form.is_valid() else 200
