"""Receivers of signals: plan changes, descriptions of ledger entries, and files to analyse."""

from collections.abc import Collection

from django.dispatch import receiver
from django.urls import reverse

from accounts.models import Workspace
from billing.signals import Work, plan_refreshed, work_requested
from discovery.signals import OwnFile, own_file_requested
from synthesis.models import Render
from synthesis.production import own_files
from synthesis.rendering import dispatch


@receiver(plan_refreshed)
def apply_plan_to_waiting_attempts(workspace: Workspace, **_: object) -> None:
    """Apply the changed plan to the workspace's waiting attempts."""
    dispatch.follow_plan(workspace=workspace)


@receiver(work_requested)
def name_renders(workspace: Workspace, references: Collection[str], **_: object) -> dict[str, Work]:
    """The videos of renders, by render reference. One query."""
    ids = [each.removeprefix("render:") for each in references if each.startswith("render:")]
    renders = Render.objects.for_workspace(workspace).filter(pk__in=ids).select_related("video")
    return {
        render.quota_reference: Work(
            title=render.video.title, url=reverse("synthesis:video", args=[render.video_id])
        )
        for render in renders
    }


@receiver(own_file_requested)
def find_own_file(workspace: Workspace, reference: str, **_: object) -> OwnFile | None:
    """The video or upload that discovery analyses."""
    return own_files.find(workspace=workspace, reference=reference)
