"""The lengths of scenes, estimated before anything is spoken."""

import re
import unicodedata
from collections.abc import Sequence

from synthesis.assembly import composition, narration
from synthesis.assembly.storyboard import FPS
from synthesis.content import SceneContent, SceneFields, VideoLook
from synthesis.models import Scene, Video

# Thai, Lao, Burmese, Khmer, kana and Chinese characters are written without spaces between words.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def of_scenes(*, scenes: Sequence[Scene | SceneFields], video: Video | VideoLook) -> list[float]:
    """The seconds that each scene of a video will last, in order."""
    return [_of_scene(scene, video) for scene in scenes]


def size_of(*, text: str) -> str:
    """The number of words in words, or that of the characters of a text without spaces, as in counting.js."""
    letters = sum(unicodedata.category(character)[0] in "LNM" for character in text)
    is_unspaced = 2 * len(_UNSPACED.findall(text)) > letters
    count, unit = (letters, "character") if is_unspaced else (len(text.split()), "word")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def of_text(*, text: str, video: Video | VideoLook) -> float:
    """The seconds that the video's voice takes to say a text."""
    return narration.estimate_s(text=text, language=video.language, voice=video.voice)


def _of_scene(scene: Scene | SceneFields, video: Video | VideoLook) -> float:
    frames = composition.frames_of(narration_s=_spoken_s(scene, video), minimum_s=scene.minimum_s)
    return round(frames / FPS, 1)


def _spoken_s(scene: Scene | SceneFields, video: Video | VideoLook) -> float | None:
    """The length of the scene's own recording, or an estimate; None if nothing is heard."""
    recorded_s = scene.recording_s if isinstance(scene, Scene | SceneContent) else 0.0
    if recorded_s:
        return recorded_s
    return of_text(text=scene.narration, video=video) if scene.narration else None
