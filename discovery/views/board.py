"""The ideas board."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from discovery import boards, ideas, openings
from discovery.forms import IdeaEditForm, IdeaForm, MoveForm
from discovery.models import Idea, IdeaQuerySet, IdeaStatus, Niche
from discovery.views import cards
from foundation import ages, pages

_SHAPE = 422
_LIKELY = "likely"
# The button that takes back a hook.
_REPLACED_HOOK = "hook-replaced"


@require_safe
@workspace_required()
def ideas_page(request: WorkspaceRequest) -> HttpResponse:
    """All ideas, by status; with ``?state=``, all ideas of one status."""
    state = request.GET.get("state", "")
    if state in IdeaStatus.values:
        return _column_page(request, IdeaStatus(state))
    context = _board(request, may_edit=request.membership.may(Role.EDITOR))
    return pages.render_page(
        request, template="discovery/ideas_page.html", partial="discovery/_ideas_board.html", context=context
    )


def _board(request: WorkspaceRequest, *, may_edit: bool) -> dict[str, Any]:
    likely_first = request.GET.get("order") == _LIKELY
    columns = boards.columns(workspace=request.workspace, likely_first=likely_first)
    return {
        "columns": cards.columns_of(columns, may_edit=may_edit, with_ranks=likely_first),
        "orders": _orders(likely_first),
        "is_ranked": likely_first,
        "may_edit": may_edit,
        "is_empty": not any(column.count for column in columns),
    }


def _orders(likely_first: bool) -> list[dict[str, object]]:
    here = reverse("discovery:ideas")
    return [
        {"label": "Your order", "url": here, "is_current": not likely_first},
        {"label": "Likely to do well", "url": f"{here}?order={_LIKELY}", "is_current": likely_first},
    ]


def _column_page(request: WorkspaceRequest, status: IdeaStatus) -> HttpResponse:
    may_edit = request.membership.may(Role.EDITOR)
    listed, page = boards.column(workspace=request.workspace, status=status, cursor=request.GET.get("cursor"))
    following = urlencode({"state": status.value, "cursor": page.next_cursor or ""})
    context = {
        "label": status.label,
        "cards_html": [cards.html_of(cards.row_of(card, may_edit=may_edit)) for card in listed],
        "may_edit": may_edit,
        "next_url": f"{reverse('discovery:ideas')}?{following}" if page.next_cursor else None,
        "crumbs": _crumbs(),
    }
    return render(request, "discovery/idea_column.html", context)


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
    """One idea: its source and its texts. *Write the script* saves them first; a hook fills its field."""
    idea = _idea(request, idea_id)
    chosen = _chosen_hook(request, idea)
    form = _with_niches(IdeaEditForm(request.POST or None, initial=_initial(idea)), request)
    if request.method == "POST":
        require_role(request.membership, Role.EDITOR)
    if chosen is not None:
        typed = request.POST.copy()
        replaced, typed["hook"] = typed.get("hook", ""), chosen
        form = _with_niches(IdeaEditForm(typed, initial=_initial(idea)), request)
        return _page_of(request, idea, form, replaced_hook=replaced)
    if request.method == "POST" and form.is_valid():
        ideas.edit(idea=idea, **form.cleaned_data)
        if request.POST.get("then") == "write-script":
            # The browser repeats its POST at the URL that creates a video.
            return redirect("synthesis:video-from-idea", idea.pk, preserve_request=True)
        messages.success(request, "Idea saved.")
        return redirect("discovery:idea", idea.pk)
    return _page_of(request, idea, form)


def _chosen_hook(request: WorkspaceRequest, idea: Idea) -> str | None:
    """The hook whose button was pressed without scripts; None if another button was pressed."""
    pressed = request.POST.get("then", "")
    if not pressed:
        return None
    if pressed == _REPLACED_HOOK:
        return request.POST.get("replaced_hook", "")
    by_rules, written = openings.alternatives(idea=idea), openings.written(idea=idea)
    offered = {opening.key: opening.text for opening in by_rules}
    return (offered | {opening.key: opening.text for opening in written}).get(pressed)


def _page_of(
    request: WorkspaceRequest, idea: Idea, form: IdeaForm, *, replaced_hook: str = ""
) -> HttpResponse:
    card = boards.cards_of(workspace=request.workspace, ideas=[idea])[0]
    context = {
        "idea": idea,
        "form": form,
        "card": card,
        "score_ago": ages.ago(card.score.observed_at) if card.score and card.score.observed_at else "",
        "openings": openings.alternatives(idea=idea),
        "made": ideas.made_from(idea=idea),
        "written": openings.written(idea=idea),
        "replaced_hook": replaced_hook,
        "may_edit": request.membership.may(Role.EDITOR),
        "crumbs": _crumbs(),
    }
    return render(request, "discovery/idea_page.html", context, status=_status(form))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def move_idea(request: WorkspaceRequest, idea_id: str) -> HttpResponse:
    """Move an idea to another column, or to another place in its column."""
    idea = _idea(request, idea_id)
    form = MoveForm({"seen": request.GET.get("seen", ""), **request.POST.dict()})
    if form.is_valid():
        before = idea.status
        above_id = form.cleaned_data["above"] if "above" in request.POST else None
        ideas.move(
            idea=idea,
            status=form.cleaned_data["status"],
            seen=form.cleaned_data["seen"],
            above_id=above_id,
        )
        if idea.status != before:
            messages.success(request, f"“{idea.title}” is in {IdeaStatus(idea.status).label} now.")
    if pages.is_partial(request):
        return render(request, "discovery/_ideas_board.html", _board(request, may_edit=True))
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
    rows: IdeaQuerySet = Idea.objects.for_workspace(request.workspace)
    return rows.for_cards().get_or_refuse(idea_id)


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
