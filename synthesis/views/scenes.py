"""The scenes of a video: the filmstrip, the open scene, and its actions."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation.errors import NotFoundError
from foundation.pages import is_partial, render_page
from synthesis.assembly import sentences
from synthesis.content import MAX_SCENES
from synthesis.forms.scenes import SceneForm, initial_of_scene
from synthesis.forms.sound import RecordingForm
from synthesis.models import Asset, AssetRole, Scene, Video
from synthesis.rendering import engines, spend
from synthesis.studio import lengths, recordings, scenes, scripts, stills, voices
from synthesis.studio.stills import Plan
from synthesis.views import looks, redraws
from synthesis.views.steps import steps_of
from synthesis.views.stills import opened, picture_of, planned_of, shown
from synthesis.views.stock import panel_of
from synthesis.views.studio import video_of
from synthesis.views.wizard import closed_to_edits

_AFTER_A_CLAUSE = re.compile(r"(?<=[…;:,\u060c\u061b])\s+|(?<=[\u3001\uff0c\uff1a\uff1b])")
_LAST_LETTERS = 14
_MOST_PLACES_TO_SPLIT = 8


def _all(request: WorkspaceRequest, video: Video) -> list[Scene]:
    rows = Scene.objects.for_workspace(request.workspace).filter(video=video)
    return list(rows.in_order().select_related("asset", "clip", "finding", "recording", "still"))


def _scene(request: WorkspaceRequest, video: Video, scene_id: str) -> Scene:
    return (
        Scene.objects.for_workspace(request.workspace)
        .filter(video=video)
        .select_related("video")
        .get_or_refuse(scene_id)
    )


def _uploads(request: WorkspaceRequest) -> list[Asset]:
    rows = Asset.objects.for_workspace(request.workspace).filter(role=AssetRole.UPLOAD)
    return list(rows.order_by("-created_at")[:60])


def _to(video: Video, scene: Scene | None) -> HttpResponse:
    if scene is None:
        return redirect("synthesis:video-scenes", pk=video.pk)
    return redirect("synthesis:scene", pk=video.pk, scene_id=scene.pk)


@require_GET
@workspace_required(Role.EDITOR)
def scenes_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The filmstrip, with the first scene open."""
    video = video_of(request, pk)
    rows = _all(request, video)
    return closed_to_edits(request, video) or _page(request, video, rows, rows[0] if rows else None)


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def scene_page(request: WorkspaceRequest, pk: str, scene_id: str) -> HttpResponse:
    """One scene open. Saving it stays on the page."""
    video = video_of(request, pk)
    rows = _all(request, video)
    selected = next((scene for scene in rows if scene.pk == scene_id), None)
    if selected is None:
        raise NotFoundError("This scene no longer exists.")
    if request.method == "GET":
        return closed_to_edits(request, video) or _page(request, video, rows, selected)
    planned = stills.plan(video=video, rows=rows)
    form = _form(request, selected, planned, request.POST)
    if "find" in request.POST:
        return _page(request, video, rows, selected, form=form, planned=planned)
    if not form.is_valid():
        return _page(request, video, rows, selected, form=form, planned=planned, status=422)
    if form.cleaned_data["version"] != selected.version:
        return _both_texts(request, video, rows, selected, planned)
    changes = form.changes()
    note = _keep_headline_current(selected, changes, language=video.language)
    scenes.edit(scene=selected, version=form.cleaned_data["version"], **changes)
    return _saved(request, video, selected, before=planned, note=note)


def _saved(request: WorkspaceRequest, video: Video, scene: Scene, *, before: Plan, note: str) -> HttpResponse:
    """The studio with the saved scene. Saving has had its still drawn, so this requests none."""
    rows = _all(request, video)
    planned = stills.plan(video=video, rows=rows)
    others = redraws.after_edit(edited=scene, rows=rows, before=before, after=planned)
    messages.success(request, " ".join(filter(None, (f"Scene {scene.position} is saved.", note, others))))
    if not is_partial(request):
        return _to(video, scene)
    selected = next((each for each in rows if each.pk == scene.pk), None)
    return _page(request, video, rows, selected, planned=planned)


def _keep_headline_current(scene: Scene, changes: dict[str, Any], *, language: str) -> str:
    """Update a headline that was derived from the narration and not edited. Returns a notice, or nothing."""
    before, after = scene.narration, changes["narration"]
    if before.split() == after.split() or changes["headline"] != scene.headline or not scene.headline:
        return ""
    if scene.headline == scripts.headline_of(text=before, language=language):
        changes["headline"] = scripts.headline_of(text=after, language=language)
        return "Its headline was updated to match."
    return f"Its headline is still “{scene.headline}”. Check that it fits the new narration."


