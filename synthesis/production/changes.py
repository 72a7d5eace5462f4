"""Which scenes a render would make again, compared with the last finished version of the video."""

from dataclasses import dataclass
from typing import Any

from synthesis.content import SceneContent, VideoContent
from synthesis.models import Render, RenderStatus, Video
from synthesis.studio import looks, scenes


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """``number`` is that of the version, ``made`` are the positions of the scenes that are rendered again.

    ``reused`` is the number of clips that are used again. ``closing`` is the position of a closing scene that
    is rendered again although it was not edited, because it shows objects of the whole video.
    """

    number: int
    made: tuple[int, ...]
    reused: int
    closing: int | None = None


def since_last_version(*, video: Video) -> Changes | None:
    """The scenes of the present video whose clips have to be made; None before its first version."""
    rows = Render.objects.filter(video=video, status=RenderStatus.SUCCEEDED)
    last = rows.order_by("-number").only("number", "content").first()
    if last is None:
        return None
    content = looks.for_render(video=video, content=scenes.content_of(video=video))
    stored = set(last.attempts.filter(clip__isnull=False).values_list("scene_key", flat=True))
    before = {scene.id: scene for scene in last.content.scenes if scene.id in stored}
    clips = {scene_id: _clip_of(last.content, scene) for scene_id, scene in before.items()}
    rendered = [scene for scene in content.scenes if not scene.shows_file]
    made = [scene for scene in rendered if clips.get(scene.id) != _clip_of(content, scene)]
    return Changes(
        number=last.number,
        made=tuple(scene.position for scene in made),
        reused=len(rendered) - len(made),
        closing=_closing(content, made, before),
    )


def _clip_of(content: VideoContent, scene: SceneContent) -> tuple[Any, ...]:
    """Everything that a clip depends on. The times of its words follow from narration and voice."""
    spec = None if scene.is_generated else looks.spec_for(content=content, scene=scene)
    voice = (content.voice, content.language, content.pronunciations)
    own = scene.model_copy(update={"position": 0, "transition": "auto", "object_names": (), "credit": None})
    return spec, own, voice, content.preset, content.seed


def _closing(content: VideoContent, made: list[SceneContent], before: dict[str, SceneContent]) -> int | None:
    found = looks.of_video(content=content).scenes
    for scene in made:
        earlier = before.get(scene.id)
        is_edited = earlier is None or earlier.model_copy(update={"position": scene.position}) != scene
        if found[scene.id].shows_whole_video and not is_edited:
            return scene.position
    return None
