"""Check a file: what its content credentials say."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.access import Change, WorkspaceRequest, workspace_required
from synthesis.forms.file_checks import FileCheckForm


@require_http_methods(["GET", "POST"])
@workspace_required(changes=Change.WORK)
def file_check(request: WorkspaceRequest) -> HttpResponse:
    """The form, and the credentials of the file that was sent. The file is not kept."""
    sent = request.method == "POST"
    form = FileCheckForm(request.POST, request.FILES) if sent else FileCheckForm()
    found = form.check() if sent and form.is_valid() else None
    file_name = form.cleaned_data["file"].name if found else ""
    context = {"form": form, "found": found, "file_name": file_name}
    return render(request, "synthesis/file_check_page.html", context, status=422 if form.errors else 200)
