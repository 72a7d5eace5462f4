"""The steps to a video, for the stepper."""

from typing import Any

from django.urls import reverse

from synthesis.models import Video

_STEPS = (
    ("script", "Script", "synthesis:video-script"),
    ("scenes", "Scenes", "synthesis:video-scenes"),
    ("voice", "Voice and captions", "synthesis:video-voice"),
    ("quote", "Quote", "synthesis:video-quote"),
)


def steps_of(video: Video, current: str, *, has_scenes: bool) -> list[dict[str, Any]]:
    """Each step with its URL. Steps that need scenes open once there is one."""
    names = [name for name, _, _ in _STEPS]
    place = names.index(current)
    return [
        {"label": "Idea", "url": None, "state": "done"},
        *(
            {
                "label": label,
                "url": reverse(url_name, args=[video.pk]) if has_scenes or name == "script" else None,
                "state": _state(number, place, has_scenes=has_scenes),
            }
            for number, (name, label, url_name) in enumerate(_STEPS)
        ),
    ]


def _state(number: int, place: int, *, has_scenes: bool) -> str:
    if number == place:
        return "current"
    return "done" if has_scenes and number < place else "waiting"
