"""A script about a topic that the library knows: hook, advice, payoff and a small request."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

from synthesis.choices import ScriptKind, ScriptLength, Structure, Tone
from synthesis.content import Beat, Script
from synthesis.studio.adapters.language_model.offline import beats, hooks, library, posts
from synthesis.studio.adapters.language_model.offline.beats import capital, fits_headline, lowered, sentence
from synthesis.studio.adapters.language_model.offline.briefs import Brief
from synthesis.studio.adapters.language_model.offline.hooks import Hook
from synthesis.studio.adapters.language_model.offline.library import Tip, Topic
from synthesis.studio.adapters.language_model.offline.promises import UNKNOWN_NOUN, Form, in_words

MOST_TIPS = 6
_OTHER_HOOK_S = 2.0
# The number of tips that a length usually holds.
_USUAL = {15: 1, 30: 3, 45: 4, 60: 5}
_STEPS = ("First,", "Then", "Next,", "After that,", "Now", "And then")
_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
_ON_THE_WAY = ("", "Then", "Next,", "After that,", "Now", "And")
_OF_FORM = {Form.LIST: ScriptKind.LIST, Form.HOW_TO: ScriptKind.HOW_TO}
# Without a preference. News needs facts about an event, which a topic does not have.
_ANY_FORM = (ScriptKind.LIST, ScriptKind.HOW_TO, ScriptKind.MYTH_FACT, ScriptKind.STORY)
_WRONGS = frozenset(["mistake", "myth"])


class Detail(IntEnum):
    """How much of a tip is said."""

    NAME = 0
    ADVICE = 1
    REASON = 2


class Closing(IntEnum):
    """How much of the payoff is said before the small request."""

    WHOLE = 0
    CONCLUSION = 1
    NONE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The decisions made before the text is written.

    ``kind`` None explains, without a form of its own. ``price_s`` is the price in seconds of another kind of
    hook than the preferred one.
    """

    brief: Brief
    topic: Topic
    kind: ScriptKind | None
    hook: Hook
    tips: tuple[Tip, ...]
    details: tuple[Detail, ...]
    closing: Closing
    price_s: float = 0.0

    @property
    def lines(self) -> list[str]:
        """The narration of all scenes."""
        told = [_line(self, place) for place in range(len(self.tips))]
        return [self.hook.says, *told, *_missing(self), _farewell(self)]


def tell(*, brief: Brief, topic: Topic) -> Script:
    """A script about the topic that keeps the promise and the angle, near the requested length."""
    plan = _fitted(brief, topic)
    return Script(
        title=_title(plan),
        hook_alternatives=hooks.alternatives(topic=topic, used=plan.hook, tips=plan.tips),
        scenes=_scenes(plan),
        post_text=posts.text(
            opening=plan.hook.says,
            points=[tip.headline for tip in plan.tips],
            ask=_ask(plan),
            facts=brief.facts,
        ),
    )


def _fitted(brief: Brief, topic: Topic) -> _Plan:
    """The plan that comes closest to the requested length."""
    return min(_plans(brief, topic), key=_distance)


def _plans(brief: Brief, topic: Topic) -> Iterator[_Plan]:
    """Every way to write the script."""
    kind = _kind(brief)
    hook_kinds = hooks.kinds(brief=brief, kind=kind)
    wanted = f"{brief.promise.text} {brief.angle.direction} {brief.angle.condition}"
    tips = library.ranked(topic=topic, text=wanted, suits=brief.angle.suits, random=brief.chance)
    for count, hook_kind in product(_counts(brief, len(tips)), hook_kinds):
        chosen = _in_order(topic, tips[:count], kind)
        openings = hooks.openings(brief=brief, topic=topic, kind=hook_kind, tips=chosen)
        closings = list(Closing) if brief.options.target_s <= ScriptLength.SHORTEST else [Closing.WHOLE]
        for hook, details, closing in product(openings, _details(brief, count, kind), closings):
            yield _Plan(
                brief=brief,
                topic=topic,
                kind=kind,
                hook=hook,
                tips=chosen,
                details=details,
                closing=closing,
                price_s=0.0 if hook_kind == hook_kinds[0] else _OTHER_HOOK_S,
            )