def _form(
    request: WorkspaceRequest, scene: Scene, planned: Plan | None, typed: QueryDict | None = None
) -> SceneForm:
    return SceneForm(
        typed,
        initial=initial_of_scene(scene),
        uploads=_uploads(request),
        scene=scene,
        look=planned.looks.scenes[scene.pk] if planned else None,
        offers=engines.offered(),
        paid_left_s=spend.left(workspace=request.workspace),
    )


def _both_texts(
    request: WorkspaceRequest, video: Video, rows: list[Scene], selected: Scene, planned: Plan
) -> HttpResponse:
    """On an edit conflict, show the user's text in the form and the saved text next to it. Saving again
    overwrites.
    """
    typed = request.POST.copy()
    typed["version"] = str(selected.version)
    form = _form(request, selected, planned, typed)
    return _page(request, video, rows, selected, form=form, planned=planned, status=412, is_stale=True)


def _page(
    request: WorkspaceRequest,
    video: Video,
    rows: list[Scene],
    selected: Scene | None,
    *,
    form: SceneForm | None = None,
    planned: Plan | None = None,
    recording_form: RecordingForm | None = None,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    planned = planned or planned_of(video=video, rows=rows, first=selected)
    film = _film(video, rows, planned)
    voices.warm_up(voice=video.voice, language=video.language)
    if selected is not None and form is None:
        form = _form(request, selected, planned)
    context = {
        "video": video,
        "film": film,
        "total_s": sum(entry["seconds"] for entry in film),
        "selected": selected,
        "is_last": bool(rows) and selected == rows[-1],
        "places_to_split": places_to_split(selected.narration, language=video.language) if selected else [],
        "form": form,
        **_look_of(request, video, selected, planned, form),
        "recording_form": recording_form or RecordingForm(),
        "is_stale": is_stale,
        "stock": panel_of(selected, video=video, rows=rows),
        "may_add": len(rows) < MAX_SCENES,
        "steps": steps_of(video, "scenes", has_scenes=bool(rows)),
    }
    return render_page(
        request,
        template="synthesis/scenes_page.html",
        partial="synthesis/_studio_answer.html",
        context=context,
        status=status,
    )


def _look_of(
    request: WorkspaceRequest, video: Video, selected: Scene | None, planned: Plan, form: SceneForm | None
) -> dict[str, Any]:
    """How the open scene is drawn: its still, its layout, and the objects to pick from."""
    if selected is None or form is None:
        return {}
    query = request.POST.get("q", "")
    return {
        "still": opened(selected, planned=planned),
        "look": looks.panel_of(planned.looks.scenes[selected.pk], language=video.language),
        "choice": looks.choice_of(
            picked=form.picked(), query=query, language=video.language, is_searched="find" in request.POST
        ),
    }


def _film(video: Video, rows: list[Scene], planned: Plan) -> list[dict[str, Any]]:
    """The scenes with their estimated lengths and their stills."""
    seconds = lengths.of_scenes(scenes=rows, video=video)
    return [
        {"scene": scene, "seconds": length_s, "still": shown(scene, planned=planned)}
        for scene, length_s in zip(rows, seconds, strict=True)
    ]


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def scene_preview(request: WorkspaceRequest, pk: str, scene_id: str) -> HttpResponse:
    """A POST has the unsaved scene drawn. A GET returns the picture, once it exists."""
    video = video_of(request, pk)
    rows = _all(request, video)
    selected = next((scene for scene in rows if scene.pk == scene_id), None)
    if selected is None:
        raise NotFoundError("This scene no longer exists.")
    if request.method == "GET" and "digest" not in request.GET:
        return _to(video, selected)
    if request.method == "GET":
        return picture_of(request, scene=selected)
    form = _form(request, selected, None, request.POST)
    if not form.is_valid():
        return JsonResponse({}, status=422)
    changes = form.changes()
    _keep_headline_current(selected, changes, language=video.language)
    for name, value in changes.items():
        setattr(selected, name, value)
    planned = stills.plan(video=video, rows=rows)
    wanted = planned.wanted[selected.pk]
    stills.request_preview(scene=selected, wanted=wanted)
    digest = wanted.digest if wanted.request else ""
    look = planned.looks.scenes[selected.pk]
    return JsonResponse({"digest": digest, **looks.described(look, language=video.language)})


def places_to_split(text: str, *, language: str) -> list[dict[str, Any]]:
    """Where a narration can be split: after sentences and clauses, or in the middle if it has none."""
    ends = {sentence.position for sentence in sentences.split(text, language=language)[1:]}
    ends |= {found.end() for found in _AFTER_A_CLAUSE.finditer(text) if text[found.end() :].strip()}
    if not ends:
        middle = text.find(" ", len(text) // 2)
        ends = {middle + 1} if middle > 0 and text[middle:].strip() else set()
    return [{"at": end, "words": _last_words(text[:end])} for end in sorted(ends)[:_MOST_PLACES_TO_SPLIT]]


def _last_words(text: str) -> str:
    """The last four words, or the last letters of a text without spaces."""
    words = text.split()[-4:]
    return " ".join(words) if len(words) > 1 else text.strip()[-_LAST_LETTERS:]


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def recording_upload(request: WorkspaceRequest) -> HttpResponse:
    """Use a recording for a scene. The form names the scene, because one URL accepts large bodies."""
    form = RecordingForm(request.POST, request.FILES)
    scene = (
        Scene.objects.for_workspace(request.workspace)
        .select_related("video", "workspace")
        .get_or_refuse(request.POST.get("scene", ""))
    )
    if not (form.is_valid() and form.use(scene=scene)):
        rows = _all(request, scene.video)
        return _page(request, scene.video, rows, scene, recording_form=form, status=422)
    messages.success(request, f"Scene {scene.position} now uses your recording.")
    return _to(scene.video, scene)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def scene_add(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Add a scene after the open one, or at the end."""
    video = video_of(request, pk)
    after_id = request.POST.get("after", "")
    after = _scene(request, video, after_id) if after_id else None
    return _to(video, scenes.add(video=video, after=after))


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def scene_order(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Reorder the scenes, after drag and drop."""
    video = video_of(request, pk)
    scenes.reorder(video=video, scene_ids=request.POST.get("order", "").split(","))
    if not is_partial(request):
        return redirect("synthesis:video-scenes", pk=pk)
    rows = _all(request, video)
    selected = next((scene for scene in rows if scene.pk == request.GET.get("open")), None)
    planned = planned_of(video=video, rows=rows, first=selected)
    context = {"video": video, "film": _film(video, rows, planned), "selected": selected}
    return render(request, "synthesis/_film_list.html", context)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def scene_action(request: WorkspaceRequest, pk: str, scene_id: str, action: str) -> HttpResponse:
    """Move, split, merge, lock, unlock or delete a scene."""
    if action not in ACTIONS:
        raise NotFoundError("This scene action does not exist.")
    video = video_of(request, pk)
    return _to(video, ACTIONS[action](request, _scene(request, video, scene_id)))


def _move(by: int) -> Callable[[WorkspaceRequest, Scene], Scene | None]:
    def move(request: WorkspaceRequest, scene: Scene) -> Scene | None:
        scenes.move(scene=scene, by=by)
        return scene

    return move


def _split(request: WorkspaceRequest, scene: Scene) -> Scene | None:
    at = request.POST.get("at", "")
    first, _ = scenes.split(scene=scene, at=int(at) if at.isdecimal() and len(at) < 6 else 0)
    messages.success(request, f"Scene {first.position} is now two scenes.")
    return first


def _merge(request: WorkspaceRequest, scene: Scene) -> Scene | None:
    merged = scenes.merge_with_next(scene=scene)
    messages.success(request, f"The scenes were merged into scene {merged.position}.")
    return merged


def _lock(request: WorkspaceRequest, scene: Scene) -> Scene | None:
    scenes.lock(scene=scene)
    return scene


def _unlock(request: WorkspaceRequest, scene: Scene) -> Scene | None:
    scenes.unlock(scene=scene)
    return scene


def _remove_recording(request: WorkspaceRequest, scene: Scene) -> Scene | None:
    recordings.remove(scene=scene)
    messages.success(
        request, f"Scene {scene.position} uses the voice again. Your recording is in the library."
    )
    return scene


def _delete(request: WorkspaceRequest, scene: Scene) -> Scene | None:
    video, position = scene.video, scene.position
    scenes.delete(scene=scene)
    messages.success(request, f"Scene {position} was deleted.")
    rows = Scene.objects.for_workspace(request.workspace).filter(video=video).in_order()
    return rows.filter(position__gte=position).first() or rows.last()


ACTIONS = {
    "up": _move(-1),
    "down": _move(1),
    "split": _split,
    "merge": _merge,
    "lock": _lock,
    "unlock": _unlock,
    "remove-recording": _remove_recording,
    "delete": _delete,
}
