"""The step of voice, captions and music, and previews of voices."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import Change, WorkspaceRequest, workspace_required
from accounts.models import Role
from foundation import language_detection
from synthesis.assembly.speech import Quality, Voice
from synthesis.content import TEXTS
from synthesis.forms.sound import MusicForm, VoiceForm, voice_look_of
from synthesis.models import Scene, Video
from synthesis.studio import languages, videos, voices
from synthesis.views.steps import steps_of
from synthesis.views.studio import video_of
from synthesis.views.wizard import closed_to_edits

_GENDERS = (("", "All"), ("female", "Female"), ("male", "Male"))
_NOTES = {
    Quality.NATURAL: "Sound like a person. Included, and spoken on this installation.",
    Quality.ONLINE: "The vendor charges for each preview and render, except in the sandbox.",
    Quality.BASIC: "Clear, but synthetic.",
}


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def voice_page(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """Language, voice, captions, music and picture quality."""
    video = video_of(request, pk)
    if request.method == "GET":
        voices.warm_up(voice=video.voice, language=video.language)
        form = VoiceForm(video=video, initial=voice_look_of(video))
        return closed_to_edits(request, video) or _page(request, video, form)
    form = VoiceForm(request.POST, video=video)
    if not form.is_valid():
        return _page(request, video, form, status=422)
    language_before = video.language
    changed = videos.edit(video=video, version=form.cleaned_data["version"], **form.changes(video=video))
    if not video.scenes.exists():
        return redirect("synthesis:video-script", pk=pk)
    if changed.language != language_before:
        # Another language has other voices, which are shown before the next step.
        messages.success(request, f"These are the voices for {languages.name_of(changed.language)}.")
        return redirect("synthesis:video-voice", pk=pk)
    return redirect("synthesis:video-quote", pk=pk)


@require_POST
@workspace_required(Role.EDITOR, changes=Change.WORK)
def music_upload(request: WorkspaceRequest) -> HttpResponse:
    """Use music for a video. The form names the video, because one URL accepts large bodies."""
    form = MusicForm(request.POST, request.FILES)
    video = video_of(request, request.POST.get("video", ""))
    if not (form.is_valid() and form.use(video=video)):
        voice_form = VoiceForm(video=video, initial=voice_look_of(video))
        return _page(request, video, voice_form, status=422, music_form=form)
    messages.success(request, "This video now uses your music.")
    return redirect("synthesis:video-voice", pk=video.pk)


def _page(
    request: WorkspaceRequest,
    video: Video,
    form: VoiceForm,
    *,
    status: int = 200,
    music_form: MusicForm | None = None,
) -> HttpResponse:
    gender = request.GET.get("gender", "")
    chosen = str(form["voice"].value() or "")
    offered = voices.offered(video=video)
    has_scenes = video.scenes.exists()
    context = {
        "video": video,
        "form": form,
        "music_form": music_form or MusicForm(),
        "has_tracks": form.has_tracks,
        "groups": _groups(_filtered(offered, gender=gender, chosen=chosen)),
        "chosen": next((voice for voice in offered if voice.name == chosen), None),
        "gender_filters": _gender_filters(video, offered, gender),
        "gone": _gone(video),
        "is_script_foreign": _is_script_foreign(video),
        "language_name": languages.name_of(video.language),
        "is_basic": bool(offered) and languages.is_basic(language=video.language),
        "download": video.language.split("-")[0] if languages.has_downloads(language=video.language) else "",
        "has_scenes": has_scenes,
        "steps": steps_of(video, "voice", has_scenes=has_scenes),
    }
    return render(request, "synthesis/voice_page.html", context, status=status)


def _filtered(offered: Sequence[Voice], *, gender: str, chosen: str) -> list[Voice]:
    """The voices of a gender. The chosen one stays, so that saving keeps it."""
    return [voice for voice in offered if gender in {"", voice.gender} or voice.name == chosen]


def _groups(shown: Sequence[Voice]) -> list[dict[str, Any]]:
    """The voices by quality, with what their licences have in common."""
    groups = []
    for quality in Quality:
        of_quality = [voice for voice in shown if voice.quality is quality]
        if of_quality:
            licences = {voice.licence for voice in of_quality}
            groups.append(
                {
                    "quality": quality,
                    "note": _NOTES[quality],
                    "licence": licences.pop() if len(licences) == 1 else "",
                    "voices": of_quality,
                }
            )
    return groups


def _gender_filters(video: Video, offered: Sequence[Voice], gender: str) -> list[dict[str, Any]]:
    """Links that filter the voices; none for a short list."""
    if len(offered) <= 4:
        return []
    address = reverse("synthesis:video-voice", args=[video.pk])
    return [
        {
            "label": label,
            "url": f"{address}?gender={value}" if value else address,
            "is_current": value == gender,
            "count": sum(1 for voice in offered if value in {"", voice.gender}),
        }
        for value, label in _GENDERS
    ]


def _is_script_foreign(video: Video) -> bool:
    """True if the narration is clearly in another language than the video, whose voices would misread it."""
    narrations = video.scenes.in_order().values_list("narration", flat=True)
    return not language_detection.matches(language=video.language, text="\n".join(narrations))


def _gone(video: Video) -> str:
    """The name of the video's voice if this installation does not have it."""
    return "" if voices.find(name=video.voice, language=video.language) else video.voice


@require_http_methods(["GET", "POST"])
@workspace_required(Role.EDITOR, changes=Change.WORK)
def voice_preview(request: WorkspaceRequest, pk: str) -> HttpResponse:
    """A voice preview: of the submitted ``narration``, or of the first words of the video.

    ``?voice=`` is one of the language's voices, ``?scene=`` the scene whose saved narration is spoken.
    """
    video = video_of(request, pk)
    voice = request.GET.get("voice", video.voice)
    if request.method == "POST":
        text = request.POST.get("narration", "")[: TEXTS["narration"].max_length]
    else:
        text = _saved_words(request, video)
    return sound_of(voices.preview(video=video, voice=voice, text=text))


def sound_of(recording: bytes) -> HttpResponse:
    """A WAV file as a response."""
    response = HttpResponse(recording, content_type="audio/wav")
    response["Cache-Control"] = "private, no-cache"
    return response


def _saved_words(request: WorkspaceRequest, video: Video) -> str:
    rows = Scene.objects.for_workspace(request.workspace).filter(video=video).exclude(narration="").in_order()
    scene = rows.filter(pk=request.GET.get("scene", "")).first() or rows.first()
    if scene is None:
        return languages.sample_of(video.language)
    text = scene.narration
    return text if "scene" in request.GET else voices.first_words(text=text, video=video)
