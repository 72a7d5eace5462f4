"""The lengths of scenes, estimated before anything is spoken."""

from collections.abc import Sequence

from synthesis.assembly import composition, narration
from synthesis.assembly.storyboard import FPS
from synthesis.content import SceneContent, SceneFields, Transition, VideoLook
from synthesis.models import Scene, Video


def of_scenes(*, scenes: Sequence[Scene | SceneFields], video: Video | VideoLook) -> list[float]:
    """The seconds that each scene of a video will last, in order."""
    return [
        _of_scene(scene, video, fades=position > 0 and scene.transition == Transition.FADE)
        for position, scene in enumerate(scenes)
    ]


def of_text(*, text: str, video: Video | VideoLook) -> float:
    """The seconds that the video's voice takes to say a text."""
    return narration.estimate_s(text=text, language=video.language, voice=video.voice)


def _of_scene(scene: Scene | SceneFields, video: Video | VideoLook, *, fades: bool) -> float:
    frames = composition.frames_of(
        narration_s=_spoken_s(scene, video), minimum_s=scene.minimum_s, fades=fades
    )
    return round(frames / FPS, 1)


def _spoken_s(scene: Scene | SceneFields, video: Video | VideoLook) -> float | None:
    """The length of the scene's own recording, or an estimate; None if nothing is heard."""
    recorded_s = scene.recording_s if isinstance(scene, Scene | SceneContent) else 0.0
    if recorded_s:
        return recorded_s
    return of_text(text=scene.narration, video=video) if scene.narration else None
