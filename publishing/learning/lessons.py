"""What a workspace's posts show: learned again whenever more results are known, and stored."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils import timezone

from accounts.models import Workspace
from discovery import expectations
from publishing import platforms
from publishing.learning import bands, effects, features
from publishing.learning.effects import Effect, Post, Verdict
from publishing.models import Finding, Lesson, Prediction, PredictionScore

logger = logging.getLogger(__name__)

LEARN = "publishing.learn"
# The newest posts that lessons are learned from.
MOST_POSTS = 300
_MOST_AT_ONCE = 200
# Two properties are confounded if the first mostly comes with the second, and the other posts do not.
_TOGETHER, _APART = 0.7, 0.3


def due_ids() -> list[str]:
    """Return the workspaces with results that are newer than their lessons."""
    allowed = [each.name for each in platforms.all() if expectations.allows(platform=each.name)]
    rows = Prediction.objects.filter(
        scores__horizon_h=bands.MAIN_H, scores__unscored="", connection__platform__in=allowed
    )
    newest = (
        rows.order_by()
        .values("workspace_id")
        .annotate(scored_at=Max("scores__scored_at"), learned_at=Max("workspace__lessons__learned_at"))
    )
    due = newest.filter(Q(learned_at=None) | Q(scored_at__gt=F("learned_at"))).order_by("scored_at")
    return [row["workspace_id"] for row in due[:_MOST_AT_ONCE]]


@transaction.atomic
def learn(*, workspace: Workspace) -> list[Lesson]:
    """Learn from all results of the workspace, for each platform by itself. Idempotent."""
    now = timezone.now()
    lessons = []
    for (platform, livemode), posts in _posts(workspace).items():
        lesson, _ = Lesson.objects.update_or_create(
            workspace=workspace,
            platform=platform,
            livemode=livemode,
            defaults={
                "method": effects.METHOD,
                "posts": len(posts),
                "findings": findings_of(posts),
                "learned_at": now,
            },
        )
        lessons.append(lesson)
    logger.info("lessons learned", extra={"workspace_id": workspace.pk, "count": len(lessons)})
    return lessons


def shown(*, workspace: Workspace) -> list[Lesson]:
    """Return the lessons that may be shown, live ones and those from most posts first."""
    rows = Lesson.objects.filter(workspace=workspace).order_by("-livemode", "-posts", "platform")
    return [lesson for lesson in rows if expectations.allows(platform=lesson.platform)]


def findings_of(posts: Sequence[Post]) -> list[Finding]:
    """Return what the posts show of each property, in words."""
    return [
        Finding(
            factor=effect.factor,
            level=effect.level,
            n=effect.n,
            verdict=effect.verdict.value,
            value=effect.value,
            low=effect.low,
            high=effect.high,
            mean=effect.mean,
            deviation=effect.deviation,
            sentence=sentence(effect),
            confounded="" if effect.verdict == Verdict.TOO_FEW else _confounded(effect, posts),
        )
        for effect in effects.estimate(posts)
    ]


def sentence(effect: Effect) -> str:
    """Return an effect in words, with its interval, n and certainty."""
    who = features.level_words(effect.factor, effect.level)
    if effect.verdict == Verdict.TOO_FEW:
        return f"{who}: too few posts to say ({effect.n})."
    # One digit more where the interval would have no width.
    digits = 1 if f"{effect.low:.1f}" != f"{effect.high:.1f}" else 2
    span = f"{effect.value:.{digits}f}× ({effect.low:.{digits}f}–{effect.high:.{digits}f})"
    did = f"{who} did {span} your average post in {effect.n} posts"
    return f"{did}: likely, not certain." if effect.verdict == Verdict.LIKELY else f"{did}: may be chance."


@dataclass(frozen=True, slots=True)
class _Overlap:
    difference: float
    words: str


def _confounded(effect: Effect, posts: Sequence[Post]) -> str:
    """Name the other property that these posts share most and the others do not; empty without one."""
    mine = [post for post in posts if post.levels.get(effect.factor) == effect.level]
    others = [post for post in posts if post.levels.get(effect.factor) != effect.level]
    pairs = {pair for post in mine for pair in post.levels.items() if pair[0] != effect.factor}
    found = [_overlap(pair, mine, others) for pair in sorted(pairs)]
    return max((each for each in found if each), key=lambda each: each.difference, default=_NONE).words


_NONE = _Overlap(0.0, "")


def _overlap(pair: tuple[str, str], mine: Sequence[Post], others: Sequence[Post]) -> _Overlap | None:
    factor, level = pair
    both = sum(post.levels.get(factor) == level for post in mine)
    apart = sum(post.levels.get(factor) == level for post in others)
    share, elsewhere = both / len(mine), apart / max(1, len(others))
    if share < _TOGETHER or elsewhere > _APART:
        return None
    who = features.level_words(factor, level)
    words = f"{both} of these {len(mine)} are also: {who[:1].lower()}{who[1:]}. Either may be the cause."
    return _Overlap(share - elsewhere, words)


def _posts(workspace: Workspace) -> Mapping[tuple[str, bool], list[Post]]:
    """Return the workspace's posts with results, by platform and livemode."""
    rows = (
        PredictionScore.objects.filter(prediction__workspace=workspace, horizon_h=bands.MAIN_H, unscored="")
        .select_related(
            "prediction__connection",
            "prediction__publication__video",
            "prediction__publication__connection",
            "prediction__publication__render__final_asset",
        )
        .prefetch_related("prediction__publication__video__script_drafts")
        .order_by("-prediction__frozen_at", "-pk")[:MOST_POSTS]
    )
    zone = ZoneInfo(workspace.time_zone)
    found: defaultdict[tuple[str, bool], list[Post]] = defaultdict(list)
    for row in rows:
        prediction, band = row.prediction, row.prediction.band_at(bands.MAIN_H)
        platform = prediction.connection.platform
        if band is None or row.views is None or not expectations.allows(platform=platform):
            continue
        levels = features.of(publication=prediction.publication, zone=zone)
        ratio = effects.log_ratio(views=row.views, usual=band.own_location)
        found[platform, prediction.livemode].append(Post(ratio, levels))
    return found
