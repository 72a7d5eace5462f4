"""Merch of a video: products that a shop creates as drafts, with a frame as their picture."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import Change, WorkspaceRequest, require_role, workspace_required
from accounts.models import Role
from commerce import coverage
from commerce.forms import MerchForm
from commerce.merch import drafts
from commerce.models import MerchDraft, MerchDraftQuerySet, Store, StoreStatus
from commerce.platforms import CredentialKind
from foundation.pages import render_page
from synthesis.models import Render, Video
from synthesis.studio import videos

_PAGE = "commerce:video-merch"


@require_http_methods(["GET", "HEAD", "POST"])
@workspace_required(changes=Change.WORK)
def video_merch(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The product drafts of a video, and the form that requests one."""
    video = _video(request, pk)
    version = videos.latest_render(video=video)
    if request.method != "POST":
        return _page(request, video, version, _form(request, video, version))
    require_role(request.membership, Role.EDITOR)
    form = _form(request, video, version)
    if not form.is_valid():
        return _page(request, video, version, form, status=422)
    draft, is_new = drafts.request_once(
        pk=form.cleaned_data["new_id"],
        store=form.cleaned_data["store"],
        video=video,
        actor=request.user,
        **form.content(),
    )
    if is_new:
        messages.success(request, f"“{draft.title}” is being created as a draft in {draft.store.name}.")
    else:
        messages.info(request, "This form was sent before. No second product is created.")
    return redirect(_PAGE, pk=video.pk)


@require_safe
@workspace_required()
def merch_drafts(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The progress of the video's product drafts."""
    video = _video(request, pk)
    version = videos.latest_render(video=video)
    return render_page(
        request,
        template="commerce/video_merch.html",
        partial="commerce/_merch_drafts.html",
        context=_context(request, video, version, _form(request, video, version)),
    )


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def merch_retry(request: WorkspaceRequest, pk: str, draft_id: str) -> HttpResponse:
    """Try a failed draft again."""
    draft = drafts.retry(draft=_draft(request, pk, draft_id), actor=request.user)
    messages.info(request, f"Trying “{draft.title}” again.")
    return redirect(_PAGE, pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.RELEASE)
def merch_cancel(request: WorkspaceRequest, pk: str, draft_id: str) -> HttpResponse:
    """Cancel a draft that the shop does not have."""
    draft = drafts.cancel(draft=_draft(request, pk, draft_id), actor=request.user)
    messages.success(request, f"“{draft.title}” was canceled. The shop has no product of it.")
    return redirect(_PAGE, pk=pk)


def _video(request: WorkspaceRequest, pk: str) -> Video:
    video: Video = Video.objects.for_workspace(request.workspace).get_or_refuse(pk)
    video.workspace = request.workspace
    return video


def _draft(request: WorkspaceRequest, pk: str, draft_id: str) -> MerchDraft:
    rows = MerchDraft.objects.for_workspace(request.workspace).filter(video=_video(request, pk))
    found: MerchDraft = rows.get_or_refuse(draft_id)
    return found


def _form(request: WorkspaceRequest, video: Video, version: Render | None) -> MerchForm:
    asset = version.final_asset if version else None
    return MerchForm(
        request.POST if request.method == "POST" else None,
        stores=Store.objects.for_workspace(request.workspace)
        .listed()
        .exclude(pk__in=coverage.STORES.paused(workspace=request.workspace)),
        length_s=(asset.duration_s if asset else None) or 0.0,
        initial={"title": video.title, "new_id": drafts.new_id()},
    )


def _page(
    request: WorkspaceRequest, video: Video, version: Render | None, form: MerchForm, status: int = 200
) -> HttpResponse:
    context = _context(request, video, version, form)
    return render(request, "commerce/video_merch.html", context, status=status)


def _context(
    request: WorkspaceRequest, video: Video, version: Render | None, form: MerchForm
) -> dict[str, Any]:
    stores = list(Store.objects.for_workspace(request.workspace).listed())
    rows: MerchDraftQuerySet = MerchDraft.objects.filter(video=video)
    shown = list(rows.select_related("store", "product", "render").order_by("-pk"))
    paused = coverage.STORES.paused(workspace=request.workspace) if stores else frozenset()
    usable = [each for each in stores if each.status == StoreStatus.ACTIVE and each.pk not in paused]
    return {
        "video": video,
        "version": version,
        "form": form,
        "has_store": bool(stores),
        "is_ready": any(each.may_create_drafts for each in usable),
        "has_usable": bool(usable),
        "to_allow": [each for each in usable if not each.may_create_drafts],
        "oauth": CredentialKind.OAUTH,
        "drafts": shown,
        "is_moving": any(each.is_open for each in shown),
        "may_edit": request.membership.may(Role.EDITOR),
        "may_allow": request.membership.may(Role.ADMIN),
        "here": reverse(_PAGE, args=[video.pk]),
        "shop_url": reverse("commerce:shop"),
    }
