"""Stills of scenes on pages: which picture to show, and whether a newer one is being made.

These views serve stored pictures only. Workers make them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import WorkspaceRequest, workspace_required
from foundation import conditional
from synthesis.models import Scene, Video
from synthesis.studio import stills
from synthesis.studio.looks import SceneLook
from synthesis.studio.stills import Plan
from synthesis.views.studio import video_of

_ALT_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class StillShown:
    """The picture of a scene. ``url`` is empty while there is none.

    ``wanted`` is the digest of the picture that is being made; empty if the shown one is current.
    ``is_preview``: the picture looks like the wanted one, which is not stored yet.
    """

    url: str
    alt: str
    wanted: str = ""
    is_preview: bool = False

    @property
    def is_old(self) -> bool:
        """True if the scene was changed since the picture was made."""
        return bool(self.url and self.wanted) and not self.is_preview


def shown(scene: Scene, *, planned: Plan) -> StillShown:
    """The still of a scene, and the one that it should have."""
    wanted = "" if planned.is_current(scene) else planned.wanted[scene.pk].digest
    return StillShown(url=url_of(scene), alt=alt_of(scene, planned.looks.scenes[scene.pk]), wanted=wanted)


def opened(scene: Scene, *, planned: Plan) -> StillShown:
    """The still of the open scene; until it is stored, the preview that was drawn while it was typed."""
    still = shown(scene, planned=planned)
    if not still.wanted or stills.preview(scene=scene, digest=still.wanted) is None:
        return still
    path = reverse("synthesis:scene-preview", args=[scene.video_id, scene.pk])
    return replace(still, url=f"{path}?digest={still.wanted}", is_preview=True)


def kept(scene: Scene) -> StillShown:
    """The still of a scene as it is, for pages on which nothing is edited."""
    return StillShown(url=url_of(scene), alt=alt_of(scene, None))


def url_of(scene: Scene) -> str:
    """The address of the stored picture; empty without one."""
    return reverse("synthesis:asset-content", args=[scene.still_id]) if scene.still_id else ""


def alt_of(scene: Scene, look: SceneLook | None) -> str:
    """What the picture shows, in words: "Chart: Where it goes"."""
    words = " ".join((scene.headline or scene.narration or scene.figure or scene.visual_prompt).split())
    kind = look.layout.label if look is not None and scene.is_drawn else scene.get_origin_display()
    return f"{kind}: {words}"[:_ALT_LENGTH].strip(" :")


@require_GET
@workspace_required()
def stills_state(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """The stills of a video's scenes, with the digest of what each shows; 304 if nothing changed."""
    video = video_of(request, pk)
    rows = Scene.objects.for_workspace(request.workspace).filter(video=video)
    found = list(rows.in_order().only("pk", "still_id", "still_digest"))
    etag = conditional.etag_of([(row.pk, row.still_id, row.still_digest) for row in found])
    if conditional.is_known(request, etag=etag):
        return HttpResponseNotModified(headers={"ETag": etag})
    response = JsonResponse(
        {"stills": [{"scene": row.pk, "url": url_of(row), "digest": row.still_digest} for row in found]}
    )
    response["ETag"] = etag
    response["Cache-Control"] = conditional.CACHE_CONTROL
    return response


def picture_of(request: HttpRequest, *, scene: Scene) -> HttpResponse:
    """The preview that the request names by its digest; 204 until it is drawn."""
    picture = stills.preview(scene=scene, digest=request.GET.get("digest", "")[:64])
    if picture is None:
        return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
    response = HttpResponse(picture, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=120"
    return response


def planned_of(*, video: Video, rows: Sequence[Scene], first: Scene | None) -> Plan:
    """Plan the stills of a page, and request those that are missing or outdated."""
    planned = stills.plan(video=video, rows=rows)
    stills.request(video=video, rows=rows, planned=planned, first=first)
    return planned
