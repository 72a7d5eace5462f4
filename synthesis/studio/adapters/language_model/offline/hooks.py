"""The opening of a script about a known topic, and the other ways to open it."""

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.choices import HookKind, ScriptKind, ScriptLength, Tone
from synthesis.content import HookAlternative
from synthesis.studio.adapters.language_model.offline.beats import capital, fits_headline, lowered, sentence
from synthesis.studio.adapters.language_model.offline.briefs import Brief
from synthesis.studio.adapters.language_model.offline.library import Tip, Topic
from synthesis.studio.adapters.language_model.offline.promises import Form, Promise, in_words

_OF_KIND = {ScriptKind.STORY: HookKind.STORY, ScriptKind.MYTH_FACT: HookKind.CONTRADICTION}
_OF_TONE = {
    Tone.BOLD: HookKind.CONTRADICTION,
    Tone.PLAYFUL: HookKind.STORY,
    Tone.SERIOUS: HookKind.STAKES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """The narration and the headline of a first scene."""

    kind: HookKind
    says: str
    headline: str


def kinds(*, brief: Brief, kind: ScriptKind | None) -> list[HookKind]:
    """The kinds of hook for this form and tone, the preferred one first.

    A short script may have any of them, because not each hook is short enough.
    """
    chosen = brief.chance.choice(list(HookKind))
    by_form = _OF_KIND.get(kind) if kind else None
    if by_form:
        return [by_form]
    usual = HookKind.NUMBER if kind == ScriptKind.LIST else chosen
    preferred = _OF_TONE.get(brief.options.tone, usual)
    is_short = brief.options.target_s <= ScriptLength.SHORTEST
    return [preferred, *(each for each in HookKind if is_short and each != preferred)]


def openings(*, brief: Brief, topic: Topic, kind: HookKind, tips: Sequence[Tip]) -> list[Hook]:
    """Ways to say the first scene: the user's hook, the title's promise, or the topic's hook of that kind.

    A promised number has a longer and a shorter one.
    """
    own = _of_topic(topic, kind, len(tips))
    if kind == HookKind.NUMBER and len(tips) == 1:
        own = _of_tip(kind, topic, tips)
    if brief.hook:
        headline = brief.hook.rstrip(".!") if fits_headline(brief.hook) else own.headline
        return [Hook(kind=kind, says=sentence(brief.hook), headline=headline)]
    promised = _of_promise(brief.promise, topic) or [own]
    return [_for_viewers(brief, hook) for hook in promised]


def alternatives(*, topic: Topic, used: Hook, tips: Sequence[Tip]) -> list[HookAlternative]:
    """One other opening of each kind, each of them about this topic."""
    found = []
    for kind in HookKind:
        hook = _of_topic(topic, kind, len(tips))
        if hook.says in used.says or (kind == HookKind.NUMBER and len(tips) == 1):
            hook = _of_tip(kind, topic, tips)
        found.append(HookAlternative(kind=kind, narration=hook.says, headline=hook.headline))
    return found


def _of_topic(topic: Topic, kind: HookKind, count: int) -> Hook:
    says, headline = (_with_count(line, count) for line in topic.hooks[kind])
    return Hook(kind=kind, says=says, headline=capital(headline))


def _of_promise(promise: Promise, topic: Topic) -> list[Hook]:
    """The promise of the title itself, as a first sentence; none for a title that is only a topic."""
    if promise.form == Form.LIST and promise.count:
        says, headline = f"{in_words(promise.count)} {promise.rest}.", f"{promise.count} {promise.rest}"
        stakes = _of_topic(topic, HookKind.STAKES, promise.count).says
        own = _of_topic(topic, HookKind.NUMBER, promise.count)
        return [_titled(own, line, headline) for line in (f"{says} {stakes}", says)]
    own = _of_topic(topic, HookKind.QUESTION, len(topic.tips))
    if promise.form == Form.QUESTION:
        return [_titled(own, promise.as_question, promise.as_question)]
    if promise.form == Form.REASON:
        asked = promise.is_inverted
        says = f"Why {promise.rest}?" if asked else f"Here is why {lowered(promise.rest)}."
        return [_titled(own, says, f"Why {promise.rest}{'?' if asked else ''}")]
    return []


def _titled(own: Hook, says: str, headline: str) -> Hook:
    """The title as a hook. A title that is too long for a headline leaves that of the topic's own hook."""
    return Hook(
        kind=own.kind, says=capital(says), headline=headline if fits_headline(headline) else own.headline
    )


def _for_viewers(brief: Brief, hook: Hook) -> Hook:
    """The hook, addressed to the viewers or with the condition that the user's angle names."""
    angle = brief.angle
    says = hook.says
    if angle.viewers:
        called = f"{capital(angle.viewers)}?" if angle.is_clause else f"For {angle.viewers}:"
        says = f"{called} {says if angle.is_clause else lowered(says)}"
    elif angle.condition:
        says = f"{says} This time, {angle.condition}."
    return Hook(kind=hook.kind, says=says, headline=hook.headline)


def _of_tip(kind: HookKind, topic: Topic, tips: Sequence[Tip]) -> Hook:
    """A hook of this kind from the first piece of advice, for when the topic's own is in use."""
    tip = tips[0]
    name, belief = capital(topic.name), lowered(tip.myth).rstrip(".")
    count = "One check" if len(tips) == 1 else f"{capital(in_words(len(tips)))} checks"
    says = {
        HookKind.QUESTION: f"{name}: do you still think that {belief}?",
        HookKind.CONTRADICTION: f"{name}: people say that {belief}. No. {tip.correction}",
        HookKind.NUMBER: f"{count} for {topic.name}. Number one: {lowered(sentence(tip.headline))}",
        HookKind.STAKES: f"Go on believing that {belief}, and {topic.name} will keep letting you down.",
        HookKind.STORY: f"{name}: somebody told you that {belief}. You have done it that way ever since.",
    }
    return Hook(kind=kind, says=says[kind], headline=tip.headline)


def _with_count(line: str, count: int) -> str:
    number = in_words(count)
    return line.replace("{Count}", capital(number)).replace("{count}", number)
