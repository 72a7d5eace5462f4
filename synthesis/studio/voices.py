"""Voices: which there are, samples and previews, and the lines that a video's narrator says."""

import re
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from accounts.models import Workspace
from foundation import storage
from foundation.errors import NotFoundError
from synthesis.assembly import narration
from synthesis.assembly.narration import Line
from synthesis.assembly.speech import Voice
from synthesis.content import SceneContent, VideoContent
from synthesis.errors import VoiceGoneError
from synthesis.models import Video
from synthesis.studio import languages, lengths, pronunciations

# Long enough to judge a voice, short enough to generate without a noticeable wait.
FIRST_WORDS_S = 3.0
_SENTENCES = re.compile(r".*[.!?\u2026\u0964\u061f\u3002\uff01\uff1f]", re.DOTALL)


def recordings() -> Path:
    """The folder of the recordings on this machine."""
    return Path(settings.WORK_ROOT, "narration")


def line_of(*, scene: SceneContent, content: VideoContent, recording: Path | None = None) -> Line:
    """What the narrator says in a scene. ``recording`` is the scene's own recording, if it has one."""
    return Line(
        key=scene.id,
        text=scene.narration,
        language=content.language,
        voice=content.voice,
        pronunciations=pronunciations.occurring(content.pronunciations, text=scene.narration),
        recording=recording,
    )


def first_words(*, text: str, video: Video) -> str:
    """The beginning of a text that takes some seconds to say: whole sentences, or whole words."""
    length_s = lengths.of_text(text=text, video=video)
    if length_s <= FIRST_WORDS_S:
        return text
    beginning = text[: round(len(text) * FIRST_WORDS_S / length_s)]
    sentences = _SENTENCES.match(beginning)
    if sentences is not None and len(sentences[0]) > len(beginning) / 2:
        return sentences[0]
    return beginning.rpartition(" ")[0] or beginning


def preview(*, video: Video, voice: str, text: str) -> bytes:
    """The text in one of the voices of the video's language, as a WAV file.

    Raises VoiceGoneError for a voice that this installation does not have, and the upstream errors.
    """
    require(voice=voice, language=video.language)
    said = pronunciations.needed(workspace_id=video.workspace_id, language=video.language, texts=[text])
    return _spoken(text=text, language=video.language, voice=voice, said=said)


def preview_of_pronunciation(*, written: str, spoken: str, language: str) -> bytes:
    """A written word as it would be said, in the default voice of a language, as a WAV file.

    Raises PronunciationFieldError, LanguageNotSpokenError and the upstream errors.
    """
    typed = pronunciations.checked({"written": written, "spoken": spoken, "language": language or "en"})
    languages.require_voice(language=typed["language"])
    said = {typed["written"]: typed["spoken"]}
    return _spoken(text=typed["written"], language=typed["language"], voice="", said=said)


def sample(*, workspace: Workspace, voice: str, language: str) -> bytes:
    """The language's sample sentence in a voice, as a WAV file.

    Raises NotFoundError for a voice that does not speak the language here, and the upstream errors.
    """
    if find(name=voice, language=language) is None:
        raise NotFoundError(f"No voice “{voice}” speaks “{language}” on this installation.")
    text = languages.sample_of(language)
    said = pronunciations.needed(workspace_id=workspace.pk, language=language, texts=[text])
    return _spoken(text=text, language=language, voice=voice, said=said)


def of_language(*, language: str) -> tuple[Voice, ...]:
    """The voices that are offered for a language, the default first."""
    return narration.voices(language=language)


def offered(*, video: Video) -> tuple[Voice, ...]:
    """The voices to choose from for a video, the default first; also its own voice if it still speaks."""
    voices = narration.voices(language=video.language)
    own = find(name=video.voice, language=video.language)
    return voices if own is None or own in voices else (*voices, own)


def find(*, name: str, language: str) -> Voice | None:
    """The voice of this name, or the language's default voice for an empty one. None if there is none."""
    return narration.find(voice=name, language=language)


def require(*, voice: str, language: str) -> None:
    """Raise VoiceGoneError if this installation has no such voice for the language."""
    if find(name=voice, language=language) is None:
        raise VoiceGoneError(voice=voice, language=languages.name_of(language))


def warm_up(*, voice: str, language: str) -> None:
    """Prepare a voice for previews. An empty ``voice`` is the default voice. Returns at once.

    Other voices stay unloaded until they are heard: the models of all engines take 0.5 GB.
    """
    narration.warm_up(voice=voice, language=language)


def _spoken(*, text: str, language: str, voice: str, said: Mapping[str, str]) -> bytes:
    line = Line(key="", text=text, language=language, voice=voice, pronunciations=said)
    with storage.guarded("WORK_ROOT"):
        return narration.sample(line=line, recordings=recordings())
