"""Receivers of signals: plan changes, ledger entries, files to analyse, and texts and hooks of videos."""

from collections.abc import Collection

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Value
from django.dispatch import receiver
from django.urls import reverse

from accounts.models import Workspace
from billing.signals import Work, plan_refreshed, work_requested
from discovery import signals
from discovery.models import Idea
from discovery.signals import (
    OwnFile,
    WrittenHook,
    hooks_requested,
    made_requested,
    own_file_requested,
    works_requested,
)
from synthesis.models import Render, Video, VideoStatus
from synthesis.production import own_files
from synthesis.rendering import dispatch
from synthesis.studio import scripts

# Videos of one idea that its page lists.
_MOST_MADE = 5


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


@receiver(hooks_requested)
def list_written_hooks(idea: Idea, **_: object) -> list[WrittenHook]:
    """The hooks that were written with the newest script of the idea."""
    return scripts.hooks_written_for(idea=idea)


@receiver(made_requested)
def list_made(idea: Idea, **_: object) -> list[signals.Made]:
    """The newest videos that were made from the idea."""
    rows = Video.objects.filter(idea=idea).exclude(status=VideoStatus.ARCHIVED).only("title")
    return [
        signals.Made(title=video.title, url=reverse("synthesis:video", args=[video.pk]))
        for video in rows.order_by("-created_at", "-pk")[:_MOST_MADE]
    ]


@receiver(works_requested)
def list_works(workspace: Workspace, most: int, with_texts: bool, **_: object) -> list[signals.Work]:
    """The workspace's newest videos; with texts, each with its narration. One query."""
    rows = Video.objects.for_workspace(workspace)
    if with_texts:
        narration = StringAgg("scenes__narration", delimiter=Value(" "), order_by="scenes__position")
        rows = rows.annotate(narration=narration)
    newest = rows.only("title", "idea_id", "created_at", "updated_at").order_by("-created_at", "-pk")[:most]
    return [
        signals.Work(
            id=video.pk,
            title=video.title,
            url=reverse("synthesis:video", args=[video.pk]),
            made_at=video.created_at,
            version=video.updated_at.isoformat(),
            idea_id=video.idea_id,
            text=getattr(video, "narration", None) or "",
        )
        for video in newest
    ]
