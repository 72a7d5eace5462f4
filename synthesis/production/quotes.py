"""Quotes: the time and quota that a render takes, and what blocks it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone

from accounts.models import Workspace
from billing import entitlements, quotas
from synthesis.content import Blocker, QuoteItem, SceneContent, VideoContent
from synthesis.errors import (
    PaidVideoExhaustedError,
    TooManyRendersError,
    VideoTooLongError,
    VoiceGoneError,
)
from synthesis.models import Quote, Render, RenderStatus, Video
from synthesis.rendering import dispatch, engine_choice, speeds, spend
from synthesis.rendering.engine_choice import EngineChoice
from synthesis.studio import lengths, scenes, voices

VALID_FOR = timedelta(minutes=30)
# Seconds for narration, assembly and checks, once for each render.
PRIOR_FIXED_S = (5.0, 10.0)


def make(*, video: Video) -> Quote:
    """Make a quote for the video as it is now. It is valid for half an hour and until the content changes."""
    content = scenes.content_of(video=video)
    estimated_s = lengths.of_scenes(scenes=content.scenes, video=content)
    lengths_s = {scene.id: length_s for scene, length_s in zip(content.scenes, estimated_s, strict=True)}
    chosen = engine_choice.of(content=content, lengths_s=lengths_s, workspace=video.workspace)
    items = [
        _item(scene, lengths_s[scene.id], chosen.get(scene.id), content.preset) for scene in content.scenes
    ]
    duration_s = round(sum(item.duration_s for item in items), 1)
    assembly = speeds.of_assembly()
    return Quote.objects.create(
        workspace=video.workspace,
        video=video,
        fingerprint=scenes.fingerprint(content=content),
        items=items,
        duration_s=duration_s,
        p50_s=round(sum(item.p50_s for item in items) + assembly.p50_s * duration_s + PRIOR_FIXED_S[0]),
        p90_s=round(sum(item.p90_s for item in items) + assembly.p90_s * duration_s + PRIOR_FIXED_S[1]),
        starts_in_s=_starts_in_s(video.workspace, items),
        n=min((item.n for item in items if item.n is not None), default=0),
        blocked=_blocked(video, content, duration_s, chosen),
        expires_at=timezone.now() + VALID_FOR,
    )


def is_current(*, quote: Quote, content: VideoContent) -> bool:
    """True if the content is the same that the quote was made for."""
    return quote.fingerprint == scenes.fingerprint(content=content)


def paid_s(*, items: Sequence[QuoteItem]) -> int:
    """Seconds of paid video that the scenes take together."""
    return sum(item.paid_s for item in items)


def cost_microusd(*, items: Sequence[QuoteItem]) -> int | None:
    """The price that video APIs charge for the scenes together; None if no paid API is used."""
    costs = [item.cost_microusd for item in items if item.cost_microusd is not None]
    return sum(costs) if costs else None


def require_entitled(*, workspace: Workspace, duration_s: float, paid_s: int = 0) -> None:
    """Raise VideoTooLongError, PaidVideoExhaustedError or TooManyRendersError if the plan does not cover the
    render.
    """
    longest = entitlements.limit(workspace=workspace, key="synthesis.longest_video_s")
    if longest is not None and duration_s > longest:
        raise VideoTooLongError(duration_s=duration_s, limit=longest)
    spend.require(workspace=workspace, seconds=paid_s)
    at_once = entitlements.limit(workspace=workspace, key="synthesis.concurrent_renders")
    if at_once is not None and Render.objects.for_workspace(workspace).unfinished().count() >= at_once:
        raise TooManyRendersError(limit=at_once)


def blocked_by_voice(*, content: VideoContent) -> list[Blocker]:
    """A voice that this installation does not have blocks, unless each narration has its own recording."""
    if all(scene.recording or not scene.narration for scene in content.scenes):
        return []
    try:
        voices.require(voice=content.voice, language=content.language)
    except VoiceGoneError as refusal:
        return [Blocker(code=refusal.code, message=refusal.message)]
    return []


def outcome(*, render: Render) -> dict[str, float | bool] | None:
    """Compare a finished render with its quote; None before it has succeeded."""
    if render.status != RenderStatus.SUCCEEDED or render.finished_at is None:
        return None
    taken_s = round((render.finished_at - render.created_at).total_seconds(), 1)
    quoted = render.quote
    return {
        "taken_s": taken_s,
        "p50_s": quoted.p50_s,
        "p90_s": quoted.p90_s,
        "within_range": taken_s <= quoted.p90_s + quoted.starts_in_s,
    }


def _item(scene: SceneContent, duration_s: float, choice: EngineChoice | None, preset: str) -> QuoteItem:
    item = QuoteItem(scene=scene.id, position=scene.position, origin=scene.origin, duration_s=duration_s)
    if choice is None:
        return item
    speed = speeds.of_rendering(engine=choice.engine, size=choice.size, preset=preset, frames=choice.frames)
    drawn = {
        "engine": choice.engine,
        "engine_title": choice.title,
        "paid_s": choice.paid_s,
        "cost_microusd": choice.cost_microusd,
        "p50_s": round(speed.p50_s * choice.frames, 1),
        "p90_s": round(speed.p90_s * choice.frames, 1),
        "n": speed.n,
        "source": "history" if speed.n else "table",
    }
    return item.model_copy(update=drawn)


def _starts_in_s(workspace: Workspace, items: Sequence[QuoteItem]) -> float:
    """Seconds until rendering begins: the longest wait among the engines of the scenes."""
    weight = dispatch.share_of(workspace=workspace)["weight"]
    first_of_each = {item.engine: item for item in reversed(items) if item.engine is not None}
    waits = [
        dispatch.starts_in_s(workspace_id=workspace.pk, engine=engine, work_s=item.p50_s, weight=weight)
        for engine, item in first_of_each.items()
    ]
    return round(max(waits, default=0.0))


def _blocked(
    video: Video, content: VideoContent, duration_s: float, chosen: Mapping[str, EngineChoice | None]
) -> list[Blocker]:
    paid = sum(choice.paid_s for choice in chosen.values() if choice is not None)
    reasons = [
        *_blocked_by_content(content),
        *((each.code, each.message) for each in blocked_by_voice(content=content)),
        *_blocked_by_engines(content, chosen),
        *_blocked_by_plan(video.workspace, duration_s, paid),
    ]
    return [Blocker(code=code, message=message) for code, message in reasons]


def _blocked_by_content(content: VideoContent) -> list[tuple[str, str]]:
    if not content.scenes:
        return [("no_scenes", "No scenes yet. Write a script or add a scene first.")]
    reasons = []
    empty = [str(scene.position) for scene in content.scenes if scene.is_empty]
    if empty:
        which = f"Scene {empty[0]} is" if len(empty) == 1 else f"Scenes {', '.join(empty)} are"
        reasons.append(("empty_scene", f"{which} empty. Add narration or a picture, or delete it."))
    blank = [str(scene.position) for scene in content.scenes if scene.has_blank]
    if blank:
        which = f"Scene {blank[0]} still has" if len(blank) == 1 else f"Scenes {', '.join(blank)} still have"
        reasons.append(("blank_scene", f"{which} a blank in braces. Fill it in with your own words."))
    return reasons


def _blocked_by_engines(
    content: VideoContent, chosen: Mapping[str, EngineChoice | None]
) -> list[tuple[str, str]]:
    without = [scene for scene in content.scenes if chosen.get(scene.id, True) is None]
    return [
        (
            "no_engine",
            f"Scene {scene.position} cannot be generated. {engine_choice.why_not(scene=scene)} "
            "Choose another picture for it.",
        )
        for scene in without[:3]
    ]


def _blocked_by_plan(workspace: Workspace, duration_s: float, paid: int) -> list[tuple[str, str]]:
    reasons: list[tuple[str, str]] = []
    try:
        require_entitled(workspace=workspace, duration_s=duration_s, paid_s=paid)
    except (VideoTooLongError, PaidVideoExhaustedError, TooManyRendersError) as refusal:
        reasons.append((refusal.code, refusal.message))
    usage = quotas.usage(workspace=workspace)
    if usage.left is not None and usage.left < 1:
        resets_on = timezone.localtime(usage.resets_at)
        day = f"{resets_on.day} {resets_on:%B}"
        reasons.append(
            ("quota_exhausted", f"You have no videos left this month. Your quota resets on {day}.")
        )
    return reasons
