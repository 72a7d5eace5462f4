"""Imported files: uploaded, followed, and removed."""

from collections.abc import Iterator

from defusedcsv import csv
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import imports
from discovery.forms import ImportForm
from discovery.models import Import
from discovery.views.supplying import render_sources

_SHAPE = 422
_MOST_SHOWN = 50


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def add_import(request: WorkspaceRequest) -> HttpResponse:
    """Upload a file. A worker reads it."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_sources(request, import_form=form, status=_SHAPE)
    file = form.cleaned_data["file"]
    row = imports.start(
        workspace=request.workspace,
        file=file,
        name=file.name,
        platform=form.cleaned_data["platform"],
        user=request.user,
    )
    messages.info(request, f"{row.file_name} is being read.")
    return redirect("discovery:import", row.pk)


@require_safe
@workspace_required()
def import_page(request: WorkspaceRequest, import_id: str) -> HttpResponse:
    """The progress and the result of an import."""
    row = Import.objects.for_workspace(request.workspace).get_or_refuse(import_id)
    context = {
        "crumbs": [
            {"label": "Discover", "url": reverse("discovery:candidates")},
            {"label": "Add videos", "url": reverse("discovery:sources")},
        ],
        "row": row,
        "skipped": list(row.skipped.order_by("line")[:_MOST_SHOWN]),
        "videos": [] if row.is_working else imports.videos(row=row, most=_MOST_SHOWN),
        "may_edit": request.membership.may(Role.EDITOR),
    }
    return render(request, "discovery/import_page.html", context)


@require_safe
@workspace_required()
def import_skipped(request: WorkspaceRequest, import_id: str) -> HttpResponseBase:
    """All skipped rows, as CSV in which no cell is a formula."""
    row = Import.objects.for_workspace(request.workspace).get_or_refuse(import_id)
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield writer.writerow(["Line", "Reason", "Content"])
        for each in imports.skipped(row=row):
            yield writer.writerow([each.line, each.reason, each.content])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ettametta-skipped-rows.csv"'
    return response


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def remove_import(request: WorkspaceRequest, import_id: str) -> HttpResponse:
    """Remove an import and what only it supplied."""
    row = Import.objects.for_workspace(request.workspace).get_or_refuse(import_id)
    imports.remove(row=row)
    messages.info(request, f"{row.file_name} is being removed.")
    return redirect("discovery:sources")


class _Line:
    """A file for csv that returns each line instead of storing it."""

    def write(self, line: str) -> str:
        return line
