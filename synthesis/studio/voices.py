"""Voices: previews, and the lines that a video's narrator says."""

from pathlib import Path

from django.conf import settings

from foundation import storage
from synthesis.assembly import narration
from synthesis.assembly.narration import Line
from synthesis.content import SceneContent, VideoContent
from synthesis.models import Video


def recordings() -> Path:
    """The folder of the recordings on this machine."""
    return Path(settings.WORK_ROOT, "narration")


def line_of(*, scene: SceneContent, content: VideoContent) -> Line:
    """What the narrator says in a scene."""
    return Line(key=scene.id, text=scene.narration, language=content.language, voice=content.voice)


def preview(*, video: Video, voice: str, text: str) -> bytes:
    """The text in one of the voices of the video's language, as a WAV file."""
    known = {each.name for each in narration.voices(language=video.language)}
    line = Line(key="", text=text, language=video.language, voice=voice if voice in known else "")
    with storage.guarded("WORK_ROOT"):
        return narration.sample(line=line, recordings=recordings())


def warm_up(*, video: Video) -> None:
    """Prepare the video's voice for previews. Returns at once."""
    narration.warm_up(voice=video.voice, language=video.language)
