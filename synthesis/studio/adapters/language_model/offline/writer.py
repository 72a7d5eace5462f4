"""Builds a script from a structure, the user's words and the library's advice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from synthesis.content import Beat, Layout, Script
from synthesis.studio.adapters.assignment import Assignment
from synthesis.studio.adapters.base import Written
from synthesis.studio.adapters.language_model.offline import library, shapes
from synthesis.studio.adapters.language_model.offline.library import Subject, Tip
from synthesis.studio.adapters.language_model.offline.shapes import Ending, Opening, Shape

WRITER = "offline"
VERSION = "offline-1"

# The pace of an average voice, and the pause between two scenes.
CHARACTERS_PER_S = 14.5
PAUSE_S = 0.6
LEAST_BASELINE = 5
LONGEST_TOPIC = 40
LONGEST_OWN_LINE = 150
TIP_LAYOUTS = (Layout.STATEMENT, Layout.QUOTE, Layout.STATEMENT, Layout.TITLE)

# Titles that begin like this are sentences and not noun phrases.
_NO_NOUN = frozenset(
    [
        "i",
        "you",
        "your",
        "we",
        "my",
        "he",
        "she",
        "they",
        "it",
        "this",
        "that",
        "these",
        "those",
        "why",
        "how",
        "what",
        "when",
        "where",
        "who",
        "can",
        "could",
        "should",
        "would",
        "is",
        "are",
        "was",
        "do",
        "does",
        "did",
        "don't",
        "stop",
        "never",
        "always",
        "try",
        "watch",
        "there",
        "if",
        "pov",
    ]
)
_DECORATION = re.compile(r"#\w+|\(.*?\)|\[.*?\]|\s[|–—].*$|<[^>]*>|[^\w\s$%€£'’.,:;?!/&+-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The decisions made before the text is written."""

    shape: Shape
    opening: Opening
    ending: Ending
    words: Mapping[str, str]
    kicker: str
    own_lines: tuple[str, ...]
    tips: tuple[Tip, ...]


class OfflineWriter:
    """A LanguageModel without network. The same assignment gives the same script."""

    def write(self, *, assignment: Assignment) -> Written:
        """See LanguageModel. The assignment must be in English."""
        random = Random(f"{VERSION}:{assignment.seed}:{assignment.facts.get('title', '')}")  # noqa: S311 - a choice of words, not a secret
        script = _script(assignment.facts, target_s=assignment.target_s, random=random)
        return Written(script=script, writer=WRITER, model=VERSION)


def _script(facts: Mapping[str, Any], *, target_s: int, random: Random) -> Script:
    title = _clean(str(facts.get("source_title") or facts.get("title") or ""))
    subject = library.find(title=f"{title} {facts.get('angle', '')}", surroundings=_surroundings(facts))
    topic = _topic(subject, title, facts)
    score = _score(facts)
    shape = random.choice([shape for shape in shapes.ALL if score or not shape.needs_score])
    own_lines = _own_lines(str(facts.get("angle") or ""))
    tips = library.choose(subject=subject, title=title, count=4, random=random)
    plan = _fitted(
        target_s=target_s,
        shape=shape,
        opening=random.choice(shape.openings),
        ending=random.choice(shapes.ENDINGS),
        topic=topic,
        score=score,
        kicker=_sentence_case(
            topic if topic != library.NAMELESS else str(facts.get("niche") or "Worth a try")
        ),
        own_lines=own_lines,
        tips=tips,
    )
    return Script(
        title=_filled(random.choice(shape.titles), plan.words)[:100],
        hook_alternatives=[
            _filled(each.says, plan.words) for each in shape.openings if each is not plan.opening
        ],
        scenes=_beats(plan, hook=str(facts.get("hook") or ""), random=random),
        post_text=_post_text(plan, facts),
    )


def _fitted(
    *,
    target_s: int,
    shape: Shape,
    opening: Opening,
    ending: Ending,
    topic: str,
    score: str,
    kicker: str,
    own_lines: Sequence[str],
    tips: Sequence[Tip],
) -> _Plan:
    """As much of the user's words and of the advice as the time allows, and at least three pieces."""
    frame_s = _spoken_s(opening.says, ending.says, "x" * 60) + len(topic) / CHARACTERS_PER_S
    pieces: list[str | Tip] = [*own_lines[:3], *tips]
    chosen: list[str | Tip] = []
    for piece in pieces:
        text = piece if isinstance(piece, str) else piece.text
        if len(chosen) >= 3 and frame_s + _spoken_s(text) > target_s + 2:
            break
        frame_s += _spoken_s(text)
        chosen.append(piece)
    count = shapes.NUMBERS_AS_WORDS.get(len(chosen), "a few")
    return _Plan(
        shape=shape,
        opening=opening,
        ending=ending,
        words={
            "topic": topic,
            "Topic": _sentence_case(topic),
            "count": count,
            "Count": _sentence_case(count),
            "score": score,
            "Score": score,
        },
        kicker=kicker,
        own_lines=tuple(piece for piece in chosen if isinstance(piece, str)),
        tips=tuple(piece for piece in chosen if isinstance(piece, Tip)),
    )


def _beats(plan: _Plan, *, hook: str, random: Random) -> list[Beat]:
    opening = _opening(plan, hook)
    middle = [_own_beat(line, plan, place) for place, line in enumerate(plan.own_lines)] + [
        _tip_beat(tip, plan, place) for place, tip in enumerate(plan.tips, start=len(plan.own_lines))
    ]
    turn = random.choice(plan.shape.turns)
    if turn:
        middle[0] = middle[0].model_copy(update={"narration": f"{turn} {middle[0].narration}"})
    return [opening, *middle, _ending(plan, random.choice(plan.shape.payoffs))]


