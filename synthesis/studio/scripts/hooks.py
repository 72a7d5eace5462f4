"""The ways to open a video: the script's own first scene, and its alternatives."""

from dataclasses import dataclass

from django.db import transaction

from discovery.models import Idea
from discovery.signals import WrittenHook
from synthesis.content import HookAlternative, Script
from synthesis.errors import HookNotFoundError, NoOpeningError
from synthesis.models import DraftStatus, Scene, ScriptDraft, Video
from synthesis.studio import scenes
from synthesis.studio.scripts import findings
from synthesis.studio.scripts.drafts import latest_draft

MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A way to open the video. ``number`` 0 is the script's own; the alternatives follow from 1."""

    number: int
    kind: str
    narration: str
    headline: str
    is_used: bool


def distinct(*, script: Script) -> Script:
    """The script with at most five hook alternatives that differ from each other and from its first scene."""
    first = next((beat for beat in script.scenes if beat.narration.strip()), None)
    seen = {_tidy(first.narration)} if first else set()
    kept: list[HookAlternative] = []
    for hook in script.hook_alternatives:
        key = _tidy(hook.narration)
        if key and key not in seen:
            seen.add(key)
            kept.append(hook)
    return script.model_copy(update={"hook_alternatives": kept[:MOST_ALTERNATIVES]})


def openings(*, draft: ScriptDraft | None, first: Scene | None) -> list[Opening]:
    """The ways to open the video that its script offers, and which one the first scene uses."""
    if draft is None or draft.script is None or first is None:
        return []
    beats = [beat for beat in draft.script.scenes if beat.narration.strip()]
    own = [("", beats[0].narration, beats[0].headline)] if beats else []
    others = [(hook.kind.label, hook.narration, hook.headline) for hook in draft.script.hook_alternatives]
    used = _tidy(first.narration)
    return [
        Opening(number=number, kind=kind, narration=text, headline=headline, is_used=_tidy(text) == used)
        for number, (kind, text, headline) in enumerate([*own, *others])
    ]


def written_for(*, idea: Idea) -> list[WrittenHook]:
    """The hook alternatives of the newest script that was written about the idea. Outlines have none."""
    drafts = ScriptDraft.objects.filter(
        video__idea=idea, status=DraftStatus.SUCCEEDED, topic="", is_outline=False
    )
    draft = drafts.exclude(script=None).order_by("-created_at", "-pk").first()
    if draft is None or draft.script is None:
        return []
    writer = draft.get_writer_display()
    return [
        WrittenHook(kind=hook.kind.label, text=" ".join(hook.narration.split()), writer=writer)
        for hook in draft.script.hook_alternatives
    ]


@transaction.atomic
def use(*, video: Video, number: int) -> Scene:
    """Open the video this way: the first scene gets the narration and the headline. Idempotent.

    Raises NoOpeningError without a written script or a scene, HookNotFoundError for an unknown number,
    SceneLockedError and VideoBusyError.
    """
    first = Scene.objects.filter(video=video).in_order().first()
    draft = latest_draft(video=video)
    offered = openings(draft=draft, first=first)
    if first is None or draft is None or not offered:
        raise NoOpeningError()
    chosen = next((opening for opening in offered if opening.number == number), None)
    if chosen is None:
        raise HookNotFoundError(number=number, last=offered[-1].number)
    finding = findings.of_opening(video=video, topic=draft.topic, is_own=number == 0)
    changes = {"narration": chosen.narration, "headline": chosen.headline or first.headline}
    return scenes.edit(scene=first, version=first.version, finding=finding, **changes)


def _tidy(text: str) -> str:
    return " ".join(text.split()).casefold()
