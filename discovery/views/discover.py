"""The Discover list, one candidate, and actions on it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import (
    analyses,
    candidates,
    coverage,
    explanations,
    ideas,
    listings,
    niches,
    samples,
    sources,
    watch_statuses,
)
from discovery.forms import HORIZONS, AddressForm, CandidateFilterForm, DecisionForm
from discovery.models import Candidate, Decision, Niche
from discovery.sources import SourceStatus
from discovery.views import filters, rows, saving
from discovery.views.filters import FilterLink
from foundation import conditional, pages

_HORIZON = {"24h": timedelta(hours=24), "7d": timedelta(days=7), "30d": timedelta(days=30), "all": None}
# Fields that are always set, or have a choice of their own.
_NO_FILTERS = {"niche", "horizon", "sort"}
# The lower bound of the interval: a score from few videos does not come before a certain one.
_ORDERS = {"score": "score_low"}


@require_safe
@workspace_required()
@conditional.by_content
def candidates_page(request: WorkspaceRequest) -> HttpResponse:
    """Outliers on the watched channels."""
    typed = filters.typed_in(request.GET)
    chosen = CandidateFilterForm(typed).chosen()
    listed = list(Niche.objects.for_workspace(request.workspace).with_standing().with_collection())
    niche = next((niche for niche in listed if niche.pk == chosen["niche"]), None)
    reach = coverage.reach_over(listed=listed)
    paused = reach.beyond(listed)
    in_view = [niche] if niche else listed
    only_niche = in_view[0] if len(in_view) == 1 else None
    page = listings.page(workspace=request.workspace, query=_listed(request, chosen, niche))
    shown = [rows.row_of(line) for line in page.lines]
    template = rows.template_for(request.get_full_path())
    statuses = sources.of_niches(in_view, paused=paused)
    context = {
        "filters_html": filters.html_of(
            filters.Filters(
                typed=tuple(typed.items()),
                niche_id=niche.pk if niche else None,
                niches=_niche_choices(request, listed, niche, paused),
                horizons=_horizons(request, chosen["horizon"]),
                found=listings.localities(workspace=request.workspace),
                looks=_looks(request, template),
                view="cards" if template == rows.CARD else "",
                may_add=request.membership.may(Role.EDITOR),
            )
        ),
        "saved": saving.shown(request),
        "may_edit": request.membership.may(Role.EDITOR),
        "may_open_integrations": request.membership.may(Role.ADMIN),
        "address_form": None if listed else AddressForm(),
        "rows": shown,
        "rows_html": [rows.html_of(row, template) for row in shown],
        "as_cards": template == rows.CARD,
        "lacks_velocity": _lacks_velocity(shown, statuses),
        "next_url": _query(request, cursor=page.next_cursor) if page.next_cursor else None,
        "niches": listed,
        "has_list": bool(listed or page.lines),
        "is_filtered": _is_filtered(chosen),
        "suggestions": niches.SUGGESTIONS,
        "sample": None if page.lines else samples.offer(workspace=request.workspace, niche=only_niche),
        "only_niche": only_niche,
        "has_channels": bool(page.lines) or niches.have_channels(in_view),
        "here": request.get_full_path(),
        "reach": reach,
        "paused_names": [each.name for each in in_view if each.pk in paused],
        "watch_status": watch_statuses.of_niches(in_view, paused=paused),
        "sources": statuses,
        "exhausted": [status for status in statuses if status.allowance.is_exhausted],
    }
    return render(request, "discovery/candidates_page.html", context)


@require_safe
@workspace_required()
def candidate_page(request: WorkspaceRequest, candidate_id: str) -> HttpResponse:
    """A candidate's score explained: a drawer beside the list, and a separate page."""
    drawer = listings.drawer(workspace=request.workspace, candidate_id=candidate_id)
    candidate = drawer.candidate
    context = {
        "row": explanations.show(candidate),
        "candidate": candidate,
        "explanation": drawer.explanation,
        "trail": drawer.trail,
        "correction": drawer.correction,
        "region_words": explanations.region_words(candidate),
        "crumbs": [{"label": "Discover", "url": reverse("discovery:candidates")}],
        "here": _page_behind(request),
        "analysis": {
            "latest": analyses.latest_of(candidate=candidate),
            "offer": analyses.offer_of_candidate(candidate=candidate),
        },
        "may_edit": request.membership.may(Role.EDITOR),
    }
    return pages.render_page(
        request,
        template="discovery/candidate_page.html",
        partial="discovery/_candidate_drawer.html",
        context=context,
    )


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def decide(request: WorkspaceRequest, candidate_id: str) -> HttpResponse:
    """Save, dismiss or reopen."""
    candidate = Candidate.objects.for_workspace(request.workspace).for_row().get_or_refuse(candidate_id)
    form = DecisionForm(request.POST)
    if form.is_valid():
        candidates.decide(candidate=candidate, decision=Decision(form.cleaned_data["decision"]))
    return _row_or_back(request, candidate)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def make_idea(request: WorkspaceRequest, candidate_id: str) -> HttpResponse:
    """Add the candidate to the ideas board."""
    candidate = Candidate.objects.for_workspace(request.workspace).for_row().get_or_refuse(candidate_id)
    idea = ideas.from_candidate(candidate=candidate, user=request.user)
    messages.success(request, f"“{idea.title}” was added to your ideas.")
    if pages.is_partial(request):
        fresh = Candidate.objects.for_row().get_or_refuse(candidate.pk)
        return _row_or_back(request, fresh)
    return redirect("discovery:idea", idea.pk)


