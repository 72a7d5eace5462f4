"""The middle scenes of an outline, by the form of the script."""

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from synthesis.choices import ScriptKind
from synthesis.studio import headlines
from synthesis.studio.adapters.language_model.offline import outline_facts, vocabulary
from synthesis.studio.adapters.language_model.offline.beats import LONGEST_HEADLINE_WORDS, capital, lowered
from synthesis.studio.adapters.language_model.offline.promises import Form, Promise, in_words

# A list has no more scenes than this: then a scene names two or more things.
MOST_ITEMS = 5
_SMALL = vocabulary.words_of("subjects") | vocabulary.words_of("frame")
_TO_DO = frozenset(["tip", "trick", "hack", "way", "rule", "step", "habit", "exercise"])
_TO_AVOID = frozenset(["mistake", "myth", "sign"])
# It says how long the video is, and not what it is about.
_EXPLAINED = re.compile(r",?\s(?:explained|in a nutshell)\b.*$", re.IGNORECASE)
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
    if promise.form in (Form.QUESTION, Form.STATEMENT) or re.search(r"[:!?,]", promise.text):
        return f"“{promise.text}”"
    return named(_without_limits(_EXPLAINED.sub("", promise.rest), promise))


def _without_limits(title: str, promise: Promise) -> str:
    """ "Roman concrete in 10 seconds" is about Roman concrete."""
    for limit in promise.limits:
        title = re.sub(
            rf"\s(?:in|under|for|within|with)\s(?:just\s|only\s)?{re.escape(limit)}(?!\w)", "", title
        )
    return title


def named(title: str) -> str:
    """A title inside a sentence: "the history of chess". Names keep their capital letter."""
    first = title.split(" ", 1)[0].lower()
    if first in ("best", "top"):
        return f"the {lowered(title)}"
    return lowered(title) if first in _SMALL or (first.endswith("ing") and len(first) > 5) else title


def short(promise: Promise) -> str:
    """The title as a headline: whole if it is short, otherwise its first whole thought."""
    is_short = len(promise.text.split()) <= LONGEST_HEADLINE_WORDS
    thought = "" if is_short else headlines.headline_of(text=promise.text, language="en")
    return capital(thought or promise.text)


def of_kind(
    *, kind: ScriptKind | Literal[""] | None, promise: Promise, count: int, bound: str
) -> Sequence[Part]:
    """``count`` scenes of that form, or as many as a promised number needs.

    ``bound`` is what the angle asks of each of them, to follow a blank: ", for busy parents".
    """
    if kind == ScriptKind.LIST:
        return _items(promise, count, bound)
    if kind == ScriptKind.HOW_TO:
        return _steps(promise, count, bound)
    if kind == ScriptKind.MYTH_FACT:
        return _myths(promise, count, bound)
    fixed = {ScriptKind.STORY: _story(promise, bound), ScriptKind.NEWS: _news(promise, bound)}
    parts = fixed.get(kind) if kind else None
    return _first(parts or _explained(promise, bound), count)


def _explained(promise: Promise, bound: str) -> list[tuple[int, Part]]:
    if promise.sides is not None:
        return _compared(promise.sides, bound)
    if promise.form in (Form.TOPIC, Form.STATEMENT):
        return [*_limited(promise), *_facts(promise, bound)]
    return _reasons(promise, bound)


def _first(parts: Sequence[tuple[int, Part]], count: int) -> list[Part]:
    """The most important parts, in the order in which they are told."""
    kept = sorted(sorted(parts, key=lambda part: part[0])[:count], key=parts.index)
    return [part for _, part in kept]


def _compared(sides: tuple[str, str], bound: str) -> list[tuple[int, Part]]:
    one, other = sides
    one = lowered(one) if other.islower() else one
    return [
        (2, Part(f"Where {one} wins", f"{{Where {one} is better, with one number or example{bound}}}.")),
        (3, Part(f"Where {other} wins", f"{{Where {other} is better, with one number or example{bound}}}.")),
        (
            1,
            Part(
                "What decides it", f"{{The one difference between {one} and {other} that decides it{bound}}}."
            ),
        ),
        (4, Part("When it does not matter", "{For whom the difference does not matter, in one sentence}.")),
        (5, Part("Where you read it", "{Where these numbers come from}.")),
    ]


def _limited(promise: Promise) -> list[tuple[int, Part]]:
    """What keeps a promised number: "in 2 minutes", "under $10"."""
    if not promise.limits or _EXPLAINED.search(promise.rest):
        return []
    limit = promise.limits[0]
    return [
        (
            0,
            Part("What it takes", f"{{What it takes to keep to “{limit}”: one thing to do}}."),
        ),
        (
            0,
            Part("The proof", f"{{The proof of “{limit}”: what a clock, a scale or a bill shows}}."),
        ),
    ]


