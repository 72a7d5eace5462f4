"""Forms of what is heard: voice and music, pronunciations, recordings."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django import forms

from accounts.models import Workspace
from foundation.versions import VersionField
from render_node.contract import Preset
from synthesis.assembly import captions
from synthesis.assembly.captions import STYLES
from synthesis.assembly.music import MOODS
from synthesis.choices import Theme
from synthesis.errors import (
    PronunciationExistsError,
    PronunciationFieldError,
    TooManyPronunciationsError,
    UploadUnusableError,
)
from synthesis.forms import offer
from synthesis.library import recordings as library
from synthesis.library import tracks as music_library
from synthesis.models import Pronunciation, Scene, Video
from synthesis.models.assets import LICENCE_LENGTH, TITLE_LENGTH
from synthesis.models.pronunciations import SPOKEN_LENGTH, WRITTEN_LENGTH
from synthesis.studio import languages, pronunciations, recordings, tracks, voices

_THEMES = [("", "Automatic"), *Theme.choices]
_PRESETS = [(preset.value, preset.value.capitalize()) for preset in Preset]


class VoiceForm(forms.Form):
    """The voice, music and captions of a video."""

    language = forms.ChoiceField(label="Language")
    voice = forms.ChoiceField(required=False, label="Voice", widget=forms.RadioSelect)
    caption_style = forms.ChoiceField(required=False, label="Captions", widget=forms.RadioSelect)
    theme = forms.ChoiceField(required=False, choices=_THEMES, label="Theme")
    grades_stock = forms.BooleanField(
        required=False,
        label="Grade stock footage to the theme",
        help_text="Stock clips and photos lean gently to its colours. Your own files stay as they are.",
    )
    mood = forms.ChoiceField(required=False, label="Music", widget=forms.RadioSelect)
    music_track = forms.ChoiceField(
        required=False,
        label="Music from your library",
        help_text="Heard instead of the mood's music: cut or repeated to the length of the video.",
    )
    preset = forms.ChoiceField(choices=_PRESETS, label="Picture quality", widget=forms.RadioSelect)
    version = VersionField()

    def __init__(self, *args: Any, video: Video, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = dict(languages.choices())
        offered.setdefault(video.language, languages.name_of(video.language))
        offer(self, "language", list(offered.items()))
        offer(self, "voice", [(voice.name, voice.title) for voice in voices.offered(video=video)])
        offer(self, "caption_style", [*STYLES.items(), ("", "None")])
        offer(self, "mood", [*((name, mood.title) for name, mood in MOODS.items()), ("", "None")])
        self._tracks = {track.pk: track for track in tracks.offered(video=video)}
        named = [(track.pk, str(track)) for track in self._tracks.values()]
        offer(self, "music_track", [("", "None, use the mood"), *named])

    @property
    def has_tracks(self) -> bool:
        """True if the library has music to choose."""
        return bool(self._tracks)

    def changes(self, *, video: Video) -> dict[str, Any]:
        """The fields as arguments of ``videos.edit``, without the voice of another language."""
        changes = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        changes["music_track"] = self._tracks.get(changes["music_track"])
        if changes["language"] != video.language:
            del changes["voice"]
        return changes


def voice_look_of(video: Video) -> dict[str, Any]:
    """The form's initial values for a video; without an available voice, the default voice."""
    named = ("language", "caption_style", "theme", "grades_stock", "mood", "preset", "version")
    voice = voices.find(name=video.voice, language=video.language) or voices.find(
        name="", language=video.language
    )
    return {
        **{name: getattr(video, name) for name in named},
        "caption_style": captions.current(video.caption_style),
        "voice": voice.name if voice else "",
        "music_track": video.music_track_id or "",
    }


class PronunciationForm(forms.Form):
    """How voices say a word."""

    written = forms.CharField(
        max_length=WRITTEN_LENGTH,
        label="Written",
        help_text="The word or words as in your script.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    spoken = forms.CharField(
        max_length=SPOKEN_LENGTH,
        label="Say it like",
        help_text="Spell it the way it sounds, such as “engine x” for Nginx.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(
        required=False, choices=lambda: [("", "All languages"), *languages.OFFERED.items()], label="Language"
    )

    def add(self, *, workspace: Workspace) -> bool:
        """Add the pronunciation. False if it is refused, with the reason at its field."""
        with self._reasons_at_fields():
            pronunciations.add(workspace=workspace, **self.cleaned_data)
        return self.is_valid()

    @contextmanager
    def _reasons_at_fields(self) -> Iterator[None]:
        try:
            yield
        except PronunciationFieldError as refusal:
            self.add_error(refusal.errors[0]["field"], refusal.message)
        except (PronunciationExistsError, TooManyPronunciationsError) as refusal:
            self.add_error("written", refusal.message)


class PronunciationEditForm(PronunciationForm):
    """A changed pronunciation."""

    version = VersionField()

    def __init__(self, *args: Any, language: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = dict([("", "All languages"), *languages.OFFERED.items()])
        known.setdefault(language, languages.name_of(language))
        offer(self, "language", list(known.items()))

    def edit(self, *, pronunciation: Pronunciation) -> bool:
        """Save the changes. False if they are refused, with the reason at its field."""
        with self._reasons_at_fields():
            pronunciations.edit(pronunciation=pronunciation, **self.cleaned_data)
        return self.is_valid()


class MusicForm(forms.Form):
    """Music for a video."""

    video = forms.CharField(max_length=40, widget=forms.HiddenInput)
    file = forms.FileField(
        label="Music file",
        help_text=f"MP3, M4A, WAV, FLAC or OGG, up to {music_library.MAX_S / 60:.0f} minutes and "
        f"{music_library.MAX_BYTES // 1024**2} MB.",
        widget=forms.FileInput(attrs={"accept": "audio/*,.mp3,.m4a,.wav,.ogg,.opus,.flac,.aac"}),
    )
    title = forms.CharField(required=False, max_length=TITLE_LENGTH, label="Title")
    licence = forms.CharField(
        max_length=LICENCE_LENGTH,
        label="Licence",
        help_text="Who made it, and what permits its use, such as “Jo Doe, CC BY 4.0”.",
    )

    def use(self, *, video: Video) -> bool:
        """Use the music for the video. False if it is unusable, with the reason at its field."""
        given = {name: self.cleaned_data[name] for name in ("file", "title", "licence")}
        try:
            tracks.add(video=video, **given)
        except UploadUnusableError as refusal:
            self.add_error("file", refusal.message)
        return self.is_valid()


class RecordingForm(forms.Form):
    """A recording of a scene's narration."""

    scene = forms.CharField(max_length=40, widget=forms.HiddenInput)
    file = forms.FileField(
        label="Recording",
        help_text=f"MP3, M4A, WAV, OGG or WebM, up to {library.MAX_S:.0f} seconds and "
        f"{library.MAX_BYTES // 1024**2} MB.",
        widget=forms.FileInput(attrs={"accept": "audio/*,.mp3,.m4a,.wav,.ogg,.opus,.weba,.flac,.aac"}),
    )

    def use(self, *, scene: Scene) -> bool:
        """Use the recording for the scene. False if it is unusable, with the reason at its field."""
        try:
            recordings.add(scene=scene, file=self.cleaned_data["file"])
        except UploadUnusableError as refusal:
            self.add_error("file", refusal.message)
        return self.is_valid()
