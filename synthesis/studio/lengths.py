"""The lengths of scenes, estimated before anything is spoken."""

from collections.abc import Sequence

from synthesis.assembly import composition, narration
from synthesis.assembly.storyboard import FPS
from synthesis.content import SceneFields, Transition, VideoLook
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
    spoken_s = of_text(text=scene.narration, video=video) if scene.narration else None
    frames = composition.frames_of(narration_s=spoken_s, minimum_s=scene.minimum_s, fades=fades)
    return round(frames / FPS, 1)
