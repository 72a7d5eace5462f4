"""Content: a short script from a brief's facts."""

import re
from collections.abc import Mapping
from typing import Any

from sandbox.world.niches import Lesson
from sandbox.writing.brief import Brief

Fields = Mapping[str, Any]

_HOOKS = (
    "Most people make one mistake with {topic}, and it is easy to fix.",
    "If {topic} keeps letting you down, this is probably why.",
    "Nobody tells beginners this about {topic}.",
    "Better results with {topic}, starting today, without buying anything.",
    "The part of {topic} that everybody skips takes a minute.",
)
_OPEN_HOOKS = (
    "{topic}: it is simpler than it looks.",
    "{topic}, explained in half a minute.",
    "{topic}: one idea is enough to understand it.",
)
_CARDS = (
    "One mistake, one fix",
    "What everybody skips",
    "Better by tomorrow",
    "The missing step",
    "Start here",
)
_PAYOFFS = (
    "Do just that, and tomorrow you will notice the difference yourself.",
    "None of it costs a thing, and it keeps working long after you forget this video.",
    "That is all: less effort, and a better result every single time.",
)
_ASKS = (
    "Which one will you try first? Tell me below.",
    "Save this for the next time you need it.",
    "Send it to the one person who needs to hear it.",
)
_GENERIC = (
    Lesson(
        "Start smaller",
        "Begin with a version so small that it cannot fail.",
        "One small stone in warm light, a mountain far behind it",
    ),
    Lesson(
        "One change at a time",
        "Change two things and you never know which of them helped.",
        "A row of switches, only one of them lit",
    ),
    Lesson(
        "Look before you act",
        "Watch it once before you touch anything, and the fault shows itself.",
        "A hand paused above a table, everything in its place",
    ),
    Lesson(
        "Write it down",
        "Note what you did, so that the next good result is no accident.",
        "A pencil drawing one clear line in a notebook",
    ),
)
# A script of so few scenes has room for one lesson and no payoff.
_FEW_SCENES = 4
_KINDS = (
    "hook",
    "promise",
    "payoff",
    "pattern_interrupt",
    "on_screen_text",
    "pacing",
    "call_to_action",
)


def beats(brief: Brief) -> list[Fields]:
    """Return the scenes of a script in order: a hook, the lessons, and a call to action."""
    random = brief.chance("story")
    hook = brief.fact("hook") or _hooks(brief)[0]
    opening = _beat("title", hook, brief.topic.capitalize(), random.choice(_CARDS), role="hook")
    ending = [
        _beat(
            "statement", random.choice(_PAYOFFS), "The result", "Small change, real difference", role="payoff"
        ),
        _beat("outro", random.choice(_ASKS), "Your turn", "Try one today", role="call_to_action"),
    ]
    if brief.most_scenes <= _FEW_SCENES:
        return [opening, _taught(lessons(brief)[0], 0), ending[-1]]
    reach = _reach(brief)
    wanted = max(1, (brief.most_scenes if reach else brief.scenes) - 1 - len(ending) - len(reach))
    middle = [_taught(lesson, place) for place, lesson in enumerate(lessons(brief)[:wanted])]
    return [opening, *reach, *middle, *ending]


def hooks(brief: Brief) -> list[Fields]:
    """Return one opening of each kind, made of the lesson that is closest to the title."""
    best, topic = lessons(brief)[0], brief.topic
    count = len(lessons(brief))
    lines = {
        "question": (f"What changes first if you take {topic} seriously?", "What changes first?"),
        "contradiction": (f"More effort is not what {topic} needs. {best.headline}.", "Not more effort"),
        "number": (f"{count} small things decide about {topic}.", f"{count} small things"),
        "stakes": (f"Skip this one thing about {topic}, and the rest is wasted.", "Do not skip this"),
        "story": (f"One evening, {topic} goes wrong again. Then you see why.", "Then you see why"),
    }
    return [
        {"kind": kind, "narration": says, "hook": says, "text": says, "headline": headline}
        for kind, (says, headline) in lines.items()
    ]


def lessons(brief: Brief) -> list[Lesson]:
    """Return the lessons about the topic, closest to the title first."""
    known = list(brief.niche.lessons if brief.niche else _GENERIC)
    brief.chance("lessons").shuffle(known)
    words = set(re.findall(r"\w{4,}", brief.title.lower()))
    return sorted(known, key=lambda lesson: -len(words & set(re.findall(r"\w{4,}", lesson.text.lower()))))


def whole(brief: Brief) -> Fields:
    """Return the content that describes the subject as a whole, such as a title and a caption."""
    told = beats(brief)
    tags = list(brief.niche.tags if brief.niche else (brief.topic, "tips", "howto"))
    best = lessons(brief)[0]
    return {
        "title": f"{best.headline}: {brief.topic} made simple",
        "hook": told[0]["narration"],
        "hooks": [hook for hook in _hooks(brief) if hook != told[0]["narration"]][:3],
        "topic": brief.topic,
        "summary": f"A short video about {brief.topic}. {best.text}",
        "post_text": f"{best.text}\n\n{' '.join('#' + tag.replace(' ', '') for tag in tags[:3])}",
        "tags": tags,
        "angle": f"What beginners overlook about {brief.topic}",
        "audience": f"People who are new to {brief.topic}",
        "call_to_action": told[-1]["narration"],
        "reason": best.text,
        "mood": "calm and confident",
        "language": "en",
        "niche": brief.niche.name if brief.niche else brief.topic,
        "kinds": list(_KINDS),
        "seconds": brief.video.duration_s if brief.video else brief.seconds,
    }


def _beat(
    structure: str, narration: str, kicker: str, headline: str, *, role: str, visual: str = ""
) -> dict[str, Any]:
    longest = max(headline.split(), key=len, default="")
    return {
        "structure": structure,
        "narration": narration,
        "kicker": kicker,
        "headline": headline,
        "body": "",
        "items": [],
        "figure": "",
        "figure_label": "",
        "accent_words": [longest.strip(".,:?")],
        "visual_prompt": visual or f"A quiet close-up that fits the words {headline!r}",
        "role": role,
        "kind": role,
    }


def _taught(lesson: Lesson, place: int) -> Fields:
    beat = _beat(
        "statement", lesson.text, f"{place + 1}", lesson.headline, role="point", visual=lesson.visual
    )
    if place % 2:
        halves = re.split(r",\s+(?:and|so|or|because|but|since)\s+|,\s+|\.\s+", lesson.text.rstrip("."))
        items = [" ".join(half.split()[:7]) for half in halves[:3]]
        return beat | ({"structure": "steps", "items": items} if len(items) > 1 else {})
    return beat | {"body": " ".join(lesson.text.split()[:14]).rstrip(",.") + "…"}


def _reach(brief: Brief) -> list[Fields]:
    """A scene with the source's view count, if the brief has it. It contains no other numbers."""
    views = brief.facts.get("views")
    if not isinstance(views, int | float) or views < 1000:
        return []
    figure = f"{int(views):,}"
    narration = f"A single video about this already has {figure} views."
    beat = _beat("number", narration, "Why now", "People are watching this", role="proof")
    return [beat | {"figure": figure, "figure_label": "views on one video"}]


def _hooks(brief: Brief) -> list[str]:
    """Return openings, the best first. An unknown topic is only named, not judged."""
    templates = list(_HOOKS if brief.niche else _OPEN_HOOKS)
    brief.chance("hooks").shuffle(templates)
    topic = brief.topic if brief.niche else brief.title.rstrip(".?!")
    return [template.format(topic=topic) for template in templates]
