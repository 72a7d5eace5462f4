"""The pronunciations of a workspace, among its settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from foundation.pagination import paginate
from synthesis.forms.sound import PronunciationEditForm, PronunciationForm
from synthesis.models import Pronunciation
from synthesis.studio import languages, pronunciations, voices
from synthesis.views.voice import sound_of

_PER_PAGE = 50


def _pronunciation(request: WorkspaceRequest, pk: str) -> Pronunciation:
    return Pronunciation.objects.for_workspace(request.workspace).get_or_refuse(pk)


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.WORK)
def pronunciation_list(request: WorkspaceRequest) -> HttpResponse:
    """The pronunciations, and a form to add one."""
    if request.method == "GET":
        voices.warm_up(voice="", language="en")
        return _list(request, PronunciationForm())
    require_role(request.membership, Role.EDITOR)
    form = PronunciationForm(request.POST)
    if not (form.is_valid() and form.add(workspace=request.workspace)):
        return _list(request, form, status=422)
    _announce(request, form)
    return redirect("synthesis:pronunciations")


def _list(request: WorkspaceRequest, form: PronunciationForm, *, status: int = 200) -> HttpResponse:
    rows = Pronunciation.objects.for_workspace(request.workspace).order_by()
    page = paginate(rows, order="-created_at", cursor=request.GET.get("cursor"), limit=_PER_PAGE)
    context = {
        "page": page,
        "rows": [{"row": row, "language": languages.name_of(row.language)} for row in page.rows],
        "next_url": f"?cursor={page.next_cursor}" if page.next_cursor else None,
        "form": form,
        "may_edit": request.membership.may(Role.EDITOR),
    }
    return render(request, "synthesis/pronunciation_list.html", context, status=status)


def _announce(request: WorkspaceRequest, form: PronunciationForm) -> None:
    saved = form.cleaned_data
    messages.success(request, f"Voices now say “{saved['written']}” as “{saved['spoken']}”.")


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def pronunciation_edit(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """One pronunciation, to change it."""
    row = _pronunciation(request, pk)
    initial = {name: getattr(row, name) for name in ("written", "spoken", "language", "version")}
    form = PronunciationEditForm(request.POST or None, initial=initial, language=row.language)
    if request.method == "POST" and form.is_valid() and form.edit(pronunciation=row):
        _announce(request, form)
        return redirect("synthesis:pronunciations")
    context = {"row": row, "form": form}
    return render(request, "synthesis/pronunciation_page.html", context, status=422 if form.errors else 200)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def pronunciation_delete(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Delete a pronunciation."""
    row = _pronunciation(request, pk)
    written = row.written
    pronunciations.delete(pronunciation=row)
    messages.success(request, f"The pronunciation of “{written}” was deleted.")
    return redirect("synthesis:pronunciations")


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def pronunciation_preview(request: WorkspaceRequest) -> HttpResponse:
    """How a pronunciation sounds, before it is saved."""
    typed = {name: request.POST.get(name, "") for name in ("written", "spoken", "language")}
    return sound_of(voices.preview_of_pronunciation(**typed))
