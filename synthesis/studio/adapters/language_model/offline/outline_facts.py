"""The middle scenes of an outline about a name or a statement, by what the title is about."""

from zlib import crc32

from synthesis.studio.adapters.language_model.offline import vocabulary
from synthesis.studio.adapters.language_model.offline.promises import Promise

# Headline and blank, the most important ones first. "{topic}" stands for the title's own words.
_Table = tuple[tuple[str, str], ...]
_PAST: _Table = (
    ("How it began", "How it began: who, where, and in which year"),
    ("The turn", "The one event that changed it, in one sentence that viewers can picture"),
    ("What is left of it", "What is left of it today: a place, a word or an object"),
    ("Where it comes from", "Where you read it"),
)
_CHOICE: _Table = (
    ("My pick", "Your pick, and the one reason for it"),
    ("Who it is for", "Who should take it, and who should not"),
    ("What to skip", "One that many people buy, and why not this one"),
    ("What it costs", "What it costs, and where you looked"),
)
_PLACE: _Table = (
    ("Go here first", "The one place to go to first, and at which hour"),
    ("What it costs", "What a day costs there, in numbers"),
    ("What to skip", "What everybody does there, and what to do instead"),
    ("How to get there", "How viewers get there from where most of them start"),
)
_FOOD: _Table = (
    ("What it needs", "The three ingredients that matter, with their amounts"),
    ("The step that decides", "The one step that most people rush, and how long it takes"),
    ("How you know", "What it looks, smells or sounds like when it is right"),
    ("What goes with it", "What to serve with it, in one sentence"),
)
_ANYTHING: tuple[_Table, ...] = (
    (
        ("What few people know", "The one thing about {topic} that few people know"),
        ("See it for yourself", "One example that shows it: a place, a year, or something to try"),
        ("Why it is like that", "Why it is like that: one cause, in one sentence"),
        ("Where it comes from", "Who found this out, when, and where you read it"),
    ),
    (
        ("The strange part", "The strangest detail about {topic}, with its number"),
        ("How it works", "How it works, in a sentence that a child understands"),
        ("Where you meet it", "Where viewers meet it in an ordinary week"),
        ("Where it comes from", "Who found this out, when, and where you read it"),
    ),
    (
        ("What it is not", "What people confuse {topic} with, and the difference"),
        ("Picture it", "One comparison that makes it easy to picture: as big, as old or as fast as what"),
        ("What follows from it", "What follows from it, in one sentence"),
        ("Where it comes from", "Who says so, and where you read it"),
    ),
)
_TABLES = {"past": _PAST, "choice": _CHOICE, "place": _PLACE, "food": _FOOD}


def table(promise: Promise) -> _Table:
    """What to tell about the title: of its kind of thing, or one of the tables for anything."""
    words = set(promise.text.lower().replace(",", " ").split())
    for name, found in _TABLES.items():
        if words & vocabulary.words_of(name):
            return found
    # The same title gets the same table.
    return _ANYTHING[crc32(promise.text.encode()) % len(_ANYTHING)]
