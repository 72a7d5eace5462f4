"""The lineage of a video: from its source to its publications."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from discovery import ideas
from synthesis.models import Video
from synthesis.studio import scripts
from synthesis.views.studio import video_of
from synthesis.views.video import frame_of


@require_GET
@workspace_required()
def lineage_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The lineage of a video, from its source to its publications."""
    video = video_of(request, pk)
    frame = frame_of(request, video, "synthesis:video-lineage")
    publications = video.publications.select_related("connection", "render").order_by("pk")
    context = {
        **frame,
        "newest": frame["version"] or frame["last_render"],
        "idea": video.idea,
        "candidate": video.idea.source_candidate if video.idea else None,
        **_finding_of(video),
        "draft": scripts.latest_draft(video=video),
        "scene_count": video.scenes.count(),
        "publications": [row for row in publications if row.render == frame["version"]],
        "other_publications": [row for row in publications if row.render != frame["version"]],
    }
    return render(request, "synthesis/lineage_page.html", context)


def _finding_of(video: Video) -> dict[str, Any]:
    """The finding that the idea was made from, its frozen facts, and the scenes that refer to it.

    A deleted finding leaves its facts in the idea; a deleted idea leaves the finding in the scenes.
    """
    rows = list(video.scenes.in_order().exclude(finding=None).select_related("finding__analysis"))
    finding = video.idea.finding if video.idea else None
    if finding is None and rows:
        finding = rows[0].finding
    fact = video.idea.facts.get("finding") if video.idea else None
    if fact is None and finding is not None:
        fact = ideas.finding_facts(finding=finding)
    return {"finding": finding, "fact": fact, "finding_scenes": rows}
