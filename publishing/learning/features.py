"""What a post is like, to compare it with others: hook, length, layout, hour and origin of its scenes."""

from collections import Counter
from collections.abc import Mapping
from zoneinfo import ZoneInfo

from discovery import openings
from publishing.models import Publication
from synthesis.choices import HookKind, Layout, Origin
from synthesis.content import SceneContent, VideoContent
from synthesis.models import ScriptDraft

HOOK, LENGTH, LAYOUT, HOUR, ORIGIN = "hook", "length", "layout", "hour", "origin"
FACTORS: Mapping[str, str] = {
    HOOK: "Hook",
    LENGTH: "Length",
    LAYOUT: "First layout",
    HOUR: "Posting hour",
    ORIGIN: "Pictures",
}
STATEMENT = "statement"
_LENGTHS = ((20.0, "under 20 s"), (35.0, "20–35 s"), (60.0, "35–60 s"))
_LONGEST = "60 s and more"
_HOURS_OF_DAY = 4


def of(*, publication: Publication, zone: ZoneInfo) -> dict[str, str]:
    """Return the level of each factor that is known of a published video.

    Needs ``video``, ``render__final_asset`` and ``video__script_drafts``. Everything but the hour comes from
    the version that was sent, which never changes.
    """
    content = publication.render.content
    found = {
        HOOK: _hook(publication, content),
        LENGTH: _length(publication),
        LAYOUT: _layout(content),
        HOUR: _hour(publication, zone),
        ORIGIN: _origin(content.scenes),
    }
    return {factor: level for factor, level in found.items() if level}


def hook_of(*, text: str, language: str) -> str:
    """Return the kind of a hook; empty for an empty text."""
    if not text.strip():
        return ""
    return openings.kind_of(text=text, language=language) or STATEMENT


def level_words(factor: str, level: str) -> str:
    """Return a level as the subject of a sentence: Question hooks."""
    if factor == HOOK:
        return f"{level.capitalize()} hooks"
    if factor == LENGTH:
        return f"Videos of {level}" if level[0].isdigit() else f"Videos {level}"
    if factor == LAYOUT:
        return f"Videos that open with “{Layout(level).label}”"
    if factor == HOUR:
        return f"Posts at {level}"
    return f"Videos mostly of {_ORIGINS[Origin(level)]}"


_ORIGINS = {
    Origin.MOTION: "motion graphics",
    Origin.UPLOADED: "your own files",
    Origin.STOCK: "stock",
    Origin.GENERATED: "AI pictures",
}


def _hook(publication: Publication, content: VideoContent) -> str:
    """The kind that its writer gave the hook, or else the kind by its words."""
    if not content.scenes:
        return ""
    spoken = content.scenes[0].narration.strip() or content.scenes[0].headline.strip()
    written = _written(publication)
    return written.get(spoken) or hook_of(text=spoken, language=content.language)


def _written(publication: Publication) -> dict[str, str]:
    drafts: list[ScriptDraft] = list(publication.video.script_drafts.all())
    hooks = [hook for draft in drafts if draft.script for hook in draft.script.hook_alternatives]
    return {hook.narration.strip(): HookKind(hook.kind).value for hook in hooks}


def _length(publication: Publication) -> str:
    asset = publication.render.final_asset
    if asset is None or not asset.duration_s:
        return ""
    return next((words for most, words in _LENGTHS if asset.duration_s < most), _LONGEST)


def _layout(content: VideoContent) -> str:
    """The layout of the first scene, if it is drawn."""
    if not content.scenes or content.scenes[0].origin != Origin.MOTION:
        return ""
    first = content.scenes[0]
    layout = first.layout or content.drawn_layouts.get(first.id, "")
    return layout if layout in Layout.values else ""


def _hour(publication: Publication, zone: ZoneInfo) -> str:
    if publication.published_at is None:
        return ""
    begun = publication.published_at.astimezone(zone).hour // _HOURS_OF_DAY * _HOURS_OF_DAY
    return f"{begun:02}:00–{begun + _HOURS_OF_DAY:02}:00"


def _origin(scenes: tuple[SceneContent, ...]) -> str:
    counts = Counter(scene.origin for scene in scenes)
    return counts.most_common(1)[0][0].value if counts else ""
