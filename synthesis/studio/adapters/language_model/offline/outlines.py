"""An outline for a topic that the library does not know: the promise kept, and blanks to fill."""

from collections.abc import Sequence
from dataclasses import dataclass

from synthesis.choices import HookKind, ScriptKind, Structure, Tone
from synthesis.content import Beat, HookAlternative, Script
from synthesis.studio.adapters.language_model.offline import beats, outline_hooks, outline_parts, posts
from synthesis.studio.adapters.language_model.offline.angles import Angle
from synthesis.studio.adapters.language_model.offline.beats import capital, lowered, sentence
from synthesis.studio.adapters.language_model.offline.briefs import Brief
from synthesis.studio.adapters.language_model.offline.outline_parts import Part
from synthesis.studio.adapters.language_model.offline.promises import Form, Promise, in_words
from synthesis.studio.adapters.language_model.offline.trends import Trend

# Scenes between opening and ending, by the requested seconds.
_MIDDLE = {15: 1, 30: 3, 45: 4, 60: 5}
_OF_FORM = {Form.LIST: ScriptKind.LIST, Form.HOW_TO: ScriptKind.HOW_TO}
_OF_TONE = {
    Tone.BOLD: HookKind.CONTRADICTION,
    Tone.PLAYFUL: HookKind.STORY,
    Tone.SERIOUS: HookKind.STAKES,
}
# What makes an opening strong, by the form of the title. Each title gets one of them.
_HINTS = {
    Form.QUESTION: (
        "Hook: the answer that most people expect, in one short sentence",
        "Hook: who loses sleep over this, and why today",
        "Hook: a moment in which somebody asks exactly this",
        "Hook: what you thought yourself before you looked it up",
        "Hook: the strangest detail of the answer",
        "Hook: what changes for viewers once they know",
    ),
    Form.REASON: (
        "Hook: one detail that makes this hard to believe",
        "Hook: what you would see if it were not so",
        "Hook: who noticed it first, and where",
        "Hook: the explanation that sounds right and is wrong",
        "Hook: where viewers can see it with their own eyes",
    ),
    Form.HOW_TO: (
        "Hook: the result that viewers get, in one sentence that you can show",
        "Hook: what viewers have tried before, and why it failed",
        "Hook: the moment in which viewers need this most",
        "Hook: the mistake that nearly everybody makes first",
        "Hook: what it saves, in hours or in money",
    ),
    Form.STATEMENT: (
        "Hook: what is surprising about it, in one short sentence",
        "Hook: what everybody gets wrong about it",
        "Hook: where you came across it first",
        "Hook: the detail that nobody expects",
        "Hook: whom it concerns, and since when",
    ),
    Form.LIST: (
        "Hook: which of them surprises people most",
        "Hook: what it costs not to know them",
        "Hook: which of them you would keep if you could keep only one",
        "Hook: where you would have needed them yourself",
    ),
}