def _kind(brief: Brief) -> ScriptKind | None:
    asked, form = brief.options.kind, brief.promise.form
    chosen = brief.chance.choice(_ANY_FORM)
    if form == Form.LIST and asked in ("", ScriptKind.NEWS):
        return ScriptKind.LIST
    if asked:
        return asked
    if form in (Form.QUESTION, Form.REASON):
        return None
    return _OF_FORM.get(form, chosen)


def _in_order(topic: Topic, tips: Sequence[Tip], kind: ScriptKind | None) -> tuple[Tip, ...]:
    """The tips in the order of the library. An explanation begins with the tip that answers the question."""
    return tuple(tips) if kind is None else tuple(tip for tip in topic.tips if tip in tips)


def _counts(brief: Brief, known: int) -> Sequence[int]:
    if brief.promise.count:
        return [min(brief.promise.count, known)]
    fewest = 1 if brief.options.target_s <= 15 else 2
    return range(fewest, min(known, MOST_TIPS) + 1)


def _details(brief: Brief, count: int, kind: ScriptKind | None) -> list[tuple[Detail, ...]]:
    """Every way to say ``count`` tips in which earlier ones get at least the detail of later ones.

    Only lists, myths and very short scripts can name a tip without its advice.
    """
    can_name = (
        kind in (ScriptKind.LIST, ScriptKind.MYTH_FACT) or brief.options.target_s <= ScriptLength.SHORTEST
    )
    most_short = count if can_name else 0
    return [
        (Detail.REASON,) * full + (Detail.ADVICE,) * (count - full - short) + (Detail.NAME,) * short
        for full in range(count + 1)
        for short in range(min(most_short, count - full) + 1)
    ]


def _distance(plan: _Plan) -> float:
    """Seconds from the requested length, and the price in seconds of what is missing or less than usual."""
    target_s = plan.brief.options.target_s
    off_s = abs(beats.length_s(plan.lines) - target_s)
    few_s = 2.0 * abs(len(plan.tips) - _USUAL.get(target_s, 3))
    return off_s + few_s + 2.0 * plan.details.count(Detail.NAME) + 1.2 * plan.closing + plan.price_s


def _line(plan: _Plan, place: int) -> str:
    tip, detail = plan.tips[place], plan.details[place]
    if plan.kind == ScriptKind.MYTH_FACT:
        return _corrected(tip, detail)
    if plan.kind == ScriptKind.LIST:
        return _numbered(plan, place)
    advice = _advice(plan, tip, detail)
    if plan.kind == ScriptKind.HOW_TO and detail == Detail.NAME:
        return advice
    if plan.kind == ScriptKind.HOW_TO:
        is_last = place == len(plan.tips) - 1 and place > 1
        return f"{'Last,' if is_last else _STEPS[place]} {lowered(advice)}"
    if plan.kind == ScriptKind.STORY:
        before = plan.topic.turn if place == 0 else ""
        return f"{before} {advice}".strip() if place == 0 else f"{_ON_THE_WAY[place]} {lowered(advice)}"
    return f"{tip.correction} {tip.text}" if place == 0 else advice


def _corrected(tip: Tip, detail: Detail) -> str:
    myth = f"Myth: {lowered(sentence(tip.myth))}"
    if detail == Detail.NAME:
        return f"{myth} Better: {lowered(sentence(tip.headline))}"
    fact = f"{myth} Fact: {lowered(tip.correction)}"
    return f"{fact} {tip.text}" if detail == Detail.REASON else fact


def _numbered(plan: _Plan, place: int) -> str:
    tip, detail, noun = plan.tips[place], plan.details[place], plan.brief.promise.noun
    advice = _advice(plan, tip, detail)
    if noun in _WRONGS and plan.brief.promise.form == Form.LIST:
        belief = lowered(tip.myth).rstrip(".")
        return f"{capital(noun)} {in_words(place + 1)}: thinking that {belief}. {advice}"
    number = {
        Tone.PLAIN: f"{_ORDINALS[place]}: {lowered(advice)}",
        Tone.SERIOUS: f"{_ORDINALS[place]}, {lowered(advice)}",
        Tone.PLAYFUL: f"Number {in_words(place + 1)}: {lowered(advice)}",
        Tone.BOLD: f"{capital(in_words(place + 1))}. {advice}",
    }
    return number[plan.brief.options.tone]