def _reasons(promise: Promise, bound: str) -> list[tuple[int, Part]]:
    is_reason = promise.form == Form.REASON and not promise.is_inverted
    answer = f"The one cause why {promise.rest}" if is_reason else "Your answer, and its cause"
    return [
        (
            3,
            Part(
                "What people usually say", "{The explanation that most people give, and what it leaves out}."
            ),
        ),
        (1, Part("The reason" if is_reason else "The answer", f"{{{answer}, in one sentence{bound}}}.")),
        (
            2,
            Part(
                "See it for yourself", "{One example that proves it: a place, a year, or something to try}."
            ),
        ),
        (4, Part("Where it stops", "{When this is not true, in one sentence}.")),
        (5, Part("Who found out", "{Who found this out, when, and where you read it}.")),
    ]


def _facts(promise: Promise, bound: str) -> list[tuple[int, Part]]:
    topic = about(promise)
    told = [
        (place, Part(headline, f"{{{blank.format(topic=topic)}}}."))
        for place, (headline, blank) in enumerate(outline_facts.table(promise), start=1)
    ]
    # An angle asks what the topic means for its viewers.
    meaning = Part("What it means for you", f"{{What viewers can do with it today{bound}}}.")
    return [*told[:3], (2 if bound else 4, meaning), *told[3:]]


def _story(promise: Promise, bound: str) -> list[tuple[int, Part]]:
    return [
        (1, Part("How it began", f"{{How it began: who, where and when. The story is “{promise.text}”}}.")),
        (2, Part("What went wrong", "{What went wrong, in one sentence that viewers can picture}.")),
        (3, Part("The turn", f"{{The moment that changed it, and what was done differently{bound}}}.")),
        (4, Part("What changed", "{How it is now, with one detail that shows it}.")),
        (5, Part("What stayed", "{What did not change, so that it stays believable}.")),
    ]


def _news(promise: Promise, bound: str) -> list[tuple[int, Part]]:
    topic = about(promise) if promise.form == Form.TOPIC else f"“{promise.text}”"
    return [
        (1, Part("What happened", f"{{What happened with {topic}, on which day, and who reported it}}.")),
        (3, Part("How it was before", "{How it was until then, in one sentence}.")),
        (2, Part("Why it matters", f"{{What changes for your viewers, in one sentence{bound}}}.")),
        (4, Part("What is not known", "{What nobody knows yet, in one sentence}.")),
        (5, Part("What comes next", "{What happens next, and when}.")),
    ]


def _items(promise: Promise, count: int, bound: str) -> list[Part]:
    wanted = promise.count or count
    groups = min(wanted, MOST_ITEMS)
    noun = promise.noun
    blank = f"{its_name(noun)}{bound}"
    sizes = [wanted // groups + (1 if place < wanted % groups else 0) for place in range(groups)]
    parts, number = [], 1
    for size in sizes:
        names = [in_words(each) for each in range(number, number + size)]
        blanks = " ".join(f"{capital(noun)} {name}: {{{blank}}}." for name in names)
        together = f"{names[0]} to {names[-1]}" if size > 2 else " and ".join(names)
        parts.append(Part(capital(f"{noun} {together}"), blanks))
        number += size
    return parts


def its_name(noun: str) -> str:
    """What to fill in for one of the things that a list counts."""
    if noun in _TO_DO:
        return "what to do, in one sentence that begins with a verb"
    if noun in _TO_AVOID:
        return "its name in three words, and what to do about it"
    return "its name in three words, and one detail that earns its place"


def _steps(promise: Promise, count: int, bound: str) -> list[Part]:
    goal = f" to {lowered(promise.rest)}" if promise.form == Form.HOW_TO else ""
    words = ("First,", "Then", "Next,", "After that,", "Last,")[:count]
    parts = [
        Part(f"Step {place}", f"{word} {{step {place}{goal}: one verb, one thing{bound}}}.")
        for place, word in enumerate(words, start=1)
    ]
    if count > 2:
        parts[-1] = Part(
            "How you know", "You know that it worked when {a sign that viewers can see or feel}."
        )
    return parts


def _myths(promise: Promise, count: int, bound: str) -> list[Part]:
    topic = about(promise)
    fact = f"{{what is true instead, and where you read it{bound}}}"
    wanted = min(promise.count or count, MOST_ITEMS)
    return [
        Part(
            f"Myth {in_words(place)}",
            f"Myth: {{{belief.format(topic=topic)}}}. Fact: {fact}.",
        )
        for place, belief in enumerate(_MYTHS[:wanted], start=1)
    ]
