"""How a scene is drawn, as its page shows it: the layout and why, its objects, and a search for others."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation.pages import is_partial
from synthesis.content import LISTS
from synthesis.models import Scene, Video
from synthesis.studio import objects
from synthesis.studio.looks import SceneLook, needs
from synthesis.studio.objects import Found, index
from synthesis.views.studio import video_of

_QUERY_LENGTH = 60
_MOST_RESULTS = 12


def panel_of(look: SceneLook, *, language: str) -> dict[str, Any]:
    """The layout with its reason, the optional fields that it shows, and the objects of the scene."""
    return {
        "layout": look.layout.label,
        "automatic": look.automatic.label,
        "reason": look.reason,
        "shows": needs.SHOWS[look.layout],
        "objects": [
            {
                "name": thing.name,
                "title": title_of(thing.name, language=language),
                "word": thing.word,
                "count": thing.count,
                "is_struck": thing.is_struck,
            }
            for thing in look.objects
        ],
    }


def described(look: SceneLook, *, language: str) -> dict[str, Any]:
    """A look for the script of the form: its layout, why, its objects, and the choices that it opens."""
    panel = panel_of(look, language=language)
    return {
        "layout": panel["layout"],
        "automatic": panel["automatic"],
        "reason": panel["reason"],
        "shows": sorted(panel["shows"]),
        "fitting": sorted(
            {look.layout.value, look.automatic.value, *(each.value for each in look.alternatives)}
        ),
        "objects": [
            {"name": thing["name"], "title": thing["title"], "note": _note(thing)}
            for thing in panel["objects"]
        ],
    }


def _note(thing: dict[str, Any]) -> str:
    """The word that names an object, and how it is shown."""
    word = f"“{thing['word']}”" if thing["word"] else ""
    count = f"× {thing['count']}" if thing["count"] > 1 else ""
    return " ".join(filter(None, (word, count, "crossed out" if thing["is_struck"] else "")))


def choice_of(
    *, picked: Sequence[str], query: str, language: str, is_searched: bool = False
) -> dict[str, Any]:
    """The objects to pick from: those that are picked, and those that a search finds."""
    words = query.strip()[:_QUERY_LENGTH]
    found = objects.candidates(query=words, language=language) if words else ()
    return {
        "picked": [
            Found(name, title_of(name, language=language)) for name in picked if name in objects.names()
        ],
        "results": [Found(each.name, _capitalised(each.title)) for each in found if each.name not in picked][
            :_MOST_RESULTS
        ],
        "query": words,
        "is_searched": is_searched and bool(words),
        "most": LISTS["object_names"].max_items,
    }


def title_of(name: str, *, language: str) -> str:
    """The name of an object in the language of the video, or in English."""
    tag = index.tag_of(language) or index.DEFAULT
    terms = index.entries(tag).get(name) or index.entries(index.DEFAULT).get(name) or [name]
    return _capitalised(terms[0])


def _capitalised(title: str) -> str:
    return title[:1].upper() + title[1:]


@require_GET
@workspace_required(Role.EDITOR)
def object_search(request: WorkspaceRequest, pk: str, scene_id: str) -> HttpResponse:
    """The objects that a search finds, after those that are picked in the form."""
    video: Video = video_of(request, pk)
    scenes = Scene.objects.for_workspace(request.workspace).filter(video=video)
    scene = scenes.only("pk").get_or_refuse(scene_id)
    if not is_partial(request):
        return redirect("synthesis:scene", pk=video.pk, scene_id=scene.pk)
    choice = choice_of(
        picked=request.GET.getlist("object_names"),
        query=request.GET.get("q", ""),
        language=video.language,
        is_searched=True,
    )
    return render(request, "synthesis/_object_chips.html", {"choice": choice})
