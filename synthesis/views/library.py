"""The library: uploaded files, recordings, music, stock and finished videos."""

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from discovery import analyses
from foundation.pagination import paginate
from synthesis.forms import UploadForm
from synthesis.library import assets, files
from synthesis.models import Asset, AssetRole, Render
from synthesis.production import own_files

_FILTERS = (
    ("", "All"),
    (AssetRole.UPLOAD, "Your files"),
    (AssetRole.RECORDING, "Recordings"),
    (AssetRole.MUSIC, "Music"),
    (AssetRole.STOCK, "Stock"),
    (AssetRole.FINAL, "Finished videos"),
)
_PER_PAGE = 24


def _asset(request: WorkspaceRequest, pk: str) -> Asset:
    return Asset.objects.for_workspace(request.workspace).get_or_refuse(pk)


def _rows(request: WorkspaceRequest) -> "QuerySet[Asset]":
    brought_forth = Render.objects.filter(final_asset=OuterRef("pk"))
    rows = Asset.objects.for_workspace(request.workspace).library()
    return rows.annotate(
        thumbnail_id=Subquery(brought_forth.values("thumbnail_id")[:1]),
        video_id=Subquery(brought_forth.values("video_id")[:1]),
        used_in=Count("scenes__video", distinct=True)
        + Count("narrated_scenes__video", distinct=True)
        + Count("scored_videos", distinct=True),
    )


@require_GET
@workspace_required()
def asset_list(request: WorkspaceRequest) -> HttpResponse:
    """List files with their type, origin and use."""
    return _page(request, UploadForm(), status=200)


def _page(request: WorkspaceRequest, form: UploadForm, *, status: int) -> HttpResponse:
    role = request.GET.get("kind", "")
    rows = _rows(request)
    if role in dict(_FILTERS[1:]):
        rows = rows.filter(role=role)
    page = paginate(rows, order="-created_at", cursor=request.GET.get("cursor"), limit=_PER_PAGE)
    address = reverse("synthesis:assets")
    context = {
        "page": page,
        "form": form,
        "may_edit": request.membership.may(Role.EDITOR),
        "analysis_costs": {
            asset.pk: analyses.cost_of_own(own=own_files.of_upload(asset))
            for asset in page.rows
            if own_files.is_analysable(asset)
        },
        "filters": [
            {
                "label": label,
                "url": f"{address}?kind={value}" if value else address,
                "is_current": value == role,
            }
            for value, label in _FILTERS
        ],
        "next_url": f"{address}?kind={role}&cursor={page.next_cursor}" if page.next_cursor else None,
        "is_filtered": bool(role),
    }
    return render(request, "synthesis/asset_list.html", context, status=status)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def asset_upload(request: WorkspaceRequest) -> HttpResponse:
    """Store an upload after checking that it is a picture or a video."""
    form = UploadForm(request.POST, request.FILES)
    asset = form.store(workspace=request.workspace, user=request.user) if form.is_valid() else None
    if asset is None:
        return _page(request, form, status=422)
    messages.success(request, f"“{asset}” is in your library.")
    return redirect("synthesis:assets")


@require_safe
@workspace_required()
def asset_content(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The file, or the byte range that a player requests."""
    return files.answer(request, asset=_asset(request, pk))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def asset_delete(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Delete a file that no scene and no finished video shows."""
    asset = _asset(request, pk)
    name = str(asset)
    assets.delete(asset=asset)
    messages.success(request, f"“{name}” was deleted.")
    return redirect("synthesis:assets")