def _missing(plan: _Plan) -> list[str]:
    """Blanks for the things that the title promises beyond what the library knows, in one scene."""
    first, promised, noun = len(plan.tips) + 1, plan.brief.promise.count or 0, plan.brief.promise.noun
    blanks = [
        f"{capital(noun)} {in_words(number)}: {{its name, and what to do about it}}."
        for number in range(first, promised + 1)
    ]
    return [" ".join(blanks)] if blanks else []


def _advice(plan: _Plan, tip: Tip, detail: Detail) -> str:
    if detail == Detail.NAME:
        return sentence(tip.headline)
    if detail == Detail.ADVICE:
        return tip.text
    return f"{tip.text} {tip.wink if plan.brief.options.tone == Tone.PLAYFUL else tip.because}"


def _farewell(plan: _Plan) -> str:
    """The payoff, for the viewers that the angle names, and one small request."""
    angle, payoff = plan.brief.angle, _payoff(plan)
    if angle.is_clause:
        payoff = f"{payoff} Even if {angle.viewers}."
    elif angle.viewers:
        payoff = f"{payoff} That works for {angle.viewers} too."
    return f"{payoff} {_ask(plan)}".strip()


def _payoff(plan: _Plan) -> str:
    """The sum of the advice and the conclusion. The sum is of the tips that were told."""
    whole = plan.topic.after if plan.kind == ScriptKind.STORY else plan.topic.payoff
    _, _, conclusion = whole.partition(". ")
    if plan.closing == Closing.NONE:
        return ""
    if plan.closing == Closing.CONCLUSION or len(plan.tips) == 1:
        return conclusion or whole
    if plan.kind == ScriptKind.STORY or _sums_up(plan):
        return whole
    first, *others = (tip.headline for tip in plan.tips[:3])
    return f"{', '.join([first, *map(lowered, others)])}. {conclusion}"


def _sums_up(plan: _Plan) -> bool:
    """True if the topic's payoff sums up what was told."""
    core = [plan.topic.tips[number - 1] for number in plan.topic.core]
    return len(plan.tips) > 1 and all(tip in plan.tips for tip in core)


def _ask(plan: _Plan) -> str:
    topic = plan.topic
    by_tone = {Tone.BOLD: topic.dare, Tone.PLAYFUL: topic.joke}
    return by_tone.get(plan.brief.options.tone, topic.ask)


def _title(plan: _Plan) -> str:
    promise, audience = plan.brief.promise, plan.brief.angle.audience
    noun = "thing" if promise.noun == UNKNOWN_NOUN else promise.noun
    counted = f": {promise.count} {noun}s" if promise.count else ""
    return f"{plan.topic.title}{counted}{f', for {audience}' if audience else ''}"[:100]


def _scenes(plan: _Plan) -> list[Beat]:
    kicker = capital(plan.topic.name)
    lines = plan.lines
    first = beats.beat(
        says=lines[0],
        headline=plan.hook.headline,
        structure=Structure.TITLE,
        kicker=kicker,
        visual=plan.tips[0].visual,
    )
    middle = [
        beats.beat(
            says=line,
            headline=tip.headline,
            kicker=f"{place} of {len(plan.tips)}" if plan.kind in _COUNTED else kicker,
            visual=tip.visual,
        )
        for place, (line, tip) in enumerate(zip(lines[1:], plan.tips, strict=False), start=1)
    ]
    middle += [beats.beat(says=says, headline="Yours to add", kicker=kicker) for says in _missing(plan)]
    items = [tip.headline for tip in plan.tips][:4] if len(plan.tips) > 2 else []
    last = beats.beat(
        says=lines[-1],
        headline=_last_headline(plan),
        structure=Structure.LIST if items else Structure.OUTRO,
        kicker=kicker,
        items=items,
        visual=plan.tips[-1].visual,
    )
    return [first, *middle, last]


def _last_headline(plan: _Plan) -> str:
    topic = plan.topic
    return topic.payoff_headline if _sums_up(plan) or not fits_headline(topic.title) else topic.title


_COUNTED = (ScriptKind.LIST, ScriptKind.HOW_TO)
