"""The middle scenes of an outline, by the form of the script."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from synthesis.content import ScriptKind
from synthesis.studio.adapters.language_model.offline import vocabulary
from synthesis.studio.adapters.language_model.offline.beats import LONGEST_HEADLINE_WORDS, capital, lowered
from synthesis.studio.adapters.language_model.offline.promises import Form, Promise, in_words

# A list has no more scenes than this: then a scene names two or more things.
MOST_ITEMS = 5


_JOINING = vocabulary.words_of("joining")
_MYTHS = (
    "the belief about {topic} that you hear most",
    "a belief that sounds scientific",
    "a belief that costs people money or time",
    "what people do because everybody does it",
    "what used to be true",
)


class Part(NamedTuple):
    """The headline and the narration of a scene."""

    headline: str
    says: str


def about(promise: Promise) -> str:
    """The topic in the title's own words, to follow "about"."""
    if promise.form == Form.REASON:
        return f"why {promise.rest}"
    if promise.form == Form.HOW_TO:
        return f"how to {lowered(promise.rest)}"
    if promise.form in (Form.QUESTION, Form.STATEMENT):
        return f"“{promise.text}”"
    return promise.rest


def short(promise: Promise) -> str:
    """The beginning of the title, as much of it as a headline holds, without a torn phrase."""
    words = promise.text.split()
    if len(words) <= LONGEST_HEADLINE_WORDS:
        return promise.text
    ends = [place for place in range(2, LONGEST_HEADLINE_WORDS + 1) if words[place].lower() in _JOINING]
    return " ".join(words[: max(ends, default=LONGEST_HEADLINE_WORDS)]).rstrip(",;:")


def of_kind(
    *, kind: ScriptKind | Literal[""] | None, promise: Promise, count: int, viewers: str
) -> Sequence[Part]:
    """``count`` scenes of that form, or as many as a promised number needs."""
    for_viewers = f", so simple that {viewers} would do it" if viewers else ""
    if kind == ScriptKind.LIST:
        return _items(promise, count, for_viewers)
    if kind == ScriptKind.HOW_TO:
        return _steps(promise, count, for_viewers)
    if kind == ScriptKind.MYTH_FACT:
        return _myths(promise, count)
    fixed = {ScriptKind.STORY: _story(promise), ScriptKind.NEWS: _news(promise)}
    by_form = _facts if promise.form in (Form.TOPIC, Form.STATEMENT) else _reasons
    parts = fixed.get(kind) if kind else None
    return _first(parts or by_form(promise), count)


def _first(parts: Sequence[tuple[int, Part]], count: int) -> list[Part]:
    """The most important parts, in the order in which they are told."""
    kept = sorted(sorted(parts, key=lambda part: part[0])[:count], key=parts.index)
    return [part for _, part in kept]


def _reasons(promise: Promise) -> list[tuple[int, Part]]:
    is_reason = promise.form == Form.REASON and not promise.is_inverted
    answer = f"The one cause why {promise.rest}" if is_reason else "Your answer, and its cause"
    return [
        (
            3,
            Part(
                "What people usually say", "{The explanation that most people give, and what it leaves out}."
            ),
        ),
        (1, Part("The reason", f"{{{answer}, in one sentence}}.")),
        (
            2,
            Part(
                "See it for yourself", "{One example that proves it: a place, a year, or something to try}."
            ),
        ),
        (4, Part("Where it stops", "{When this is not true, in one sentence}.")),
        (5, Part("Who found out", "{Who found this out, when, and where you read it}.")),
    ]


def _facts(promise: Promise) -> list[tuple[int, Part]]:
    topic = about(promise)
    return [
        (1, Part("What few people know", f"{{The one thing about {topic} that few people know}}.")),
        (
            2,
            Part("See it for yourself", "{One example that shows it: a place, a year, or something to try}."),
        ),
        (3, Part("Why it is like that", "{Why it is like that: one cause, in one sentence}.")),
        (4, Part("What it means for you", "{What viewers can do with it today}.")),
        (5, Part("Where it comes from", "{Who found this out, when, and where you read it}.")),
    ]


def _story(promise: Promise) -> list[tuple[int, Part]]:
    return [
        (1, Part("How it began", f"{{How it began: who, where and when. The story is “{promise.text}”}}.")),
        (2, Part("What went wrong", "{What went wrong, in one sentence that viewers can picture}.")),
        (3, Part("The turn", "{The moment that changed it, and what was done differently}.")),
        (4, Part("What changed", "{How it is now, with one detail that shows it}.")),
        (5, Part("What stayed", "{What did not change, so that it stays believable}.")),
    ]


def _news(promise: Promise) -> list[tuple[int, Part]]:
    topic = about(promise)
    return [
        (1, Part("What happened", f"{{What happened with {topic}, on which day, and who reported it}}.")),
        (3, Part("How it was before", "{How it was until then, in one sentence}.")),
        (2, Part("Why it matters", "{What changes for your viewers, in one sentence}.")),
        (4, Part("What is not known", "{What nobody knows yet, in one sentence}.")),
        (5, Part("What comes next", "{What happens next, and when}.")),
    ]


def _items(promise: Promise, count: int, for_viewers: str) -> list[Part]:
    wanted = promise.count or count
    groups = min(wanted, MOST_ITEMS)
    noun = promise.noun if promise.form == Form.LIST else "thing"
    sizes = [wanted // groups + (1 if place < wanted % groups else 0) for place in range(groups)]
    parts, number = [], 1
    for size in sizes:
        names = [in_words(each) for each in range(number, number + size)]
        blanks = " ".join(
            f"{capital(noun)} {name}: {{its name in three words, and what to do about it{for_viewers}}}."
            for name in names
        )
        parts.append(Part(capital(f"{noun} {' and '.join(names)}"), blanks))
        number += size
    return parts


def _steps(promise: Promise, count: int, for_viewers: str) -> list[Part]:
    goal = lowered(promise.rest)
    words = ("First,", "Then", "Next,", "After that,", "Last,")[:count]
    parts = [
        Part(f"Step {place}", f"{word} {{step {place} to {goal}: one verb, one thing{for_viewers}}}.")
        for place, word in enumerate(words, start=1)
    ]
    if count > 2:
        parts[-1] = Part(
            "How you know", "You know that it worked when {a sign that viewers can see or feel}."
        )
    return parts


def _myths(promise: Promise, count: int) -> list[Part]:
    topic = about(promise)
    wanted = min(promise.count or count, MOST_ITEMS)
    return [
        Part(
            f"Myth {in_words(place)}",
            f"Myth: {{{belief.format(topic=topic)}}}. Fact: {{what is true instead, and where you read it}}.",
        )
        for place, belief in enumerate(_MYTHS[:wanted], start=1)
    ]
