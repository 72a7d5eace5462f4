"""The versions of a video, and the recipe of the newest."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from synthesis.choices import Origin
from synthesis.content import VideoContent
from synthesis.models import Render, RenderStatus
from synthesis.production import recipes
from synthesis.views.studio import video_of
from synthesis.views.video import frame_of

_DIFFERENCES_SHOWN = 8


@require_GET
@workspace_required()
def versions_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Every render of the video, with the changes from one finished version to the next."""
    video = video_of(request, pk)
    rows = list(
        Render.objects.for_workspace(request.workspace)
        .filter(video=video)
        .select_related("final_asset", "recipe", "quote", "requested_by")
        .order_by("-number")[:50]
    )
    context = {**frame_of(request, video, "synthesis:video-versions"), "lines": _version_lines(rows)}
    return render(request, "synthesis/versions_page.html", context)


def _version_lines(rows: list[Render]) -> list[dict[str, Any]]:
    finished = [row for row in rows if row.status == RenderStatus.SUCCEEDED]
    earlier = dict(zip([row.pk for row in finished], finished[1:], strict=False))
    return [{"render": row, "changes": _changes(earlier.get(row.pk), row)} for row in rows]


def _changes(before: Render | None, after: Render) -> dict[str, Any] | None:
    """Differences in the request only, without derived values."""
    if before is None:
        return None
    found = [
        difference
        for difference in recipes.compare(first=before.recipe, second=after.recipe)
        if difference.path.startswith("content.") and not difference.path.endswith(".id")
    ]
    return {
        "since": before.number,
        "shown": [_in_words(difference) for difference in found[:_DIFFERENCES_SHOWN]],
        "more": max(0, len(found) - _DIFFERENCES_SHOWN),
    }


def _in_words(difference: recipes.Difference) -> dict[str, Any]:
    """``content.scenes.1.headline`` as "Scene 2, headline"."""
    _, *path = difference.path.split(".")
    if path[0] == "scenes" and len(path) > 2:
        where = f"Scene {int(path[1]) + 1}, {' '.join(path[2:])}"
    else:
        where = " ".join(path)
    return {
        "where": where.replace("_", " ").capitalize(),
        "before": _nothing(difference.first),
        "after": _nothing(difference.second),
    }


def _nothing(value: Any) -> str:
    return "nothing" if value in (None, "", []) else str(value)


@require_GET
@workspace_required()
def recipe_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The recipe of the newest version: readable, and as the document whose digest is shown."""
    video = video_of(request, pk)
    context = frame_of(request, video, "synthesis:video-recipe")
    if context["version"] is not None:
        recipe = context["version"].recipe
        document = recipe.document
        context |= {
            "recipe": recipe,
            "credentials": context["version"].final_asset.credentials,
            "document": document,
            "look": _look(VideoContent.model_validate(document["content"])),
            "shots": _shots(document),
            "programs": sorted((name, str(value)) for name, value in document["versions"].items()),
            "text": json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False),
        }
    return render(request, "synthesis/recipe_page.html", context)


def _look(content: VideoContent) -> list[tuple[str, str]]:
    named = (
        ("Language", "language"), ("Voice", "voice"), ("Captions", "caption_style"), ("Theme", "theme"),
        ("Music", "mood"), ("Picture quality", "preset"), ("Seed", "seed"),
    )  # fmt: skip
    own = {"mood": content.music_track_title} if content.music_track else {}
    look = [(label, str(own.get(name) or getattr(content, name)) or "–") for label, name in named]
    if any(scene.origin == Origin.STOCK for scene in content.scenes):
        look.append(("Stock footage", "Graded to the theme" if content.grades_stock else "As it is"))
    return look


def _shots(document: dict[str, Any]) -> list[dict[str, Any]]:
    asked = {scene.id: scene for scene in VideoContent.model_validate(document["content"]).scenes}
    return [
        {**shot, "asked": asked.get(shot["scene"]), "made_with": (shot["drawing"] or {}).get("made_with")}
        for shot in document["scenes"]
    ]