def _opening(plan: _Plan, hook: str) -> Beat:
    says = _ended(_clean(hook)) if hook.strip() else _filled(plan.opening.says, plan.words)
    has_number = plan.shape.needs_score and not hook.strip()
    return _beat(
        narration=says,
        layout=Layout.NUMBER if has_number else Layout.TITLE,
        kicker=plan.kicker,
        headline=_filled(plan.opening.headline, plan.words),
        accent_words=[plan.opening.accent],
        figure=f"{plan.words['score']}x" if has_number else "",
        figure_label="its channel's usual views" if has_number else "",
        visual_prompt=f"an abstract opening about {plan.words['topic']}, soft shapes gathering",
    )


def _own_beat(line: str, plan: _Plan, place: int) -> Beat:
    words = line.rstrip(".!?").split()
    ordinal = shapes.ORDINALS[place]
    return _beat(
        narration=f"{ordinal}. {line}" if plan.shape.counts else line,
        layout=Layout.STATEMENT,
        kicker=ordinal if plan.shape.counts else plan.kicker,
        headline=" ".join(words[:6]),
        accent_words=sorted(words[:6], key=len, reverse=True)[:1],
        visual_prompt=f"a calm picture of {plan.words['topic']}",
    )


def _tip_beat(tip: Tip, plan: _Plan, place: int) -> Beat:
    ordinal = shapes.ORDINALS[place]
    return _beat(
        narration=f"{ordinal}. {tip.text}" if plan.shape.counts else tip.text,
        layout=Layout.STATEMENT if plan.shape.counts else TIP_LAYOUTS[place % len(TIP_LAYOUTS)],
        kicker=ordinal if plan.shape.counts else plan.kicker,
        headline=tip.headline,
        accent_words=sorted(tip.headline.replace(",", "").split(), key=len, reverse=True)[:1],
        visual_prompt=tip.visual,
    )


def _ending(plan: _Plan, payoff: str) -> Beat:
    """The payoff and the call to action, over a summary of what was said."""
    items = [tip.headline for tip in plan.tips][:4]
    return _beat(
        narration=f"{payoff} {plan.ending.says}",
        layout=Layout.LIST if len(items) > 1 else Layout.OUTRO,
        kicker=plan.kicker,
        headline=plan.ending.headline,
        items=items if len(items) > 1 else [],
        accent_words=[plan.ending.accent],
        visual_prompt="the shapes of the video coming to rest",
    )


def _beat(
    *,
    narration: str,
    layout: Layout,
    kicker: str,
    headline: str,
    accent_words: list[str],
    visual_prompt: str,
    items: list[str] | None = None,
    figure: str = "",
    figure_label: str = "",
) -> Beat:
    return Beat(
        narration=narration,
        layout=layout,
        kicker=kicker,
        headline=headline,
        body="",
        items=items or [],
        figure=figure,
        figure_label=figure_label,
        accent_words=accent_words,
        visual_prompt=visual_prompt,
    )


def _post_text(plan: _Plan, facts: Mapping[str, Any]) -> str:
    lines = [f"• {tip.headline}" for tip in plan.tips]
    tags = {re.sub(r"\W", "", str(word)).lower() for word in list(facts.get("keywords") or ())[:4]}
    hashtags = " ".join(f"#{tag}" for tag in sorted(tags) if tag)
    opening = _filled(plan.opening.says, plan.words)
    return "\n".join([opening, "", *lines, "", plan.ending.says, *(["", hashtags] if hashtags else [])])


def _topic(subject: Subject, title: str, facts: Mapping[str, Any]) -> str:
    """The topic of the video, as a noun phrase that can follow a preposition."""
    named = library.spoken_of(subject=subject, title=title)
    if named:
        return named
    if subject.words:
        return subject.about
    niche = _clean(str(facts.get("niche") or ""))
    if niche:
        return niche.lower()
    if not 0 < len(title) <= LONGEST_TOPIC or title.split()[0].lower() in _NO_NOUN:
        return subject.about
    return title if title.split()[0].isupper() else title[:1].lower() + title[1:]


def _surroundings(facts: Mapping[str, Any]) -> list[str]:
    return [str(facts.get("niche") or ""), *(str(word) for word in facts.get("keywords") or ())]


def _score(facts: Mapping[str, Any]) -> str:
    """The outlier score as text; empty if it is below 1.5, or was computed from too few videos."""
    score, baseline = facts.get("score"), facts.get("baseline_n") or 0
    if not isinstance(score, int | float) or score < 1.5 or baseline < LEAST_BASELINE:
        return ""
    return f"{score:.1f}".removesuffix(".0")


def _own_lines(angle: str) -> tuple[str, ...]:
    """The user's own sentences that are short enough for a scene."""
    lines = re.split(r"(?<=[.!?])\s+|\n+", angle)
    tidy = [_ended(" ".join(_clean(line).split())) for line in lines if line.strip()]
    return tuple(line for line in tidy if 8 <= len(line) <= LONGEST_OWN_LINE)


def _clean(text: str) -> str:
    """A title without emoji, hashtags, brackets, markup, and the part after a bar or dash."""
    return " ".join(_DECORATION.sub(" ", text).split()).strip(" -–:,;|")


def _ended(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filled(template: str, words: Mapping[str, str]) -> str:
    return template.format_map(words)


def _spoken_s(*texts: str) -> float:
    return sum(len(text) / CHARACTERS_PER_S + PAUSE_S for text in texts if text)