def _listed(request: WorkspaceRequest, chosen: dict[str, Any], niche: Niche | None) -> listings.Query:
    return listings.Query(
        niche_id=niche.pk if niche else None,
        decision=chosen["show"] or "",
        within=_HORIZON[chosen["horizon"]],
        format=chosen["format"] or "",
        language=(chosen["language"] or "").lower(),
        region=(chosen["region"] or "").upper(),
        min_score=chosen["min_score"],
        min_baseline=chosen["min_n"],
        words=chosen["q"] or "",
        order=f"-{_ORDERS.get(chosen['sort'], chosen['sort'])}",
        cursor=request.GET.get("cursor"),
    )


def _lacks_velocity(shown: Sequence[rows.Row], statuses: Sequence[SourceStatus]) -> bool:
    """True if rows have no velocity although it is computed here."""
    is_computed = not any(status.raw_numbers_words for status in statuses)
    return is_computed and any(row.velocity.value is None for row in shown)


def _row_or_back(request: WorkspaceRequest, candidate: Candidate) -> HttpResponse:
    if pages.is_partial(request):
        row = rows.row_of(*listings.lines_of([candidate]))
        return render(
            request,
            "discovery/_candidate_answer.html",
            {"row_html": rows.html_of(row, rows.template_for(_page_behind(request)))},
        )
    return HttpResponseRedirect(_safe(request, request.POST.get("next", "")))


def _safe(request: WorkspaceRequest, address: str) -> str:
    """Return a local page to return to."""
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/"):
        return address
    return reverse("discovery:candidates")


def _page_behind(request: WorkspaceRequest) -> str:
    """The target after an action: the list with its filters behind the drawer, else the page itself."""
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if htmx and htmx.current_url_abs_path:
        return htmx.current_url_abs_path
    return request.get_full_path()


def _query(request: WorkspaceRequest, **changes: str | None) -> str:
    """The current URL with changed parameters, on its first page unless a cursor is given."""
    kept = {name: value for name, value in request.GET.items() if name != "cursor" and "\0" not in value}
    changed = {name: value for name, value in {**kept, **changes}.items() if value}
    return f"{reverse('discovery:candidates')}?{urlencode(changed)}"


def _niche_choices(
    request: WorkspaceRequest, listed: Sequence[Niche], current: Niche | None, paused: frozenset[str]
) -> tuple[FilterLink, ...]:
    every = FilterLink(label="All niches", url=_query(request, niche=None), is_current=current is None)
    return (
        every,
        *(
            FilterLink(
                label=f"{niche.label} (paused)" if niche.pk in paused else niche.label,
                url=_query(request, niche=niche.pk),
                is_current=niche == current,
            )
            for niche in listed
        ),
    )


def _horizons(request: WorkspaceRequest, current: str) -> tuple[FilterLink, ...]:
    return tuple(
        FilterLink(label=label, url=_query(request, horizon=name), is_current=name == current)
        for name, label in HORIZONS
    )


def _looks(request: WorkspaceRequest, template: str) -> tuple[FilterLink, ...]:
    is_cards = template == rows.CARD
    return (
        FilterLink(label="Rows", url=_query(request, view=None), is_current=not is_cards, icon="list"),
        FilterLink(label="Cards", url=_query(request, view="cards"), is_current=is_cards, icon="layout-grid"),
    )


def _is_filtered(chosen: dict[str, Any]) -> bool:
    return any(value not in (None, "") for name, value in chosen.items() if name not in _NO_FILTERS)
