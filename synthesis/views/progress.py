"""How far a video is, in the words and pieces that pages show."""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from accounts.models import Workspace
from billing import quotas
from synthesis import dispatch, quotes, scenes, scripts
from synthesis.models import Attempt, Render, RenderStatus, Scene, SceneStatus, Stage, Video

_STAGES = (
    ("queued", "Queued"),
    (Stage.NARRATING, "Narration"),
    (Stage.RENDERING, "Rendering"),
    (Stage.ASSEMBLING, "Assembling"),
    (Stage.CHECKING, "Checking"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One scene in the grid. ``percent`` is how much is drawn of it, while it is being drawn."""

    scene: Scene
    state: str
    seconds: float
    percent: int | None

    @property
    def facts(self) -> tuple[Any, ...]:
        """Whatever of it is seen."""
        scene = self.scene
        return (
            scene.pk,
            scene.version,
            scene.position,
            scene.clip_id,
            self.state,
            self.seconds,
            self.percent,
        )


def is_over(render: Render) -> bool:
    """True once nothing more will happen to it."""
    return render.status not in (RenderStatus.QUEUED, RenderStatus.RUNNING)


def tiles_of(*, video: Video, render: Render | None) -> list[Tile]:
    """The scenes as they are now, with the length they have in the newest render."""
    rows = Scene.objects.filter(video=video).in_order().select_related("asset")
    lengths = {entry["scene"]: entry["duration_s"] for entry in (render.timeline if render else [])}
    drawn = _drawn(render) if render is not None and not is_over(render) else {}
    return [
        Tile(
            scene=scene,
            state=_state_of(scene),
            seconds=lengths.get(scene.pk) or scripts.spoken_s(text=scene.narration, language=video.language),
            percent=drawn.get(scene.pk),
        )
        for scene in rows
    ]


def _state_of(scene: Scene) -> str:
    # A rendered scene is shown by its picture; the word is for what is not usual.
    return "" if scene.status == SceneStatus.SUCCEEDED and scene.clip_id else str(scene.status)


def _drawn(render: Render) -> dict[str, int]:
    rows = Attempt.objects.filter(render=render, status=RenderStatus.RUNNING)
    return dict(rows.values_list("scene_key", "progress"))


def stages_of(render: Render) -> list[dict[str, str]]:
    """Queued, narration, rendering n of m, assembling, checking: what is done, due and still to come."""
    place = 0 if render.status == RenderStatus.QUEUED else [name for name, _ in _STAGES].index(render.stage)
    here = "failed" if render.status == RenderStatus.FAILED else "current"
    if render.status == RenderStatus.SUCCEEDED:
        place = len(_STAGES)
    found = []
    for number, (name, label) in enumerate(_STAGES):
        state = "done" if number < place else here if number == place else "waiting"
        if name == Stage.RENDERING and state != "waiting":
            label = f"Rendering {render.scenes_done}/{render.scenes_total}"
        found.append({"label": label, "state": state})
    return [*found, {"label": "Ready", "state": "done" if place == len(_STAGES) else "waiting"}]


def production_of(*, video: Video, render: Render | None, workspace: Workspace) -> dict[str, Any]:
    """What the production part of a video's page shows; ``etag`` changes whenever any of it does."""
    waiting = dispatch.wait_reason(render=render) if render is not None else None
    tiles = tiles_of(video=video, render=render)
    shown = {
        "render": render,
        "is_running": render is not None and not is_over(render),
        "waiting": waiting,
        "stages": stages_of(render) if render is not None else [],
        "nodes": _nodes_of(render),
        "tiles": tiles,
        "outcome": quotes.outcome(render=render) if render is not None else None,
        "usage": quotas.usage(workspace=workspace),
        "is_outdated": render is not None and _is_outdated(video, render),
    }
    facts = [
        video.status,
        (render.pk, render.status, render.stage, render.progress, render.scenes_done) if render else None,
        asdict(waiting) if waiting else None,
        shown["nodes"],
        [tile.facts for tile in tiles],
    ]
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
    return {**shown, "etag": f'"{digest[:24]}"'}


def _is_outdated(video: Video, render: Render) -> bool:
    """True when the video was changed after its newest version was made."""
    if render.status != RenderStatus.SUCCEEDED:
        return False
    return scenes.fingerprint(content=scenes.content_of(video=video)) != render.fingerprint


def _nodes_of(render: Render | None) -> list[str]:
    if render is None or is_over(render):
        return []
    rows = Attempt.objects.in_flight().filter(render=render)
    return sorted(set(rows.values_list("node__name", flat=True)))
