"""Pages of results."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required


@require_GET
@workspace_required()
def analytics_page(request: WorkspaceRequest) -> HttpResponse:
    """The results of published videos."""
    return render(request, "publishing/analytics_page.html", {})
