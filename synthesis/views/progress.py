"""Progress of a video, as pages show it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from accounts.models import Workspace
from billing import quotas
from synthesis.models import Attempt, Render, RenderStatus, Scene, SceneStatus, Stage, Video
from synthesis.production import etas, quotes
from synthesis.rendering import speeds
from synthesis.studio import scenes, scripts
from synthesis.views.stills import StillShown, kept

_STAGES = (
    ("queued", "Queued"),
    (Stage.NARRATING, "Narration"),
    (Stage.RENDERING, "Rendering"),
    (Stage.ASSEMBLING, "Assembling"),
    (Stage.CHECKING, "Checking"),
)


# The labels of the stages that renderers report. Other stages are shown as reported.
_DOING = {
    "": "Rendering",
    "drawing": "Rendering",
    "waiting": "Waiting for the node",
    "loading": "Loading the model",
    "preparing": "Processing the prompt",
    "denoising": "Rendering",
    "decoding": "Decoding frames",
    "encoding": "Encoding the clip",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneProgress:
    """A scene that is being rendered: renderer, stage, progress and time left."""

    position: int
    renderer: str
    doing: str
    step: int | None
    steps: int | None
    percent: int
    left_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One scene in the grid. ``drawn`` is its progress while it is being rendered."""

    scene: Scene
    state: str
    seconds: float
    still: StillShown
    drawn: SceneProgress | None = None

    @property
    def facts(self) -> tuple[Any, ...]:
        """The facts that are shown."""
        scene = self.scene
        return (
            scene.pk,
            scene.version,
            scene.position,
            scene.still_id,
            self.state,
            self.seconds,
            self.drawn,
        )


def tiles_of(*, video: Video, render: Render | None, attempts: Sequence[Attempt]) -> list[Tile]:
    """The present scenes, with their length in the newest render."""
    lengths = {entry.scene: entry.duration_s for entry in (render.timeline if render else [])}
    drawn = {each.scene_key: progress_of(each) for each in attempts if each.status == RenderStatus.RUNNING}
    return [
        Tile(
            scene=scene,
            state=_state_of(scene),
            seconds=lengths.get(scene.pk)
            or scene.recording_s
            or scripts.spoken_s(text=scene.narration, language=video.language),
            still=kept(scene),
            drawn=drawn.get(scene.pk),
        )
        for scene in scenes.of_video(video=video)
    ]


def _state_of(scene: Scene) -> str:
    # A rendered scene needs no label: its picture is shown.
    return "" if scene.status == SceneStatus.SUCCEEDED and scene.clip_id else str(scene.status)


def progress_of(attempt: Attempt) -> SceneProgress:
    """The progress of a running attempt."""
    return SceneProgress(
        position=attempt.position,
        renderer=attempt.renderer.name if attempt.renderer else "",
        doing=_DOING.get(attempt.stage, attempt.stage.replace("_", " ").capitalize()),
        step=attempt.step if attempt.steps else None,
        steps=attempt.steps or None,
        percent=attempt.progress,
        left_s=speeds.in_steps(etas.left_of(attempt)),
    )


def stages_of(render: Render) -> list[dict[str, str]]:
    """The stages (queued, narration, rendering n of m, assembling, checking): done, present and to come."""
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
    """The production part of a video's page; ``etag`` changes whenever the content does."""
    progress = etas.progress_of(render=render) if render is not None else None
    attempts = progress.attempts if progress else []
    waiting = progress.waiting if progress else None
    expected = progress.expected.roughly() if progress and progress.expected else None
    tiles = tiles_of(video=video, render=render, attempts=attempts)
    shown = {
        "render": render,
        "is_running": render is not None and not render.is_finished,
        "waiting": waiting,
        "stages": stages_of(render) if render is not None else [],
        "percent": progress.percent if progress else None,
        "drawn": [tile.drawn for tile in tiles if tile.drawn is not None],
        "expected": expected,
        "lost_scenes": _lost_scenes(attempts),
        "tiles": tiles,
        "outcome": quotes.outcome(render=render) if render is not None else None,
        "usage": quotas.usage_shown(workspace=workspace),
        "is_outdated": render is not None and _is_outdated(video, render, [tile.scene for tile in tiles]),
    }
    facts = [
        video.status,
        (render.pk, render.status, render.stage, render.scenes_done) if render else None,
        asdict(waiting) if waiting else None,
        expected,
        shown["percent"],
        shown["lost_scenes"],
        [tile.facts for tile in tiles],
    ]
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
    return {**shown, "etag": f'"{digest[:24]}"'}


def _is_outdated(video: Video, render: Render, rows: Sequence[Scene]) -> bool:
    """True if the video was changed after its newest version was made."""
    if render.status != RenderStatus.SUCCEEDED:
        return False
    return scenes.fingerprint(content=scenes.content_of(video=video, rows=rows)) != render.fingerprint


def _lost_scenes(attempts: Sequence[Attempt]) -> list[int]:
    """The scenes whose renderer was lost, and that no other attempt has rendered since."""
    lost = {each.scene_key: each.position for each in attempts if each.error_code == "node_lost"}
    for each in attempts:
        if each.status == RenderStatus.SUCCEEDED:
            lost.pop(each.scene_key, None)
    return sorted(lost.values())