_EXPLAINS = frozenset(["how", "what", "where", "when", "who"])
_HINT_OF_KIND = {
    ScriptKind.STORY: "Hook: the moment when it went wrong, in one sentence",
    ScriptKind.NEWS: "Hook: what changes, for whom, and from which day",
}
_ASKS = {
    Form.REASON: "What was your guess? Write it below.",
    Form.QUESTION: "What would you have said? Write it below.",
    Form.HOW_TO: "Try it once, and tell me how it went.",
    Form.LIST: "Which one did you not know?",
    Form.STATEMENT: "What do you think? Write it below.",
    Form.TOPIC: "What should I look into next?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    payoff: str
    ask: str


def outline(*, brief: Brief, trend: Trend) -> Script:
    """Scenes that keep the promise of the title, with blanks where the library knows nothing."""
    hooks = _hooks(brief.promise)
    kind = brief.options.kind or _usual_kind(brief.promise)
    opening, ending = _opening(brief, hooks, kind), _ending(brief.promise, kind)
    count = _MIDDLE.get(brief.options.target_s, 3)
    parts = [
        *_angle(brief),
        *outline_parts.of_kind(kind=kind, promise=brief.promise, count=count, bound=_bound(brief.angle)),
    ]
    scenes = [
        _first(brief, opening),
        *_trend(trend),
        *(beats.beat(says=part.says, headline=part.headline, kicker=_kicker(brief)) for part in parts),
        beats.beat(
            says=f"{ending.payoff} {ending.ask}", headline="What to remember", structure=Structure.OUTRO
        ),
    ]
    return Script(
        title=capital(brief.promise.text)[:100] or "Untitled",
        hook_alternatives=hooks,
        scenes=scenes,
        post_text=posts.text(opening=brief.promise.text, points=[], ask=ending.ask, facts=brief.facts),
    )


def _usual_kind(promise: Promise) -> ScriptKind | None:
    """The form that the title suggests. What a person has done is a story."""
    if promise.is_personal:
        return ScriptKind.STORY
    return _OF_FORM.get(promise.form)


def _first(brief: Brief, says: str) -> Beat:
    promise = brief.promise
    return beats.beat(says=says, headline=outline_parts.short(promise), structure=Structure.TITLE)


def _kicker(brief: Brief) -> str:
    return capital(brief.promise.text) if len(brief.promise.text) <= 40 else ""


def _trend(trend: Trend) -> Sequence[Beat]:
    if not trend.line:
        return []
    figure, label = f"{trend.score}x", "its channel's usual views"
    return [
        beats.beat(
            says=trend.line,
            headline="People are watching this",
            structure=Structure.NUMBER,
            figure=figure,
            figure_label=label,
        )
    ]


def _angle(brief: Brief) -> Sequence[Part]:
    said = brief.angle.direction
    return [Part("Your angle", f"{{Your angle, in one spoken sentence: {said}}}.")] if said else []


def _bound(angle: Angle) -> str:
    """What the angle asks of each scene, to follow a blank."""
    bound = angle.condition or (f"for {angle.audience}" if angle.audience else "")
    return f", {bound}" if bound else ""


def _opening(brief: Brief, hooks: Sequence[HookAlternative], kind: ScriptKind | None) -> str:
    """The user's hook, or the promise in the title's own words with a blank for what makes it strong."""
    if brief.hook:
        return sentence(brief.hook)
    promise, called = brief.promise, _called(brief.angle)
    own = _HINT_OF_KIND.get(kind) if kind else None
    if promise.form == Form.TOPIC and own is None:
        wanted = _OF_TONE.get(brief.options.tone) or brief.chance.choice(list(HookKind))
        hook = next(hook.narration for hook in hooks if hook.kind == wanted)
        return " ".join(part for part in (sentence(capital(promise.text)), called, hook) if part)
    hint = own or brief.chance.choice(_HINTS[promise.form])
    called = f" {called}" if called else ""
    return f"{brief.chance.choice(_promises(promise))}{called} {{{hint}}}."


def _called(angle: Angle) -> str:
    """For whom or under which condition the video is, as a sentence; empty without an angle."""
    if angle.is_clause:
        return f"For {angle.audience}."
    return sentence(capital(_bound(angle).removeprefix(", ")))


def _promises(promise: Promise) -> list[str]:
    """Ways to say the promise in one sentence."""
    if promise.form == Form.REASON and not promise.is_inverted:
        return [_promised(promise), f"There is a reason why {promise.rest}.", f"Guess why {promise.rest}."]
    if promise.form == Form.HOW_TO:
        goal, is_asked = lowered(promise.rest), promise.text.lower().startswith("how")
        told = [f"This is how to {goal}.", f"Here is how to {goal}."]
        return [*told, f"You want to {goal}?"] if is_asked else [_promised(promise), *told]
    if promise.form == Form.STATEMENT and promise.text.split()[0].lower() in _EXPLAINS:
        return [f"This is {lowered(promise.text)}."]
    return [_promised(promise)]


def _promised(promise: Promise) -> str:
    """The promise as a spoken sentence."""
    if promise.form == Form.LIST and promise.count:
        return f"{capital(in_words(promise.count))} {promise.rest}."
    if promise.form == Form.REASON:
        return f"Why {promise.rest}?" if promise.is_inverted else f"Here is why {promise.rest}."
    if promise.form == Form.QUESTION:
        return promise.as_question
    return sentence(capital(promise.rest))


def _hooks(promise: Promise) -> list[HookAlternative]:
    """One opening of each kind, in the words of the title."""
    return [
        HookAlternative(kind=kind, narration=says, headline=outline_parts.short(promise))
        for kind, says in outline_hooks.of_promise(promise).items()
    ]


def _ending(promise: Promise, kind: ScriptKind | None) -> _Ending:
    """The payoff and the small request: of the form that was chosen, else of the title's own form."""
    if kind == ScriptKind.STORY and promise.form not in (Form.REASON, Form.QUESTION, Form.HOW_TO):
        return _Ending(payoff="{What it taught you, in eight words}.", ask="Has this happened to you?")
    if kind == ScriptKind.NEWS:
        return _Ending(payoff="{What viewers should do now, in one sentence}.", ask="What do you make of it?")
    return _Ending(payoff=_kept(promise), ask=_ASKS[promise.form])


def _kept(promise: Promise) -> str:
    """The sentence that keeps the promise of the title."""
    if promise.form == Form.REASON and not promise.is_inverted:
        return f"That is why {promise.rest}: {{the reason again, in eight words}}."
    if promise.form in (Form.REASON, Form.QUESTION):
        return f"So, {lowered(_promised(promise))} {{Your answer, in eight words}}."
    if promise.form == Form.HOW_TO:
        return f"That is how you {lowered(promise.rest)}: {{the step that does it, in eight words}}."
    if promise.form == Form.LIST:
        return f"{{Which of the {in_words(promise.count or 3)} matters most, and why, in one sentence}}."
    return f"{{The one sentence about {outline_parts.about(promise)} that viewers should repeat}}."
