"""What the idea's facts say about a trend: one video, its views, and its channel's usual views."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from synthesis.choices import HookKind, Structure
from synthesis.content import Beat, HookAlternative, Script
from synthesis.studio.adapters.language_model.offline import beats, posts, promises
from synthesis.studio.adapters.language_model.offline.briefs import Brief

LEAST_BASELINE = 5
LEAST_SCORE = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The facts about one video, as words. A fact that is unknown is empty."""

    title: str
    channel: str
    views: str
    score: str
    baseline: str
    published: str
    duration: str

    @property
    def is_enough(self) -> bool:
        """True if the facts are enough for a script about the video."""
        return bool(self.title and self.channel and self.views and self.score)

    @property
    def line(self) -> str:
        """How far the video is above its channel's usual views, in one sentence; empty if unknown."""
        if not (self.views and self.score):
            return ""
        return (
            f"One video about this has {self.views} views, {self.score} times what its channel usually gets."
        )


def of_facts(facts: Mapping[str, Any]) -> Trend:
    """The trend that the facts describe."""
    views, duration_s = facts.get("views"), facts.get("duration_s")
    return Trend(
        title=promises.clean(str(facts.get("source_title") or "")),
        channel=promises.clean(str(facts.get("channel_title") or "")),
        views=_amount(views) if isinstance(views, int) and views >= 1000 else "",
        score=_score(facts),
        baseline=str(facts.get("baseline_n") or ""),
        published=_day(str(facts.get("published_at") or "")),
        duration=f"{duration_s} seconds" if isinstance(duration_s, int) and 0 < duration_s <= 180 else "",
    )


def news(*, brief: Brief, trend: Trend) -> Script:
    """A script about the trend itself, from its facts alone."""
    hooks = _hooks(trend)
    first = HookAlternative(
        kind=HookKind.STORY,
        narration=f"{trend.channel} uploaded “{trend.title}”, and left the channel's usual numbers behind.",
        headline="Far above the usual numbers",
    )
    opening = (brief.hook and beats.sentence(brief.hook)) or first.narration
    scenes = [
        beats.beat(says=opening, headline=first.headline, structure=Structure.TITLE, kicker=trend.channel),
        beats.beat(
            says=f"It has {trend.views} views so far. That is {trend.score} times the channel's usual.",
            headline=f"{trend.score} times the usual views",
            structure=Structure.NUMBER,
            figure=f"{trend.score}x",
            figure_label="its channel's usual views",
        ),
        *_details(trend),
        beats.beat(
            says="So the question in that title is what people want answered. What would you say?",
            headline="What would you say?",
            structure=Structure.OUTRO,
            kicker=trend.channel,
        ),
    ]
    return Script(
        title=f"Why people are watching “{trend.title}”"[:100],
        hook_alternatives=hooks,
        scenes=scenes,
        post_text=posts.text(
            opening=opening, points=[trend.line], ask="What would your answer be?", facts=brief.facts
        ),
    )


def _details(trend: Trend) -> list[Beat]:
    found = []
    if trend.published:
        long = f", and it is {trend.duration} long" if trend.duration else ""
        found.append(beats.beat(says=f"It came out on {trend.published}{long}.", headline="When it came out"))
    if trend.baseline:
        says = f"The comparison is fair: it is with the last {trend.baseline} videos of the same channel."
        found.append(beats.beat(says=says, headline="Compared with its own channel"))
    return found


def _hooks(trend: Trend) -> list[HookAlternative]:
    lines = {
        HookKind.QUESTION: (f"Why is everybody watching “{trend.title}”?", "Why is everybody watching this?"),
        HookKind.CONTRADICTION: (
            f"Most videos by {trend.channel} do not get there. This one did.",
            "Most do not get there",
        ),
        HookKind.NUMBER: (
            f"{trend.score} times the usual views, for one video by {trend.channel}.",
            f"{trend.score} times the usual views",
        ),
        HookKind.STAKES: (
            f"If you make videos about the same thing as {trend.channel}, you will want to see this number.",
            "You will want this number",
        ),
        HookKind.STORY: (
            f"{trend.channel} pressed upload, as always. This time {trend.views} views followed.",
            "One upload, as always",
        ),
    }
    return [
        HookAlternative(kind=kind, narration=says, headline=headline)
        for kind, (says, headline) in lines.items()
    ]


def _score(facts: Mapping[str, Any]) -> str:
    """The outlier score as text; empty if it is low, or was computed from too few videos."""
    score, baseline = facts.get("score"), facts.get("baseline_n") or 0
    if not isinstance(score, int | float) or score < LEAST_SCORE or baseline < LEAST_BASELINE:
        return ""
    return f"{score:.1f}".removesuffix(".0")


def _amount(number: int) -> str:
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f}".removesuffix(".0") + " million"
    return f"{number:,}"


def _day(written: str) -> str:
    try:
        day = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return f"{day:%B} {day.day}, {day.year}"
